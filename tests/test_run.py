"""Whole runs of towns small enough to be worked out by hand; clock 0 is 08:00."""

from __future__ import annotations

from tests.towns import ROUNDS, SEALING, ask, begin, by_hand, end, find, keep_away, rows

TIMES = ("household", "set_out_h", "started_h", "finished_h")


def test_a_worker_walks_works_and_goes_on_from_where_she_is() -> None:
    world = begin(by_hand())
    ask(world, "visit", 2.0, [0])
    ask(world, "visit", 2.5, [4])  # another stairwell: 6 min
    ask(world, "visit", 3.0, [5])  # the same one: no walk
    ask(world, "visit", 3.5, [12])  # the other grid: 0.1913 h
    assert rows(end(world), "tasks", *TIMES) == [
        (0, 2.0, 2.1, 2.6),
        (4, 2.6, 2.7, 3.2),
        (5, 3.2, 3.2, 3.7),
        (12, 3.7, 3.8913, 4.3913),
    ]


def test_a_worker_begins_each_day_in_her_home_grid() -> None:
    world = begin(by_hand())
    ask(world, "visit", 7.0, [12])
    ask(world, "visit", 24.0, [13])
    assert rows(end(world), "tasks", *TIMES) == [
        (12, 7.0, 7.1913, 7.6913),
        (13, 24.0, 24.1913, 24.6913),
    ]


def test_a_suit_is_put_on_once_a_stint() -> None:
    world = begin(by_hand({"services": {"visit": {"ppe": True}}}))
    ask(world, "visit", 0.0, [0])  # half an hour of suits, worn until 4.6
    ask(world, "visit", 1.0, [1])
    ask(world, "visit", 5.0, [2])
    records = end(world)
    assert rows(records, "tasks", *TIMES) == [
        (0, 0.0, 0.6, 1.1),
        (1, 1.1, 1.1, 1.6),
        (2, 5.0, 5.5, 6.0),
    ]
    assert rows(records, "workers", "travel_h", "ppe_h", "serve_h", "idle_h") == [
        (0.1, 1.0, 1.5, 13.4)
    ]


def test_gross_work_has_walk_and_suit_in_it() -> None:
    world = begin(by_hand({"services": {"visit": {"ppe": True, "content": "gross"}}}))
    ask(world, "visit", 2.0, [0])
    assert rows(end(world), "tasks", *TIMES) == [(0, 2.0, 2.0, 2.5)]


def test_a_round_visits_the_stops_of_a_stairwell_with_a_walk_between() -> None:
    world = begin(by_hand(ROUNDS))
    ask(world, "visit", 2.0, [0, 1, 2, 3])
    records = end(world)
    assert rows(records, "tasks", "stops", "started_h", "finished_h") == [
        (3, 2.1, 3.7),
        (1, 3.8, 4.3),
    ]
    assert rows(records, "needs", "household", "met_h") == [
        (0, 2.6),
        (1, 3.15),
        (2, 3.7),
        (3, 4.3),
    ]


PAIRS = {
    "workforce": {
        "grid_workers": {"count": 2},
        "cadres": {"count": 1, "lives": "outside", "skills": ["help"], "roster": "day"},
    },
    "services": {
        "lift": {
            "need": {"per": "case", "what": "household"},
            "crew": {"visit": 2, "help": 1},
            "work": "1 h",
            "priority": 0,
            "due": "4 h",
        }
    },
}


def test_a_crew_waits_until_it_is_complete_and_leaves_together() -> None:
    world = begin(by_hand(PAIRS))
    ask(world, "visit", 1.0, [0])  # one of the two is away until 1.6
    ask(world, "lift", 1.2, [4])
    records = end(world)
    assert rows(records, "tasks", "service", "set_out_h", "started_h", "finished_h") == [
        ("visit", 1.0, 1.1, 1.6),
        ("lift", 1.6, 1.7913, 2.7913),
    ]
    assert rows(records, "assignments", "worker", "role", "set_out_h") == [
        (0, "lead", 1.0),
        (1, "lead", 1.6),
        (0, "member", 1.6),
        (2, "member", 1.6),
    ]


