"""Hours of workers by what they were spent on, and the tables of workers and shifts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.records import Table, named, text
from sim.workforce.duty import Duty
from sim.workforce.worker import Worker

STATES = ("hours", "overtime_h", "serve_h", "travel_h", "ppe_h", "idle_h", "absent_h", "tasks")


def totals(worker: Worker, now_h: float) -> NDArray[np.float64]:
    """Give a worker's hours up to now by state, what is under way included [8]."""
    booked = np.array([getattr(worker, name) for name in STATES], float)
    if not worker.on_duty:
        return booked
    booked[0] += now_h - worker.shift_from_h
    booked[1] += max(now_h - max(worker.shift_until_h, worker.shift_from_h), 0.0)
    if not worker.busy:
        booked[5] += now_h - worker.idle_since_h
        return booked
    outing = worker.outing
    spent = now_h - outing.set_out_h
    walked = min(outing.travel_h, spent)
    suited = min(outing.suit_h, spent - walked)
    booked[2:5] += (spent - walked - suited, walked, suited)
    return booked


def workers_table(
    workers: list[Worker],
    before: NDArray[np.float64],
    now_h: float,
    grid_names: tuple[str, ...],
    infected: NDArray[np.bool_],
) -> Table:
    """Make the table of workers for the window from clock 0, when `before` was booked."""
    booked = np.array([totals(worker, now_h) for worker in workers]).reshape(-1, len(STATES))
    window = booked - before
    columns = {name: window[:, place] for place, name in enumerate(STATES)}
    return {
        "worker": np.array([worker.index for worker in workers], np.int64),
        "employer": text([worker.employer for worker in workers]),
        "home_grid": named(grid_names, np.array([w.home_grid for w in workers], np.int64)),
        "person": np.array([worker.person for worker in workers], np.int64),
        "key": np.array([worker.key for worker in workers], np.int64),
        **columns,
        "tasks": columns["tasks"].astype(np.int64),
        "infected": infected,
    }


def shifts_table(duty: Duty, now_h: float) -> Table:
    """Make the table of shifts; those under way end at the horizon."""
    rows = list(duty.shifts)
    rows += [(w.index, w.shift_from_h, now_h) for w in duty.workers if w.on_duty]
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    return {
        "worker": np.array(columns[0], np.int64),
        "from_h": np.array(columns[1], float),
        "until_h": np.array(columns[2], float),
    }
