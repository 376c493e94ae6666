"""Pathwise rules of a flood, looked for in the logs of a run.

Nobody sets out to warn, persuade or fetch where the water is. No shelter holds more than its
places. Who goes from one grid to another is not there sooner than the ways that are left allow:
the fastest of those that were there while she went.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from sim.hazards.contract import Before
from sim.hazards.flood.roads import course
from sim.hazards.flood.water import Water, water_of
from sim.hazards.gathering import stays
from sim.records import Table
from sim.scenario import FloodSpec, HazardNeed

TOO_LATE = ("warn", "persuade", "evacuate")
MOST_TOLD = 20
ROUNDING_H = 1e-5


def checked(spec: FloodSpec, before: Before, tables: Mapping[str, Table]) -> list[str]:
    """Return a sentence for each violation."""
    if spec.peak == 0:
        return []
    water = water_of(spec, before.town, before.start, before.town_seed, before.root)
    found = [
        *_too_late(water, before, tables),
        *_too_full(spec, before, tables),
        *_too_fast(water, before, tables),
    ]
    more = [f"... and {len(found) - MOST_TOLD} more"] if len(found) > MOST_TOLD else []
    return found[:MOST_TOLD] + more


def _what(before: Before) -> dict[str, str]:
    """Give what each service serves that a hazard asks for."""
    needs = {name: service.need for name, service in before.services.items()}
    return {name: need.what for name, need in needs.items() if isinstance(need, HazardNeed)}


def _too_late(water: Water, before: Before, tables: Mapping[str, Table]) -> list[str]:
    """Find outings to homes under water; the last of a round is looked at by its task."""
    what, tasks = _what(before), tables["tasks"]
    set_out = tables["assignments"]
    row_of = dict(zip(tasks["task"].tolist(), range(len(tasks["task"])), strict=True))
    comes_h = water.comes_h(water.stairwell_m)
    goes_h = water.goes_h(water.stairwell_m)
    stairwell_of = before.town.household_stairwell
    found = []
    for task, at_h in zip(set_out["task"].tolist(), set_out["set_out_h"].tolist(), strict=True):
        row = row_of[task]
        household = int(tasks["household"][row])
        if what.get(str(tasks["service"][row])) not in TOO_LATE or household < 0:
            continue
        stairwell = int(stairwell_of[household])
        if comes_h[stairwell] <= at_h < goes_h[stairwell]:
            found.append(f"task {task} is set out for at {at_h:.4f} h into the water")
    return found


def _too_full(spec: FloodSpec, before: Before, tables: Mapping[str, Table]) -> list[str]:
    """Find shelters that hold more people than they have places."""
    members = np.diff(before.town.household_start)
    changes: dict[str, list[tuple[float, int]]] = {}
    for household, hers in stays(tables["events"]).items():
        for stay in hers:
            heads = int(members[household])
            changes.setdefault(stay.place, []).append((stay.from_h, heads))
            if np.isfinite(stay.until_h):
                changes[stay.place].append((stay.until_h, -heads))
    found = []
    for place, steps in changes.items():
        most = int(np.cumsum([heads for _, heads in sorted(steps)]).max())
        if most > spec.shelters.capacity:
            found.append(f"the shelter of {place} held {most} of {spec.shelters.capacity}")
    return found


def _too_fast(water: Water, before: Before, tables: Mapping[str, Table]) -> list[str]:
    """Find workers who crossed the town by roads that were under water."""
    tasks, logs, town = tables["tasks"], tables["assignments"], before.town
    row_of = dict(zip(tasks["task"].tolist(), range(len(tasks["task"])), strict=True))
    place = {name: grid for grid, name in enumerate(town.grid_names)}
    steps = list(course(town, water))
    times = np.array([at_h for at_h, _ in steps])
    found = []
    order, began_h = np.lexsort((logs["set_out_h"], logs["worker"])), _began_h(tables)
    for one, other in pairwise(order.tolist()):
        if logs["worker"][one] != logs["worker"][other]:
            continue
        rows = row_of[int(logs["task"][one])], row_of[int(logs["task"][other])]
        done_h, set_out_h = logs["finished_h"][one], logs["set_out_h"][other]
        if logs["set_out_h"][one] < began_h[other] or logs["started_h"][one] >= done_h:
            continue  # she went home between, or was called off on the way
        services = [before.services[str(tasks["service"][row])] for row in rows]
        if services[0].returns or any(_stays(service) for service in services):
            continue
        here, there = (place[str(tasks["grid"][row])] for row in rows)
        walk_h = steps[int(np.searchsorted(times, set_out_h, "right")) - 1][1][here, there]
        if logs["started_h"][other] - set_out_h < walk_h - ROUNDING_H:
            found.append(
                f"worker {logs['worker'][other]} went from {town.grid_names[here]} to"
                f" {town.grid_names[there]} at {set_out_h:.4f} h faster than the roads allow"
            )
    return found


def _began_h(tables: Mapping[str, Table]) -> np.ndarray:
    """Give for each assignment when its worker began her shift [h], at home."""
    logs, shifts = tables["assignments"], tables["shifts"]
    found = np.full(len(logs["worker"]), np.inf)
    for row, (worker, at_h) in enumerate(
        zip(logs["worker"].tolist(), logs["set_out_h"].tolist(), strict=True)
    ):
        begun = (shifts["worker"] == worker) & (shifts["from_h"] <= at_h)
        if begun.any():
            found[row] = shifts["from_h"][begun].max()
    return found


def _stays(service: object) -> bool:
    """Tell whether the work of a service has its ways inside, or has none."""
    gross = getattr(service, "content", "net") == "gross"
    return gross or getattr(getattr(service, "need", None), "per", "") == "background"