def test_a_lesser_task_starts_while_a_crew_is_too_small() -> None:
    world = begin(by_hand(PAIRS, {"workforce": {"cadres": {"count": 0}}}))
    ask(world, "lift", 1.0, [4])
    ask(world, "visit", 1.0, [0])
    assert rows(end(world), "tasks", "service", "started_h", "outcome") == [
        ("lift", None, "open"),
        ("visit", 1.1, "done"),
    ]


def test_a_visit_is_finished_in_overtime_if_expected_to_end_in_time() -> None:
    world = begin(by_hand({"services": {"visit": {"at_shift_end": "finish"}}}))
    ask(world, "visit", 7.8, [0])  # until 8.4, within the hour allowed
    records = end(world)
    assert rows(records, "tasks", *TIMES) == [(0, 7.8, 7.9, 8.4)]
    assert rows(records, "workers", "hours", "overtime_h") == [(16.4, 0.4)]
    assert rows(records, "shifts", "from_h", "until_h") == [(0.0, 8.4), (24.0, 32.0)]


def test_a_visit_that_would_end_too_late_waits_for_tomorrow() -> None:
    late = {"services": {"visit": {"at_shift_end": "finish", "work": "90 min"}}}
    world = begin(by_hand(late))
    ask(world, "visit", 7.5, [0])  # would end at 9.1, more than an hour after the shift
    assert rows(end(world), "tasks", *TIMES) == [(0, 24.0, 24.1, 25.6)]


def test_a_crew_back_at_the_end_of_its_shift_goes_home() -> None:
    world = begin(by_hand({"services": {"visit": {"at_shift_end": "finish", "ppe": False}}}))
    ask(world, "visit", 7.4, [0])  # back at 8.0 exactly
    ask(world, "visit", 7.5, [1])
    assert rows(end(world), "tasks", *TIMES) == [(0, 7.4, 7.5, 8.0), (1, 24.0, 24.1, 24.6)]


def test_a_round_is_handed_over_at_the_end_of_a_shift() -> None:
    relief = {
        "workforce": {
            "rosters": {"late": {"shifts": [{"from": "16:00", "until": "20:00"}]}},
            "cadres": {"count": 1, "lives": "outside", "skills": ["visit"], "roster": "late"},
        }
    }
    world = begin(by_hand(ROUNDS, relief))
    ask(world, "visit", 7.0, [0, 1, 2])
    records = end(world)
    assert rows(records, "needs", "household", "met_h") == [(0, 7.6), (1, 8.6), (2, 9.15)]
    assert rows(records, "assignments", "worker", "set_out_h", "started_h", "finished_h") == [
        (0, 7.0, 7.1, 8.0),
        (1, 8.0, 8.1, 9.15),
    ]


def test_the_urgent_goes_before_the_early() -> None:
    urgent = {"services": {"rescue": {**PAIRS["services"]["lift"], "crew": {"visit": 1}}}}
    world = begin(by_hand(urgent))
    ask(world, "visit", 1.0, [0])
    ask(world, "visit", 1.1, [1])
    ask(world, "rescue", 1.2, [2])
    served = rows(end(world), "tasks", "service", "household", "started_h")
    assert served == [("visit", 0, 1.1), ("visit", 1, 2.6), ("rescue", 2, 1.6)]


def test_first_come_is_first_served_where_the_rule_says_so() -> None:
    urgent = {"services": {"rescue": {**PAIRS["services"]["lift"], "crew": {"visit": 1}}}}
    world = begin(by_hand(urgent, {"response": {**SEALING, "dispatch": "first_come"}}))
    ask(world, "visit", 1.0, [0])
    ask(world, "visit", 1.1, [1])
    ask(world, "rescue", 1.2, [2])
    served = rows(end(world), "tasks", "service", "household", "started_h")
    assert served == [("visit", 0, 1.1), ("visit", 1, 1.6), ("rescue", 2, 2.1)]


