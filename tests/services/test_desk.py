"""What becomes of work in hand, case by case; and what the desk counts while tasks wait."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import order
from sim.checks import check
from sim.measures import conservation
from sim.units import tick
from tests.towns import ROUNDS, ask, begin, by_hand, end, keep_away, rows

TWO = {"workforce": {"grid_workers": {"count": 2}}}


def a_round(**words: Any) -> dict[str, Any]:
    return {"services": {"visit": words}}


# A round of three stops of 30 min, 3 min apart, begun at 7.1 h; the shift ends at 8 h.
AT_SHIFT_END = {
    "finish": [("met", 7.6), ("met", 8.15), ("met", 8.7)],
    "hand_over": [("met", 7.6), ("met", 24.6), ("met", 25.15)],
    "resume": [("met", 7.6), ("met", 24.25), ("met", 24.8)],
    "restart": [("met", 24.6), ("met", 25.15), ("met", 25.7)],
    "lose": [("met", 7.6), ("expired", None), ("expired", None)],
}


@pytest.mark.parametrize("what", list(AT_SHIFT_END))
def test_a_round_in_hand_when_the_shift_ends(what: str) -> None:
    world = begin(by_hand(ROUNDS, a_round(at_shift_end=what)))
    ask(world, "visit", 7.0, [0, 1, 2])
    records = end(world)
    assert rows(records, "needs", "outcome", "met_h") == AT_SHIFT_END[what]
    assert check(records) == []


# The same begun at 1.1 h; its worker falls ill at 1.7 h, the other comes from the next grid.
ON_ILLNESS = {
    "hand_over": [("met", 1.6), ("met", 2.3913), ("met", 2.9413)],
    "resume": [("met", 1.6), ("met", 2.3413), ("met", 2.8913)],
    "restart": [("met", 2.3913), ("met", 2.9413), ("met", 3.4913)],
    "lose": [("met", 1.6), ("expired", None), ("expired", None)],
}


@pytest.mark.parametrize("what", list(ON_ILLNESS))
def test_a_round_in_hand_when_its_worker_falls_ill(what: str) -> None:
    world = begin(by_hand(ROUNDS, TWO, a_round(on_illness=what)))
    ask(world, "visit", 1.0, [0, 1, 2])
    keep_away(world, 0, 1.7, 50.0)
    records = end(world)
    assert rows(records, "needs", "outcome", "met_h") == ON_ILLNESS[what]
    assert conservation(records) == []


@pytest.mark.parametrize(
    ("what", "outcome", "finished_h"),
    [
        ("finish", "done", 8.1),
        ("hand_over", "done", 24.6),
        ("resume", "done", 24.2),
        ("restart", "done", 24.6),
        ("lose", "expired", 8.0),
    ],
)
def test_a_single_visit_in_hand_when_the_shift_ends(
    what: str, outcome: str, finished_h: float
) -> None:
    """Handed over, the work of one stop begins again; resumed, what was done of it is kept."""
    longer = {"work": {"law": "gamma", "mean": "20 min", "cv": 0.0001}, "time_factor": 1.0}
    world = begin(by_hand(a_round(at_shift_end=what, **longer)))
    world.desk.tables.laws[:] = 0.5  # half as long again as expected
    ask(world, "visit", 7.5, [0])
    records = end(world)
    assert rows(records, "tasks", "outcome", "finished_h") == [(outcome, finished_h)]
    assert rows(records, "needs", "outcome") == [
        ("met",) if outcome == "done" else ("expired",)
    ]


@pytest.mark.parametrize(
    ("what", "outcome", "finished_h"),
    [
        ("hand_over", "done", 2.0913),
        ("resume", "done", 1.7913),
        ("restart", "done", 2.0913),
        ("lose", "expired", 1.4),
    ],
)
def test_a_single_visit_in_hand_when_its_worker_falls_ill(
    what: str, outcome: str, finished_h: float
) -> None:
    world = begin(by_hand(TWO, a_round(on_illness=what)))
    ask(world, "visit", 1.0, [0])
    keep_away(world, 0, 1.4, 50.0)
    assert rows(end(world), "tasks", "outcome", "finished_h") == [(outcome, finished_h)]


def test_what_is_left_of_a_resumed_visit_is_work_that_the_fast_do_faster() -> None:
    world = begin(by_hand(TWO, a_round(on_illness="resume")))
    world.desk.tables.workers["speed"][1] = 0.5
    ask(world, "visit", 1.0, [0])
    keep_away(world, 0, 1.4, 50.0)  # 0.2 h are left
    assert rows(end(world), "tasks", "outcome", "finished_h") == [("done", 1.6913)]


def test_a_visit_that_ends_at_the_very_instant_of_illness_is_done() -> None:
    world = begin(by_hand(a_round(on_illness="lose")))
    ask(world, "visit", 1.0, [0])
    keep_away(world, 0, 1.0 + tick(0.1) + 0.5, 50.0)
    assert rows(end(world), "tasks", "outcome", "finished_h") == [("done", 1.6)]


def test_a_handed_over_round_keeps_its_start_and_what_was_met() -> None:
    world = begin(by_hand(ROUNDS, a_round(at_shift_end="hand_over")))
    ask(world, "visit", 7.0, [0, 1, 2])
    records = end(world)
    assert rows(records, "tasks", "set_out_h", "started_h", "finished_h", "outcome") == [
        (7.0, 7.1, 25.15, "done")
    ]
    assert rows(records, "assignments", "set_out_h", "finished_h") == [
        (7.0, 8.0),
        (24.0, 25.15),
    ]


def test_a_round_whose_time_runs_out_between_two_outings_expires_in_part() -> None:
    world = begin(by_hand(ROUNDS, a_round(at_shift_end="hand_over", expires="10 h")))
    ask(world, "visit", 7.0, [0, 1, 2])
    records = end(world)
    assert rows(records, "tasks", "outcome", "finished_h") == [("expired", 17.0)]
    assert rows(records, "needs", "outcome", "closed_h") == [
        ("met", 7.6),
        ("expired", 17.0),
        ("expired", 17.0),
    ]


def test_when_one_of_a_crew_falls_ill_the_crew_stops_and_the_other_goes_on() -> None:
    pair = {"services": {"visit": {"crew": {"visit": 2}}}}
    world = begin(by_hand({"workforce": {"grid_workers": {"count": 3}}}, pair))
    ask(world, "visit", 1.0, [0])
    keep_away(world, 0, 1.4, 50.0)
    records = end(world)
    assert rows(records, "assignments", "worker", "role", "set_out_h", "finished_h") == [
        (0, "lead", 1.0, 1.4),
        (1, "member", 1.0, 1.4),
        (2, "lead", 1.4, 2.0913),
        (1, "member", 1.4, 2.0913),
    ]


def test_a_task_of_another_area_is_left_to_those_who_belong_there() -> None:
    world = begin(by_hand({"workforce": {"pooling": "grid"}}))
    ask(world, "visit", 1.0, [12])  # nobody works in the second grid
    ask(world, "visit", 1.0, [0])
    assert rows(end(world), "tasks", "grid", "outcome") == [
        ("C01-G02", "open"),
        ("C01-G01", "done"),
    ]


def test_a_worker_posted_elsewhere_serves_there() -> None:
    world = begin(by_hand({"workforce": {"pooling": "grid"}}))
    ask(world, "visit", 1.0, [12])
    world.clock.at(
        2.0, order.COMMAND, lambda _: world.desk.repost(np.array([0]), np.array([1])), None
    )
    assert rows(end(world), "tasks", "set_out_h", "started_h") == [(2.0, 2.1913)]


def test_the_least_skilled_are_sent_first() -> None:
    plain = {"count": 1, "lives": "outside", "skills": ["visit"], "roster": "day"}
    able = {**plain, "skills": ["visit", "help"]}
    world = begin(by_hand({"workforce": {"grid_workers": able, "cadres": plain}}))
    ask(world, "visit", 1.0, [0])
    assert rows(end(world), "tasks", "worker") == [(1,)]


def test_a_cancelled_task_leaves_the_queue() -> None:
    world = begin(by_hand())
    ask(world, "visit", 1.0, [0])
    ask(world, "visit", 1.1, [1])
    visit = 1 << world.needs.rules["visit"].index
    world.clock.at(1.2, order.COMMAND, lambda _: world.desk.withdraw(0, visit), None)
    records = end(world)
    assert rows(records, "tasks", "outcome", "finished_h") == [
        ("done", 1.6),
        ("cancelled", 1.2),
    ]
    assert records.facts["waiting_task_h"] == pytest.approx(0.1 + 0.1, abs=1e-5)


def test_the_desk_adds_up_how_long_tasks_wait() -> None:
    world = begin(by_hand())
    ask(world, "visit", 1.0, [0])  # waits 0.1 h
    ask(world, "visit", 1.0, [1])  # waits 0.6 h
    ask(world, "visit", 47.0, [2])  # still open at 48 h
    assert end(world).facts["waiting_task_h"] == pytest.approx(1.7, abs=1e-5)


def test_what_is_under_way_at_the_horizon_has_no_end_and_counts_its_hours() -> None:
    world = begin(by_hand({"horizon": "2 h"}))
    ask(world, "visit", 1.6, [0])
    records = end(world)
    assert rows(records, "tasks", "started_h", "finished_h", "outcome") == [(1.7, None, "open")]
    assert rows(records, "assignments", "set_out_h", "finished_h") == [(1.6, None)]
    assert rows(records, "workers", "hours", "travel_h", "serve_h") == [(2.0, 0.1, 0.3)]


def test_an_idle_worker_takes_the_next_of_a_queue_when_its_first_finds_another() -> None:
    """The first task is too far for her, so when somebody else takes it she gets the second."""
    far = {"workforce": {"grid_workers": {"count": 1}, "overtime": "0 h"}}
    other = {"count": 1, "lives": "outside", "skills": ["visit"], "roster": "late"}
    roster = {"late": {"shifts": [{"from": "15:18", "until": "20:00"}]}}
    world = begin(by_hand(far, {"workforce": {"rosters": roster, "cadres": other}}))
    ask(world, "visit", 7.2, [0])  # the late one is not yet there
    world.clock.at(7.1, order.COMMAND, lambda _: _walk_off(world), None)
    ask(world, "visit", 7.25, [14])
    records = end(world)
    assert rows(records, "tasks", "household", "set_out_h", "worker") == [
        (0, 7.3, 1),
        (14, 7.3, 0),
    ]


def _walk_off(world: Any) -> None:
    """Put the worker into the far grid, so near to her end that the way back is too long."""
    worker = world.desk.tables.workers[0]
    worker["grid"], worker["stairwell"], worker["shift_until_h"] = 1, 4, 7.85


def test_in_the_emergency_a_pool_reaches_what_waits_in_other_grids() -> None:
    command = {
        "meets": ["08:00", "20:00"],
        "emergency": {"manual_from": "2022-03-01 11:00"},
        "controls": {},
    }
    pools = {"pooling": "grid", "emergency_pooling": "street"}
    world = begin(by_hand({"response": command, "workforce": pools}))
    ask(world, "visit", at_h=1.0, households=[13])  # the only worker is the other grid's
    assert rows(end(world), "tasks", "created_h", "set_out_h") == [(1.0, 3.0)]
