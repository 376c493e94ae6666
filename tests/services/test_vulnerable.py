"""What the vulnerable take more of, and the head start that they give a task."""

from __future__ import annotations

from typing import Any

import pytest

from tests.towns import ROUNDS, ask, begin, by_hand, end, rows

OLD = {"town": {"share_60_plus": 1, "chronic_60_plus": 1}}
HALF = {"town": {"share_60_plus": 1, "chronic_60_plus": 0.5, "alone_80_plus": 0}}


def visits(**words: Any) -> dict[str, Any]:
    return {"services": {"visit": words}}


def test_a_visit_to_the_vulnerable_takes_longer_and_so_does_doing_it_again() -> None:
    world = begin(by_hand(OLD, visits(vulnerable_factor=1.5, error=1.0, verify=1.0)))
    ask(world, "visit", 1.0, [0])
    assert rows(end(world), "needs", "created_h", "closed_h")[:2] == [(1.0, 1.85), (1.85, 2.6)]


def test_needs_that_arise_by_themselves_take_longer_too() -> None:
    need = {"per": "resident", "rate": "0.1 /resident/d", "what": None}
    world = begin(by_hand(OLD, visits(need=need, vulnerable_factor=1.5, head_start="2 h")))
    records = end(world)
    met = rows(records, "tasks", "started_h", "finished_h", outcome="done")
    assert len(met) > 0
    assert [end_h - start_h for start_h, end_h in met] == pytest.approx([0.75] * len(met))
    tasks = world.desk.tables.tasks[: len(records.tables["tasks"]["task"])]
    assert set(tasks["ahead_h"].tolist()) == {2.0}


def test_a_rounds_head_start_is_by_the_share_of_its_stops_that_are_vulnerable() -> None:
    world = begin(by_hand(HALF, ROUNDS, visits(vulnerable_factor=2.0, head_start="3 h")))
    ask(world, "visit", 1.0, range(12))
    frail = world.town.vulnerable[:12].reshape(4, 3)
    end(world)
    t = world.desk.tables
    assert 0 < frail.sum() < 12
    assert t.tasks["ahead_h"][:4].tolist() == frail.sum(axis=1).tolist()
    assert t.stops["factor"][:12].reshape(4, 3).tolist() == (1.0 + frail).tolist()
