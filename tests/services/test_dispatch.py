"""Who goes first, by the name of the rule; and what a worker finds on her way.

Two grids of four stairwells of three one-person households: households 0-11 are the first
grid's. One worker; the clock stands at 08:00. A visit takes 30 min, a walk within the grid
6 min (.1 h), to the other grid .1913 h.
"""

from __future__ import annotations

from typing import Any

import pytest

from sim.checks import check
from tests.towns import ask, begin, by_hand, end, rows, run

VISIT = {"need": {"per": "case", "what": "household"}, "crew": {"visit": 1}, "due": "4 h"}


def town(rule: str, **services: Any) -> Any:
    named = {"services": {"visit": {"dispatch": rule}, **services}}
    return begin(by_hand(named))


def order_of(world: Any, *asked: tuple[str, float, int]) -> list[int]:
    """Ask for visits (service, time, household) and tell the households as they are served."""
    for service, at_h, household in asked:
        ask(world, service, at_h, [household])
    records = end(world)
    assert check(records) == []
    served = rows(records, "tasks", "started_h", "household")
    return [household for _, household in sorted(served)]


# While the first visit lasts, three more are asked for, in this order.
ASKED = [("visit", 1.0, 0), ("visit", 1.1, 3), ("visit", 1.2, 12), ("visit", 1.3, 6)]


@pytest.mark.parametrize(
    ("rule", "served"),
    [
        ("first_come", [0, 3, 12, 6]),
        ("last_come", [0, 6, 12, 3]),
        ("earliest_due", [0, 3, 12, 6]),
        ("nearest", [0, 3, 6, 12]),
        ("own_grid_first", [0, 3, 6, 12]),
    ],
)
def test_the_waiting_are_served_in_the_order_of_the_rule(rule: str, served: list[int]) -> None:
    assert order_of(town(rule), *ASKED) == served


def test_the_nearest_is_near_where_she_is_her_own_grid_near_where_she_belongs() -> None:
    asked = [("visit", 1.0, 12), ("visit", 1.1, 0), ("visit", 1.2, 15)]
    assert order_of(town("nearest"), *asked) == [12, 15, 0]
    assert order_of(town("own_grid_first"), *asked) == [12, 0, 15]


def test_of_two_classes_the_later_ages_into_the_earlier() -> None:
    lesser = {**VISIT, "work": "30 min", "priority": 2, "dispatch": "priority"}
    asked = [("visit", 1.0, 0), ("lesser", 1.0, 3), ("visit", 1.4, 6), ("visit", 1.45, 9)]
    assert order_of(town("priority", lesser=lesser), *asked) == [0, 6, 9, 3]
    aged = {
        "services": {"visit": {"ageing": "15 min"}, "lesser": {**lesser, "ageing": "15 min"}}
    }
    assert order_of(begin(by_hand(aged)), *asked) == [0, 3, 6, 9]


def test_joint_command_starts_first_what_has_to_start_first() -> None:
    long = {**VISIT, "work": "3 h", "due": "5 h", "dispatch": "joint_command"}
    asked = [("visit", 1.0, 0), ("visit", 1.1, 3), ("long", 1.2, 6)]
    assert order_of(town("joint_command", long=long), *asked) == [0, 6, 3]
    by_due = {**long, "dispatch": "earliest_due"}
    assert order_of(town("earliest_due", long=by_due), *asked) == [0, 3, 6]


# -- taken off lesser work ---------------------------------------------------------------------

LESSER = {
    **VISIT, "round": True, "need": {"per": "sealed_household", "every": "9 d"},
    "work": "30 min", "priority": 5, "at_shift_end": "hand_over",
}  # fmt: skip
SEALING = {
    "controls": {
        "sealed": {"kind": "zone", "scope": "stairwell", "factors": {}, "clear_days": 2}
    }
}


