from __future__ import annotations

from typing import Any

import numpy as np

from sim.checks import check
from sim.records import Records
from tests.towns import (
    OUTBREAK,
    SEALING,
    begin,
    by_hand,
    end,
    find,
    fingerprint,
    rows,
    town_of,
)

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


def shut_out(share: float, **shut: Any) -> Records:
    """Close the town from the third day to the fifth; cadres live outside, two of them."""
    controls = {"shut": {"factors": {"city": 0.5}, "shuts_out": True, **shut}}
    cadres = {"count": 40, "lives": "outside", "skills": ["visit"], "roster": "day"}
    world = begin(
        by_hand(
            CLOSED,
            {"response": {"controls": {"sealed": None, **controls}}},
            {"workforce": {"cadres": {**cadres, "locked_out": share}}},
        )
    )
    find(world, 0, 25.0)
    return end(world)


DATED = {"kind": "town", "from": "2022-03-03 07:00", "until": "2022-03-05 07:00"}


def days_of(records: Records, employer: str) -> list[tuple[float, int]]:
    """Count an employer's shifts by the hour at which they begin."""
    hers = {w for (w,) in rows(records, "workers", "worker", employer=employer)}
    begun = [h for w, h in rows(records, "shifts", "worker", "from_h") if w in hers]
    return [(h, begun.count(h)) for h in sorted(set(begun))]


def test_who_lives_outside_a_closed_town_does_not_come_in_while_it_is_closed() -> None:
    records = shut_out(1.0, **DATED)
    assert days_of(records, "cadres") == [(0.0, 40), (24.0, 40), (96.0, 40), (120.0, 40)]
    assert [n for _, n in days_of(records, "grid_workers")] == [60] * 6
    events = rows(records, "events", "time_h", "place", event="locked_out")
    assert events == [(48.0, "cadres")] * 40
    assert check(records, town_of(records.scenario)) == []


def test_a_zone_of_the_whole_town_keeps_them_out_too() -> None:
    whole = {"kind": "zone", "scope": "town", "clear_days": 1}
    # known at 25 h, closed at the meeting of 36 h, released at that of 60 h
    assert [h for h, _ in days_of(shut_out(1.0, **whole), "cadres")] == [
        0.0, 24.0, 72.0, 96.0, 120.0,
    ]  # fmt: skip


def test_of_those_outside_the_same_ones_are_kept_out_and_nobody_at_zero() -> None:
    half = shut_out(0.5, **DATED)
    out = {w for (w,) in rows(half, "events", "value", event="locked_out")}
    assert 0 < len(out) < 40
    assert days_of(half, "cadres")[2:4] == [(48.0, 40 - len(out)), (72.0, 40 - len(out))]
    open_ = shut_out(0.0, **{**DATED, "shuts_out": False})
    assert fingerprint(shut_out(0.0, **DATED)) == fingerprint(open_)
