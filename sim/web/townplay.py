"""The days on the map: by grid what was open and found, and where the workers were."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.store import Results
from sim.web.streets import grids_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.web.found import Floats, Found

SHOWN = 0
"""The replication that is played: the first, of which every event is kept."""
MOST_DECIMALS = 1


def played(found: Found, plan: int) -> dict[str, Any]:
    """Return the map of one plan by day, in one replication: squares, dates, layers [g][d]."""
    start = found.scenarios[0].start.date()
    places = grids_of(found.scenarios[plan])
    due = found.of_grids(plan, "due", SHOWN)
    met = found.of_grids(plan, "on_time", SHOWN)
    with np.errstate(invalid="ignore", divide="ignore"):
        on_time = np.where(due > 0, 100 * met / due, np.nan)
    layers = {
        "waiting": found.of_grids(plan, "waiting", SHOWN),
        "on_time": on_time,
        "cases": _cases(found, plan),
        "hours": _hours(found, plan),
    }
    return {
        "places": {key: places[key] for key in ("name", "community", "x_m", "y_m")},
        "dates": [(start + timedelta(days=d)).isoformat() for d in range(found.days)],
        "layers": {key: _rows(values) for key, values in layers.items()},
    }


def _rows(values: Floats) -> list[list[float | None]]:
    return [
        [None if np.isnan(v) else round(float(v), MOST_DECIMALS) for v in row] for row in values
    ]


def _cases(found: Found, plan: int) -> Floats:
    """Count the cases found so far by grid and day."""
    rows = np.zeros((len(found.grid_names), found.days))
    number = {name: index for index, name in enumerate(found.grid_names)}
    table = Results(found.folder).read("infections", plan, SHOWN)
    start = found.scenarios[0].start
    into_day_h = start.hour + start.minute / 60
    for grid, hour in zip(
        table["grid"].to_pylist(), table["detected_h"].to_pylist(), strict=True
    ):
        if grid in number and hour is not None and np.isfinite(hour):
            day = int((hour + into_day_h) // 24)
            if 0 <= day < found.days:
                rows[number[grid], day] += 1
    return np.cumsum(rows, axis=1)


def _hours(found: Found, plan: int) -> Floats:
    """Add up the hours that workers spent on tasks in a grid, by grid and day."""
    rows = np.zeros((len(found.grid_names), found.days))
    number = {name: index for index, name in enumerate(found.grid_names)}
    work = work_of(found, plan)
    start = found.scenarios[0].start
    day = (work["started_h"] + start.hour + start.minute / 60) // 24
    grid = work["grid"].astype(str).map(number)
    keep = np.isfinite(work["finished_h"]) & grid.notna() & (day >= 0) & (day < found.days)
    where = (grid[keep].astype(int).to_numpy(), day[keep].astype(int).to_numpy())
    np.add.at(rows, where, (work["finished_h"] - work["started_h"])[keep].to_numpy())
    return rows


def work_of(found: Found, plan: int) -> pd.DataFrame:
    """Return the assignments of the played replication with grid and service of their task."""
    results = Results(found.folder)
    work = results.read("assignments", plan, SHOWN).select(
        ["task", "worker", "set_out_h", "started_h", "finished_h"]
    )
    tasks = results.read("tasks", plan, SHOWN).select(["task", "service", "grid"]).to_pandas()
    both: pd.DataFrame = work.to_pandas().merge(tasks.drop_duplicates("task"), on="task")
    return both
