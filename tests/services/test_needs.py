from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import order
from sim.kernels.desk_tables import REWORK
from sim.services.task import task_key
from tests.towns import ROUNDS, SEALING, ask, begin, by_hand, end, find, rows


def visit(**words: Any) -> dict[str, Any]:
    return {"services": {"visit": words}}


def test_a_round_has_one_task_a_stairwell_and_one_need_a_household() -> None:
    world = begin(by_hand(ROUNDS))
    ask(world, "visit", 1.0, range(5))
    records = end(world)
    assert rows(records, "tasks", "grid", "household", "stops") == [
        ("C01-G01", -1, 3),
        ("C01-G01", -1, 2),
    ]
    assert rows(records, "needs", "household") == [(0,), (1,), (2,), (3,), (4,)]


def test_without_rounds_each_household_has_a_task() -> None:
    world = begin(by_hand())
    ask(world, "visit", 1.0, range(3))
    assert rows(end(world), "tasks", "household", "stops") == [(0, 1), (1, 1), (2, 1)]


def test_one_visit_serves_two_cases_of_a_household() -> None:
    world = begin(by_hand())
    ask(world, "visit", 1.0, [0])
    ask(world, "visit", 1.2, [0])  # while the first is under way
    ask(world, "visit", 2.0, [0])  # after it
    assert rows(end(world), "tasks", "created_h") == [(1.0,), (2.0,)]


SELF = {"under_60": 1.0, "from_60": 0.0}


@pytest.mark.parametrize(("follow_up", "needs"), [(0.0, 0), (1.0, 4)])
def test_households_that_report_by_themselves_need_no_stop_but_the_followed_up(
    follow_up: float, needs: int
) -> None:
    world = begin(by_hand(ROUNDS, visit(self_report={**SELF, "follow_up": follow_up})))
    ask(world, "visit", 1.0, range(4))
    assert len(rows(end(world), "needs", "household")) == needs


def test_more_who_report_means_fewer_stops_of_the_same_households() -> None:
    def asked(under_60: float) -> set[int]:
        world = begin(by_hand(ROUNDS, visit(self_report={**SELF, "under_60": under_60})))
        ask(world, "visit", 1.0, range(24))
        return {household for (household,) in rows(end(world), "needs", "household")}

    few, many = asked(0.3), asked(0.6)
    assert many < few < set(range(24))


def test_the_old_report_by_their_own_share() -> None:
    old = {"town": {"share_60_plus": 1}}
    world = begin(by_hand(ROUNDS, old, visit(self_report=SELF)))
    ask(world, "visit", 1.0, range(4))
    assert len(rows(end(world), "needs", "household")) == 4


WRONG = {"error": 1.0, "verify": 1.0}


def test_a_stop_found_wrong_is_done_again_but_nobody_is_sent_a_fifth_time() -> None:
    world = begin(by_hand(visit(**WRONG, work="6 min")))
    ask(world, "visit", 1.0, [0])
    records = end(world)
    assert rows(records, "tasks", "outcome", "created_h") == [
        ("redo", 1.0),
        ("redo", 1.2),
        ("redo", 1.3),
        ("done", 1.4),
    ]
    assert [outcome for (outcome,) in rows(records, "needs", "outcome")] == [
        *["redo"] * 3,
        "met",
    ]


def test_only_the_wrong_stops_of_a_round_are_done_again() -> None:
    world = begin(by_hand(ROUNDS, visit(error=0.5, verify=1.0)))
    ask(world, "visit", 1.0, [0, 1, 2])
    records = end(world)
    first = rows(records, "needs", "household", "outcome", "wrong", created_h=1.0)
    again = {
        h for h, created_h in rows(records, "needs", "household", "created_h") if created_h > 1
    }
    assert {household for household, outcome, _ in first if outcome == "redo"} == again
    assert [wrong for _, outcome, wrong in first] == [
        outcome == "redo" for _, outcome, _ in first
    ]


def test_what_is_wrong_and_not_found_counts_as_met() -> None:
    world = begin(by_hand(visit(error=1.0, verify=0.0)))
    ask(world, "visit", 1.0, [0])
    assert rows(end(world), "needs", "outcome", "wrong") == [("met", True)]


def test_a_task_is_named_by_what_it_is_for() -> None:
    assert task_key(3, 5, -1, 7) == ((3 << 22 | 5) << 13 | 4095) << 20 | 7
    assert task_key(255, (1 << 22) - 1, 4095, (1 << 20) - 1) == (1 << 63) - 1
    assert REWORK * 3 + (23 << 12) + 4095 < 1 << 20


def test_the_waiting_of_a_released_stairwell_is_withdrawn() -> None:
    world = begin(by_hand(ROUNDS))
    ask(world, "visit", 7.9, range(6))
    world.clock.at(10.0, order.COMMAND, lambda _: world.needs.withdraw(np.array([0])), None)
    assert rows(end(world), "tasks", "outcome", "finished_h") == [
        ("cancelled", 10.0),
        ("done", 25.7),
    ]


def test_a_need_outside_the_hours_of_a_service_is_due_from_its_opening() -> None:
    hours = visit(hours=["09:00", "15:00"], due="2 h", expires="3 h")
    world = begin(by_hand(hours))
    ask(world, "visit", 0.5, [0])
    ask(world, "visit", 6.5, [1])
    ask(world, "visit", 7.5, [2])
    assert rows(end(world), "tasks", "earliest_h", "due_h", "expires_h") == [
        (1.0, 3.0, 4.0),
        (6.5, 8.5, 9.5),
        (25.0, 27.0, 28.0),
    ]


def test_patience_is_drawn_for_the_task() -> None:
    world = begin(by_hand(visit(patience={"law": "exponential", "mean": "1 h"})))
    ask(world, "visit", 8.0, [0, 1])
    records = end(world)
    (one, two) = [expires_h for (expires_h,) in rows(records, "tasks", "expires_h")]
    assert one != two
    assert rows(records, "tasks", "outcome") == [("expired",), ("expired",)]


def test_a_case_needs_what_is_for_the_person_and_what_is_for_the_household() -> None:
    person = {
        "need": {"per": "case", "what": "person"},
        "crew": {"visit": 1},
        "work": "1 h",
        "due": "6 h",
    }
    world = begin(by_hand({"services": {"escort": person}, "response": SEALING}))
    find(world, resident=3, at_h=1.0)
    assert rows(end(world), "tasks", "service", "household", "created_h") == [
        ("visit", 3, 1.0),
        ("escort", 3, 1.0),
    ]
