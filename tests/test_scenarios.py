"""Every scenario that is shipped runs two days, and its records are sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.checks import check
from sim.measures import conservation
from sim.scenario import load
from tests.towns import run

ROOT = Path(__file__).resolve().parents[1] / "scenarios"
QUESTIONS = {
    "calibration", "responses", "selection", "sensitivity", "staffing", "studies", "sweeps",
}  # fmt: skip
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in ROOT.rglob("*.yaml")
    if path.parent.name not in QUESTIONS
)
BIG = {
    "dianjiang-2022.yaml", "full-street.yaml", "g-street.yaml", "flood.yaml", "heat-wave.yaml",
    "compound.yaml",
}  # fmt: skip
LEAST = {"dianjiang-2022.yaml": "6 d"}  # the last dated introduction lies in the run
LATE = "compound"  # its flood lies in the run
CASES = [
    pytest.param(
        name,
        marks=[pytest.mark.long]
        if name.startswith(("editions/", "hazards/"))
        else [pytest.mark.slow]
        if name in BIG or name.startswith("overlays/")
        else [],
    )
    for name in FILES
]


@pytest.mark.parametrize("name", CASES)
def test_a_shipped_scenario_runs_two_days(name: str) -> None:
    horizon = LEAST.get(name, "11 d" if LATE in name else "2 d")
    records = run(load(ROOT / name).override({"horizon": horizon, "run.warm_up": "1 d"}))
    assert conservation(records) == []
    assert len(records.tables) == 9


def test_there_are_the_scenarios_that_the_readme_promises() -> None:
    assert {
        "g-street.yaml",
        "dianjiang-2022.yaml",
        "theory/mmc.yaml",
        "theory/sir.yaml",
    } <= set(FILES)
    assert len([name for name in FILES if name.startswith("overlays/")]) == 6


def test_the_catalogue_has_every_driver_and_runs_without_a_violation() -> None:
    scenario = load(ROOT / "catalogue-two-grids.yaml")
    drivers = {service.need.per for service in scenario.services.values()}
    assert len(scenario.services) == 31
    assert drivers == {
        "sealed_household", "zone_round", "case", "resident", "person", "building", "calendar",
        "post", "task", "background",
    }  # fmt: skip
    records = run(scenario.override({"horizon": "14 d"}))
    asked = set(records.tables["tasks"]["service"].tolist())
    assert set(scenario.services) - asked <= {
        "dialysis_trips", "inspection", "medical_visits",
    }  # too rare  # fmt: skip
    assert check(records) == []
