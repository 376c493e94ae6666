"""A household's diary, from tables made by hand; clock 0 is Tuesday 1 March 2022, 08:00."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.experiment.household_story import household_diary
from tests.experiment.diaries import source

STAFF: list[dict[str, Any]] = [{}, {"worker": 1, "person": 12}]
# Household 6 has three members, 11 to 13. It is sealed in from 1 h on; 13 never complies.
SEALED: list[dict[str, Any]] = [
    {"resident": 11, "from_h": 1.0},
    {"resident": 12, "from_h": 1.0, "until_h": 33.0},
]


def test_a_household_where_nothing_happened_says_so(tmp_path: Path) -> None:
    told = household_diary(source(tmp_path, workers=STAFF), 6)
    assert told == [
        "Household 6 in C01-G01, stairwell 0: residents 11 (aged 56), 12 (aged 56) and "
        "13 (aged 65).",
        "Nothing is recorded of it here.",
    ]


def test_late_food_costs_compliance_and_both_are_told(tmp_path: Path) -> None:
    run = source(
        tmp_path,
        workers=STAFF,
        restrictions=SEALED,
        tasks=[{"task": 6, "finished_h": 50.0, "stops": 2}],
        needs=[{"task": 6, "household": 6, "created_h": 1.0, "due_h": 9.0, "met_h": 50.0,
                "closed_h": 50.0, "outcome": "met"}],
        assignments=[{"task": 6, "worker": 1, "set_out_h": 48.0, "started_h": 49.0,
                      "finished_h": 50.0}],
    )  # fmt: skip
    assert household_diary(run, 6)[1:] == [
        "Tuesday 1 March: Packs, needed at 09:00 and due by 17:00. At 09:00 residents 11 and "
        "12 were shut in (sealed); resident 13 did not keep to it.",
        "Wednesday 2 March: At 17:00 resident 12 stopped complying: packs had been overdue "
        "since 2022-03-01 17:00.",
        "Thursday 3 March: Packs of 09:00 (Tue): done at 10:00 by worker 1 (grid worker), "
        "41 h late.",
        "In all: 1 need: 1 met, 1 of them late.",
    ]


def test_a_check_that_nobody_made_and_one_that_found_the_case(tmp_path: Path) -> None:
    run = source(
        tmp_path,
        workers=STAFF,
        restrictions=[
            {"resident": 11, "layer": "household", "from_h": 14.0, "cause": "cases_isolated"}
        ],
        tasks=[
            {"task": 1, "service": "health_check", "outcome": "expired", "finished_h": 8.0},
            {"task": 2, "service": "health_check", "finished_h": 9.0},
            {"task": 3, "service": "escort", "finished_h": 14.0},
        ],
        needs=[
            {"task": 1, "service": "health_check", "household": 6, "due_h": 4.0,
             "closed_h": 8.0, "outcome": "expired"},
            {"task": 2, "service": "health_check", "household": 6, "created_h": 8.0,
             "due_h": 12.0, "met_h": 9.0, "closed_h": 9.0, "outcome": "met"},
            {"task": 3, "service": "escort", "household": 6, "resident": 11,
             "created_h": 10.0, "due_h": 22.0, "met_h": 14.0, "closed_h": 14.0,
             "outcome": "met"},
        ],
        assignments=[
            {"task": 2, "set_out_h": 8.0, "started_h": 8.5, "finished_h": 9.0},
            {"task": 3, "set_out_h": 10.0, "started_h": 11.0, "finished_h": 14.0},
            {"task": 3, "worker": 1, "set_out_h": 10.0, "started_h": 11.0,
             "finished_h": 14.0},
        ],
        infections=[{"resident": 11, "time_h": -30.0, "onset_h": 7.0, "detected_h": 10.0,
                     "found_by": "health_check"}],
        events=[{"time_h": 100.0, "event": "harmed", "place": "C01-G01", "value": 11.0}],
    )  # fmt: skip
    assert household_diary(run, 6)[1:] == [
        "Tuesday 1 March: Health check, needed at 08:00 and due by 12:00: nobody came, it "
        "lapsed at 16:00, so nobody asked about symptoms. At 15:00 resident 11 fell ill. "
        "Health check, needed at 16:00 and due by 20:00: done at 17:00 by worker 0 (grid "
        "worker). Escort of resident 11, needed at 18:00 and due by 06:00 (Wed): done at 22:00 "
        "by worker 0 (grid worker) and worker 1 (grid worker). At 18:00 resident 11 was "
        "confirmed as a case by a test after a health check. At 22:00 resident 11 was "
        "isolated (cases isolated).",
        "Saturday 5 March: At 12:00 resident 11 came to harm, as care did not come.",
        "In all: 3 needs: 2 met and 1 never met.",
    ]


def test_a_household_is_let_out_with_its_zone(tmp_path: Path) -> None:
    rows = [{"resident": r, "from_h": 1.0, "until_h": 30.0} for r in (11, 12, 13)]
    assert household_diary(source(tmp_path, workers=STAFF, restrictions=rows), 6)[1:] == [
        "Tuesday 1 March: At 09:00 the household was shut in (sealed).",
        "Wednesday 2 March: At 14:00 the household was free to go out again.",
    ]


def test_who_asks_again_and_how_many_contacts_an_interview_reached(tmp_path: Path) -> None:
    run = source(
        tmp_path,
        workers=STAFF,
        needs=[
            {"task": 1, "household": 6, "created_h": 2.0, "due_h": 10.0, "closed_h": 5.0,
             "outcome": "expired"},
            {"task": 2, "household": 6, "created_h": 5.5, "due_h": 13.5, "closed_h": 6.0,
             "met_h": 6.0, "outcome": "met"},
            {"task": 3, "service": "interview", "household": 6, "resident": 11,
             "created_h": 6.0, "due_h": 10.0, "closed_h": 9.0, "met_h": 9.0,
             "outcome": "met"},
        ],
        events=[
            {"time_h": 5.5, "event": "repeat", "place": "C01-G01", "value": 1.0},
            {"time_h": 9.0, "event": "traced", "place": "C01-G01", "value": 4.0},
        ],
    )  # fmt: skip
    assert household_diary(run, 6)[1:] == [
        "Tuesday 1 March: Packs, needed at 10:00 and due by 18:00: nobody came, it lapsed at "
        "13:00. Packs asked for again, needed at 13:30 and due by 21:30: done at 14:00. "
        "Interview of resident 11, needed at 14:00 and due by 18:00: done at 17:00; 4 contacts "
        "reached.",
        "In all: 3 needs: 2 met and 1 never met.",
    ]
