from __future__ import annotations

from typing import Any

import numpy as np

from sim.checks import check
from sim.records import Records
from tests.towns import OUTBREAK, SEALING, begin, by_hand, end, find, rows, town_of

CLOSED = {
    "horizon": "6 d",
    "town": {"households_per_grid": 60, "households_per_stairwell": 3},
    "hazards": {"outbreak": {**OUTBREAK, "introductions": {"mean": 0}}},
    "response": {
        **SEALING,
        "controls": {
            "sealed": {
                "kind": "zone",
                "scope": "grid",
                "factors": {"grid": 1},
                "clear_days": 2,
            }
        },
    },
    "workforce": {"grid_workers": {"count": 60, "lives": "town"}},
}


def closed(share: float, *changes: Any) -> Records:
    locked = {"workforce": {"grid_workers": {"locked_in": share}}}
    world = begin(by_hand(CLOSED, locked, *changes))
    resident = int(np.flatnonzero(town_of(world.scenario).resident_grid == 0)[0])
    find(world, resident, 1.0)
    return end(world)


def kept(records: Records) -> set[int]:
    return {int(worker) for (worker,) in rows(records, "events", "value", event="locked_in")}


def test_of_those_under_the_zone_the_share_stays_at_home_until_it_ends() -> None:
    records = closed(1.0)
    home = dict(rows(records, "workers", "worker", "home_grid"))
    assert kept(records) == {worker for worker, grid in home.items() if grid == "C01-G01"}
    opened = rows(records, "events", "time_h", event="zone_opened")[0][0]
    lifted = rows(records, "events", "time_h", event="zone_released")[0][0]
    spans = rows(records, "shifts", "worker", "from_h")
    away = {
        from_h
        for from_h in {from_h for _, from_h in spans}
        for worker in kept(records)
        if (worker, from_h) not in set(spans)
    }
    assert away == {h for h in (24.0, 48.0, 72.0, 96.0, 120.0) if opened < h < lifted}
    hours = rows(records, "workers", "absent_h", worker=min(kept(records)))
    assert hours == [(8.0 * len(away),)]
    assert check(records, town_of(records.scenario)) == []


def test_it_is_told_once_a_closure_and_who_stays_at_a_half_stays_at_all() -> None:
    half, none = closed(0.5), closed(0.0)
    events = rows(half, "events", "value", event="locked_in")
    assert len(events) == len(set(events)) == len(kept(half))
    assert 0 < len(kept(half)) < 30
    assert kept(none) == set()
    assert kept(half) < kept(closed(1.0))
