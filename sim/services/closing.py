"""The sums that must close in every run, counted on the desk's own tables when it is over.

Little's identity is one of them: the number of tasks that wait, summed up by the desk from
event to event, has the integral over time that the waits of the tasks have as their sum
(Little 1961, doi 10.1287/opre.9.3.383; on a path it holds exactly).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import RunError
from sim.kernels.desk_tables import CANCELLED, DONE, MET, OPEN, REDO, Tables
from sim.workforce.tables import STATES, totals

Rows = NDArray[Any]
Floats = NDArray[np.float64]
IN_DUTY = ("serve_h", "travel_h", "ppe_h", "idle_h")
TOLERANCE = 1e-6  # of a sum of hours, or so many hours: rounding alone is a thousandth of it


def close_sums(t: Tables, horizon_h: float, scenario: str) -> None:
    """Check at the horizon [h], when the desk is closed, that nothing was lost or made up.

    Raises RunError, naming the scenario, where tasks, needs, workers' hours or waits do not
    add up: that is a fault of the program, never of a scenario.
    """
    broken = [*_tasks(t, horizon_h), *_needs(t), *_hours(t, horizon_h), *_waits(t, horizon_h)]
    if broken:
        told = "; ".join(broken)
        raise RunError(f"scenario {scenario}: {told}: a fault of the program, please report it")


def _tasks(t: Tables, horizon_h: float) -> list[str]:
    """Check that every task ended in a named way at a time, or is open."""
    tasks, broken = t.tasks[: int(t.book["tasks"][0])], list[str]()
    outcome, finished_h = tasks["outcome"], tasks["finished_h"]
    unnamed = (outcome < OPEN) | (outcome > CANCELLED)
    if unnamed.any():
        broken.append(f"{unnamed.sum()} of {len(tasks)} tasks end in no way that has a name")
    ended = (outcome != OPEN) & ~unnamed
    in_time = (finished_h >= tasks["created_h"]) & (finished_h <= horizon_h)
    if not in_time[ended].all():
        late = int(np.count_nonzero(~in_time & ended))
        broken.append(f"{late} of {len(tasks)} tasks end before they begin, or after the end")
    return broken


def _needs(t: Tables) -> list[str]:
    """Check that every need belongs to one task, and is met where that task is done."""
    tasks, stops = t.tasks[: int(t.book["tasks"][0])], t.stops[: int(t.book["stops"][0])]
    broken, counts = list[str](), tasks["stops"]
    if counts.sum() != len(stops) or (np.cumsum(counts) - counts != tasks["first"]).any():
        return [f"{counts.sum()} needs belong to tasks, but {len(stops)} were created"]
    outcome = stops["outcome"]
    whole = np.repeat((tasks["outcome"] == DONE) | (tasks["outcome"] == REDO), counts)
    left = int(np.count_nonzero(whole & (outcome != MET) & (outcome != REDO)))
    if left:
        broken.append(f"{left} needs of tasks that were done were not met")
    timed = np.isfinite(stops["met_h"]) == ((outcome == MET) | (outcome == REDO))
    if not timed.all():
        broken.append(
            f"{np.count_nonzero(~timed)} needs were met at no time, or not met at one"
        )
    return broken


def _hours(t: Tables, horizon_h: float) -> list[str]:
    """Check that each worker's hours in states, and in her shifts, are her hours on duty."""
    staff, shifts = t.workers, t.shifts[: int(t.book["shifts"][0])]
    booked = totals(t, horizon_h)
    hours = booked[:, STATES.index("hours")]
    in_states = booked[:, [STATES.index(name) for name in IN_DUTY]].sum(axis=1)
    spans_h = shifts["until_h"] - shifts["from_h"]
    in_shifts = np.bincount(shifts["worker"], weights=spans_h, minlength=len(staff))
    in_shifts = in_shifts + np.where(staff["on_duty"], horizon_h - staff["shift_from_h"], 0.0)
    broken = []
    for what, found in (("states", in_states), ("shifts", in_shifts)):
        off = ~(np.abs(found - hours) <= TOLERANCE * np.maximum(np.abs(hours), 1.0))
        if off.any():
            worker = int(np.flatnonzero(off)[0])
            broken.append(
                f"worker {worker} has {found[worker]:.6f} h in {what} and {hours[worker]:.6f} h"
                f" on duty ({off.sum()} of {len(hours)} such)"
            )
    return broken


def _waits(t: Tables, horizon_h: float) -> list[str]:
    """Check Little's identity: the integral of the number waiting is the sum of the waits."""
    tasks = t.tasks[: int(t.book["tasks"][0])]
    ready_h = np.clip(tasks["earliest_h"], 0.0, horizon_h)
    started_h, ended_h = tasks["started_h"], tasks["finished_h"]
    left_h = np.where(np.isnan(started_h), ended_h, started_h)
    left_h = np.clip(np.where(np.isnan(left_h), horizon_h, left_h), ready_h, horizon_h)
    waited_h, area_h = float(np.sum(left_h - ready_h)), float(t.book["waited_h"][0])
    if abs(area_h - waited_h) <= TOLERANCE * max(waited_h, 1.0):
        return []
    return [
        f"the number waiting has the integral {area_h:.6f} task-h, but the waits sum to"
        f" {waited_h:.6f} h"
    ]
