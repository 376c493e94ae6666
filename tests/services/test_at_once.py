"""Couplings switched off: work that delays nothing, illness that keeps nobody from work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.experiment.settings import Model
from sim.scenario import Scenario, load

WAITS = ("services.transport.consequence.at_once", "services.health_check.consequence.at_once")


def measured(scenario: Scenario) -> dict[str, Any]:
    model = Model()
    return dict(model.measure(model.run(scenario, 1)))  # in the first nobody is infected


@pytest.mark.slow
def test_what_does_not_wait_for_the_work_finds_more_cases_and_says_off_is_as_left_out(
    scenarios: Path,
) -> None:
    base = load(scenarios / "two-grids.yaml")
    at_once = measured(base.override(dict.fromkeys(WAITS, True)))
    waits = measured(base.override(dict.fromkeys(WAITS, False)))
    assert (at_once["cases_found"], waits["cases_found"]) == (52, 42)


@pytest.mark.slow
def test_workers_who_work_on_though_ill_are_not_absent_for_it(scenarios: Path) -> None:
    base = load(scenarios / "two-grids.yaml").override({"workforce.grid_workers.absence": 0})
    away, works_on = (
        measured(base.override({"workforce.stay_away": away})) for away in (True, False)
    )
    assert works_on["absent_share"] < away["absent_share"]
