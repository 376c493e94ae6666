"""Posts and suits: is somebody there at every hour, and is there anything to wear."""

from __future__ import annotations

import math

import numpy as np

from sim.measures.base import Bools, Floats, Measure, column, happenings, ratio
from sim.measures.tables import Study, need_of

MEASURES = (
    Measure(
        "post_cover",
        "Cover of posts",
        "Hours for which the posts (gates, desks) were staffed, over the hours for which they "
        "were to be: each head of a post is required from the start of its stint to the end; "
        "no data without posts.",
        "share",
        "higher",
        "hours of the window required at posts",
        "strength",
    ),
    Measure(
        "post_cover_worst",
        "Cover of posts, worst place",
        "The lowest cover among the grids in which posts stand.",
        "share",
        "higher",
        "hours of the window required at the posts of that grid",
        "strength",
    ),
    Measure(
        "suits_out_h",
        "Hours without a suit in stock",
        "Hours of the window from the moment when a suit was wanted and none was left to the "
        "next delivery; no data where the stock is endless.",
        "h",
        "lower",
        "none",
        "strength",
    ),
)


def posts(study: Study) -> dict[str, float]:
    """Measure the cover of posts, and how long suits were out."""
    required_h, staffed_h, place = post_hours(study)
    by_place = [np.bincount(place, weights=hours) for hours in (staffed_h, required_h)]
    known = by_place[1] > 0
    return {
        "post_cover": ratio(staffed_h.sum(), required_h.sum()),
        "post_cover_worst": float(np.min(by_place[0][known] / by_place[1][known]))
        if known.any()
        else math.nan,
        "suits_out_h": suits_out_h(study),
    }


def post_hours(study: Study) -> tuple[Floats, Floats, np.ndarray]:
    """Return the hours required and staffed in the window, and the grid, of each post task."""
    tasks, records = study.tasks, study.records
    stands = np.array([need_of(records.scenario, name) == "post" for name in tasks.services])
    rows = np.flatnonzero(stands[tasks.service]) if len(tasks.service) else np.empty(0, int)
    expires_h = column(records, "tasks", "expires_h").astype(float)[rows]
    lasts_h = np.array([_lasts_h(study, name) for name in tasks.services], float)
    open_until_h = tasks.created_h[rows] + lasts_h[tasks.service[rows]]
    from_h = np.clip(tasks.created_h[rows], 0.0, study.horizon_h)
    until_h = np.clip(np.fmin(expires_h, open_until_h), 0.0, study.horizon_h)
    ids = column(records, "tasks", "task")[rows]
    staffed_h = _staffed_h(study, ids, from_h, until_h)
    return np.maximum(until_h - from_h, 0.0), staffed_h, tasks.grid[rows]


def _lasts_h(study: Study, service: str) -> float:
    """Return the length of a stint at the posts of a service [h]; nan if it has none."""
    need = getattr(study.records.scenario.services.get(service), "need", None)
    return float(getattr(need, "lasts", math.nan))


def _staffed_h(study: Study, ids: np.ndarray, from_h: Floats, until_h: Floats) -> Floats:
    """Return for how long of each span somebody was there: the union of the outings [h]."""
    found = np.zeros(len(ids))
    table = {
        name: column(study.records, "assignments", name)
        for name in ("task", "started_h", "finished_h")
    }
    mine: Bools = np.isin(table["task"], ids)
    place = {task: row for row, task in enumerate(ids.tolist())}
    started_h = table["started_h"][mine].astype(float)
    finished_h = table["finished_h"][mine].astype(float)
    finished_h[np.isnan(finished_h)] = np.inf  # still there at the horizon
    rows = np.array([place[task] for task in table["task"][mine].tolist()], int)
    covered_h = from_h.copy()  # of each span, looked at up to here
    for k in np.lexsort((started_h, rows)).tolist():
        row = rows[k]
        begin_h = max(float(started_h[k]), float(covered_h[row]))
        end_h = min(float(finished_h[k]), float(until_h[row]))
        if end_h > begin_h:  # false where it never began
            found[row] += end_h - begin_h
            covered_h[row] = end_h
    return found


def suits_out_h(study: Study) -> float:
    """Return how long there was no suit in the window [h], nan where the stock is endless."""
    records, horizon_h = study.records, study.horizon_h
    if getattr(records.scenario.workforce, "suits", None) is None:
        return math.nan
    out_h, _ = happenings(records, "suits_out", horizon_h)
    came_h, _ = happenings(records, "suits_delivered", horizon_h)
    total, until_h = 0.0, -math.inf
    for begin_h in out_h.tolist():
        if begin_h < until_h:
            continue  # told again before any came
        later = came_h[came_h > begin_h]
        until_h = float(later[0]) if len(later) else horizon_h
        total += until_h - begin_h
    return total
