"""The tables of tasks, needs and assignments, made once when a run is over."""

from __future__ import annotations

from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from sim.records import Table, named, text
from sim.rng import Purpose, uniforms
from sim.services.desk import Desk
from sim.services.task import (
    CANCELLED,
    EXPIRED,
    MET,
    NEED_OUTCOMES,
    OPEN,
    OUTCOMES,
    REDO,
    Task,
)
from sim.town import Town
from sim.workforce import Worker

_NAN = float("nan")


def tasks_table(tasks: list[Task], town: Town, services: list[str]) -> Table:
    """Make the table of tasks, one row each."""

    def whole(name: str) -> NDArray[np.int64]:
        return np.fromiter(map(attrgetter(name), tasks), np.int64, len(tasks))

    def real(name: str) -> NDArray[np.float64]:
        return np.fromiter(map(attrgetter(name), tasks), np.float64, len(tasks))

    outcome = whole("outcome")
    finished_h = real("finished_h")
    expires_h = real("expires_h")
    return {
        "task": whole("key"),
        "service": named(services, np.array([task.rules.index for task in tasks], np.int64)),
        "grid": named(town.grid_names, whole("grid")),
        "household": whole("household"),
        "stops": whole("stops"),
        "priority": np.array([task.rules.priority for task in tasks], np.int64),
        "created_h": real("created_h"),
        "earliest_h": real("earliest_h"),
        "set_out_h": real("set_out_h"),
        "started_h": real("started_h"),
        "finished_h": np.where(outcome == OPEN, _NAN, finished_h),
        "due_h": real("due_h"),
        "expires_h": np.where(np.isfinite(expires_h), expires_h, _NAN),
        "outcome": named(OUTCOMES, outcome),
        "worker": whole("worker"),
    }


def needs_table(tasks: list[Task], table: Table, town: Town, seed: int) -> Table:
    """Make the table of needs, one row a stop; `table` is the one of tasks."""
    stops = table["stops"]
    start = np.concatenate([[0], np.cumsum(stops)])
    n = int(start[-1])
    household, resident = np.full(n, -1, np.int64), np.full(n, -1, np.int64)
    done_h, outcome = np.full(n, _NAN), np.zeros(n, np.int64)
    for place, task in zip(start.tolist(), tasks, strict=False):
        if task.households is None:
            household[place], resident[place] = task.household, task.resident
            done_h[place], outcome[place] = task.met_h, task.stop_outcome
        else:
            span = slice(place, place + task.stops)
            assert task.residents is not None
            household[span], resident[span] = task.households, task.residents
            done_h[span], outcome[span] = task.met_h, task.stop_outcome
    of_task = np.repeat(np.arange(len(tasks)), stops)
    ending = np.array([task.outcome for task in tasks], np.int64)[of_task]
    ended = (ending == EXPIRED) | (ending == CANCELLED)
    outcome = np.where((outcome == OPEN) & ended, ending, outcome)
    closed_h = np.where(ended & np.isnan(done_h), table["finished_h"][of_task], done_h)
    vulnerable = np.logical_or.reduceat(town.vulnerable, town.household_start[:-1])
    wrong = _wrong(tasks, of_task, np.arange(n) - start[of_task], seed)
    return {
        "need": np.arange(n),
        **{
            name: table[name][of_task]
            for name in ("task", "service", "grid", "created_h", "due_h", "expires_h")
        },
        "household": household,
        "resident": resident,
        "vulnerable": _whether(vulnerable, town.vulnerable, household, resident),
        "met_h": np.where(outcome == MET, done_h, _NAN),
        "closed_h": closed_h,
        "wrong": wrong & ((outcome == MET) | (outcome == REDO)),
        "outcome": named(NEED_OUTCOMES, outcome),
    }


def _whether(
    households: NDArray[np.bool_],
    residents: NDArray[np.bool_],
    household: NDArray[np.int64],
    resident: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Tell which needs are of a vulnerable resident, or of a household with one."""
    by_household = (household >= 0) & households[household]
    return np.asarray(np.where(resident >= 0, residents[resident], by_household), np.bool_)


def _wrong(
    tasks: list[Task], of_task: NDArray[np.int64], stop: NDArray[np.int64], seed: int
) -> NDArray[np.bool_]:
    """Draw again which stops were done wrong, found or not."""
    chance = np.array([t.rules.spec.error * t.rules.spec.error_factor for t in tasks], float)
    key = np.array([task.key for task in tasks], np.int64)
    wave = np.array([task.wave for task in tasks], np.int64)
    u = uniforms(seed, Purpose.ERROR, key[of_task], stop, wave[of_task])
    return np.asarray(u < chance[of_task], np.bool_)


def assignments_table(desk: Desk) -> Table:
    """Make the table of outings, one row a worker; those under way have no end."""
    rows = list(desk.assignments)
    for worker, role in _away(desk.workers):
        outing = worker.outing
        rows.append(
            (outing.task.key, worker.index, role, outing.set_out_h, outing.start_h, _NAN)
        )
    columns = list(zip(*rows, strict=True)) or [(), (), (), (), (), ()]
    return {
        "task": np.array(columns[0], np.int64),
        "worker": np.array(columns[1], np.int64),
        "role": text(columns[2]),
        "set_out_h": np.array(columns[3], float),
        "started_h": np.array(columns[4], float),
        "finished_h": np.array(columns[5], float),
    }


def _away(workers: list[Worker]) -> list[tuple[Worker, str]]:
    """List the workers who are on an outing now, with their roles."""
    outings = {id(worker.outing): worker.outing for worker in workers if worker.busy}
    return [
        (worker, "member" if number else "lead")
        for outing in outings.values()
        for number, worker in enumerate(outing.crew)
    ]
