"""Sums that must close in every run; a broken one is a fault of the program."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.measures.base import Bools, Floats, RecordsLike, column, fact
from sim.measures.queues import leaving_h
from sim.measures.tables import (
    NEED_OUTCOMES,
    OPEN,
    TASK_OUTCOMES,
    Rows,
    Study,
    study_of,
)

TOLERANCE = 1e-6  # relative; times are sums of ticks of 2^-20 h


def conservation(run: RecordsLike | Study) -> list[str]:
    """Return a sentence for each broken sum of a run; none when the run is sound."""
    study = study_of(run)
    return [
        *_flow("tasks", study.tasks, TASK_OUTCOMES, study),
        *_flow("needs", study.needs, NEED_OUTCOMES, study),
        *_worker_hours(study.records),
        *_waiting(study),
    ]


def _flow(name: str, rows: Rows, outcomes: Sequence[str], study: Study) -> list[str]:
    """Check carried in + created = settled in the window + open, and that ids are unique."""
    settled = np.isfinite(rows.closed_h) & (rows.closed_h <= study.horizon_h)
    before = settled & (rows.closed_h < 0)
    carried = int(np.count_nonzero((rows.created_h < 0) & ~before))
    created = int(np.count_nonzero(rows.created_h >= 0))
    ends = [
        int(np.count_nonzero((rows.outcome == code) & (settled & ~before)))
        for code in range(OPEN)
    ]
    ends.append(int(np.count_nonzero((rows.outcome == OPEN) & np.isinf(rows.closed_h))))
    broken = []
    if carried + created != sum(ends):
        parts = " + ".join(
            f"{count} {label}" for label, count in zip(outcomes, ends, strict=True)
        )
        broken.append(
            f"{name}: {carried} carried in + {created} created = {carried + created}, "
            f"but {parts} = {sum(ends)}"
        )
    backwards = int(np.count_nonzero(rows.closed_h < rows.created_h))
    if backwards:
        broken.append(f"{name}: {backwards} of {len(settled)} were settled before created")
    stated = fact(study.records, f"{name}_created")
    if not math.isnan(stated) and int(stated) != len(settled):
        broken.append(f"{name}: {int(stated)} were created, but {len(settled)} are recorded")
    ids = column(study.records, name, name[:-1])
    twice = len(ids) - _distinct(ids)
    if twice:
        broken.append(f"{name}: {twice} of {len(ids)} ids stand more than once")
    return broken


def _distinct(ids: NDArray[Any]) -> int:
    """Count distinct ids; those already in order need no sorting."""
    if not len(ids):
        return 0
    if not bool(np.all(ids[1:] > ids[:-1])):
        ids = np.sort(ids)
    return 1 + int(np.count_nonzero(ids[1:] != ids[:-1]))


def _worker_hours(records: RecordsLike) -> list[str]:
    """Check that each worker's serving, travel, equipment and idle hours make up her hours."""
    hours = column(records, "workers", "hours").astype(float)
    states = ("serve_h", "travel_h", "ppe_h", "idle_h")
    spent = sum(
        (column(records, "workers", state).astype(float) for state in states),
        start=np.zeros(len(hours)),
    )
    off: Bools = ~(np.abs(spent - hours) <= TOLERANCE * np.maximum(np.abs(hours), 1.0))
    if not off.any():
        return []
    worst = int(np.argmax(np.where(off, np.nan_to_num(np.abs(spent - hours), nan=np.inf), 0.0)))
    worker = column(records, "workers", "worker")[worst]
    return [
        f"workers: serve + travel + ppe + idle differ from hours for {int(off.sum())} of "
        f"{len(hours)}; worker {worker} has {spent[worst]:.6f} h in states and "
        f"{hours[worst]:.6f} h on duty"
    ]


def _waiting(study: Study) -> list[str]:
    """Check that the integral of the number waiting is the sum of waits cut at the horizon."""
    tasks, end_h = study.tasks, study.horizon_h
    ready_h = np.clip(tasks.ready_h, 0.0, end_h)
    left_h = np.clip(leaving_h(tasks), 0.0, end_h)
    unready = np.isnan(tasks.started_h)  # withdrawn before it could be started: it never waited
    left_h = np.where(unready, np.maximum(left_h, ready_h), left_h)
    waits = float(np.maximum(left_h - ready_h, 0.0).sum())
    broken = []
    for source, area in (
        ("the tasks' times", number_waiting_area(ready_h, left_h)),
        ("the desks", fact(study.records, "waiting_task_h")),
    ):
        if abs(area - waits) > TOLERANCE * max(waits, 1.0):
            broken.append(
                f"waiting: the number waiting by {source} has the integral {area:.6f} task-h, "
                f"but the waits sum to {waits:.6f} h"
            )
    return broken


def number_waiting_area(ready_h: Floats, left_h: Floats) -> float:
    """Return the integral over time of the number waiting [task-hours], by sweeping it."""
    times = np.concatenate([ready_h, left_h])
    step = np.concatenate([np.ones(len(ready_h)), -np.ones(len(left_h))])
    order = np.argsort(times, kind="stable")
    waiting = np.cumsum(step[order])
    return float(np.sum(waiting[:-1] * np.diff(times[order]))) if len(times) else 0.0
