"""Hours of workers by what they were spent on, and the tables of workers and shifts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels.desk_tables import Tables
from sim.records import Table, named
from sim.scenario import EMPLOYERS

STATES = ("hours", "overtime_h", "serve_h", "travel_h", "ppe_h", "idle_h", "absent_h", "tasks")


def totals(t: Tables, now_h: float) -> NDArray[np.float64]:
    """Give the workers' hours up to now by state, what is under way included [workers, 8]."""
    staff = t.workers
    booked = np.array([staff[name] for name in STATES], float).T
    on = staff["on_duty"]
    booked[on, 0] += now_h - staff["shift_from_h"][on]
    until_h = np.maximum(staff["shift_until_h"][on], staff["shift_from_h"][on])
    booked[on, 1] += np.maximum(now_h - until_h, 0.0)
    idle, busy = on & ~staff["busy"], on & staff["busy"]
    booked[idle, 5] += now_h - staff["idle_since_h"][idle]
    outings = t.outings[staff["outing"][busy]]
    back = outings["returning"]  # what came before is booked
    began_h = np.where(back, outings["end_h"] - outings["back_h"], outings["set_out_h"])
    spent = now_h - began_h
    walked = np.where(back, spent, np.minimum(outings["travel_h"], spent))
    suited = np.minimum(outings["suit_h"], spent - walked)
    booked[busy, 2:5] += np.array([spent - walked - suited, walked, suited]).T
    return booked


def workers_table(
    t: Tables,
    before: NDArray[np.float64],
    now_h: float,
    grid_names: tuple[str, ...],
    infected: NDArray[np.bool_],
) -> Table:
    """Make the table of workers for the window from clock 0, when `before` was booked."""
    staff = t.workers
    window = totals(t, now_h) - before
    columns: dict[str, NDArray[Any]] = {
        name: window[:, place] for place, name in enumerate(STATES)
    }
    return {
        "worker": np.arange(len(staff)),
        "employer": named(EMPLOYERS, staff["employer"]),
        "home_grid": named(grid_names, staff["home_grid"]),
        "person": staff["person"].copy(),
        "key": staff["key"].copy(),
        **columns,
        "tasks": columns["tasks"].astype(np.int64),
        "infected": infected,
    }


def shifts_table(t: Tables, now_h: float) -> Table:
    """Make the table of shifts; those under way end at the horizon."""
    ended = t.shifts[: int(t.book["shifts"][0])]
    lasting = np.flatnonzero(t.workers["on_duty"])
    return {
        "worker": np.concatenate([ended["worker"], lasting]),
        "from_h": np.concatenate([ended["from_h"], t.workers["shift_from_h"][lasting]]),
        "until_h": np.concatenate([ended["until_h"], np.full(len(lasting), now_h)]),
    }
