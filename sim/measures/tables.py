"""The tables of a run made ready for counting, once: codes for text, closing times, flags.

A run of a street may hold millions of needs, so text columns are compared as rarely as
possible: the stops of one task lie together and share its service and grid.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.measures.base import Bools, Floats, Ints, RecordsLike, Table, fact

TASK_OUTCOMES = ("done", "redo", "expired", "cancelled", "open")
NEED_OUTCOMES = ("met", "redo", "expired", "cancelled", "open")
FINISHED, REDO, EXPIRED, CANCELLED, OPEN, UNKNOWN = range(6)
STREET = "street"  # where a task or need has no grid


@dataclass(frozen=True)
class Rows:
    """Hold what tasks and needs have in common, one element per row.

    ``closed_h`` is when the outcome was settled, inf while open; ``background`` marks records,
    patrols and posts. Rows of one task that lie together make a run: run k begins at row
    ``first[k]``, and its service and grid are ``services[service[k]]`` and ``grids[grid[k]]``.
    """

    created_h: Floats
    due_h: Floats
    closed_h: Floats
    outcome: NDArray[np.int8]
    background: Bools
    first: Ints
    service: Ints
    services: tuple[str, ...]
    grid: Ints
    grids: tuple[str, ...]

    def count_by_service(self, rows: Bools) -> Ints:
        """Count the marked rows of each service."""
        return self._count(self.service, len(self.services), rows)

    def count_by_grid(self, rows: Bools) -> Ints:
        """Count the marked rows of each grid."""
        return self._count(self.grid, len(self.grids), rows)

    def _count(self, code: Ints, size: int, rows: Bools) -> Ints:
        marked = np.add.reduceat(rows, self.first, dtype=np.int64) if len(rows) else code
        return np.bincount(code, weights=marked, minlength=size).astype(np.int64)


@dataclass(frozen=True)
class Needs(Rows):
    """Add what is known of needs (stops).

    ``counted`` are the needs whose due time lies in the window and that were not withdrawn
    before it; ``on_time`` those of them that were met by then; ``wrong`` was done wrong, found
    at once or not. Background work is never counted.
    """

    counted: Bools
    on_time: Bools
    withdrawn: Bools
    wrong: Bools
    vulnerable: Bools
    household: Ints
    resident: Ints


@dataclass(frozen=True)
class Tasks(Rows):
    """Add what is known of tasks: ``ready_h`` is the later of created and earliest [h]."""

    ready_h: Floats
    set_out_h: Floats
    started_h: Floats
    stops: Floats


@dataclass(frozen=True)
class Study:
    """Hold one run and its prepared tables, as every family of measures reads them."""

    records: RecordsLike
    needs: Needs
    tasks: Tasks
    horizon_h: float


def study_of(run: RecordsLike | Study) -> Study:
    """Prepare the tables of a run; what is prepared already is returned as it is."""
    if isinstance(run, Study):
        return run
    records = run
    horizon_h = fact(records, "horizon_h")
    return Study(records, _needs(records, horizon_h), _tasks(records), horizon_h)


def factorise(text: NDArray[Any]) -> tuple[Ints, tuple[str, ...]]:
    """Return the code of each text and the sorted labels; None reads as the street."""
    values = text.tolist()
    labels = sorted({STREET if value is None else str(value) for value in set(values)})
    code: dict[Any, int] = {label: number for number, label in enumerate(labels)}
    if None in set(values):
        code[None] = code[STREET]
    codes = np.fromiter(map(code.__getitem__, values), dtype=np.int64, count=len(values))
    return codes, tuple(labels)


def outcomes_of(text: NDArray[Any], labels: Sequence[str]) -> NDArray[np.int8]:
    """Return each row's place in `labels`, `len(labels)` where it is none of them."""
    code = {label: number for number, label in enumerate(labels)}
    values = text.tolist()
    try:
        codes = bytes(map(code.__getitem__, values))  # three times as fast as comparing arrays
    except KeyError:
        codes = bytes(code.get(value, len(labels)) for value in values)
    return np.frombuffer(codes, dtype=np.int8)


def is_background(scenario: Any, service: str) -> bool:
    """Say whether a service is apart from what residents wait for: records, patrols, posts."""
    return need_of(scenario, service) in ("background", "post")


def need_of(scenario: Any, service: str) -> str:
    """Return what drives the needs of a service, empty where the scenario has none such."""
    known = (getattr(scenario, "services", None) or {}).get(service)
    return str(getattr(getattr(known, "need", None), "per", ""))


