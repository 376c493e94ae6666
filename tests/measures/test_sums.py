"""Conservation: a sound run says nothing, a planted break is told with its numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.measures import conservation, measure, study_of

Make = Callable[..., Any]
TASKS = [
    {"created_h": -5.0, "started_h": 1.0, "finished_h": 2.0, "outcome": "done"},
    {"created_h": -9.0, "started_h": -8.0, "finished_h": -7.0, "outcome": "done"},
    {"created_h": 3.0, "started_h": 4.0, "finished_h": 5.0, "outcome": "redo"},
    {"created_h": 3.0, "expires_h": 9.0, "outcome": "expired"},
    {"created_h": 3.0, "outcome": "cancelled", "finished_h": 8.0},
    {"created_h": 98.0},
]
NEEDS = [
    {"created_h": 1.0, "met_h": 2.0, "closed_h": 2.0, "outcome": "met"},
    {"created_h": 1.0},
]
WORKER = {"hours": 8.0, "serve_h": 4.0, "travel_h": 1.0, "ppe_h": 0.5, "idle_h": 2.5}


def test_a_sound_run_has_no_broken_sum(made: Make) -> None:
    run = made(tasks=TASKS, needs=NEEDS, workers=[WORKER], facts={"tasks_created": 6})
    assert conservation(run) == []


def test_a_run_prepared_once_answers_as_the_records_do(made: Make) -> None:
    run = made(tasks=TASKS, needs=NEEDS, workers=[WORKER])
    study = study_of(run)
    assert conservation(study) == []
    assert str(measure(study)) == str(measure(run))


def test_an_empty_run_is_sound(made: Make) -> None:
    assert conservation(made()) == []


def test_a_task_with_an_unknown_outcome_breaks_the_sum(made: Make) -> None:
    assert conservation(made(tasks=[*TASKS, {"created_h": 4.0, "outcome": "lost"}])) == [
        "tasks: 1 carried in + 5 created = 6, but 1 done + 1 redo + 1 expired + 1 cancelled + "
        "1 open = 5"
    ]


def test_a_need_met_without_a_time_breaks_the_sum(made: Make) -> None:
    assert conservation(made(needs=[*NEEDS, {"created_h": 4.0, "outcome": "met"}])) == [
        "needs: 0 carried in + 3 created = 3, but 1 met + 0 redo + 0 expired + 0 cancelled + "
        "1 open = 2"
    ]


def test_a_task_dropped_from_the_log_is_missed(made: Make) -> None:
    assert conservation(made(tasks=TASKS[:5], facts={"tasks_created": 6})) == [
        "tasks: 6 were created, but 5 are recorded"
    ]


def test_a_need_recorded_twice_is_found(made: Make) -> None:
    assert conservation(made(needs=[*NEEDS, {**NEEDS[0], "need": 1}])) == [
        "needs: 1 of 3 ids stand more than once"
    ]


def test_hours_of_a_worker_that_went_nowhere_are_found(made: Make) -> None:
    workers = [WORKER, {**WORKER, "worker": 7, "idle_h": 2.0}]
    assert conservation(made(workers=workers)) == [
        "workers: serve + travel + ppe + idle differ from hours for 1 of 2; worker 7 has "
        "7.500000 h in states and 8.000000 h on duty"
    ]


def test_a_start_before_the_task_was_there_breaks_the_waits(made: Make) -> None:
    early = {"created_h": 5.0, "started_h": 4.0, "finished_h": 6.0, "outcome": "done"}
    assert conservation(made(tasks=[*TASKS, early])) == [
        "waiting: the number waiting by the tasks' times has the integral 14.000000 task-h, "
        "but the waits sum to 15.000000 h"
    ]


def test_the_desks_own_count_of_waiting_is_compared(made: Make) -> None:
    assert conservation(made(tasks=TASKS, facts={"waiting_task_h": 15.0})) == []
    assert conservation(made(tasks=TASKS, facts={"waiting_task_h": 12.0})) == [
        "waiting: the number waiting by the desks has the integral 12.000000 task-h, but the "
        "waits sum to 15.000000 h"
    ]
