"""A sweep over a scenario that one can see through: what is run, said and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sim.experiment import CallError, Settings, SweepAnswer, sweep
from sim.experiment.swept import effects_table, points_table, sentences
from sim.scenario import SweepSpec
from sim.store import Results
from tests.experiment.fakes import MODEL, FakeRun, FakeScenario


@dataclass(frozen=True)
class FakeSweep:
    """Looks to the experiment like a loaded sweep; factor effect adds to each daily draw."""

    spec: SweepSpec
    name: str = "made"

    def scenarios(self, points: Sequence[Mapping[str, Any]]) -> tuple[FakeScenario, ...]:
        return tuple(
            FakeScenario(name=f"p{number:03d}", effect=sum(point.values()), run=FakeRun(seed=1))
            for number, point in enumerate(points)
        )


def swept(folder: Path, **words: Any) -> SweepAnswer:
    asked = {
        "scenario": "x",
        "factors": {"staff.effect": {"values": (0, 3)}, "rules.other": {"values": (0, 1)}},
        "replications": 4,
        "measures": ("infections",),
    }
    spec = SweepSpec.model_validate(asked | words)
    return sweep(FakeSweep(spec), folder, 1, Settings("summary", model=MODEL))  # type: ignore[arg-type]


def test_every_point_is_a_scenario_of_one_folder(tmp_path: Path) -> None:
    swept(tmp_path)
    manifest = Results(tmp_path).manifest()
    assert [entry["name"] for entry in manifest["scenarios"]] == [
        "p000",
        "p001",
        "p002",
        "p003",
    ]
    assert (manifest["command"], manifest["status"]) == ("sweep", "complete")


def test_the_answer_says_the_effects_and_that_the_rest_is_exactly_none(tmp_path: Path) -> None:
    # infections are three draws, to each of which the factors add: 3 * 3 and 3 * 1
    said = sentences(swept(tmp_path))
    assert said[0] == (
        "Full factorial over staff.effect, rules.other: 4 points, 4 replications each, all "
        "under the same luck."
    )
    assert said[2] == (
        "effect from 0 to 3 changes infections by +9 (no interval: the same in every "
        "replication)."
    )
    assert "No effect on infections is shown of effect × other (exactly 0)." in said


def test_the_same_sweep_again_runs_nothing(tmp_path: Path) -> None:
    first, again = swept(tmp_path), swept(tmp_path)
    assert (first.answer.ran, again.answer.ran) == (16, 0)
    assert sentences(first) == sentences(again)


def test_tables_have_a_row_a_point_and_a_row_an_effect(tmp_path: Path) -> None:
    found = swept(tmp_path)
    assert (points_table(found).row_count, effects_table(found).row_count) == (4, 3)


def test_the_answer_as_json_has_points_effects_and_no_nan(tmp_path: Path) -> None:
    told = swept(tmp_path).as_json()
    assert told["points"][3]["values"] == {"staff.effect": 3, "rules.other": 1}
    assert [row["factors"] for row in told["effects"]] == [
        ["effect"], ["other"], ["effect", "other"],
    ]  # fmt: skip
    assert told["effects"][0]["found"]["low"] is None


def test_a_plane_says_how_well_it_fits(tmp_path: Path) -> None:
    factors = {"effect": {"from": 0.0, "to": 4.0}}
    said = sentences(swept(tmp_path, factors=factors, design="latin_hypercube", points=5))
    assert said[0].startswith("Latin hypercube over effect: 5 points")
    assert any("effect from 0.0 to 4.0 changes infections by +12" in text for text in said)
    assert any("holds 100 % of the variation" in text for text in said)


def test_a_measure_that_is_none_is_refused_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="no such measure: on_tim, did you mean on_time"):
        swept(tmp_path / "out", measures=("on_tim",))
    assert not (tmp_path / "out").exists()
