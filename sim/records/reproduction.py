"""The reproduction number by day and layer, exact: from who infected whom.

By cohort (Wallinga and Teunis 2004, doi 10.1093/aje/kwh255): how many the infections of a day
caused in all, for each of them. At an instant (Fraser 2007, doi 10.1371/journal.pone.0000758):
the infections passed on during a day, over the infectiousness of that day, in which each case
counts by the part of her infectious span, weighted by the profile of her variant, that lies
in it. Introduced cases infect, but are nobody's offspring (Thompson et al. 2019,
doi 10.1016/j.epidem.2019.100356).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.records.links import Links

Floats = NDArray[np.float64]
Profiles = Mapping[
    str, Sequence[float]
]  # infectiousness in equal parts of the span, by variant
ALL = ""  # the number over all layers
LEAST_SPANS = 1.0  # Source: assumed; over less infectiousness in a day a ratio says nothing


def by_cohort(links: Links, edges_h: Floats, layers: Iterable[str]) -> dict[str, Floats]:
    """Give the case reproduction number of each day, nan without cases or where incomplete.

    `edges_h` [days + 1] are the bounds of the days; the numbers of the layers add up to the one
    over all, which stands under the empty name.
    """
    caused, parent = np.flatnonzero(links.passed_on), links.by[links.passed_on]
    cases = _count(links.time_h, edges_h)
    whole = (edges_h[1:] <= links.complete_h) & (cases > 0)
    found = {}
    for layer, rows in _of_layers(links, caused, layers):
        number = _count(links.time_h[parent[rows]], edges_h)
        found[layer] = np.divide(number, cases, out=np.full(len(cases), np.nan), where=whole)
    return found


def at_instant(
    links: Links, edges_h: Floats, layers: Iterable[str], profiles: Profiles
) -> dict[str, Floats]:
    """Give the instantaneous reproduction number of each day, nan where hardly anybody infects.

    The parameters are those of `by_cohort`, with the profile of infectiousness of each variant.
    """
    spans = spans_in(links, edges_h, profiles)
    caused, found = np.flatnonzero(links.passed_on), {}
    for layer, rows in _of_layers(links, caused, layers):
        number, out = _count(links.time_h[caused[rows]], edges_h), np.full(len(spans), np.nan)
        found[layer] = np.divide(number, spans, out=out, where=spans >= LEAST_SPANS)
    return found


def spans_in(links: Links, edges_h: Floats, profiles: Profiles) -> Floats:
    """Count the infectious spans, in parts of one, that lie between the edges [edges - 1]."""
    upto = np.zeros(len(edges_h))
    for variant in dict.fromkeys(links.variant.tolist()):
        rows = links.variant == variant
        from_h, until_h, over_h = (
            times[rows] for times in (links.from_h, links.until_h, links.over_h)
        )
        real = over_h > from_h
        running = _running_share(profiles.get(variant, (1.0,)))
        part = (from_h[real], over_h[real])
        whole = _share_at(until_h[real], *part, running)
        for place, edge_h in enumerate(edges_h):
            at_h = np.minimum(edge_h, until_h[real])
            share, none = _share_at(at_h, *part, running), np.zeros(len(whole))
            upto[place] += np.divide(share, whole, out=none, where=whole > 0).sum()
    return np.diff(upto)


def _running_share(profile: Sequence[float]) -> Floats:
    """Give the share of all infectiousness up to each of the equal parts, 0 first."""
    weight = np.asarray(profile, float)
    return np.asarray(np.concatenate([[0.0], np.cumsum(weight)]) / weight.sum())


def _share_at(at_h: Floats, from_h: Floats, over_h: Floats, running: Floats) -> Floats:
    """Give the share of each case's infectiousness up to an instant."""
    place = (at_h - from_h) / (over_h - from_h) * (len(running) - 1)
    return np.interp(place, np.arange(len(running)), running)


def _of_layers(
    links: Links, caused: NDArray[np.int64], layers: Iterable[str]
) -> Iterable[tuple[str, NDArray[np.bool_]]]:
    """Mark the caused infections over all layers, then of each."""
    yield ALL, np.ones(len(caused), bool)
    for layer in layers:
        yield layer, np.asarray(links.layer[caused] == layer, bool)


def _count(time_h: Floats, edges_h: Floats) -> Floats:
    """Count the times in each day [days]."""
    day = np.searchsorted(edges_h, time_h, side="right") - 1
    inside = (day >= 0) & (day < len(edges_h) - 1)
    return np.bincount(day[inside], minlength=len(edges_h) - 1).astype(float)
