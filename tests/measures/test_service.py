"""On time, waits, backlog and lost service, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from typing import Any

import pytest

from sim.measures import measure

Make = Callable[..., Any]


def met(due_h: float, at_h: float, **more: Any) -> dict[str, Any]:
    return {"due_h": due_h, "met_h": at_h, "closed_h": at_h, "outcome": "met", **more}


def withdrawn(due_h: float, at_h: float) -> dict[str, Any]:
    return {"due_h": due_h, "closed_h": at_h, "outcome": "cancelled"}


def test_a_need_met_when_it_is_due_is_on_time(made: Make) -> None:
    assert measure(made(needs=[met(10, 10), met(10, 10.5)]))["on_time"] == 0.5


def test_a_need_open_past_its_due_time_counts_as_late(made: Make) -> None:
    assert measure(made(needs=[met(10, 9), {"due_h": 20}, {"due_h": 30}]))["on_time"] == 1 / 3


def test_a_need_not_yet_due_at_the_horizon_does_not_count(made: Make) -> None:
    assert measure(made(needs=[met(10, 9), {"due_h": 100}, {"due_h": 101}]))["on_time"] == 1.0


def test_a_need_withdrawn_before_due_is_out_but_counted(made: Make) -> None:
    found = measure(made(needs=[met(10, 9), withdrawn(20, 15), withdrawn(20, 20)]))
    assert (found["on_time"], found["withdrawn_share"]) == (1.0, 2 / 3)


def test_a_need_withdrawn_after_due_is_late(made: Make) -> None:
    assert measure(made(needs=[met(10, 9), withdrawn(20, 21)]))["on_time"] == 0.5


def test_without_closing_times_a_need_withdrawn_is_out_and_one_expired_closes_then(
    made: Make,
) -> None:
    rows = [met(10, 9), withdrawn(20, 21), {"due_h": 5, "expires_h": 8, "outcome": "expired"}]
    run = made(needs=rows)
    del run.tables["needs"]["closed_h"], run.tables["needs"]["wrong"]
    found = measure(run)
    assert (found["on_time"], found["withdrawn_share"], found["lost_service"]) == (
        0.5,
        1 / 3,
        3.0,
    )


def test_needs_due_in_the_warm_up_do_not_count(made: Make) -> None:
    rows = [met(-1, 5, created_h=-9.0), met(10, 9)]
    assert measure(made(needs=rows))["on_time"] == 1.0


def test_an_expired_need_and_one_done_wrong_are_late(made: Make) -> None:
    expired = {"due_h": 20, "expires_h": 20, "closed_h": 20, "outcome": "expired"}
    redo = {"due_h": 20, "met_h": 12, "closed_h": 12, "outcome": "redo"}
    assert measure(made(needs=[met(10, 9), expired, redo, met(30, 30)]))["on_time"] == 0.5


def test_background_work_is_no_need_of_residents(made: Make) -> None:
    rows = [met(10, 9), {"due_h": 10, "service": "records", "task": 1}]
    assert measure(made(needs=rows))["on_time"] == 1.0


def test_on_time_is_told_by_service_and_without_needs_there_is_no_data(made: Make) -> None:
    rows = [
        met(10, 9),
        met(10, 11, service="packs", task=1),
        met(10, 9, service="packs", task=2),
    ]
    found = measure(made(needs=rows))
    assert (found["on_time_requests"], found["on_time_packs"]) == (1.0, 0.5)
    assert isnan(found["on_time_records"])


def test_nothing_of_nothing_is_no_data(made: Make) -> None:
    found = measure(made())
    none = [
        "on_time", "wait_h", "backlog_peak", "utilisation", "rework_share", "satisfaction",
        "share_found", "growth_realised", "vulnerable_gap_on_time", "worst_grid_on_time",
        "recovery_h", "first_infection_to_detection_h", "activation_to_90_percent_reached",
        "household_attack_rate", "reproduction_introduced", "hours_per_resident_served",
    ]  # fmt: skip
    assert [name for name in none if not isnan(found[name])] == []


def test_without_tables_everything_that_counts_events_is_nought(made: Make) -> None:
    found = measure(made())
    assert [found[name] for name in ("infections", "deaths", "zones_opened")] == [0.0, 0.0, 0.0]


def test_the_wait_runs_from_the_later_of_created_and_earliest_to_the_start(made: Make) -> None:
    done = {"outcome": "done", "finished_h": 50.0}
    rows = [
        {"created_h": 0.0, "earliest_h": 4.0, "started_h": 6.0, **done},
        {"created_h": 5.0, "earliest_h": 1.0, "started_h": 9.0, **done},
    ]
    assert measure(made(tasks=rows))["wait_h"] == 3.0


def test_an_open_task_lengthens_the_wait_by_kaplan_meier(made: Make) -> None:
    # Waits 1 and 3, and one still open after 2: S = 1, 2/3 from 1 h, 0 from 3 h.
    done = {"outcome": "done", "finished_h": 99.5}
    rows = [
        {"created_h": 10.0, "started_h": 11.0, **done},
        {"created_h": 10.0, "started_h": 13.0, **done},
        {"created_h": 98.0},
    ]
    assert measure(made(tasks=rows))["wait_h"] == pytest.approx(1 + 2 / 3 * 2)


def test_an_expired_task_waits_to_the_limit(made: Make) -> None:
    rows = [
        {"created_h": 0.0, "started_h": 2.0, "finished_h": 3.0, "outcome": "done"},
        {"created_h": 0.0, "expires_h": 5.0, "outcome": "expired"},
    ]
    assert measure(made(tasks=rows))["wait_h"] == (2 + 48) / 2


def test_waits_weigh_by_stops_and_leave_background_out(made: Make) -> None:
    done = {"outcome": "done", "finished_h": 50.0}
    rows = [
        {"started_h": 1.0, "stops": 3, **done},
        {"started_h": 5.0, "stops": 1, **done},
        {"started_h": 40.0, "service": "records", **done},
    ]
    assert measure(made(tasks=rows))["wait_h"] == 2.0


def test_the_backlog_is_largest_when_most_needs_are_open(made: Make) -> None:
    rows = [
        met(50, 9, created_h=-20.0),
        met(50, 12.5, created_h=8.0),
        met(50, 12.0, created_h=9.0),
        {"created_h": 11.5, "due_h": 90.0},
    ]
    # Open at 8 h: 2; at 9 h the first is met as the third comes: 2; at 12 h: 2.
    assert measure(made(needs=rows))["backlog_peak"] == 2.0


def test_lost_service_sums_overdue_hours_to_the_end_per_1000_residents(made: Make) -> None:
    rows = [met(10, 14), met(10, 9), {"due_h": 95.0}, {"due_h": -20.0, "created_h": -30.0}]
    assert measure(made(needs=rows, facts={"residents": 500}))["lost_service"] == 2 * (
        4 + 5 + 100
    )


def test_a_need_withdrawn_late_was_overdue_until_then(made: Make) -> None:
    assert measure(made(needs=[withdrawn(10, 13)]))["lost_service"] == 3.0


def test_utilisation_is_work_over_rostered_hours_absence_included(made: Make) -> None:
    worker = {"hours": 9.0, "overtime_h": 1.0, "absent_h": 2.0}
    spent = {"serve_h": 4.0, "travel_h": 0.5, "ppe_h": 0.5, "idle_h": 4.0}
    found = measure(made(workers=[worker | spent]))
    assert (found["utilisation"], found["overtime_share"], found["absent_share"]) == (
        0.5,
        0.1,
        0.2,
    )
    assert found["idle_share"] == 0.4


def test_hours_per_resident_served_count_a_household_once_with_its_mean_size(
    made: Make,
) -> None:
    rows = [met(9, 9, household=3), met(9, 9, household=3), met(9, 9, household=7)]
    found = measure(made(needs=rows, workers=[{"hours": 10.0, "serve_h": 10.0}]))
    assert found["hours_per_resident_served"] == 2.0