def preempting(how: str, **lesser: Any) -> list[tuple[Any, ...]]:
    """Ask for an urgent visit in the middle of the second of three stops begun at 1.1 h."""
    words = {"visit": {"preempts": how}, "lesser": {**LESSER, **lesser}}
    world = begin(by_hand({"services": words, "response": SEALING}))
    ask(world, "lesser", 1.0, [0, 1, 2])
    ask(world, "visit", 1.8, [12])
    records = end(world)
    assert check(records) == []
    return rows(records, "needs", "service", "met_h")


def test_an_urgent_task_waits_where_it_may_not_preempt() -> None:
    assert preempting("never") == [
        ("lesser", 1.6), ("lesser", 2.15), ("lesser", 2.7), ("visit", 3.3913),
    ]  # fmt: skip


def test_between_stops_the_stop_in_hand_is_finished_first() -> None:
    assert preempting("between_stops") == [
        ("lesser", 1.6), ("lesser", 2.15), ("lesser", 3.5326), ("visit", 2.8413),
    ]  # fmt: skip


def test_at_once_the_stop_in_hand_is_begun_again_by_whoever_comes() -> None:
    assert preempting("at_once") == [
        ("lesser", 1.6), ("lesser", 3.1826), ("lesser", 3.7326), ("visit", 2.4913),
    ]  # fmt: skip


def test_at_once_all_that_was_done_is_lost_where_it_restarts() -> None:
    assert preempting("at_once", when_preempted="restart") == [
        ("lesser", 3.1826), ("lesser", 3.7326), ("lesser", 4.2826), ("visit", 2.4913),
    ]  # fmt: skip


def test_nobody_is_taken_off_work_of_the_same_class() -> None:
    assert preempting("at_once", priority=1) == preempting("never", priority=1)


# -- crews and equipment -----------------------------------------------------------------------

PAIR = {**VISIT, "crew": {"visit": 2}, "work": "30 min", "priority": 1}
ALONE = {**VISIT, "work": "30 min", "priority": 2}


@pytest.mark.parametrize(("holds", "started"), [(False, 2.0913), (True, 1.6)])
def test_who_idles_waits_for_her_crew_where_it_is_so_stated(
    holds: bool, started: float
) -> None:
    """Of two, one is at work until 1.6 h; the other may start something small at 1.3 h."""
    words = {"visit": None, "alone": ALONE, "pair": {**PAIR, "holds": holds}}
    world = begin(by_hand({"workforce": {"grid_workers": {"count": 2}}, "services": words}))
    for service, at_h, household in [("alone", 1.0, 0), ("pair", 1.2, 3), ("alone", 1.4, 6)]:
        ask(world, service, at_h, [household])
    records = end(world)
    assert check(records) == []
    assert rows(records, "tasks", "set_out_h", service="pair") == [(started,)]


def test_a_task_waits_for_the_equipment_that_it_takes_along() -> None:
    words = {
        "workforce": {"grid_workers": {"count": 3}, "equipment": {"car": {"per_community": 1}}},
        "services": {"visit": {"uses": {"car": 1}}},
    }
    world = begin(by_hand(words))
    for household in (0, 3, 12):
        ask(world, "visit", 1.0, [household])
    records = end(world)
    assert check(records) == []
    set_out = sorted(rows(records, "tasks", "set_out_h", "finished_h"))
    assert [one for one, _ in set_out[1:]] == [over for _, over in set_out[:-1]]
    assert set_out[0][0] == 1.0


def test_as_many_go_as_there_is_equipment_for_each_grid_with_its_own() -> None:
    words = {
        "workforce": {"grid_workers": {"count": 3}, "equipment": {"car": {"per_grid": 1}}},
        "services": {"visit": {"uses": {"car": 1}}},
    }
    world = begin(by_hand(words))
    for household in (0, 3, 12):
        ask(world, "visit", 1.0, [household])
    set_out = [at_h for (at_h,) in sorted(rows(end(world), "tasks", "set_out_h"))]
    assert set_out[:2] == [1.0, 1.0]
    assert set_out[2] > 1.0


def test_a_scenario_without_tasks_still_runs() -> None:
    assert len(run(by_hand({"horizon": "1 d"})).tables["tasks"]["task"]) == 0
