"""Central places and their beds, and what controls cost beside the work that they create."""

from __future__ import annotations

import math

import numpy as np

from sim.measures.base import Floats, Measure, RecordsLike, column, ratio
from sim.measures.tables import Study

MEASURES = (
    Measure(
        "bed_days",
        "Bed days",
        "Days for which beds of central places were taken, summed over beds.",
        "bed-days",
        "none",
        "none",
        "confinement",
    ),
    Measure(
        "beds_waited_for",
        "Waits for a bed",
        "Residents who found no free bed and waited for one at home.",
        "residents",
        "lower",
        "none",
        "confinement",
    ),
    Measure(
        "bed_wait_mean_h",
        "Mean wait for a bed",
        "Hours from the want of a bed to the bed, to its being needed no more or to the "
        "horizon, over those who waited.",
        "h",
        "lower",
        "residents who waited",
        "confinement",
    ),
    Measure(
        "beds_refused",
        "Refused a bed",
        "Residents who found no free bed and were sent home for good.",
        "residents",
        "lower",
        "none",
        "confinement",
    ),
)
BED_EVENTS = ("bed_wait", "bed_taken", "bed_unneeded")


def controls(study: Study) -> dict[str, float]:
    """Measure central places."""
    records, horizon_h = study.records, study.horizon_h
    taken, freed = (_times(records, f"bed_{what}", horizon_h) for what in ("taken", "freed"))
    waits_h = _waits(records, horizon_h)
    return {
        "bed_days": float(np.sum(horizon_h - taken) - np.sum(horizon_h - freed)) / 24,
        "beds_waited_for": float(len(waits_h)),
        "bed_wait_mean_h": ratio(math.fsum(waits_h), len(waits_h)),
        "beds_refused": float(len(_times(records, "bed_refused", horizon_h))),
    }


def _times(records: RecordsLike, event: str, horizon_h: float) -> Floats:
    """Return the times of an event [h], those of the warm-up as 0."""
    time_h = column(records, "events", "time_h").astype(float)
    keep = np.asarray(column(records, "events", "event") == event, dtype=bool)
    return np.asarray(np.clip(time_h[keep & (time_h < horizon_h)], 0.0, horizon_h))


def _waits(records: RecordsLike, horizon_h: float) -> list[float]:
    """Return how long each wait for a bed lasted [h]."""
    names = ("time_h", "event", "place", "value")
    time_h, event, place, value = (column(records, "events", name) for name in names)
    begun: dict[tuple[str, float], list[float]] = {}
    ended: dict[tuple[str, float], list[float]] = {}
    for row in np.flatnonzero(np.isin(event.astype(str), BED_EVENTS)).tolist():
        times = begun if event[row] == "bed_wait" else ended
        times.setdefault((str(place[row]), float(value[row])), []).append(float(time_h[row]))
    return [
        min([end_h for end_h in ended.get(who, []) if end_h >= from_h], default=horizon_h)
        - from_h
        for who, times in begun.items()
        for from_h in times
    ]


def cost_of_controls(records: RecordsLike, horizon_h: float) -> float:
    """Return what controls cost [CNY]: days of residents under them and uses of them."""
    response = getattr(records.scenario, "response", None)
    priced = {
        name: control.cost
        for name, control in (response.controls.items() if response is not None else ())
        if getattr(control, "cost", None) is not None
    }
    if not priced:
        return 0.0
    names = ("time_h", "event", "place", "value")
    time_h, event, place, value = (column(records, "events", name) for name in names)
    total, left_h = 0.0, horizon_h - np.clip(time_h.astype(float), 0.0, horizon_h)
    for name, cost in priced.items():
        rows = [
            np.asarray((place == name) & (event == what), dtype=bool)
            for what in ("covered", "uncovered")
        ]
        more, fewer = (value[row].astype(float) for row in rows)
        days = (more @ left_h[rows[0]] - fewer @ left_h[rows[1]]) / 24
        total += float(cost.per_use * more.sum() + cost.per_resident_day * days)
    return total
