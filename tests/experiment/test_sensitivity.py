"""Sensitivity: which number matters, on a scenario that one can see through."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.experiment import CallError, Settings
from sim.experiment.screening import SensitivityAnswer, sensitivity
from sim.experiment.sensitive import as_table, sentences
from sim.report.tornado import write_tornado
from sim.scenario.sensitivity_spec import Sensitivity, SensitivitySpec, load_sensitivity
from sim.scenario.sweep_spec import Factor
from tests.experiment.fakes import MODEL, FakeScenario


def asked(folder: Path, **words: Any) -> SensitivityAnswer:
    """Vary what is added to each of three daily draws, 0 to 4, and a thing without effect."""
    low_high = {"effect": Factor.model_validate({"from": 0.0, "to": 4.0})}
    spec = SensitivitySpec.model_validate(
        {"scenario": "x", "factors": {"effect": {"from": 0.0, "to": 4.0}}, "replications": 4,
         "measures": ("infections",), "targets": {"infections": {"at_least": 15}}} | words
    )  # fmt: skip
    idle = {"title.idle": Factor.model_validate({"from": 0.0, "to": 1.0})}
    made = Sensitivity(spec, (FakeScenario(),), low_high | idle, {"other": "is 0"}, "made")  # type: ignore[arg-type]
    return sensitivity(made, folder, 1, Settings("summary", model=MODEL))


def test_the_swing_of_a_number_is_what_it_does_from_end_to_end(tmp_path: Path) -> None:
    found = asked(tmp_path)
    assert [(bar.factor, bar.size) for bar in found.of("infections")] == [
        ("effect", 12.0),
        ("idle", 0.0),
    ]


def test_a_number_that_moves_the_answer_across_its_target_could_overturn_it(
    tmp_path: Path,
) -> None:
    found = asked(tmp_path)  # 9.5 infections as it stands, 21.5 at the high end
    assert "Could overturn the verdict in infections: effect." in sentences(found)
    assert "1 assumed numbers were not varied: 1 (is 0)." in sentences(found)
    assert as_table(found).row_count == 2
    assert write_tornado(found).read_text().startswith("<svg")


def test_morris_finds_the_slope_and_sobol_that_all_variance_is_its(tmp_path: Path) -> None:
    morris = asked(tmp_path / "m", method="morris", trajectories=4)
    assert [bar.size for bar in morris.of("infections")] == pytest.approx([12.0, 0.0], abs=1e-3)
    sobol = asked(tmp_path / "s", method="sobol", points=64)
    sizes = [bar.size for bar in sobol.of("infections")]
    assert sizes == pytest.approx([1.0, 0.0], abs=0.1)


def test_without_salib_morris_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "SALib", None)
    monkeypatch.setitem(sys.modules, "SALib.sample.morris", None)
    with pytest.raises(CallError, match=r"pip install 'gridresponse\[sensitivity\]'"):
        asked(tmp_path, method="morris")


def test_assumed_numbers_are_spread_and_those_that_cannot_be_are_named(
    tmp_path: Path, scenarios: Path
) -> None:
    file = tmp_path / "asked.yaml"
    base = f"scenario: {scenarios / 'two-grids.yaml'}\n"
    file.write_text(f"{base}assumed: {{under: [workforce.volunteers]}}\n")
    found = load_sensitivity(file)
    ceiling = found.factors["workforce.volunteers.ceiling"]
    assert ceiling.levels == (0.025, 0.075)
    assert found.factors["workforce.volunteers.attendance"].levels == (0.4, 1.0)
    assert found.fixed["workforce.volunteers.injury"] == "is 0"
    file.write_text(
        f"scenario: {scenarios / 'two-grids.yaml'}\nassumed: {{under: [nothing]}}\n"
    )
    with pytest.raises(ScenarioError, match="no assumed number there can be varied"):
        load_sensitivity(file)


def test_the_shipped_analysis_varies_five_numbers_of_a_comparison(scenarios: Path) -> None:
    found = load_sensitivity(scenarios / "sensitivity" / "two-grids.yaml")
    assert (len(found.factors), len(found.scenarios)) == (5, 2)
