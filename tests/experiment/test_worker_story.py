"""A worker's diary, from tables made by hand; clock 0 is Tuesday 1 March 2022, 08:00."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.experiment import CallError
from sim.experiment.worker_story import worker_diary
from tests.experiment.diaries import source

OUTSIDER = 61  # the first person who is no resident
STAFF: list[dict[str, Any]] = [
    {"hours": 17.0, "serve_h": 8.5, "travel_h": 1.7, "idle_h": 6.8, "overtime_h": 1.0},
    {"worker": 1, "person": 12, "absent_h": 8.0},
    {"worker": 2, "employer": "cadres", "person": OUTSIDER, "hours": 8.0, "idle_h": 8.0},
]


def need(task: int, household: int, met_h: float, **more: Any) -> dict[str, Any]:
    return {
        "task": task, "household": household, "met_h": met_h, "closed_h": met_h,
        "outcome": "met", **more,
    }  # fmt: skip


def test_a_diary_says_who_she_is_and_what_her_days_add_up_to(tmp_path: Path) -> None:
    told = worker_diary(source(tmp_path, workers=STAFF), 0)
    assert told == [
        "Worker 0 is a grid worker of C01-G01; she can visit and carry. She is resident 9, "
        "aged 27, and lives in household 4 in C01-G01, with 1 other.",
        "Tuesday 1 to Saturday 5 March: a rest day.",
        "In all: 0 days on duty, 17 h, 1 h of them overtime; 0 stops served on 0 outings. Of "
        "her time 50 % serving, 10 % walking and 40 % without work.",
    ]


def test_a_day_is_one_paragraph_of_her_outings_and_idle_spells(tmp_path: Path) -> None:
    run = source(
        tmp_path,
        workers=STAFF,
        shifts=[{"from_h": 24.0, "until_h": 33.0}],
        tasks=[
            {"task": 7, "service": "records", "finished_h": 24.5},
            {"task": 8, "service": "records", "finished_h": 25.0},
            {"task": 9, "service": "health_check", "finished_h": 28.0, "stops": 3},
            {"task": 5, "service": "escort", "finished_h": 33.0},
        ],
        needs=[
            need(9, 0, 27.0, due_h=26.5),
            need(9, 1, 27.5, due_h=28.0, wrong=True),
            need(9, 2, 28.0, due_h=28.0) | {"outcome": "redo", "wrong": True},
            need(5, 4, 33.0, resident=9, due_h=40.0),
        ],
        assignments=[
            {"task": 7, "set_out_h": 24.0, "started_h": 24.0, "finished_h": 24.5},
            {"task": 8, "set_out_h": 24.5, "started_h": 24.5, "finished_h": 25.0},
            {"task": 9, "set_out_h": 26.25, "started_h": 26.75, "finished_h": 28.0},
            {"task": 5, "set_out_h": 28.0, "started_h": 28.25, "finished_h": 33.0},
            {"task": 5, "worker": 2, "set_out_h": 28.0, "started_h": 28.25, "finished_h": 33.0},
        ],
    )
    assert worker_diary(run, 0)[2] == (
        "Wednesday 2 March: On duty 08:00 to 17:00, 1 h of it overtime. "
        "From 08:00 to 09:00 she did records, 1 h in all. "
        "From 09:00 to 10:15 there was nothing for her to do. "
        "At 10:15 she set out for health check for 3 households in stairwell 0, "
        "in a new suit from 10:45 to 12:00: all 3 done, 1 late, 1 wrong, to be done again, "
        "1 wrong, which nobody noticed. "
        "At 12:00 she went on to escort for resident 9 (aged 27) of household 4 in "
        "stairwell 0 with worker 2 (posted cadre), from 12:15 to 17:00: done."
    )


def test_what_is_left_at_the_end_of_an_outing_is_handed_over(tmp_path: Path) -> None:
    run = source(
        tmp_path,
        workers=STAFF,
        shifts=[{"from_h": 0.0, "until_h": 8.0}],
        tasks=[{"finished_h": 26.0, "stops": 2}],
        needs=[need(0, 0, 7.5), need(0, 1, 26.0)],
        assignments=[
            {"set_out_h": 7.0, "started_h": 7.0, "finished_h": 8.0},
            {"worker": 1, "set_out_h": 25.0, "started_h": 25.0, "finished_h": 26.0},
        ],
    )
    assert worker_diary(run, 0)[1].endswith(
        "At 15:00 she set out for packs for 2 households in stairwell 0, "
        "from 15:00 to 16:00: 1 done, 1 handed over."
    )
    assert (
        "for packs for household 1 in stairwell 0, from 09:00 to 10:00: done late."
        in (worker_diary(run, 1)[2])
    )


def test_infections_stand_where_they_befell_her(tmp_path: Path) -> None:
    run = source(
        tmp_path,
        workers=STAFF,
        shifts=[{"from_h": 0.0, "until_h": 8.0}, {"from_h": 24.0, "until_h": 32.0}],
        tasks=[{"task": 4, "service": "health_check", "finished_h": 3.0}],
        needs=[need(4, 1, 3.0)],
        assignments=[{"task": 4, "set_out_h": 1.0, "started_h": 1.5, "finished_h": 3.0}],
        infections=[
            {"resident": 9, "time_h": 2.0, "infector": 3, "layer": "session", "onset_h": 50.0,
             "detected_h": 52.0, "found_by": "symptoms", "infectious_until_h": 80.0},
            {"resident": 11, "time_h": 30.0, "infector": 9, "layer": "session"},
        ],
    )  # fmt: skip
    told = worker_diary(run, 0)
    assert "At 10:00 she was infected by resident 3 at health check." in told[1]
    assert told[2].endswith("At 14:00 she infected resident 11 among colleagues.")
    assert told[3:5] == [
        "Thursday 3 March: At 10:00 she fell ill. At 12:00 she was confirmed as a case by a "
        "test that she sought when ill.",
        "Friday 4 and Saturday 5 March: in isolation as a case.",
    ]


def test_the_reserve_is_called_and_comes_and_may_be_posted_or_injured(tmp_path: Path) -> None:
    run = source(
        tmp_path,
        workers=STAFF,
        shifts=[{"worker": 2, "from_h": 30.0, "until_h": 32.0}],
        events=[
            {"time_h": 30.0, "event": "worker_arrived", "place": "cadres", "value": 2.0},
            {"time_h": 31.0, "event": "posted", "place": "C01-G01", "value": 2.0},
            {"time_h": 32.0, "event": "injured", "place": "cadres", "value": 2.0},
            {"time_h": 100.0, "event": "left", "place": "cadres", "value": 2.0},
        ],
    )
    assert worker_diary(run, 2)[:6] == [
        "Worker 2 is a posted cadre of C01-G01; she can visit. She comes from outside.",
        "Tuesday 1 March: not yet called up.",
        "Wednesday 2 March: On duty 14:00 to 16:00. At 14:00 she arrived, called up. All that "
        "time there was nothing for her to do. At 15:00 she was posted to C01-G01. At 16:00 "
        "she was injured at work.",
        "Thursday 3 and Friday 4 March: at home after the injury.",
        "Saturday 5 March: At 12:00 she left for good.",
        "In all: 1 day on duty, 8 h, none of them overtime; 0 stops served on 0 outings. Of "
        "her time 100 % without work.",
    ]


def test_a_break_splits_the_day_and_a_night_shift_ends_the_next(tmp_path: Path) -> None:
    run = source(
        tmp_path,
        workers=STAFF,
        shifts=[
            {"from_h": 0.0, "until_h": 4.0},
            {"from_h": 5.0, "until_h": 8.0},
            {"from_h": 36.0, "until_h": 47.0},
        ],
    )
    told = worker_diary(run, 0)
    assert told[1].startswith(
        "Tuesday 1 March: On duty 08:00 to 12:00 and 13:00 to 16:00, with 1 h off between."
    )
    assert told[2].startswith("Wednesday 2 March: On duty 20:00 to 07:00 (Thu).")


def test_somebody_who_was_never_called_has_a_short_diary(tmp_path: Path) -> None:
    staff = [*STAFF[:2], STAFF[2] | {"hours": 0.0, "idle_h": 0.0}]
    assert worker_diary(source(tmp_path, workers=staff), 2)[1:] == [
        "Tuesday 1 to Saturday 5 March: not called up.",
        "In all: no hour on duty.",
    ]


def test_a_worker_who_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="worker: must be from 0 to 2, found 3"):
        worker_diary(source(tmp_path, workers=STAFF), 3)
