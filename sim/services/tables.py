"""The tables of tasks, needs and assignments, made once when a run is over."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels.desk_tables import CANCELLED, EXPIRED, MET, OPEN, REDO, Tables
from sim.records import Table, named
from sim.services.catalogue import ServiceRules
from sim.services.task import NEED_OUTCOMES, OUTCOMES
from sim.town import Town

_NAN = float("nan")
Rows = NDArray[Any]


def _used(t: Tables, name: str) -> Rows:
    """Give the rows of one of the desk's tables that are in use."""
    rows: Rows = getattr(t, name)[: int(t.book[name][0])]
    return rows


def tasks_table(t: Tables, town: Town, rules: list[ServiceRules]) -> Table:
    """Make the table of tasks, one row each."""
    tasks = _used(t, "tasks")
    outcome, expires_h = tasks["outcome"], tasks["expires_h"]
    priority = np.array([one.spec.priority for one in rules], np.int64)
    household = t.stops["household"][tasks["first"]]
    return {
        "task": tasks["key"].copy(),
        "service": named([one.name for one in rules], tasks["service"]),
        "grid": named(town.grid_names, tasks["grid"]),
        "household": np.where(tasks["is_round"], -1, household).astype(np.int64),
        "stops": tasks["stops"].astype(np.int64),
        "priority": priority[tasks["service"]],
        "created_h": tasks["created_h"].copy(),
        "earliest_h": tasks["earliest_h"].copy(),
        "set_out_h": tasks["set_out_h"].copy(),
        "started_h": tasks["started_h"].copy(),
        "finished_h": np.where(outcome == OPEN, _NAN, tasks["finished_h"]),
        "due_h": tasks["due_h"].copy(),
        "expires_h": np.where(np.isfinite(expires_h), expires_h, _NAN),
        "outcome": named(OUTCOMES, outcome),
        "worker": tasks["worker"].astype(np.int64),
    }


def needs_table(t: Tables, table: Table, town: Town) -> Table:
    """Make the table of needs, one row a stop; `table` is the one of tasks."""
    tasks, stops = _used(t, "tasks"), _used(t, "stops")
    of_task = np.repeat(np.arange(len(tasks)), tasks["stops"])
    household, resident = (stops[name].astype(np.int64) for name in ("household", "resident"))
    met_h, outcome, ending = stops["met_h"], stops["outcome"], tasks["outcome"][of_task]
    ended = (ending == EXPIRED) | (ending == CANCELLED)
    outcome = np.where((outcome == OPEN) & ended, ending, outcome)
    closed_h = np.where(ended & np.isnan(met_h), table["finished_h"][of_task], met_h)
    vulnerable = np.logical_or.reduceat(town.vulnerable, town.household_start[:-1])
    return {
        "need": np.arange(len(stops)),
        **{
            name: table[name][of_task]
            for name in ("task", "service", "grid", "created_h", "due_h", "expires_h")
        },
        "household": household,
        "resident": resident,
        "vulnerable": _whether(vulnerable, town.vulnerable, household, resident),
        "met_h": np.where(outcome == MET, met_h, _NAN),
        "closed_h": closed_h,
        "wrong": stops["wrong"] & ((outcome == MET) | (outcome == REDO)),  # found or not
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


def assignments_table(t: Tables) -> Table:
    """Make the table of outings, one row a worker; those under way have no end."""
    ended = _used(t, "assignments")
    away = np.array(_away(t), np.int64).reshape(-1, 2)
    outing = np.concatenate([ended["outing"], away[:, 0]])
    worker = np.concatenate([ended["worker"], away[:, 1]])
    outings = t.outings[outing]
    role = np.where(worker == outings["lead"], 0, 1)
    return {
        "task": t.tasks["key"][outings["task"]],
        "worker": worker.astype(np.int64),
        "role": named(("lead", "member"), role),
        "set_out_h": outings["set_out_h"].copy(),
        "started_h": outings["start_h"].copy(),
        "finished_h": np.concatenate([ended["until_h"], np.full(len(away), _NAN)]),
    }


def _away(t: Tables) -> list[tuple[int, int]]:
    """List the outings under way, each with its crew, the lead first."""
    workers, found = t.workers, list[tuple[int, int]]()
    for outing in dict.fromkeys(workers["outing"][workers["busy"]].tolist()):
        worker = int(t.outings["lead"][outing])
        while worker >= 0:
            found.append((outing, worker))
            worker = int(workers["next_in_crew"][worker])
    return found
