"""The logs of a run made ready for checking: numbers for names, outings for assignments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.assembly import hour_of_day, pooling_areas
from sim.records import Records
from sim.rng import replication_seed
from sim.scenario import Scenario, Service
from sim.services.catalogue import DESKS
from sim.services.opening import desks
from sim.town import Town
from sim.workforce import Worker, hire, skill_bits

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MOST_TOLD = 20  # violations of one rule that are told one by one


@dataclass(frozen=True)
class Tasks:
    """The tasks, one element each; hours, inf where something never happened."""

    key: Ints
    service: Ints
    grid: Ints
    area: Ints
    stairwell: Ints
    stops: Ints
    created_h: Floats
    earliest_h: Floats
    due_h: Floats
    expires_h: Floats
    settled_h: Floats
    done: Bools  # or to be done again: nothing of it waits any more


@dataclass(frozen=True)
class Outings:
    """One element an outing, in order of time within a worker; `first` is its lead's row."""

    task: Ints  # row of the tasks
    lead: Ints
    first: Ints
    heads: Ints
    set_out_h: Floats
    started_h: Floats
    finished_h: Floats


@dataclass(frozen=True)
class Assignments:
    """The assignments as logged, one element a worker and outing."""

    task: Ints  # row of the tasks
    worker: Ints
    outing: Ints
    place: Ints  # within the crew, 0 the lead
    set_out_h: Floats
    started_h: Floats
    finished_h: Floats


@dataclass(frozen=True)
class Logs:
    """Everything that the checks read."""

    records: Records
    scenario: Scenario
    town: Town
    seed: int
    start_hour: float
    horizon_h: float
    services: list[Service]
    names: list[str]  # of the services
    lead: list[int]  # skill bit of each service's lead
    alone: list[bool]  # whether one person does it
    skill_bits: dict[str, int]
    workers: list[Worker]
    tasks: Tasks
    assignments: Assignments
    outings: Outings
    area_of_grid: Ints

    def table(self, name: str) -> dict[str, NDArray[Any]]:
        """Give a table of the records."""
        return dict(self.records.tables[name])


def logs_of(records: Records, town: Town) -> Logs:
    """Make the logs of a run ready."""
    scenario = records.scenario
    seed = replication_seed(scenario.run.seed, records.replication)
    services = list(scenario.services.values())
    bits = skill_bits(scenario)
    areas = pooling_areas(scenario, town)
    horizon_h = float(scenario.horizon)
    tasks = _tasks(records, town, areas)
    assignments, outings = _assignments(records, tasks, horizon_h)
    return Logs(
        records=records,
        scenario=scenario,
        town=town,
        seed=seed,
        start_hour=hour_of_day(scenario),
        horizon_h=horizon_h,
        services=services,
        names=list(scenario.services),
        lead=[bits[next(iter(service.crew))] for service in services],
        alone=[list(service.crew.values()) == [1] for service in services],
        skill_bits=bits,
        workers=hire(scenario, town, seed)[0],
        tasks=tasks,
        assignments=assignments,
        outings=outings,
        area_of_grid=areas,
    )


def coded(text: NDArray[Any], names: Sequence[str]) -> Ints:
    """Give the place of each text among names, -1 where it is none of them."""
    code: dict[Any, int] = {name: place for place, name in enumerate(names)}
    return np.array([code.get(value, -1) for value in text.tolist()], np.int64)


def _tasks(records: Records, town: Town, areas: Ints) -> Tasks:
    table, needs = records.tables["tasks"], records.tables["needs"]
    grid = coded(table["grid"], town.grid_names)
    first = np.concatenate([[0], np.cumsum(table["stops"])])[:-1].astype(np.int64)
    household = needs["household"][first] if len(first) else np.zeros(0, np.int64)
    nowhere = np.searchsorted(town.stairwell_grid, grid)  # a need of the grid itself
    service = coded(table["service"], list(records.scenario.services))
    outcome = table["outcome"]
    open_ = outcome == "open"
    return Tasks(
        key=table["task"],
        service=service,
        grid=grid,
        area=areas[_desk_grid(records.scenario, town, service, grid)],
        stairwell=np.where(household >= 0, town.household_stairwell[household], nowhere),
        stops=table["stops"],
        created_h=table["created_h"],
        earliest_h=table["earliest_h"],
        due_h=table["due_h"],
        expires_h=np.where(np.isnan(table["expires_h"]), np.inf, table["expires_h"]),
        settled_h=np.where(open_, np.inf, table["finished_h"]),
        done=np.asarray((outcome == "done") | (outcome == "redo"), np.bool_),
    )


def _desk_grid(scenario: Scenario, town: Town, service: Ints, grid: Ints) -> Ints:
    """Give the grid at whose desk each task waits."""
    level = [DESKS.index(one.desk) for one in scenario.services.values()]
    return desks(town)[np.array(level, np.int64)[service], grid]


def _assignments(
    records: Records, tasks: Tasks, horizon_h: float
) -> tuple[Assignments, Outings]:
    table = records.tables["assignments"]
    order = np.argsort(tasks.key, kind="stable")
    row = np.searchsorted(tasks.key[order], table["task"])
    task = order[np.minimum(row, max(len(order) - 1, 0))] if len(order) else row
    first = np.flatnonzero(table["role"] == "lead")
    outing = np.cumsum(table["role"] == "lead") - 1
    finished_h = np.where(np.isnan(table["finished_h"]), horizon_h, table["finished_h"])
    assignments = Assignments(
        task=task,
        worker=table["worker"],
        outing=outing,
        place=np.arange(len(outing)) - first[outing] if len(first) else outing,
        set_out_h=table["set_out_h"],
        started_h=table["started_h"],
        finished_h=finished_h,
    )
    outings = Outings(
        task=task[first],
        lead=table["worker"][first],
        first=first,
        heads=np.diff(np.append(first, len(outing))),
        set_out_h=table["set_out_h"][first],
        started_h=table["started_h"][first],
        finished_h=finished_h[first],
    )
    return assignments, outings


def told(rows: Iterable[int], sentence: Callable[[int], str]) -> list[str]:
    """Say a sentence for each of some rows; of a great many, the first and how many more."""
    found = list(rows)
    said = [sentence(int(row)) for row in found[:MOST_TOLD]]
    if len(found) > MOST_TOLD:
        said.append(f"... and {len(found) - MOST_TOLD} more like this: {said[-1]}")
    return said
