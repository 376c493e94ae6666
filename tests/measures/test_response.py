"""Delays of the transformation, depth and recovery, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from typing import Any

import numpy as np

from sim.measures import measure
from sim.measures.hourly import spells_below
from sim.measures.response import offered_h_by_hour, on_shift_h_by_hour
from sim.measures.tables import study_of

Make = Callable[..., Any]
EVENTS = [
    {"time_h": 2.0, "event": "level", "value": 0.0},
    {"time_h": 30.0, "event": "case_found"},
    {"time_h": 40.0, "event": "case_found"},
    {"time_h": 42.0, "event": "level", "value": 1.0},
]
DONE = {"outcome": "done", "finished_h": 10.0}


def met(due_h: float, at_h: float) -> dict[str, Any]:
    return {"due_h": due_h, "met_h": at_h, "closed_h": at_h, "outcome": "met"}


def test_delays_run_from_the_first_infection_to_detection_and_activation(made: Make) -> None:
    found = measure(made(events=EVENTS, infections=[{"time_h": 12.0}, {"time_h": 6.0}]))
    assert found["first_infection_to_detection_h"] == 24.0
    assert found["detection_to_activation_h"] == 12.0
    assert found["first_infection_to_activation_h"] == 36.0
    assert found["detection_to_activation_reached"] == 1.0


def test_a_delay_that_never_ends_runs_to_the_horizon_and_is_not_reached(made: Make) -> None:
    found = measure(made(infections=[{"time_h": 6.0}]))
    assert found["first_infection_to_detection_h"] == 94.0
    assert found["first_infection_to_detection_reached"] == 0.0
    assert isnan(found["detection_to_activation_h"])


def test_a_delay_counts_seeds_from_clock_nought(made: Make) -> None:
    found = measure(made(events=EVENTS, infections=[{"time_h": -50.0}]))
    assert found["first_infection_to_detection_h"] == 30.0


def test_the_call_up_is_filled_when_nine_of_ten_have_arrived(made: Make) -> None:
    arrivals = [{"time_h": 50.0 + k, "event": "worker_arrived"} for k in range(10)]
    found = measure(made(events=EVENTS + arrivals))
    assert (found["call_up_to_90_percent_h"], found["call_up_to_90_percent_reached"]) == (16, 1)


def test_hours_on_shift_are_cut_into_whole_hours(made: Make) -> None:
    shifts = [{"from_h": 1.5, "until_h": 3.0}, {"from_h": -5.0, "until_h": float("inf")}]
    assert on_shift_h_by_hour(made(shifts=shifts), 4.0).tolist() == [1.0, 1.5, 2.0, 1.0]


def test_work_offered_is_stops_times_the_mean_hours_of_a_stop(made: Make) -> None:
    rows = [
        {"stops": 2, "created_h": 0.5, "set_out_h": 6.0, **DONE},
        {"stops": 3, "created_h": 2.0},
        {"stops": 1, "created_h": 2.5, "service": "packs", "task": 9},
        {"stops": 1, "created_h": 1.0, "service": "records", "task": 10},
    ]
    study = study_of(made(tasks=rows, horizon_h=4.0))
    assert offered_h_by_hour(study.tasks, study.records, 4.0).tolist() == [4.0, 0.0, 8.0, 0.0]


def test_posts_are_filled_when_a_day_of_duty_meets_the_largest_load(made: Make) -> None:
    # The largest day asks 15 x 2 h. One worker is always there, a second from 60 h on: the next
    # 24 h hold .9 x 30 = 27 h from 39 h on, which is 29 h after activation.
    tasks = [{"created_h": 30.0, "set_out_h": 8.0, **DONE}] * 15
    shifts = [
        {"worker": 0, "from_h": 0.0, "until_h": 100.0},
        {"worker": 1, "from_h": 60.0, "until_h": 100.0},
    ]
    events = [{"time_h": 10.0, "event": "level", "value": 1.0}]
    found = measure(made(tasks=tasks, shifts=shifts, events=events))
    assert found["activation_to_90_percent_h"] == 29.0
    assert found["activation_to_90_percent_reached"] == 1.0


def test_without_workers_posts_are_never_filled(made: Make) -> None:
    found = measure(made(tasks=[{}], events=EVENTS))
    assert (found["activation_to_90_percent_h"], found["activation_to_90_percent_reached"]) == (
        58,
        0,
    )


def test_the_depth_is_the_most_needs_overdue_at_once(made: Make) -> None:
    rows = [met(10.0, 14.0), met(12.0, 12.0), met(12.0, 13.5), {"due_h": 20.0}]
    assert measure(made(needs=rows))["resilience_depth"] == 2.0


def test_a_spell_ends_where_nothing_is_below_for_the_hold() -> None:
    below = np.zeros(21, dtype=bool)
    below[[2, 3, 6, 12, 18]] = True
    assert spells_below(below, 4) == [(2, 7, True), (12, 13, True), (18, 20, False)]


def test_recovery_is_from_the_fall_to_the_hold_of_the_target(made: Make) -> None:
    # Late ones due at 30 h drag the day's share down from 30 h until they leave it at 54 h.
    rows = [met(float(h), float(h)) for h in range(1, 200)] + [met(30.0, 31.0)] * 5
    found = measure(made(needs=rows, horizon_h=200.0))
    assert (found["recovery_h"], found["recovered"]) == (24.0, 1.0)


def test_a_fall_near_the_end_is_not_recovered_and_counts_to_the_horizon(made: Make) -> None:
    rows = [met(float(h), float(h)) for h in range(1, 200)] + [met(150.0, 151.0)] * 5
    found = measure(made(needs=rows, horizon_h=200.0))
    assert (found["recovery_h"], found["recovered"]) == (50.0, 0.0)


def test_without_a_fall_there_is_nothing_to_recover_from(made: Make) -> None:
    found = measure(made(needs=[met(10.0, 9.0)], horizon_h=200.0))
    assert (found["recovery_h"], found["recovered"]) == (0.0, 1.0)


def test_the_routine_backlog_counts_stops_of_normal_work_left_open(made: Make) -> None:
    rows = [
        {"stops": 2},
        {"service": "records"},
        {"service": "packs", "stops": 26},
        {"stops": 5, **DONE},
    ]
    assert measure(made(tasks=rows))["routine_backlog_end"] == 3.0
