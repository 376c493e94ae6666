"""Calibration: the posterior holds a known truth, travels, and says what it foresees."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.experiment import Model, Settings, replicate
from sim.experiment.calibration import calibrate, distances
from sim.experiment.realised import draw_of, realised
from sim.rng import uniforms
from sim.scenario import Scenario, load, read_draws
from sim.scenario.calibration_spec import load_calibration
from sim.store import schema

TRUTH = 0.45


def counted(scenario: Scenario, replication: int) -> Any:
    """Find cases evenly over 20 days, as many as 2,000 times the growth, with some noise."""
    growth = float(str(draw_of(scenario, replication)["hazards.outbreak.growth"]).split()[0])
    cases = int(2000 * growth * (0.9 + 0.2 * uniforms(1, 2, replication)))
    text = {"layer", "variant", "grid", "found_by", "outcome"}
    columns = list(schema("infections").names[2:])
    table: dict[str, Any] = {
        name: np.array([""] * cases, object) if name in text else np.zeros(cases)
        for name in columns
    }
    table["detected_h"] = np.linspace(0, 20 * 24, cases, endpoint=False)
    return SimpleNamespace(tables={"infections": table}, facts={})


def one_infection(_: Any) -> dict[str, float]:
    return {"infections": 1.0}


def unit(_: Any) -> str:
    return "infections"


def nothing_wrong(_: Any) -> list[str]:
    return []


MADE = Model(counted, one_infection, unit, nothing_wrong)


def question(folder: Path, scenarios: Path) -> Path:
    """Ask for the growth that made 45 cases on each of 12 days."""
    days = "".join(f"      - {{date: 2022-03-{day:02d}, value: 45}}\n" for day in range(3, 15))
    (folder / "town.yaml").write_text(
        f"extends: [{scenarios / 'two-grids.yaml'}]\nname: town\nobserved:\n  cases:\n"
        f"    measure: reported_cases\n    source: made\n    points:\n{days}"
    )
    file = folder / "asked.yaml"
    file.write_text(
        "scenario: town.yaml\ndraws: 100\nfree:\n"
        "  growth: {from: 0.15 /d, to: 0.75 /d, paths: [hazards.outbreak.growth]}\n"
    )
    return file


@pytest.fixture
def folder(tmp_path: Path, scenarios: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder whose files may extend the shipped ones."""
    import shutil

    here = tmp_path / "scenarios"
    shutil.copytree(scenarios, here)
    monkeypatch.chdir(tmp_path)
    return here


def test_the_posterior_holds_the_truth_and_is_narrower_than_the_prior(folder: Path) -> None:
    asked = load_calibration(question(folder, folder))
    found = calibrate(asked, folder.parent / "out", 1, Settings("daily", model=MADE))
    (growth,) = found.freed
    low, high = (float(end.split()[0]) for end in (growth.low, growth.high))
    assert low <= TRUTH <= high
    assert growth.narrowed < 0.3
    assert found.inside(held_out=True) == (3, 3)
    assert found.sentences()[0] == (
        "10 of 100 draws lie nearest to cases; they are the posterior."
    )


def test_the_posterior_travels_into_later_runs(folder: Path) -> None:
    asked = load_calibration(question(folder, folder))
    out = folder.parent / "out"
    found = calibrate(asked, out, 1, Settings("daily", model=MADE))
    draws = read_draws(found.posterior)
    assert len(draws) == 10
    scenario = asked.scenario.override({"run.draws": draws})
    growths = {realised(scenario, r).hazards["outbreak"].growth for r in range(10)}
    assert len(growths) == 10
    assert realised(scenario, 13) == realised(scenario, 3)


def test_draws_and_towns_come_back_from_a_saved_folder(folder: Path) -> None:
    draws = [{"hazards.outbreak.growth": "0.3 /d"}, {"hazards.outbreak.growth": "0.4 /d"}]
    base = load(folder / "two-grids.yaml").override({"run.draws": draws, "run.towns": 2})
    out = folder.parent / "saved"
    replicate(base, 2, 1, out, 1, Settings("summary", model=MADE))
    assert replicate(base, 2, 1, out, 1, Settings("summary", model=MADE)).ran == 0
    assert load(out / "scenarios" / "s00.yaml").run.draws == base.run.draws


def test_replications_take_towns_and_draws_in_turn(scenarios: Path) -> None:
    base = load(scenarios / "two-grids.yaml")
    assert realised(base, 5) is base
    towns = base.override({"run.towns": 3})
    seeds = [realised(towns, r).town.seed - base.town.seed for r in range(5)]
    assert seeds == [0, 1, 2, 0, 1]


def test_the_distance_is_between_square_roots() -> None:
    assert distances(np.array([[4.0, 9.0], [1.0, 0.0]]), [1.0, 4.0]).tolist() == [
        1.0,
        pytest.approx(2**0.5),
    ]


def test_a_series_that_the_scenario_has_not_is_named(folder: Path) -> None:
    file = folder / "asked.yaml"
    question(folder, folder)
    file.write_text(file.read_text() + "observed: deaths\n")
    with pytest.raises(
        ScenarioError, match=r"must name a series of the scenario \(known: cases\)"
    ):
        load_calibration(file)


@pytest.mark.long
def test_the_growth_of_a_made_town_lies_in_the_posterior(
    scenarios: Path, tmp_path: Path
) -> None:
    found = calibrate(load_calibration(scenarios / "calibration" / "growth.yaml"), tmp_path)
    growth = found.freed[0]
    low, high = (float(end.split()[0]) for end in (growth.low, growth.high))
    assert low <= TRUTH <= high
