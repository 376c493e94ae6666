from __future__ import annotations

from typing import Any

from sim.checks import check
from sim.records import Records
from tests.towns import ask, begin, by_hand, end, keep_away, rows, town_of

NIGHT = {"from": "18:00", "until": "06:00", "notice": "30 min", "priority": 1}


def on_call(count: int = 2, **words: Any) -> dict[str, Any]:
    shifts = [{"from": "08:00", "until": "16:00"}]
    roster = {"shifts": shifts, "on_call": {**NIGHT, **words}}
    staff = {"rosters": {"day": roster}, "grid_workers": {"count": count}}
    return {"horizon": "2 d", "workforce": staff}


GROSS = {"services": {"visit": {"content": "gross"}}}


def called(*changes: Any, at_h: tuple[float, ...] = (12.1,)) -> Records:
    world = begin(by_hand(on_call(), GROSS, *changes))
    for number, hour in enumerate(at_h):
        ask(world, "visit", hour, [number])
    records = end(world)
    assert check(records, town_of(records.scenario)) == []
    return records


def test_one_who_stands_by_comes_out_for_urgent_work() -> None:
    records = called()
    assert rows(records, "events", "time_h", "place", "value", event="called_out") == [
        (12.25, "grid_workers", 0.0)
    ]
    assert rows(records, "tasks", "started_h", "finished_h") == [(12.75, 13.25)]
    assert rows(records, "shifts", "worker", "from_h", "until_h")[2:3] == [(0, 12.75, 16.75)]


def test_nobody_comes_out_for_what_can_wait_or_outside_the_span() -> None:
    later = {"services": {"visit": {"priority": 2}}}
    assert rows(called(later), "events", "event", event="called_out") == []
    early = called(at_h=(8.5,))  # 16:30: on call from 18:00 on
    assert rows(early, "events", "time_h", event="called_out") == [(10.0,)]


def test_each_task_calls_one_and_the_next_takes_the_next_who_stands_by() -> None:
    records = called(at_h=(12.1, 12.1))
    assert rows(records, "events", "time_h", "value", event="called_out") == [
        (12.25, 0.0),
        (12.25, 1.0),
    ]
    assert len(rows(records, "shifts", "worker", from_h=12.75)) == 2


def test_who_worked_least_this_week_is_called_first() -> None:
    world = begin(by_hand(on_call(), GROSS, {"horizon": "3 d"}))
    keep_away(world, 1, 1.0, 30.0)  # her first day ends after an hour, her second is lost
    ask(world, "visit", 24.0 + 12.1, [0])
    records = end(world)
    assert rows(records, "events", "value", event="called_out") == [(1.0,)]


def test_who_is_ill_is_not_called() -> None:
    world = begin(by_hand(on_call(1), GROSS))
    keep_away(world, 0, 1.0, 48.0)
    ask(world, "visit", 12.1, [0])
    assert rows(end(world), "events", "event", event="called_out") == []


def test_who_is_called_out_shortly_before_her_shift_stays_for_it() -> None:
    long = on_call(1, until="08:00")
    records = called(long, at_h=(23.4,))  # 07:24: called at 07:30, there at 08:00: too late
    assert rows(records, "events", "event", event="called_out") == []
    records = called(long, at_h=(22.9,))
    assert rows(records, "shifts", "from_h", "until_h") == [
        (0.0, 8.0),
        (23.5, 24.0),
        (24.0, 32.0),
    ]
