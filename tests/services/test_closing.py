"""Sums that close in every run: a run that loses something stops with what it lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim import order
from sim.assembly import World
from sim.errors import RunError
from tests.towns import ROUNDS, ask, begin, by_hand, end, rows

FAULT = r": a fault of the program, please report it$"


def broken_at_10_h(spoil: Callable[[World], None]) -> None:
    """Run three tasks, spoil the desk's tables at 10 h and go on to the end."""
    world = begin(by_hand(ROUNDS))
    ask(world, "visit", 0.5, [0, 1, 2])
    ask(world, "visit", 1.0, [3])
    ask(world, "visit", 47.9, [6])
    world.clock.at(10.0, order.COMMAND, lambda _: spoil(world), None)
    end(world)


def test_a_sound_run_ends_as_it_should() -> None:
    broken_at_10_h(lambda _: None)


def test_a_task_that_ends_in_no_named_way_stops_the_run() -> None:
    with pytest.raises(RunError, match="1 of 3 tasks end in no way that has a name" + FAULT):
        broken_at_10_h(lambda world: world.desk.tables.tasks["outcome"].put(0, 7))


def test_a_lost_need_stops_the_run() -> None:
    with pytest.raises(RunError, match=r"by-hand: 4 needs belong to tasks, but 5 were created"):
        broken_at_10_h(lambda world: world.desk.tables.tasks["stops"].put(0, 2))


def test_a_lost_hour_of_work_stops_the_run() -> None:
    def spoil(world: World) -> None:
        world.desk.tables.workers["serve_h"] -= 1.0

    told = r"worker 0 has 15\.000000 h in states and 16\.000000 h on duty \(1 of 1 such\)"
    with pytest.raises(RunError, match=told):
        broken_at_10_h(spoil)


def test_a_lost_shift_stops_the_run() -> None:
    def spoil(world: World) -> None:
        world.desk.tables.shifts["from_h"][0] += 0.5

    with pytest.raises(RunError, match=r"worker 0 has 15\.500000 h in shifts and 16\.000000 h"):
        broken_at_10_h(spoil)


def test_a_wait_that_nobody_counted_stops_the_run() -> None:
    def spoil(world: World) -> None:
        world.desk.tables.book["waited_h"] += 0.25

    with pytest.raises(RunError, match="the number waiting has the integral"):
        broken_at_10_h(spoil)


def test_little_s_identity_holds_where_tasks_expire_are_cut_short_and_stay_open() -> None:
    expiring = {"services": {"visit": {"expires": "10 h"}}, "horizon": "28 h"}
    world = begin(by_hand(ROUNDS, expiring))
    ask(world, "visit", 7.0, [0, 1, 2])
    ask(world, "visit", 7.5, [3, 4])
    ask(world, "visit", 27.8, [6, 7])
    records = end(world)
    assert rows(records, "tasks", "outcome") == [("expired",), ("expired",), ("open",)]
    # 7.0-7.1, 7.5-17.5, 27.8-27.9
    assert records.facts["waiting_task_h"] == pytest.approx(10.2, abs=1e-5)
