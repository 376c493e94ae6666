"""Strength: how many are on duty, how long, how hard, and how many are missing."""

from __future__ import annotations

import numpy as np

from sim.measures.base import Ints, Measure, RecordsLike, column, day_of, fact, ratio
from sim.measures.tables import Study
from sim.units import TICK

MEASURES = (
    Measure(
        "staff_per_1000",
        "Staff on duty on the peak day",
        "Workers with a shift beginning on the calendar day that has most, per 1,000 "
        "residents; a shift of more than 24 h counts on each of its days.",
        "workers per 1,000 residents",
        "none",
        "residents",
        "strength",
    ),
    Measure(
        "hours_per_worker_day",
        "Hours per worker and day",
        "Hours on duty, overtime included, over the days on which a worker had a shift.",
        "h",
        "lower",
        "worker-days on duty",
        "strength",
    ),
    Measure(
        "overtime_share",
        "Overtime",
        "Overtime over rostered hours.",
        "share",
        "lower",
        "rostered hours (absence included, overtime not)",
        "strength",
    ),
    Measure(
        "absent_share",
        "Absence",
        "Rostered hours on which the worker was ill, isolated, locked in or away, over "
        "rostered hours.",
        "share",
        "lower",
        "rostered hours (absence included, overtime not)",
        "strength",
    ),
    Measure(
        "serve_share",
        "Time serving",
        "Hours at the door, the table, the post or the records over rostered hours.",
        "share",
        "none",
        "rostered hours (absence included, overtime not)",
        "strength",
    ),
    Measure(
        "travel_share",
        "Time under way",
        "Hours of walking and riding over rostered hours.",
        "share",
        "lower",
        "rostered hours (absence included, overtime not)",
        "strength",
    ),
    Measure(
        "ppe_share",
        "Time on protective equipment",
        "Hours of putting suits on and taking them off over rostered hours.",
        "share",
        "lower",
        "rostered hours (absence included, overtime not)",
        "strength",
    ),
    Measure(
        "idle_share",
        "Idle time",
        "Hours on duty without work over rostered hours.",
        "share",
        "none",
        "rostered hours (absence included, overtime not)",
        "strength",
    ),
    Measure(
        "worker_infections",
        "Workers infected",
        "Workers with rostered hours in the window who caught the infection, wherever it was.",
        "workers",
        "lower",
        "none",
        "strength",
    ),
)


def workforce(study: Study) -> dict[str, float]:
    """Measure the strength of the workforce."""
    records = study.records
    rostered = rostered_h(records)  # of it the shares make up 1, overtime added
    by_day = staff_by_day(records, study.horizon_h)
    infected = column(records, "workers", "infected").astype(bool)
    called = (_workers(records, "hours") + _workers(records, "absent_h")) > 0
    peak = float(by_day.max()) if len(by_day) else 0.0
    return {
        "staff_per_1000": ratio(1000 * peak, fact(records, "residents")),
        "hours_per_worker_day": ratio(_total(records, "hours"), int(by_day.sum())),
        "overtime_share": ratio(_total(records, "overtime_h"), rostered),
        "absent_share": ratio(_total(records, "absent_h"), rostered),
        "serve_share": ratio(_total(records, "serve_h"), rostered),
        "travel_share": ratio(_total(records, "travel_h"), rostered),
        "ppe_share": ratio(_total(records, "ppe_h"), rostered),
        "idle_share": ratio(_total(records, "idle_h"), rostered),
        "worker_infections": float(np.count_nonzero(infected & called)),
    }


def busy_h(records: RecordsLike) -> float:
    """Return the hours of serving, travel and protective equipment, of all workers."""
    return sum(_total(records, name) for name in ("serve_h", "travel_h", "ppe_h"))


def rostered_h(records: RecordsLike) -> float:
    """Return rostered hours: on duty, less overtime, plus absence."""
    hours, overtime, absent = (
        _total(records, name) for name in ("hours", "overtime_h", "absent_h")
    )
    return hours - overtime + absent


def staff_by_day(records: RecordsLike, horizon_h: float) -> Ints:
    """Count the distinct workers on duty on each calendar day of the window."""
    from_h = column(records, "shifts", "from_h").astype(float)
    until_h = np.minimum(column(records, "shifts", "until_h").astype(float), horizon_h)
    keep = (until_h > 0) & (from_h < until_h)
    from_h, until_h = np.maximum(from_h[keep], 0.0), until_h[keep]
    worker = column(records, "shifts", "worker")[keep].astype(np.int64)
    if not len(worker):
        return np.empty(0, dtype=np.int64)
    first, last = day_of(records, from_h), day_of(records, until_h - TICK)
    days = np.where(until_h - from_h > 24, last - first + 1, 1)
    _, person = np.unique(worker, return_inverse=True)
    day = np.repeat(first, days) + _count_up(days)
    seen = np.zeros((int(last.max()) + 1, int(person.max()) + 1), dtype=bool)
    seen[day, np.repeat(person, days)] = True
    by_day: Ints = seen.sum(axis=1, dtype=np.int64)
    return by_day


def _count_up(lengths: Ints) -> Ints:
    """Return 0, 1, ... n-1 for each length n, one after the other."""
    begin = np.repeat(np.cumsum(lengths) - lengths, lengths)
    return np.arange(int(lengths.sum())) - begin


def _workers(records: RecordsLike, name: str) -> np.ndarray:
    return column(records, "workers", name).astype(float)


def _total(records: RecordsLike, name: str) -> float:
    return float(_workers(records, name).sum())
