"""Confinement: how many person-days residents were kept from leaving home, and by what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.measures.base import Floats, Ints, Measure, RecordsLike, column, fact, ratio
from sim.measures.response import event_times
from sim.measures.tables import Study, factorise

CONFINED_BELOW = 0.25  # Source: assumed; less than a quarter of the contacts near home remain
CONFINED_LAYER = "grid"  # contacts of residents who leave home, work and school apart

_RULE = (
    f"Days on which an order left a resident less than {CONFINED_BELOW} of the contacts in the "
    f"layer {CONFINED_LAYER}, as the union over causes per person"
)

MEASURES = (
    Measure(
        "confined_person_days",
        "Confinement",
        f"{_RULE}.",
        "person-days",
        "lower",
        "none",
        "confinement",
    ),
    Measure(
        "confined_person_days_<cause>",
        "Confinement, by cause",
        f"{_RULE}; each moment belongs to the strictest cause then in force, so causes add up.",
        "person-days",
        "lower",
        "none",
        "confinement",
    ),
    Measure(
        "confined_person_days_per_resident",
        "Confinement per resident",
        f"{_RULE}, over residents.",
        "days per resident",
        "lower",
        "residents",
        "confinement",
    ),
    Measure(
        "zones_opened",
        "Zones opened",
        "Zones that were opened in the window.",
        "zones",
        "lower",
        "none",
        "confinement",
    ),
    Measure(
        "zone_days",
        "Zone-days",
        "Days for which zones were open, summed over zones.",
        "zone-days",
        "lower",
        "none",
        "confinement",
    ),
)


@dataclass(frozen=True)
class _Spans:
    """Hold who was confined, from when until when, and the code of the cause."""

    resident: Ints
    from_h: Floats
    until_h: Floats
    cause: Ints


def confinement(study: Study) -> dict[str, float]:
    """Measure confinement."""
    records, horizon_h = study.records, study.horizon_h
    by_cause = confined_days_by_cause(records, horizon_h)
    total = sum(by_cause.values())
    opened = event_times(records, "zone_opened", horizon_h)
    begun = [opened, event_times(records, "zone_split", horizon_h)]
    over = [event_times(records, f"zone_{how}", horizon_h) for how in ("released", "merged")]
    open_h = sum(float(np.sum(horizon_h - at_h)) for at_h in begun)
    open_h -= sum(float(np.sum(horizon_h - at_h)) for at_h in over)
    return {
        "confined_person_days": total,
        **{f"confined_person_days_{name}": days for name, days in by_cause.items()},
        "confined_person_days_per_resident": ratio(total, fact(records, "residents")),
        "zones_opened": float(len(opened)),
        "zone_days": open_h / 24,
    }


def confined_days_by_cause(records: RecordsLike, horizon_h: float) -> dict[str, float]:
    """Return the person-days of each cause, each moment given to the strictest one in force.

    Causes are ranked by their mean factor; a cause adds what the union grows by when it joins
    the stricter ones.
    """
    factor = column(records, "restrictions", "factor").astype(float)
    at = np.flatnonzero(factor < CONFINED_BELOW)
    at = at[np.asarray(column(records, "restrictions", "layer")[at] == CONFINED_LAYER, bool)]
    cause, names = factorise(column(records, "restrictions", "cause")[at])
    spans = _in_window(records, at, cause, horizon_h)
    count = np.maximum(np.bincount(cause, minlength=len(names)), 1)
    mean = np.bincount(cause, weights=factor[at], minlength=len(names)) / count
    rank = np.empty(len(names), dtype=np.int64)
    rank[np.argsort(mean, kind="stable")] = np.arange(len(names))
    days, so_far = {}, 0.0
    for place in range(len(names)):
        union = union_h(spans, rank[spans.cause] <= place)
        days[names[int(np.flatnonzero(rank == place)[0])]] = (union - so_far) / 24
        so_far = union
    response = getattr(records.scenario, "response", None)
    controls = response.controls.items() if response is not None else ()
    mean_household = fact(records, "residents") / max(fact(records, "households"), 1.0)
    shutting = {
        name: 0.0
        for name, control in controls
        if control.enabled
        and control.left(mean_household).get(CONFINED_LAYER, 1.0) < CONFINED_BELOW
    }
    return dict(sorted({**shutting, **days}.items()))


def _in_window(records: RecordsLike, at: Ints, cause: Ints, horizon_h: float) -> _Spans:
    """Cut the spans to the window and sort them by resident and time."""
    from_h = np.maximum(column(records, "restrictions", "from_h")[at].astype(float), 0.0)
    until_h = np.fmin(column(records, "restrictions", "until_h")[at].astype(float), horizon_h)
    resident = column(records, "restrictions", "resident")[at].astype(np.int64)
    keep = from_h < until_h
    order = np.lexsort((from_h[keep], resident[keep]))
    parts = (resident, from_h, until_h, cause)
    return _Spans(*(part[keep][order] for part in parts))


def union_h(spans: _Spans, keep: np.ndarray) -> float:
    """Return the hours covered by the kept spans, overlaps of one resident counted once."""
    resident, from_h, until_h = spans.resident[keep], spans.from_h[keep], spans.until_h[keep]
    if not len(resident):
        return 0.0
    new = np.append(True, resident[1:] != resident[:-1])
    offset = (np.cumsum(new) - 1) * (float(until_h.max()) + 1.0)
    reached = np.maximum.accumulate(until_h + offset)
    before = np.append(-np.inf, reached[:-1])
    gain = until_h + offset - np.maximum(from_h + offset, before)
    return float(np.maximum(gain, 0.0).sum())
