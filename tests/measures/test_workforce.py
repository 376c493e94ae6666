"""Staff on duty and their hours, worked out by hand; clock 0 is 08:00."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
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


def test_the_shares_of_time_make_up_the_rostered_hours_and_the_overtime(made: Make) -> None:
    worker = {
        "hours": 9.0, "overtime_h": 1.0, "absent_h": 2.0, "serve_h": 5.0, "travel_h": 1.0,
        "ppe_h": 0.5, "idle_h": 2.5,
    }  # fmt: skip
    found = measure(made(workers=[worker]))
    names = ("serve_share", "travel_share", "ppe_share", "idle_share", "absent_share")
    assert [found[name] for name in names] == [0.5, 0.1, 0.05, 0.25, 0.2]
    assert sum(found[name] for name in names) - found["overtime_share"] == 1.0


def test_without_rostered_hours_there_are_no_shares(made: Make) -> None:
    assert isnan(measure(made())["serve_share"])
