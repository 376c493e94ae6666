"""How practice, load and long hours change the time that a worker takes."""

from __future__ import annotations

from typing import Any

from sim import order
from tests.towns import ask, begin, by_hand, end, rows

LONG_DAY = {
    "workforce": {"rosters": {"day": {"shifts": [{"from": "08:00", "until": "20:00"}]}}}
}


def visits(**words: Any) -> dict[str, Any]:
    return {"services": {"visit": words}}


def fatigue(**words: Any) -> dict[str, Any]:
    rested = {"speed_up": 0, "per_hour": 0, "per_day": 0, "errors_per_hour": 0}
    return {"workforce": {"fatigue": rested | words}}


def test_who_led_a_visit_is_faster_at_the_next() -> None:
    world = begin(by_hand(visits(learning={"floor": 0.5, "over": 2})))
    ask(world, "visit", 1.0, [0, 1, 2])
    # 30 min, then 15 min and 15 min times exp(-1/2), exp(-1)
    assert rows(end(world), "needs", "met_h") == [(1.6,), (2.0016,), (2.3436,)]


def test_practice_is_the_leads_from_every_service_that_is_learnt() -> None:
    two = {"need": {"per": "case"}, "crew": {"visit": 2}, "work": "1 h", "due": "4 h"}
    learnt = {**two, "learning": {"floor": 0.5, "over": 1}}
    services = {"services": {"visit": None, "one": learnt, "other": learnt, "plain": two}}
    world = begin(by_hand({"workforce": {"grid_workers": {"count": 2}}}, services))
    for service in ("one", "other", "plain"):
        ask(world, service, 1.0, [0])
    end(world)
    assert world.desk.tables.workers["practice"].tolist() == [2, 0]


def test_a_dispatcher_reckons_with_practice_before_the_shift_ends() -> None:
    learning = {"floor": 0.5, "over": 0.01}
    late = {"workforce": {"overtime": "0 h"}}
    for words, set_out_h in (({}, 24.0), ({"learning": learning}, 7.6)):
        world = begin(by_hand(late, visits(at_shift_end="finish", **words)))
        ask(world, "visit", 1.0, [0])
        ask(world, "visit", 7.6, [1])  # 30 min are too long, 15 min are not
        assert rows(end(world), "tasks", "set_out_h") == [(1.0,), (set_out_h,)]


def test_work_is_faster_while_others_wait_behind_it() -> None:
    world = begin(by_hand(fatigue(speed_up=0.2)))
    ask(world, "visit", 1.0, [0, 1, 2])  # when the first is set out for, nobody else has asked
    assert rows(end(world), "needs", "met_h") == [(1.6,), (2.0,), (2.5,)]


def test_a_task_withdrawn_presses_nobody() -> None:
    world = begin(by_hand(fatigue(speed_up=0.2)))
    ask(world, "visit", 1.0, [0, 3, 6])
    visit = 1 << world.needs.rules["visit"].index
    world.clock.at(1.2, order.COMMAND, lambda _: world.desk.withdraw(2, visit), None)
    # behind the second nobody waits any more: 6 min of walking, 30 min of work
    assert rows(end(world), "needs", "met_h", outcome="met") == [(1.6,), (2.2,)]


def test_each_hour_beyond_eight_slows_the_work() -> None:
    world = begin(by_hand(LONG_DAY, fatigue(per_hour=0.1)))
    ask(world, "visit", 7.0, [0])
    ask(world, "visit", 10.0, [1])
    assert rows(end(world), "needs", "met_h") == [(7.6,), (10.6,)]


def test_each_day_beyond_six_without_rest_slows_the_work() -> None:
    world = begin(by_hand(fatigue(per_day=0.1)))
    ask(world, "visit", 1.0, [0])
    world.clock.at(0.5, order.COMMAND, lambda _: _on_the_eighth_day(world), None)
    assert rows(end(world), "needs", "met_h") == [(1.7,)]


def _on_the_eighth_day(world: Any) -> None:
    world.desk.tables.workers["days"][0] = 8


def test_long_hours_make_more_go_wrong() -> None:
    often = visits(error=0.5, verify=0)
    world = begin(by_hand(LONG_DAY, fatigue(errors_per_hour=1.0), often))
    ask(world, "visit", 3.0, range(6))
    ask(world, "visit", 9.0, range(4))  # each of these at twice the share of errors, or more
    wrong = [one for (one,) in rows(end(world), "needs", "wrong")]
    assert (sum(wrong[:6]), sum(wrong[6:])) == (4, 4)
