"""Efficiency: how late, how long a wait, how much left over, and at how many hours."""

from __future__ import annotations

import math

import numpy as np

from sim.measures.base import Floats, Measure, fact, overlap_h, ratio
from sim.measures.hourly import open_needs
from sim.measures.queues import kaplan_meier_mean
from sim.measures.tables import EXPIRED, FINISHED, Needs, Study, Tasks
from sim.measures.workforce import busy_h, rostered_h

WAIT_LIMIT_H = 48.0  # Source: assumed

MEASURES = (
    Measure(
        "on_time",
        "On time",
        "Needs (stops) met by their due time, over all due in the window. At due is on time; "
        "unmet past due is late; not yet due or withdrawn by then is out; withdrawn later is "
        "late. Background work is left out.",
        "share",
        "higher",
        "needs due in the window",
        "efficiency",
    ),
    Measure(
        "needs_due",
        "Needs due",
        "Needs (stops) that fell due in the window: what on time is a share of. Background "
        "work is left out.",
        "needs",
        "none",
        "none",
        "efficiency",
    ),
    Measure(
        "on_time_<service>",
        "On time, by service",
        "The share on time of the needs of one service.",
        "share",
        "higher",
        "needs of the service due in the window",
        "efficiency",
    ),
    Measure(
        "wait_h",
        "Wait",
        "Mean wait from ready (created or earliest) to work at the door, restricted to "
        f"{WAIT_LIMIT_H:.0f} h, with tasks still open by Kaplan-Meier, weighed by stops; a "
        "task that expired counts as waiting to the limit. Background work is left out.",
        "h",
        "lower",
        "stops of tasks ready in the window",
        "efficiency",
    ),
    Measure(
        "backlog_peak",
        "Backlog at its peak",
        "The largest number of needs open (waiting, in work or overdue) at a whole hour.",
        "needs",
        "lower",
        "none",
        "efficiency",
    ),
    Measure(
        "lost_service",
        "Lost service",
        "Hours in the window for which needs were overdue: the sum of (min(settled, end) - "
        "due)+, per 1,000 residents. The area of the resilience triangle.",
        "need-hours per 1,000 residents",
        "lower",
        "residents",
        "efficiency",
    ),
    Measure(
        "utilisation",
        "Utilisation",
        "Hours of serving, travel and protective equipment over rostered hours.",
        "share",
        "none",
        "rostered hours (absence included, overtime not)",
        "efficiency",
    ),
    Measure(
        "hours_per_resident_served",
        "Hours per resident served",
        "Hours of serving, travel and protective equipment over residents served at least "
        "once; a household counts with the town's mean size.",
        "h per resident",
        "lower",
        "residents served",
        "efficiency",
    ),
)


def service(study: Study) -> dict[str, float]:
    """Measure the efficiency of service."""
    records, needs = study.records, study.needs
    stock = open_needs(needs, study.horizon_h)
    return {
        "on_time": ratio(np.count_nonzero(needs.on_time), np.count_nonzero(needs.counted)),
        "needs_due": float(np.count_nonzero(needs.counted)),
        **on_time_by_service(study),
        "wait_h": wait_h(study.tasks, study.horizon_h),
        "backlog_peak": float(stock.max()) if len(needs.due_h) else math.nan,
        "lost_service": ratio(
            1000 * lost_need_hours(needs, study.horizon_h), fact(records, "residents")
        ),
        "utilisation": ratio(busy_h(records), rostered_h(records)),
        "hours_per_resident_served": ratio(busy_h(records), residents_served(study)),
    }


def on_time_by_service(study: Study) -> dict[str, float]:
    """Return the share on time of each service of the scenario, and of any other with needs."""
    needs = study.needs
    due, met = needs.count_by_service(needs.counted), needs.count_by_service(needs.on_time)
    names = needs.services if len(needs.due_h) else ()
    seen = {name: ratio(met[k], due[k]) for k, name in enumerate(names)}
    known = dict.fromkeys(getattr(study.records.scenario, "services", None) or {}, math.nan)
    return {f"on_time_{name}": value for name, value in sorted((known | seen).items())}


def wait_h(tasks: Tasks, horizon_h: float) -> float:
    """Return the restricted mean wait [h] of tasks that became ready in the window."""
    keep = (tasks.ready_h >= 0) & (tasks.ready_h < horizon_h) & ~tasks.background
    started_h = tasks.started_h[keep]
    started = started_h < horizon_h
    end_h = np.minimum(tasks.closed_h[keep], horizon_h)
    end_h = np.where(tasks.outcome[keep] == EXPIRED, np.inf, end_h)
    until_h: Floats = np.where(started, started_h, end_h)
    waited_h = np.maximum(until_h - tasks.ready_h[keep], 0.0)
    return kaplan_meier_mean(waited_h, started, tasks.stops[keep], WAIT_LIMIT_H)


def lost_need_hours(needs: Needs, horizon_h: float) -> float:
    """Return the overdue need-hours of the window."""
    late = (needs.closed_h > needs.due_h) & ~needs.background
    return float(overlap_h(needs.due_h[late], needs.closed_h[late], horizon_h).sum())


def residents_served(study: Study) -> float:
    """Return how many residents were served; households count with the mean size."""
    needs, records = study.needs, study.records
    met = (needs.outcome == FINISHED) & (needs.closed_h >= 0) & ~needs.background
    at_home = met & (needs.household >= 0)
    size = ratio(fact(records, "residents"), fact(records, "households"))
    households = _distinct(needs.household[at_home])
    alone = _distinct(needs.resident[met & (needs.household < 0) & (needs.resident >= 0)])
    return alone + (households * size if households else 0.0)


def _distinct(ids: np.ndarray) -> int:
    """Count distinct small ids without sorting them."""
    seen = np.zeros(int(ids.max()) + 1 if len(ids) else 0, dtype=bool)
    seen[ids] = True
    return int(np.count_nonzero(seen))
