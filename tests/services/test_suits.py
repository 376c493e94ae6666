"""The street's stock of suits: used up, ordered, and what happens without."""

from __future__ import annotations

from typing import Any

import pytest

from sim.ports import Session
from tests.towns import ask, begin, by_hand, end, rows

PPE = {"services": {"visit": {"ppe": True}}}


def stock(suits: int, **words: Any) -> dict[str, Any]:
    stated = {"stock": suits, "reorder_at": 0, "lead_time": "2 h", **words}
    return {"horizon": "3 d", "workforce": {"suits": stated}}


# A suit is put on at 1.1 h, for 4 h of work: at 6 h the stint is over.
def test_without_a_suit_she_goes_in_a_raincoat_and_at_once() -> None:
    world = begin(by_hand(PPE, stock(1, shortage="raincoat")))
    ask(world, "visit", 1.0, [0])
    ask(world, "visit", 6.0, [1])
    records = end(world)
    assert rows(records, "tasks", "set_out_h", "started_h", "finished_h") == [
        (1.0, 1.6, 2.1),
        (6.0, 6.0, 6.5),
    ]
    assert world.desk.tables.outings["raincoats"][:2].tolist() == [0, 1]
    assert (records.facts["suits_used"], records.facts["suits_left"]) == (1, 1)


def test_where_nobody_goes_without_the_task_waits_for_the_delivery() -> None:
    world = begin(by_hand(PPE, stock(1, shortage="wait")))
    ask(world, "visit", 1.0, [0])
    ask(world, "visit", 6.0, [1])
    records = end(world)
    assert rows(records, "tasks", "set_out_h", "started_h") == [(1.0, 1.6), (26.0, 26.6)]
    assert rows(records, "events", "time_h", "event", "value") == [
        (1.0, "suits_out", 0.0),
        (24.0, "suits_ordered", 1.0),
        (26.0, "suits_delivered", 1.0),
        (26.0, "suits_out", 0.0),
        (48.0, "suits_ordered", 1.0),
        (50.0, "suits_delivered", 1.0),
    ]


def test_a_crew_waits_where_not_all_of_it_can_dress() -> None:
    pair = {"services": {"visit": {"crew": {"visit": 2}}}}
    two = {"workforce": {"grid_workers": {"count": 2}}}
    world = begin(by_hand(PPE, pair, two, stock(3, shortage="wait")))
    ask(world, "visit", 1.0, [0])
    ask(world, "visit", 6.0, [1])  # one suit is left, for two
    assert rows(end(world), "tasks", "set_out_h") == [(1.0,), (None,)]  # never reordered


def test_work_that_needs_no_suit_goes_on_without() -> None:
    world = begin(by_hand(stock(0, shortage="wait")))
    ask(world, "visit", 1.0, [0])
    assert rows(end(world), "tasks", "set_out_h") == [(1.0,)]


def test_what_is_on_the_way_is_not_ordered_twice() -> None:
    world = begin(by_hand(PPE, stock(2, reorder_at=1, lead_time="30 h")))
    ask(world, "visit", 1.0, [0])
    records = end(world)
    assert rows(records, "events", "time_h", "event") == [
        (24.0, "suits_ordered"),
        (54.0, "suits_delivered"),
    ]


def test_who_has_no_stock_stated_never_runs_out() -> None:
    world = begin(by_hand(PPE))
    ask(world, "visit", 1.0, [0])
    records = end(world)
    assert records.facts["suits_used"] == 1
    assert "suits_left" not in records.facts


@pytest.mark.parametrize(("suits", "risk"), [(1, 0.2), (0, 0.5)])
def test_a_raincoat_protects_less(suits: int, risk: float) -> None:
    exposed = {"services": {"visit": {"contact": "door", "risk": 0.2}}}
    world = begin(by_hand(PPE, exposed, stock(suits, raincoat_risk=2.5)))
    pushed = list[Session]()
    ports = world.service_ports
    ports.risky = lambda _crew, _stairwell: True
    ports.quiet_until_h = lambda: 0.0
    ports.session = lambda session: pushed.append(session) or 0
    ask(world, "visit", 1.0, [0])
    end(world)
    assert [session.risk for session in pushed] == [pytest.approx(risk)]
