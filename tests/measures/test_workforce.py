"""Staff on duty and their hours, worked out by hand; clock 0 is 08:00."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.measures import measure
from sim.measures.workforce import staff_by_day

Make = Callable[..., Any]


def test_staff_are_counted_on_the_calendar_day_their_shift_begins(made: Make) -> None:
    shifts = [
        {"worker": 7, "from_h": 0.0, "until_h": 4.0},
        {"worker": 7, "from_h": 5.0, "until_h": 8.0},
        {"worker": 8, "from_h": 14.0, "until_h": 22.0},
        {"worker": 9, "from_h": 16.0, "until_h": 24.0},
    ]
    assert staff_by_day(made(shifts=shifts), 100.0).tolist() == [2, 1]


def test_a_worker_always_on_duty_counts_on_each_day_of_the_window(made: Make) -> None:
    shifts = [{"worker": 1, "from_h": -336.0, "until_h": float("inf")}]
    assert staff_by_day(made(shifts=shifts), 64.0).tolist() == [1, 1, 1]


def test_shifts_of_the_warm_up_do_not_count(made: Make) -> None:
    assert staff_by_day(made(shifts=[{"from_h": -8.0, "until_h": 0.0}]), 64.0).tolist() == []


def test_the_peak_day_is_told_per_1000_residents_and_hours_per_day_worked(made: Make) -> None:
    shifts = [
        {"worker": 0, "from_h": 0.0, "until_h": 8.0},
        {"worker": 1, "from_h": 0.0, "until_h": 8.0},
        {"worker": 0, "from_h": 24.0, "until_h": 34.0},
    ]
    workers = [{"worker": 0, "hours": 18.0}, {"worker": 1, "hours": 8.0}]
    found = measure(made(shifts=shifts, workers=workers, facts={"residents": 500}))
    assert (found["staff_per_1000"], found["hours_per_worker_day"]) == (4.0, 26 / 3)


def test_a_volunteer_who_was_never_called_is_no_worker_infected(made: Make) -> None:
    workers = [
        {"hours": 8.0, "infected": True},
        {"absent_h": 8.0, "infected": True},
        {"employer": "volunteers", "infected": True},
        {"hours": 8.0},
    ]
    assert measure(made(workers=workers))["worker_infections"] == 2.0
