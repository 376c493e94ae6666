"""Towns small enough to be worked out by hand, run by the real engine.

A scenario is written as data and changed by nested mappings. `begin` makes a world whose
clock has not started; what a test plants in it (a need, a finding, an absence) goes through the
same ports that the response and the hazard use.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from sim import engine, order
from sim.assembly import World, bind, build_world
from sim.ports import Finding
from sim.records import Records
from sim.scenario import Scenario, TownSpec
from sim.town import Town, build_town

HANDS = {
    "schema": 1,
    "name": "by-hand",
    "start": "2022-03-01 08:00",
    "horizon": "2 d",
    "town": {
        "communities": 1,
        "grids_per_community": 2,
        "households_per_grid": 12,
        "household_sizes": [1],
        "share_0_14": 0,
        "share_60_plus": 0,
        "share_80_plus": 0,
        "households_per_stairwell": 3,
        "employed_share": 0,
        "walk": {
            "stops": "3 min",
            "stairwells": "6 min",
            "neighbouring_grids": "12 min",
            "community": "30 min",
        },
    },
    "workforce": {
        "pooling": "street",
        "donning": "15 min",
        "doffing": "15 min",
        "stint": "4 h",
        "overtime": "1 h",
        "rosters": {
            "day": {"shifts": [{"from": "08:00", "until": "16:00"}]},
            "always": {"always": True},
        },
        "grid_workers": {"count": 1, "lives": "outside", "skills": ["visit"], "roster": "day"},
    },
    "services": {
        "visit": {
            "need": {"per": "case", "what": "household"},
            "crew": {"visit": 1},
            "work": "30 min",
            "priority": 1,
            "due": "4 h",
            "at_shift_end": "hand_over",
        }
    },
    "run": {"warm_up": "0 d", "replications": 1},
}
"""Two grids of four stairwells with three one-person households; one worker, 08:00-16:00."""

OUTBREAK = {
    "kind": "epidemic",
    "variant": "by-hand",
    "R0": 2,
    "latent": "1 d",
    "presymptomatic": "1 d",
    "infectious": "8 d",
    "asymptomatic": 0,
    "asymptomatic_infectiousness": 1,
    "severe": 0,
    "death": 0,
    "severe_after": "5 d",
    "hospital": "10 d",
    "death_after": "5 d",
    "household_attack_rate": 0,
    "layers": {"grid": {"contacts": "10 /d"}, "city": {"contacts": "2 /d"}},
    "introductions": {"mean": 0, "dated": [{"at": "2022-03-01 08:00", "count": 1}]},
    "testing": {
        "sensitivity": [["0 d", 1], ["30 d", 1]],
        "pooled_loss": 0,
        "seek_normal": 1,
        "seek_alert": 1,
        "turnaround": "12 h",
    },
}

SEALING = {
    "meets": ["08:00", "20:00"],
    "emergency": {"trigger_cases": 1, "delay": "0 h", "stand_down_clear": "2 d"},
    "controls": {
        "sealed": {
            "kind": "zone",
            "scope": "stairwell",
            "factors": {"grid": 0, "city": 0},
            "test_days": [1],
            "clear_days": 2,
            "clear_round": True,
        }
    },
}

ROUNDS = {
    "services": {
        "visit": {
            "round": True,
            "need": {"what": None, "per": "sealed_household", "every": "9 d"},
        }
    },
    "response": SEALING,
}
"""Visits in rounds of a stairwell, asked for by hand."""


def merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Merge nested mappings, later wins; None removes."""
    out = dict(base)
    for key, value in changes.items():
        if value is None:
            out.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(out.get(key), Mapping):
            out[key] = merged(out[key], value)
        else:
            out[key] = value
    return out


def by_hand(*changes: Mapping[str, Any]) -> Scenario:
    """Make the scenario of `HANDS` with changes."""
    data: Mapping[str, Any] = HANDS
    for change in changes:
        data = merged(data, change)
    return Scenario.model_validate(_frozen(data)).placed(Path(), {})


def _frozen(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {key: _frozen(value) for key, value in data.items()}
    return tuple(map(_frozen, data)) if isinstance(data, list) else data


@lru_cache(maxsize=32)
def _built(spec: TownSpec, root: Path) -> Town:
    return build_town(spec, root)


def town_of(scenario: Scenario) -> Town:
    """Build a scenario's town, once."""
    return _built(scenario.town, scenario.root)


def run(scenario: Scenario, replication: int = 0) -> Records:
    """Run one replication."""
    return engine.run(scenario, replication, town_of(scenario))


def begin(scenario: Scenario, replication: int = 0) -> World:
    """Make a world that is bound and ready, its clock at the start of the run."""
    world = build_world(scenario, town_of(scenario), replication)
    bind(world)
    engine.start_rhythms(world)
    return world


def end(world: World) -> Records:
    """Let a world run to its horizon and give its records."""
    world.clock.run(world.scenario.horizon)
    return engine.records_of(world)


def ask(world: World, service: str, at_h: float, households: Iterable[int]) -> None:
    """Have households need a service at a time [h], as the command would ask for it."""
    wanted = np.array(list(households), np.int64)
    world.clock.at(
        at_h,
        order.COMMAND,
        lambda _: world.needs.need(service, wanted, -1, world.clock.now_h),
        None,
    )


def find(world: World, resident: int, at_h: float, sampled_h: float | None = None) -> None:
    """Have the centre learn of a case at a time [h]."""
    assert world.command is not None
    sampled_h = at_h if sampled_h is None else sampled_h
    world.command.report(Finding(resident, sampled_h, at_h, True, "symptoms"))


def keep_away(world: World, worker: int, from_h: float, until_h: float) -> None:
    """Have a worker fall ill at a time [h]."""
    person = world.workers[worker].person
    world.clock.at(from_h, order.INFECTION, lambda _: world.duty.absent(person, until_h), None)


def rows(records: Records, table: str, *columns: str, **where: Any) -> list[tuple[Any, ...]]:
    """Read rows of a table as tuples, times rounded to 4 digits of an hour."""
    found = records.tables[table]
    keep = np.ones(len(next(iter(found.values()))), np.bool_)
    for name, value in where.items():
        keep &= found[name] == value
    return list(zip(*(_plain(found[name][keep]) for name in columns), strict=True))


def _plain(column: np.ndarray) -> list[Any]:
    if column.dtype.kind == "f":
        return [round(value, 4) if value == value else None for value in column.tolist()]
    return list(column.tolist())


def fingerprint(records: Records, without: Iterable[str] = ()) -> dict[str, str]:
    """Hash every table, bit by bit."""
    return {
        name: hash_of(table) for name, table in records.tables.items() if name not in without
    }


def hash_of(table: Mapping[str, np.ndarray]) -> str:
    """Hash the columns of a table."""
    digest = hashlib.sha256()
    for name, column in table.items():
        digest.update(name.encode())
        digest.update(
            repr(column.tolist()).encode() if column.dtype == object else column.tobytes()
        )
    return digest.hexdigest()
