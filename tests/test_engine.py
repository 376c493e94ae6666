from __future__ import annotations

import gc
from typing import Any

import numpy as np
import pytest

from sim import engine, order
from sim.errors import RunError
from sim.town import build_town
from tests.towns import OUTBREAK, begin, by_hand, end, fingerprint, rows, run, town_of


def test_a_run_is_a_function_of_scenario_and_replication_whoever_builds_the_town() -> None:
    scenario = by_hand({"hazards": {"outbreak": OUTBREAK}, "horizon": "9 d"})
    built = build_town(scenario.town, scenario.root)
    assert fingerprint(engine.run(scenario, 3)) == fingerprint(engine.run(scenario, 3, built))


def test_the_world_begun_by_hand_is_the_one_that_is_run() -> None:
    scenario = by_hand({"hazards": {"outbreak": OUTBREAK}, "horizon": "9 d"})
    assert fingerprint(end(begin(scenario))) == fingerprint(run(scenario))


def test_garbage_is_collected_again_after_a_run_and_after_an_error() -> None:
    run(by_hand())
    assert gc.isenabled()
    crowd = {"workforce": {"grid_workers": {"count": 99, "lives": "town"}}}
    with pytest.raises(RunError, match="grid_workers are to live here"):
        run(by_hand(crowd))
    assert gc.isenabled()


def test_what_happens_at_the_horizon_itself_does_not_happen() -> None:
    world = begin(by_hand())
    seen: list[float] = []
    for at_h in (47.9, 48.0):
        world.clock.at(at_h, order.COMMAND, lambda _: seen.append(world.clock.now_h), None)
    end(world)
    assert seen == [47.9]


def test_at_one_instant_infection_comes_first_and_the_daily_record_last() -> None:
    world = begin(by_hand())
    seen: list[str] = []
    names = [name for name in vars(order) if name.isupper()]
    for name in reversed(names):
        world.clock.at(3.0, getattr(order, name), seen.append, name)
    end(world)
    assert seen == [
        "INFECTION",
        "WORK_END",
        "SHIFT_END",
        "SHIFT_START",
        "EXPIRY",
        "FINDING",
        "COMMAND",
        "NEW_TASK",
        "DISPATCH",
        "DAILY",
    ]


def test_a_time_in_the_past_or_that_is_no_number_is_refused() -> None:
    world = begin(by_hand())
    world.clock.run(5.0)
    for at_h in (4.0, float("nan")):
        with pytest.raises(ValueError, match="lies before now"):
            world.clock.event(at_h, order.COMMAND)


FACTS = {
    "residents": 24,
    "households": 24,
    "grids": 2,
    "horizon_h": 48.0,
    "warm_up_h": 0.0,
    "vulnerable_residents": 0,
    "vulnerable_households": 0,
    "tests": 0,
    "tasks_created": 0,
    "needs_created": 0,
    "waiting_task_h": 0.0,
    "staff_grid_workers": 1,
}


def test_the_facts_of_a_run() -> None:
    facts = dict(run(by_hand({"town": {"chronic_under_60": 0}})).facts)
    assert {name: facts[name] for name in FACTS} == FACTS


def test_the_tables_of_a_run_have_their_columns() -> None:
    tables: dict[str, Any] = dict(run(by_hand()).tables)
    assert list(tables) == [
        "tasks",
        "needs",
        "assignments",
        "shifts",
        "workers",
        "events",
        "infections",
        "restrictions",
        "daily",
    ]
    for table in tables.values():
        assert len({len(column) for column in table.values()}) == 1


def test_normal_work_runs_before_clock_0_without_a_hazard() -> None:
    scenario = by_hand({"hazards": {"outbreak": OUTBREAK}, "run": {"warm_up": "3 d"}})
    records = run(scenario)
    assert rows(records, "infections", "time_h") == [(0.0,)]
    assert records.tables["shifts"]["from_h"].min() == -72.0


def test_times_are_on_the_tick() -> None:
    scenario = by_hand({"hazards": {"outbreak": OUTBREAK}, "horizon": "20 d"})
    records = run(scenario)
    for table, column in (
        ("infections", "time_h"),
        ("infections", "onset_h"),
        ("tasks", "finished_h"),
        ("shifts", "until_h"),
    ):
        ticks = records.tables[table][column] * 2.0**20
        ticks = ticks[np.isfinite(ticks)]
        assert np.array_equal(ticks, np.rint(ticks))


def test_the_worker_infected_is_marked() -> None:
    lives = {"workforce": {"grid_workers": {"lives": "town", "count": 20}}}
    started = {**OUTBREAK, "R0": 5, "introductions": {"mean": 0, "infectious_at_start": 9}}
    records = run(by_hand(lives, {"hazards": {"outbreak": started}, "horizon": "30 d"}))
    ill = set(records.tables["infections"]["resident"].tolist())
    world = begin(records.scenario)
    marked = {
        worker
        for worker, infected in rows(records, "workers", "worker", "infected")
        if infected
    }
    assert marked == {worker.index for worker in world.workers if worker.person in ill}
    assert len(marked) > 3
    assert town_of(records.scenario).residents == 24