def test_the_earliest_due_goes_first_where_the_rule_says_so() -> None:
    urgent = {"services": {"rescue": {**PAIRS["services"]["lift"], "crew": {"visit": 1}}}}
    urgent["services"]["rescue"]["due"] = "5 h"
    world = begin(by_hand(urgent, {"response": {**SEALING, "dispatch": "earliest_due"}}))
    ask(world, "visit", 1.0, [0])
    ask(world, "rescue", 1.1, [2])  # due 6.1
    ask(world, "visit", 1.2, [1])  # due 5.2
    served = rows(end(world), "tasks", "service", "household", "started_h")
    assert served == [("visit", 0, 1.1), ("rescue", 2, 2.1), ("visit", 1, 1.6)]


def test_what_nobody_sets_out_for_in_time_expires() -> None:
    world = begin(by_hand({"services": {"visit": {"expires": "5 h"}}}))
    ask(world, "visit", 8.0, [0])  # after the shift; tomorrow is too late
    ask(world, "visit", 20.0, [1])  # 25 is after tomorrow's start
    records = end(world)
    assert rows(records, "tasks", "household", "started_h", "finished_h", "outcome") == [
        (0, None, 13.0, "expired"),
        (1, 24.1, 24.6, "done"),
    ]
    assert rows(records, "needs", "outcome", "met_h", "closed_h") == [
        ("expired", None, 13.0),
        ("met", 24.6, 24.6),
    ]


def test_a_need_outside_the_hours_of_its_service_waits_for_them() -> None:
    world = begin(by_hand({"services": {"visit": {"hours": ["10:00", "12:00"]}}}))
    ask(world, "visit", 1.0, [0])
    ask(world, "visit", 5.0, [1])
    assert rows(end(world), "tasks", "earliest_h", "due_h", "started_h") == [
        (2.0, 6.0, 2.1),
        (26.0, 30.0, 26.1),
    ]


def test_a_week_of_rosters_has_its_rest_days_and_nights() -> None:
    rosters = {
        "day": {"shifts": [{"from": "08:00", "until": "16:00"}], "rest_days": 2},
        "night": {"shifts": [{"from": "22:00", "until": "06:00"}]},
    }
    night = {"count": 1, "lives": "outside", "skills": ["visit"], "roster": "night"}
    records = end(
        begin(by_hand({"horizon": "4 d", "workforce": {"rosters": rosters, "cadres": night}}))
    )
    assert rows(records, "shifts", "from_h", "until_h", worker=0) == [
        (48.0, 56.0),
        (72.0, 80.0),
    ]
    assert rows(records, "shifts", "from_h", "until_h", worker=1) == [
        (14.0, 22.0),
        (38.0, 46.0),
        (62.0, 70.0),
        (86.0, 94.0),
    ]


def test_a_case_seals_its_stairwell_at_the_next_meeting() -> None:
    world = begin(by_hand(ROUNDS))
    find(world, resident=4, at_h=3.0)
    records = end(world)
    assert rows(records, "events", "time_h", "event") == [
        (3.0, "case_found"),
        (12.0, "level"),
        (12.0, "zone_opened"),
    ]
    assert rows(records, "restrictions", "resident", "layer", "from_h", "until_h") == [
        (3, "grid", 12.0, 48.0),
        (4, "grid", 12.0, 48.0),
        (5, "grid", 12.0, 48.0),
        (3, "city", 12.0, 48.0),
        (4, "city", 12.0, 48.0),
        (5, "city", 12.0, 48.0),
    ]
    assert rows(records, "tasks", "created_h", "stops", "started_h") == [(12.0, 3, 24.1)]


def test_illness_on_the_way_sends_the_task_back() -> None:
    world = begin(by_hand({"workforce": {"grid_workers": {"count": 2}}}))
    ask(world, "visit", 1.0, [0])
    keep_away(world, 0, 1.05, 50.0)
    records = end(world)
    assert rows(records, "tasks", "set_out_h", "started_h", "finished_h", "worker") == [
        (1.05, 1.2413, 1.7413, 1)
    ]
    assert rows(records, "assignments", "worker", "started_h", "finished_h") == [
        (0, 1.1, 1.05),
        (1, 1.2413, 1.7413),
    ]
