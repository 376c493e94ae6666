from __future__ import annotations

from tests.towns import ROUNDS, ask, begin, by_hand, end, rows


def test_every_need_belongs_to_the_task_of_its_row() -> None:
    world = begin(by_hand(ROUNDS))
    ask(world, "visit", 1.0, range(7))
    records = end(world)
    stops = dict(rows(records, "tasks", "task", "stops"))
    of_task = [task for (task,) in rows(records, "needs", "task")]
    assert [of_task.count(task) for task in stops] == list(stops.values()) == [3, 3, 1]


def test_needs_of_the_vulnerable_are_marked() -> None:
    ill = {"town": {"chronic_under_60": 0, "share_60_plus": 1, "chronic_60_plus": 1}}
    world = begin(by_hand(ROUNDS, ill))
    ask(world, "visit", 1.0, [0])
    assert rows(end(world), "needs", "vulnerable") == [(True,)]


def test_an_expiry_that_never_comes_is_no_data() -> None:
    world = begin(by_hand())
    ask(world, "visit", 1.0, [0])
    assert rows(end(world), "tasks", "expires_h") == [(None,)]
