"""Quality of service, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from typing import Any

import numpy as np
import pytest

from sim.measures import measure
from sim.measures.quality import spread_beyond_chance

Make = Callable[..., Any]
ON_TIME = {"due_h": 10.0, "met_h": 9.0, "closed_h": 9.0, "outcome": "met"}
LATE = {"due_h": 10.0, "met_h": 11.0, "closed_h": 11.0, "outcome": "met"}
REDO = {"due_h": 10.0, "met_h": 9.0, "closed_h": 9.0, "outcome": "redo"}
EXPIRED = {"due_h": 10.0, "closed_h": 12.0, "outcome": "expired"}


def test_rework_is_what_was_found_wrong_and_right_first_time_what_was_not_wrong(
    made: Make,
) -> None:
    found = measure(made(needs=[ON_TIME, LATE, REDO, ON_TIME | {"wrong": True}, EXPIRED]))
    assert (found["rework_share"], found["done_right_first_time"]) == (0.25, 0.5)


def test_never_served_are_expired_open_or_withdrawn_late_per_1000_resident_days(
    made: Make,
) -> None:
    withdrawn = {"due_h": 10.0, "closed_h": 11.0, "outcome": "cancelled"}
    rows = [ON_TIME, LATE, REDO, EXPIRED, {"due_h": 10.0}, withdrawn, {"due_h": 500.0}]
    found = measure(made(needs=rows, horizon_h=48.0, facts={"residents": 500}))
    assert found["never_served_per_1000_resident_days"] == 3.0


def test_satisfaction_is_one_on_time_half_late_and_nought_otherwise(made: Make) -> None:
    assert measure(made(needs=[ON_TIME, LATE, REDO, EXPIRED]))["satisfaction"] == 1.5 / 4


def test_the_gap_is_the_share_on_time_of_the_vulnerable_minus_the_others(made: Make) -> None:
    old, young = {"vulnerable": True, "household": 1}, {"household": 2}
    rows = [ON_TIME | old, LATE | old, ON_TIME | young, ON_TIME | young, LATE]
    assert measure(made(needs=rows))["vulnerable_gap_on_time"] == -0.5


def test_the_worst_grid_is_one_with_needs_enough_to_be_judged_by(made: Make) -> None:
    def grid(name: str, task: int, good: int, bad: int) -> list[dict[str, Any]]:
        rows = [ON_TIME] * good + [LATE] * bad
        return [row | {"grid": name, "task": task} for row in rows]

    rows = grid("甲", 0, 15, 5) + grid("B", 1, 18, 2) + grid("C", 2, 0, 3)
    assert measure(made(needs=rows))["worst_grid_on_time"] == 0.75


def test_a_need_of_the_street_has_no_grid(made: Make) -> None:
    rows = [ON_TIME | {"grid": None}] * 20
    assert measure(made(needs=rows))["worst_grid_on_time"] == 1.0


def test_the_spread_between_grids_has_the_binomial_part_taken_off() -> None:
    # Shares .25 and .75 of 5: variance .125, of which .25 * .75 / 4 is chance.
    spread = spread_beyond_chance(np.array([4.0, 4.0]), np.array([1.0, 3.0]))
    assert spread == pytest.approx(0.125 - 0.1875 / 3)


def test_equal_grids_have_no_spread_on_average() -> None:
    on_time = np.random.default_rng(1).binomial(20, 0.8, size=(4000, 60))
    found = [spread_beyond_chance(np.full(60, 20.0), row.astype(float)) for row in on_time]
    error = np.std(found) / np.sqrt(len(found))
    assert abs(np.mean(found)) < 3.5 * error


def test_one_grid_alone_has_no_spread() -> None:
    assert isnan(spread_beyond_chance(np.array([30.0]), np.array([20.0])))
