"""Every scenario that is shipped runs two days, and its records are sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.measures import conservation
from sim.scenario import load
from tests.towns import run

ROOT = Path(__file__).resolve().parents[1] / "scenarios"
FILES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.yaml"))
BIG = {"dianjiang-2022.yaml", "g-street.yaml"}
LEAST = {"dianjiang-2022.yaml": "6 d"}  # the last dated introduction lies in the run
CASES = [
    pytest.param(
        name, marks=[pytest.mark.slow] if name in BIG or name.startswith("overlays/") else []
    )
    for name in FILES
]


@pytest.mark.parametrize("name", CASES)
def test_a_shipped_scenario_runs_two_days(name: str) -> None:
    horizon = LEAST.get(name, "2 d")
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
