"""Needs asked again, and work that an inspection has done again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import order
from sim.rng import Purpose, uniform
from sim.services.again import key_after
from tests.towns import ask, begin, by_hand, end, fingerprint, rows

NOBODY = {"workforce": {"grid_workers": {"count": 0}}}
AWAKE = {"workforce": {"grid_workers": {"roster": "always"}}}


def calls(share: float, at_most: int = 2, **words: Any) -> dict[str, Any]:
    repeat = {"kind": "repeat", "share": share, "delay": "1 h", "at_most": at_most}
    return {"services": {"visit": {"expires": "6 h", "consequence": repeat, **words}}}


def test_who_got_no_answer_asks_again_after_a_while_and_gives_up_in_the_end() -> None:
    world = begin(by_hand(NOBODY, calls(1.0)))
    ask(world, "visit", 1.0, [3])
    records = end(world)
    assert rows(records, "tasks", "created_h", "household", "outcome") == [
        (1.0, 3, "expired"),
        (8.0, 3, "expired"),
        (15.0, 3, "expired"),
    ]
    assert rows(records, "events", "time_h", "value", event="repeat") == [(8.0, 1), (15.0, 2)]
    assert len(set(rows(records, "tasks", "task"))) == 3


def test_those_who_give_up_waiting_ask_again_too() -> None:
    world = begin(by_hand(NOBODY, calls(1.0, patience="2 h")))
    ask(world, "visit", 1.0, [3])
    assert rows(end(world), "tasks", "created_h") == [(1.0,), (4.0,), (7.0,)]


def test_who_is_served_does_not_ask_again() -> None:
    world = begin(by_hand(AWAKE, calls(1.0)))
    ask(world, "visit", 1.0, [3])
    assert rows(end(world), "tasks", "created_h", "outcome") == [(1.0, "done")]


def test_who_asks_again_is_keyed_by_the_need() -> None:
    world = begin(by_hand(NOBODY, calls(0.5, at_most=1)))
    ask(world, "visit", 1.0, range(24))
    records = end(world)
    tasks = rows(records, "tasks", "household", "task", created_h=1.0)
    u = {
        household: uniform(world.seed, Purpose.ASKS_AGAIN, key, 0, 0)
        for household, key in tasks
    }
    again = {household for (household,) in rows(records, "tasks", "household", created_h=8.0)}
    assert again == {household for household, value in u.items() if value < 0.5}
    assert 4 < len(again) < 20


@pytest.mark.parametrize("consequence", [None, {"share": 0.0}])
def test_nobody_asking_again_is_the_same_as_no_consequence(consequence: Any) -> None:
    def told(words: Any) -> dict[str, str]:
        world = begin(by_hand(calls(1.0), {"services": {"visit": {"consequence": words}}}))
        ask(world, "visit", 1.0, range(24))
        return fingerprint(end(world))

    assert told(consequence) == told({"share": 0.0})


INSPECTED = {
    "services": {
        "visit": {"round": True},
        "inspect": {
            "need": {"per": "task", "after": "visit", "share": 0},
            "crew": {"visit": 1},
            "work": "12 min",
            "due": "4 h",
            "consequence": {"kind": "correction", "finds": 1.0},
        },
    }
}


def inspected(wrong: list[int], *changes: dict[str, Any]) -> Any:
    """Have stops of a round of three households be wrong, and inspect it at 5 h."""
    per_need = {"services": {"visit": {"need": {"what": None, "per": "sealed_household"}}}}
    often = {"services": {"visit": {"need": {"every": "9 d"}}}}
    world = begin(by_hand(AWAKE, INSPECTED, per_need, often, *changes))
    ask(world, "visit", 1.0, [0, 1, 2])
    ask(world, "inspect", 5.0, [0])

    def plant(_: object) -> None:
        tables = world.desk.tables
        tables.stops["wrong"][wrong] = True
        tables.tasks["parent"][1] = 0

    world.clock.at(5.0, order.DAILY, plant, None)
    return world


def test_what_an_inspection_finds_wrong_is_done_again() -> None:
    world = inspected([0, 2])
    records = end(world)
    assert rows(records, "tasks", "service", "stops", "outcome") == [
        ("visit", 3, "done"),
        ("inspect", 1, "done"),
        ("visit", 2, "done"),
    ]
    assert rows(records, "needs", "household", service="visit") == [
        (0,),
        (1,),
        (2,),
        (0,),
        (2,),
    ]
    inspected_h, again_h = (
        rows(records, "tasks", column, service=name)[-1][0]
        for name, column in (("inspect", "finished_h"), ("visit", "created_h"))
    )
    assert inspected_h == again_h
    assert world.desk.tables.tasks["parent"][:3].tolist() == [-1, 0, 0]


@pytest.mark.parametrize(
    ("wrong", "finds"), [([], 1.0), ([0, 2], 0.0)], ids=["nothing wrong", "finds nothing"]
)
def test_an_inspection_without_a_finding_leads_to_nothing(
    wrong: list[int], finds: float
) -> None:
    consequence = {"services": {"inspect": {"consequence": {"finds": finds}}}}
    assert len(rows(end(inspected(wrong, consequence)), "tasks", "task")) == 2


def test_each_wrong_stop_is_found_by_a_key_of_its_own() -> None:
    half = {"services": {"inspect": {"consequence": {"finds": 0.5}}}}
    found = []
    for replication in range(40):
        world = inspected([0, 1, 2], half, {"run": {"seed": replication}})
        found.append(len(rows(end(world), "needs", "need", service="visit")) - 3)
    assert 40 < sum(found) < 80  # of 120; four standard deviations either way
    assert {0, 1, 2, 3} == set(found)


def test_keys_of_work_done_again_are_no_others_and_leave_room_for_rework() -> None:
    keys = np.array([[key_after(key, about) for about in range(50)] for key in range(50)])
    assert len(np.unique(keys)) == 2500
    assert (keys >> 18 & 3 == 0).all()
    assert (keys >= 0).all()
