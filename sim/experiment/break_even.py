"""Where a difference that changes along a factor is nothing, with its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.experiment.statistics import CONFIDENCE, Floats, t_quantile

STEPS = 200
"""Places looked at between two values. Source: assumed, finer than any interval here."""
FOUND, SHORT, ALREADY, ALIKE, UNCLEAR = "found", "short", "already", "alike", "unclear"


@dataclass(frozen=True)
class BreakEven:
    """Where the mean difference is 0.

    verdict: found (once), short (it stays below 0, shown at the last place), already (above 0,
    shown at the first), alike (0 in all replications everywhere), or unclear. value: where the
    mean is 0, nan unless it is once. low and high: the ends of all places at which a
    difference of 0 is not refuted; nan where it is refuted everywhere. open_low, open_high:
    they reach the first or the last place, and may lie beyond.
    """

    verdict: str
    value: float
    low: float
    high: float
    open_low: bool
    open_high: bool
    replications: int


@dataclass(frozen=True)
class Band:
    """A mean difference along places with its interval at each; rising is better."""

    places: Floats
    mean: Floats
    low: Floats
    high: Floats


def break_even(
    places: ArrayLike, differences: ArrayLike, confidence: float = CONFIDENCE
) -> BreakEven:
    """Find where a difference changes from below to above 0.

    places: rising or falling, in the order of the factor [places]. differences: above 0 is
    better, nan is no data [places, replications]; a replication without data anywhere is left
    out. Between places each replication is joined by straight lines. The interval holds every
    place at which Student's t does not refute that the mean is 0: the test turned round
    (Fieller 1954), so that it may be open, and cover every place, where little is known. If
    the lines are straight it holds the true place with the stated confidence.
    """
    at = np.asarray(places, dtype=np.float64)
    rows = _whole(differences)
    runs = rows.shape[1]
    nan = math.nan
    if runs < 2:
        return BreakEven(UNCLEAR, nan, nan, nan, True, True, runs)
    if not rows.any():
        return BreakEven(ALIKE, nan, float(at.min()), float(at.max()), True, True, runs)
    band = along(at, rows, confidence)
    inside = (band.low <= 0) & (band.high >= 0)
    kept = band.places[inside]
    low, high = (float(kept.min()), float(kept.max())) if len(kept) else (nan, nan)
    ends = (bool(inside[0]), bool(inside[-1]))
    open_low, open_high = ends if at[-1] >= at[0] else ends[::-1]
    value = _crossing(at, rows.mean(axis=1))
    return BreakEven(_verdict(band, value), value, low, high, open_low, open_high, runs)


def along(places: ArrayLike, differences: ArrayLike, confidence: float = CONFIDENCE) -> Band:
    """Give the mean difference and its interval along places joined by straight lines."""
    at, rows = np.asarray(places, dtype=np.float64), _whole(differences)
    count, runs = rows.shape
    if runs < 2:
        nothing = np.full(len(at), math.nan)
        return Band(at, rows.mean(axis=1) if runs else nothing, nothing, nothing)
    spot = np.linspace(0, count - 1, (count - 1) * STEPS + 1)
    first = np.minimum(spot.astype(np.int64), count - 2)
    share = (spot - first)[:, None]
    joined = (1 - share) * rows[first] + share * rows[first + 1]
    mean = joined.mean(axis=1)
    half = t_quantile(confidence, runs - 1) * joined.std(axis=1, ddof=1) / math.sqrt(runs)
    return Band(np.interp(spot, np.arange(count), at), mean, mean - half, mean + half)


def _whole(differences: ArrayLike) -> Floats:
    rows = np.asarray(differences, dtype=np.float64)
    return rows[:, ~np.isnan(rows).any(axis=0)]


def _verdict(band: Band, value: float) -> str:
    if not math.isnan(value):
        return FOUND
    if band.high.max() < 0 or (band.mean.max() <= 0 and band.high[-1] < 0):
        return SHORT
    if band.low.min() > 0 or (band.mean.min() >= 0 and band.low[0] > 0):
        return ALREADY
    return UNCLEAR


def _crossing(at: Floats, mean: Floats) -> float:
    """Give where the mean rises through 0, nan unless it changes its sign there and once."""
    signs = np.sign(mean)
    changes = [k for k in range(len(at) - 1) if signs[k] != signs[k + 1] and signs[k + 1]]
    if len(changes) != 1 or signs[changes[0] + 1] < 0:
        return math.nan
    k = changes[0]
    share = -mean[k] / (mean[k + 1] - mean[k])
    return float(at[k] + share * (at[k + 1] - at[k]))