def with_consequence(scenario: Any, kind: str) -> tuple[str, ...]:
    """Name the services whose needs have a consequence of this kind, met or unmet."""
    services = getattr(scenario, "services", None) or {}
    return tuple(
        name
        for name, known in services.items()
        if getattr(getattr(known, "consequence", None), "kind", "") == kind
    )


def _get(table: Table, name: str, size: int, default: float = math.nan) -> Floats:
    found = table.get(name)
    return np.full(size, default) if found is None else np.asarray(found, dtype=float)


def _flag(table: Table, name: str, size: int) -> Bools:
    found = table.get(name)
    return np.zeros(size, dtype=bool) if found is None else np.asarray(found, dtype=bool)


def _id(table: Table, name: str, size: int) -> Ints:
    found = table.get(name)
    return np.full(size, -1) if found is None else np.asarray(found, dtype=np.int64)


def _runs(task: Ints) -> Ints:
    """Return where each run of one task begins; -1 (no task) never runs on."""
    new = np.ones(len(task), dtype=bool)
    np.not_equal(task[1:], task[:-1], out=new[1:])
    new[task < 0] = True
    return np.flatnonzero(new)


def _labelled(table: Table, name: str, first: Ints) -> tuple[Ints, tuple[str, ...]]:
    text = table.get(name)
    if text is None:
        return np.zeros(len(first), dtype=np.int64), (STREET,)
    return factorise(text[first])


def _closing(table: Table, end: str, outcome: NDArray[np.int8], created_h: Floats) -> Floats:
    """Return when each row was settled: the column `closed_h`, or what stands in for it.

    Without that column an expired row closes when it expires, and one withdrawn at an unknown
    time as soon as it was created.
    """
    size = len(outcome)
    if "closed_h" in table:
        closed_h = np.array(table["closed_h"], dtype=float)
    else:
        closed_h = _get(table, end, size).copy()
        expired = np.isnan(closed_h) & (outcome == EXPIRED)
        closed_h[expired] = _get(table, "expires_h", size)[expired]
        withdrawn = np.isnan(closed_h) & (outcome == CANCELLED)
        closed_h[withdrawn] = created_h[withdrawn]
    closed_h[np.isnan(closed_h)] = np.inf
    return closed_h


def _rows(records: RecordsLike, name: str) -> dict[str, Any]:
    """Return the fields that tasks and needs share."""
    table = records.tables.get(name, {})
    size = len(table.get("created_h", ()))
    labels, end = (TASK_OUTCOMES, "finished_h") if name == "tasks" else (NEED_OUTCOMES, "met_h")
    text = table.get("outcome")
    outcome = outcomes_of(np.empty(0, dtype=object) if text is None else text, labels)
    first = np.arange(size) if name == "tasks" else _runs(_id(table, "task", size))
    service, services = _labelled(table, "service", first)
    grid, grids = _labelled(table, "grid", first)
    behind = np.array([is_background(records.scenario, label) for label in services], bool)
    length = np.diff(np.append(first, size))
    created_h = _get(table, "created_h", size)
    return {
        "created_h": created_h,
        "due_h": _get(table, "due_h", size),
        "closed_h": _closing(table, end, outcome, created_h),
        "outcome": outcome,
        "background": np.repeat(behind[service], length) if size else np.zeros(0, dtype=bool),
        "first": first,
        "service": service,
        "services": services,
        "grid": grid,
        "grids": grids,
    }


def _needs(records: RecordsLike, horizon_h: float) -> Needs:
    rows = _rows(records, "needs")
    table = records.tables.get("needs", {})
    due_h, closed_h, outcome = rows["due_h"], rows["closed_h"], rows["outcome"]
    size = len(due_h)
    due = (due_h >= 0) & (due_h < horizon_h) & ~rows["background"]
    by_due = closed_h <= due_h
    withdrawn = due & by_due & (outcome == CANCELLED)
    return Needs(
        **rows,
        counted=due & ~withdrawn,
        on_time=due & by_due & (outcome == FINISHED),
        withdrawn=withdrawn,
        wrong=_flag(table, "wrong", size) | (outcome == REDO),
        vulnerable=_flag(table, "vulnerable", size),
        household=_id(table, "household", size),
        resident=_id(table, "resident", size),
    )


def _tasks(records: RecordsLike) -> Tasks:
    rows = _rows(records, "tasks")
    table = records.tables.get("tasks", {})
    size = len(rows["created_h"])
    return Tasks(
        **rows,
        ready_h=np.fmax(rows["created_h"], _get(table, "earliest_h", size)),
        set_out_h=_get(table, "set_out_h", size),
        started_h=_get(table, "started_h", size),
        stops=np.maximum(_get(table, "stops", size, 1.0), 1.0),
    )
