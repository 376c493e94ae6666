"""The way back to the post, and posts that are staffed until a stint is over."""

from __future__ import annotations

from typing import Any

import pytest

from sim.measures import conservation
from tests.towns import ask, begin, by_hand, end, keep_away, rows

RETURNS = {"services": {"visit": {"returns": True}}}
POST = {"what": None, "per": "post", "where": "grid", "at": ["09:00"], "lasts": "2 h"}


def post(**words: Any) -> dict[str, Any]:
    return {"services": {"visit": {"need": POST, **words}}}


# -- the way back ------------------------------------------------------------------------------


def test_a_crew_is_free_when_it_is_back_but_its_work_is_done_before() -> None:
    world = begin(by_hand(RETURNS))
    ask(world, "visit", 1.0, [0])
    ask(world, "visit", 1.65, [1])  # on her way back, from next door
    records = end(world)
    assert rows(records, "tasks", "set_out_h", "started_h", "finished_h") == [
        (1.0, 1.1, 1.6),
        (1.7, 1.8, 2.3),
    ]
    assert rows(records, "needs", "met_h") == [(1.6,), (2.3,)]
    assert rows(records, "assignments", "set_out_h", "finished_h") == [(1.0, 1.7), (1.7, 2.4)]
    assert rows(records, "workers", "travel_h", "serve_h") == [(0.4, 1.0)]
    assert conservation(records) == []


def test_who_falls_ill_on_the_way_back_has_done_her_work() -> None:
    world = begin(by_hand(RETURNS))
    ask(world, "visit", 1.0, [0])
    keep_away(world, 0, 1.65, 50.0)
    records = end(world)
    assert rows(records, "tasks", "outcome", "finished_h") == [("done", 1.6)]
    assert rows(records, "assignments", "finished_h") == [(1.65,)]
    assert rows(records, "workers", "hours", "travel_h", "serve_h") == [(1.65, 0.15, 0.5)]


def test_a_way_back_under_way_at_the_horizon_counts_as_travel() -> None:
    world = begin(by_hand(RETURNS, {"horizon": "1.65 h"}))
    ask(world, "visit", 1.0, [0])
    records = end(world)
    assert rows(records, "tasks", "outcome", "finished_h") == [("done", 1.6)]
    assert rows(records, "workers", "travel_h", "serve_h") == [(0.15, 0.5)]


def test_wrong_work_is_asked_for_again_before_the_way_back_is_over() -> None:
    wrong = {"services": {"visit": {"error": 1.0, "verify": 1.0}}}
    world = begin(by_hand(RETURNS, wrong))
    ask(world, "visit", 1.0, [0])
    assert rows(end(world), "tasks", "created_h", "set_out_h")[:2] == [(1.0, 1.0), (1.6, 1.7)]


@pytest.mark.parametrize(("returns", "set_out_h"), [(False, 7.35), (True, 24.0)])
def test_a_dispatcher_reckons_with_the_way_back(returns: bool, set_out_h: float) -> None:
    timely = {"workforce": {"overtime": "0 h"}}
    visit = {"services": {"visit": {"returns": returns, "at_shift_end": "finish"}}}
    world = begin(by_hand(timely, visit))
    ask(world, "visit", 7.35, [0])  # done at 7.95 h, back at 8.05 h
    assert rows(end(world), "tasks", "set_out_h") == [(set_out_h,)]


# -- posts -------------------------------------------------------------------------------------


def test_a_post_is_staffed_until_its_stint_is_over() -> None:
    world = begin(by_hand(post(error=1.0, verify=1.0)))
    ask(world, "visit", 1.0, [0])
    records = end(world)
    assert rows(records, "tasks", "started_h", "finished_h", "expires_h", "outcome") == [
        (1.1, 3.0, 3.0, "done")
    ]
    assert rows(records, "needs", "met_h", "wrong") == [(3.0, False)]


def test_a_post_is_handed_over_for_what_is_left_of_the_stint() -> None:
    relief = {
        "rosters": {"late": {"shifts": [{"from": "15:30", "until": "20:00"}]}},
        "cadres": {"count": 1, "lives": "outside", "skills": ["visit"], "roster": "late"},
    }
    world = begin(by_hand({"workforce": relief}, post(at_shift_end="hand_over")))
    ask(world, "visit", 7.0, [0])
    records = end(world)
    assert rows(records, "assignments", "worker", "set_out_h", "started_h", "finished_h") == [
        (0, 7.0, 7.1, 8.0),
        (1, 8.0, 8.1, 9.0),
    ]
    assert rows(records, "tasks", "outcome", "finished_h") == [("done", 9.0)]


def test_a_post_that_nobody_comes_to_lapses_when_the_stint_is_over() -> None:
    world = begin(by_hand(post(), {"workforce": {"grid_workers": {"count": 0}}}))
    ask(world, "visit", 1.0, [0])
    assert rows(end(world), "tasks", "outcome", "finished_h") == [("expired", 3.0)]


def test_who_must_finish_takes_no_stint_that_outlasts_her_shift_and_overtime() -> None:
    world = begin(by_hand(post(at_shift_end="finish")))
    ask(world, "visit", 7.5, [0])
    assert rows(end(world), "tasks", "outcome") == [("expired",)]
