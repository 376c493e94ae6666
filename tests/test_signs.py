"""Levers whose effect goes one way for good have that sign, in 50 paired replications.

The expected signs, on two grids of 60 households (`scenarios/two-grids.yaml`):

- more delay of activation: more needs wait for the reserves, and more people are infected;
- fewer tables (medics who sample): fewer samples are taken in time;
- lower compliance with the zone: more infections.

More staff is not such a lever for infections or cases found. Two things pull: workers who
check sooner find more cases and so make more work (more zones, more rounds, more checks), and
they meet more people. On needs never served the sign is sure all the same here, since the work
made is less than the work done: that is what the last test expects.

A test fails unless the 99 % interval of the mean paired difference lies on the right side. With
50 pairs a difference of .55 of its standard deviation is shown with a chance of .88 (two-sided
t at 1 %).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sim.experiment.settings import Model, town_of
from sim.experiment.statistics import Paired, paired
from sim.scenario import load

FILE = Path(__file__).resolve().parents[1] / "scenarios/two-grids.yaml"
PAIRS = 50
SERVED = "never_served_per_1000_resident_days"


@cache
def values(changes: tuple[tuple[str, Any], ...]) -> list[dict[str, float]]:
    model, base = Model(), {"hazards.outbreak.introductions.mean": 6, "run.log": "summary"}
    scenario = load(FILE).override({**base, **dict(changes)})
    town_of(scenario)
    return [dict(model.measure(model.run(scenario, r))) for r in range(PAIRS)]


def difference(less: dict[str, Any], more: dict[str, Any], measure: str) -> Paired:
    a, b = (values(tuple(sorted(changes.items()))) for changes in (less, more))
    return paired([v[measure] for v in a], [v[measure] for v in b], 0.99)


@pytest.mark.long
@pytest.mark.parametrize(
    ("lever", "less", "more", "measure", "sign"),
    [
        ("response.emergency.delay", "6 h", "120 h", "infections", 1),
        ("workforce.medics.count", 4, 1, "on_time_pcr_round", -1),
        ("response.controls.street.compliance", 1.0, 0.3, "infections", 1),
    ],
)
def test_a_lever_of_one_sided_permanent_effect_has_its_sign(
    lever: str, less: Any, more: Any, measure: str, sign: int
) -> None:
    found = difference({lever: less}, {lever: more}, measure)
    assert sign * found.low > 0
    assert sign * found.high > 0


@pytest.mark.long
def test_more_staff_leaves_fewer_needs_unserved_whatever_it_does_to_cases_found() -> None:
    few, many = {"workforce.grid_workers.per_grid": 1}, {"workforce.grid_workers.per_grid": 3}
    assert difference(few, many, SERVED).high < 0
    found = difference(few, many, "share_found")
    assert found.high > 0  # more found, or as many: never shown to be fewer
