"""Where two runs part: the first event that one alone has, in words, and what came before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.experiment import CallError, compare, diverge
from sim.experiment.divergence import parted
from sim.experiment.logbook import logbook
from sim.experiment.source import Source
from sim.store.schemas import schema
from tests.experiment.diaries import TOWN

NAN = np.nan


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> sim.Scenario:
    file = tmp_path_factory.mktemp("town") / "tiny.yaml"
    file.write_text(TOWN)
    return sim.load(file)


def table(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    columns = list(schema(name).names)
    made = {column: [row.get(column, NAN) for row in rows] for column in columns}
    return pd.DataFrame(made, columns=columns)


def task(number: int, created_h: float, **more: Any) -> dict[str, Any]:
    row = {"task": number, "service": "packs", "grid": "G1", "household": -1, "stops": 3}
    row |= {"created_h": created_h, "due_h": created_h + 8, "worker": 0, "outcome": "done"}
    return row | more


def source(scenario: sim.Scenario, tasks: list[dict[str, Any]], **more: Any) -> Source:
    """Make a run of tasks, events, infections; worker 0 has slot 70 (or as given)."""
    slot = {"worker": 0, "employer": "cadres", "home_grid": "G1", "person": 900}
    slot["key"] = more.get("slot", 70)
    rows = {"tasks": tasks, "workers": [slot], "restrictions": []}
    rows |= {name: more.get(name, []) for name in ("events", "infections")}
    tables = {name: table(name, found) for name, found in rows.items()}
    return Source(tables, sim.build_town(scenario.town, scenario.root), scenario)


def test_a_logbook_is_in_order_of_time_and_leaves_out_what_never_came(
    scenario: sim.Scenario,
) -> None:
    level = {"time_h": 2.0, "event": "level", "place": None, "value": 1.0}
    found = logbook(source(scenario, [task(5, 1.0, started_h=2.0)], events=[level]))
    assert [(entry.time_h, entry.said) for entry in found] == [
        (1.0, "task 5 arises: packs, G1, 3 stops, due 9 h"),
        (2.0, "event level: 1"),
        (2.0, "task 5 (packs, G1) is begun by worker 70 (cadres of G1)"),
    ]


def test_runs_part_at_the_first_event_that_one_alone_has(scenario: sim.Scenario) -> None:
    before = [task(number, number / 10) for number in range(12)]
    a = source(scenario, [*before, task(50, 1.5, started_h=2.0)])
    b = source(scenario, [*before, task(50, 1.5, started_h=3.0)])
    found = parted(a, replace(b, scenario=scenario.override({}, name="other")), 3)
    assert (found.time_h, found.shared, len(found.before)) == (2.0, 13, 10)
    assert found.sentences()[0] == (
        "Replication 3 of tiny and other part at 2022-03-01 10:00 (2 h), after 13 events that "
        "are the same: in tiny task 50 (packs, G1) is begun by worker 70 (cadres of G1); in "
        "other nothing of this happens then; it comes at 3 h."
    )
    assert found.before[-1] == (
        "2022-03-01 09:30", "task 50 arises: packs, G1, 3 stops, due 9.5 h",
    )  # fmt: skip


def test_what_each_side_does_at_the_same_instant_is_told(scenario: sim.Scenario) -> None:
    a = source(scenario, [task(1, 1.0, started_h=2.0)])
    b = source(scenario, [task(1, 1.0, started_h=2.0)], slot=71)
    told = parted(a, b, 0).sentences()[0]
    assert "is begun by worker 70 (cadres of G1); in tiny task 1" in told
    assert told.endswith("is begun by worker 71 (cadres of G1).")


def test_what_never_comes_is_said(scenario: sim.Scenario) -> None:
    found = parted(source(scenario, [task(1, 1.0)]), source(scenario, []), 0)
    assert found.sentences()[0].endswith("nothing of this happens then; it never comes.")
    assert found.before == ()


def test_runs_that_never_part_are_the_same_in_all_events(scenario: sim.Scenario) -> None:
    a = source(scenario, [task(1, 1.0)])
    later = scenario.override({"costs.suit": 31}, name="later")
    found = parted(a, replace(a, scenario=later), 2)
    assert found.sentences() == [
        "Replication 2 of tiny and later: the same in all 1 events.",
        "The scenarios differ in costs.suit (30 and 31).",
    ]


def test_workers_from_outside_are_named_by_their_slot(scenario: sim.Scenario) -> None:
    caught = {"resident": 900, "number": 0, "time_h": 1.0, "infector": 3, "layer": "session"}
    caught |= {"variant": "delta", "doses": 0, "found_by": None}
    (entry,) = logbook(source(scenario, [], infections=[caught]))
    assert entry.said == (
        "worker 70 (cadres of G1) is infected by resident 3 (session, delta, doses 0)"
    )


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, scenarios: Path) -> Path:
    """Give real runs of a small town: the emergency 12 and 48 hours after its trigger."""
    base = sim.load(scenarios / "two-grids.yaml").override({"horizon": "20 d"})
    late = base.override({"response.emergency.delay": "48 h"}, name="late")
    more = base.override({"workforce.grid_workers.per_grid": 2}, name="more")
    out = tmp_path_factory.mktemp("real")
    compare([base, late, more], 2, 1, out, 1)
    return out


@pytest.mark.slow
def test_a_later_emergency_parts_where_the_earlier_one_begins(real: Path) -> None:
    found = diverge(real, ("two-grids", "late"), 1)
    assert found.time_h is not None
    assert "event level: 1" in [entry.said for entry in found.only[0]]
    assert found.only[1] == ()
    assert found.changes == ("response.emergency.delay (12 h and 2 d)",)


@pytest.mark.slow
def test_a_second_worker_parts_the_runs_in_the_warm_up(real: Path) -> None:
    found = diverge(real, ("0", "more"))
    assert found.time_h == -72.0


@pytest.mark.slow
def test_what_is_not_there_is_refused(real: Path) -> None:
    with pytest.raises(CallError, match="no scenario soon; there are two-grids, late, more"):
        diverge(real, ("two-grids", "soon"))
    with pytest.raises(CallError, match="needs two different scenarios"):
        diverge(real, ("late", "1"))
    with pytest.raises(CallError, match="replication: must be from 0 to 1, found 9"):
        diverge(real, ("0", "1"), 9)
