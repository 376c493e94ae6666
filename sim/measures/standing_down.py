"""After the emergency: what routine work it leaves, until it is gone; hours by level."""

from __future__ import annotations

import math

import numpy as np

from sim.measures.base import Floats, Measure, column, happenings
from sim.measures.response import ROUTINE
from sim.measures.tables import Study, Tasks, need_of

MEASURES = (
    Measure(
        "routine_backlog_at_stand_down",
        "Routine backlog at the stand-down",
        "Stops of normal-time services (requests, records, patrol) created and not settled "
        "when the level last falls to normal.",
        "stops",
        "lower",
        "runs with a stand-down",
        "transformation",
    ),
    Measure(
        "routine_backlog_gone_h",
        "Routine backlog gone",
        "Hours from the last fall of the level to normal until no more routine stops are open "
        "than when the level first rose; where that never happens, until the horizon.",
        "h",
        "lower",
        "runs with a stand-down",
        "transformation",
    ),
    Measure(
        "routine_backlog_gone",
        "Routine backlog gone before the end",
        "1 when no more routine stops are open than when the level first rose, at some time "
        "from the last fall to normal on and before the horizon, else 0.",
        "share",
        "higher",
        "runs with a stand-down",
        "transformation",
        yes_or_no=True,
    ),
    Measure(
        "paused_h_<...>",
        "Hours paused",
        "Hours in the window in which a service of response.pauses was not handed out.",
        "h",
        "none",
        "none",
        "transformation",
    ),
    Measure(
        "level_h_<...>",
        "Hours at the level",
        "Hours in the window at a level of response.levels, else at normal or emergency.",
        "h",
        "none",
        "none",
        "transformation",
    ),
)


def standing_down(study: Study) -> dict[str, float]:
    """Measure what the emergency leaves behind."""
    times, values = happenings(study.records, "level", study.horizon_h)
    left = _left_behind(study, times, values)
    return {**left, **_hours_paused(study), **_hours_by_level(study, times, values)}


def _left_behind(study: Study, times: Floats, values: Floats) -> dict[str, float]:
    names = [measure.id for measure in MEASURES[:3]]
    falls, rises = times[values == 0], times[values > 0]
    if not len(falls) or not len(rises) or rises.max() > falls.max():
        return dict.fromkeys(names, math.nan)
    created_h, closed_h, stops = _routine(study)
    down_h, up_h = float(falls[-1]), float(rises[0])
    left = _open(created_h, closed_h, stops, np.array([up_h, down_h]))
    moments = np.unique(np.concatenate([[down_h], closed_h[closed_h > down_h]]))
    moments = moments[moments < study.horizon_h]
    gone = moments[_open(created_h, closed_h, stops, moments) <= left[0]]
    ends_h = float(gone[0]) if len(gone) else study.horizon_h
    return dict(
        zip(names, (float(left[1]), ends_h - down_h, float(len(gone) > 0)), strict=True)
    )


def _routine(study: Study) -> tuple[Floats, Floats, Floats]:
    """Return when routine tasks were created and settled [h], and their stops."""
    tasks: Tasks = study.tasks
    routine = np.array(
        [need_of(study.records.scenario, name) in ROUTINE for name in tasks.services], bool
    )
    keep = routine[tasks.service] if len(tasks.service) else np.zeros(0, bool)
    return tasks.created_h[keep], tasks.closed_h[keep], tasks.stops[keep]


def _open(created_h: Floats, closed_h: Floats, stops: Floats, at_h: Floats) -> Floats:
    """Return the stops created by some times and not settled by them."""
    come, gone = np.argsort(created_h), np.argsort(closed_h)
    arrived = np.concatenate([[0.0], np.cumsum(stops[come])])
    left = np.concatenate([[0.0], np.cumsum(stops[gone])])
    there = arrived[np.searchsorted(created_h[come], at_h, "right")]
    result: Floats = there - left[np.searchsorted(closed_h[gone], at_h, "right")]
    return result


def _hours_paused(study: Study) -> dict[str, float]:
    """Return the hours in which each service of `pauses` stood still."""
    scenario, hours = study.records.scenario, dict[str, float]()
    response = getattr(scenario, "response", None)
    event = column(study.records, "events", "event")
    time_h = np.clip(column(study.records, "events", "time_h").astype(float), 0.0, None)
    place = column(study.records, "events", "value")
    for number, name in enumerate(scenario.services):
        if name not in (getattr(response, "pauses", None) or {}):
            continue
        stood_h = np.sort(time_h[(event == "paused") & (place == number)])
        went_h = np.sort(time_h[(event == "resumed") & (place == number)])
        until_h = np.append(went_h, study.horizon_h)[: len(stood_h)]
        hours[f"paused_h_{name}"] = float((until_h - stood_h).sum())
    return hours


def _hours_by_level(study: Study, times: Floats, values: Floats) -> dict[str, float]:
    """Return the hours at each level, those of an emergency where none are stated."""
    response = getattr(study.records.scenario, "response", None)
    names = list(getattr(response, "levels", None) or ("normal", "emergency"))
    edges = np.concatenate([[0.0], times, [study.horizon_h]])
    rank = np.concatenate([[0], values]).astype(np.int64)
    hours = np.bincount(rank, weights=np.diff(edges), minlength=len(names))
    return {f"level_h_{name}": float(hours[place]) for place, name in enumerate(names)}
