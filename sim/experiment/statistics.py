"""Means and paired differences with their intervals; arrays in, numbers out."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.experiment import intervals
from sim.experiment.certificate import interval as exact_interval

Floats = NDArray[np.float64]

_ROUNDING = 1e-12
STUDENT, EXACT, RESAMPLED = "t", "exact", "bootstrap"
TOWNS, WELCH = "towns", "Welch"
CONFIDENCE = 0.95
"""Confidence of every interval. Source: assumed (the field's habit)."""


@dataclass(frozen=True)
class Estimate:
    """The mean of one measure over replications; low and high are nan where there is none.

    `interval` says how they were found: t (Student), exact (Clopper and Pearson), bootstrap
    (studentised), towns (Student's t over the means of towns), or nothing.
    """

    mean: float
    low: float
    high: float
    deviation: float
    replications: int
    without_data: int
    interval: str = ""


@dataclass(frozen=True)
class Paired:
    """Other minus baseline over paired replications. nan means no data, or no interval."""

    difference: float
    low: float
    high: float
    confidence: float
    replications: int
    without_data: int
    correlation: float
    correlation_low: float
    correlation_high: float
    variance_reduction: float
    identical_share: float
    baseline_mean: float
    scenario_mean: float
    interval: str = ""


def t_quantile(confidence: float, degrees: int) -> float:
    """Return the two-sided quantile of Student's t: P(-q < T < q) = confidence."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, 0.5 + confidence / 2))


def estimate(values: ArrayLike, confidence: float = CONFIDENCE) -> Estimate:
    """Estimate a mean from replications; nan values are left out and counted.

    The interval is mean ± t(n-1) s / sqrt(n), and of 100 or more skewed values the studentised
    bootstrap. There is none (nan) where n is 1 or 0, and where
    all values are alike: no spread was seen, which does not make the mean certain.
    """
    given = np.asarray(values, dtype=np.float64)
    kept = given[~np.isnan(given)]
    n, missing = len(kept), len(given) - len(kept)
    if not n:
        return Estimate(math.nan, math.nan, math.nan, math.nan, 0, missing)
    mean = _mean(kept)
    if n == 1:
        return Estimate(mean, math.nan, math.nan, math.nan, 1, missing)
    if _constant(kept):
        return Estimate(mean, math.nan, math.nan, 0.0, n, missing)
    deviation = float(kept.std(ddof=1))
    low, high, how = _around(kept, mean, deviation, confidence)
    return Estimate(mean, low, high, deviation, n, missing, how)


def _around(
    values: Floats, mean: float, deviation: float, confidence: float
) -> tuple[float, float, str]:
    """Give the interval of a mean: resampled where many values are skewed, else Student's t."""
    n = len(values)
    many = n >= intervals.FEWEST_RESAMPLED
    if many and abs(intervals.skewness(values)) >= intervals.SKEWED:
        low, high = intervals.resampled(values, confidence)
        if not math.isnan(low):
            return low, high, RESAMPLED
    half = t_quantile(confidence, n - 1) * deviation / math.sqrt(n)
    return mean - half, mean + half, STUDENT


def estimate_share(values: ArrayLike, confidence: float = CONFIDENCE) -> Estimate:
    """Estimate in what share of replications a thing happened, from its 0 and 1.

    The interval is exact, also where all are alike or there is only one (Clopper and Pearson
    1934, doi 10.1093/biomet/26.4.404). Raises ValueError for a value that is neither.
    """
    found, given = estimate(values, confidence), np.asarray(values, dtype=np.float64)
    kept = given[~np.isnan(given)]
    if not np.isin(kept, (0.0, 1.0)).all():
        raise ValueError("a share of replications needs values of 0 and 1 only")
    if not len(kept):
        return found
    low, high = exact_interval(int(kept.sum()), len(kept), confidence)
    return replace(found, low=low, high=high, interval=EXACT)


def paired(baseline: ArrayLike, other: ArrayLike, confidence: float = CONFIDENCE) -> Paired:
    """Estimate other - baseline from replications run under the same luck.

    A pair with nan on either side is left out and counted. The interval is that of `estimate`
    on the differences. Its width is zero only where all pairs are identical, value for value
    (the difference is then exactly 0). Differences that are all the same but not 0 show no
    variance to build an interval from: the difference is exact for these replications and low
    and high are nan.
    """
    a, b = np.asarray(baseline, dtype=np.float64), np.asarray(other, dtype=np.float64)
    if a.shape != b.shape or a.ndim != 1:
        raise ValueError(f"pairs need two rows of equal length, found {a.shape} and {b.shape}")
    kept = ~(np.isnan(a) | np.isnan(b))
    a, b, missing = a[kept], b[kept], int((~kept).sum())
    difference, low, high, how = _difference(_level(b - a, a, b), confidence)
    correlation, correlation_low, correlation_high = _correlation(a, b, confidence)
    return Paired(
        difference=difference,
        low=low,
        high=high,
        confidence=confidence,
        replications=len(a),
        without_data=missing,
        correlation=correlation,
        correlation_low=correlation_low,
        correlation_high=correlation_high,
        variance_reduction=variance_reduction(a, b),
        identical_share=float((a == b).mean()) if len(a) else math.nan,
        baseline_mean=_mean(a),
        scenario_mean=_mean(b),
        interval=how,
    )


def paired_by_town(
    baseline: Floats, other: Floats, towns: int, confidence: float = CONFIDENCE
) -> Paired:
    """Estimate other - baseline with towns as blocks: Student's t over differences of towns.

    Replication r of both sides is in town r mod `towns`. The rest is that of single pairs.
    """
    missing = np.isnan(baseline) | np.isnan(other)
    sides = [np.where(missing, np.nan, side) for side in (baseline, other)]
    a, b = (intervals.by_town(side, towns) for side in sides)
    each = paired(a, b, confidence)
    found = paired(baseline, other, confidence)
    return replace(
        found, difference=each.difference, low=each.low, high=each.high, interval=TOWNS
    )


def unpaired(baseline: Floats, other: Floats, confidence: float = CONFIDENCE) -> Paired:
    """Estimate other - baseline from runs under luck of their own, by Welch's interval.

    What only pairs have (correlation, identical share, variance reduction) is nan.
    """
    a, b = (side[~np.isnan(side)] for side in (baseline, other))
    low, high = intervals.welch(a, b, confidence)
    nan, runs = math.nan, min(len(a), len(b))
    missing = len(baseline) - runs
    difference = _mean(b) - _mean(a)
    return Paired(
        difference, low, high, confidence, runs, missing, nan, nan, nan, nan, nan, _mean(a),
        _mean(b), WELCH,
    )  # fmt: skip


def estimate_by_town(values: Floats, towns: int, confidence: float = CONFIDENCE) -> Estimate:
    """Estimate a mean over towns: Student's t over the means of towns (see paired_by_town)."""
    each, found = estimate(intervals.by_town(values, towns), confidence), estimate(values)
    return replace(found, mean=each.mean, low=each.low, high=each.high, interval=TOWNS)


def variance_reduction(a: Floats, b: Floats) -> float:
    """Return (Var A + Var B) / Var(A - B): what pairing saves; 1 is nothing, inf is all."""
    if len(a) < 2:
        return math.nan
    apart = _variance(a) + _variance(b)
    together = _variance(_level(a - b, a, b))
    if together == 0:
        return math.inf if apart > 0 else math.nan
    return apart / together


def _difference(d: Floats, confidence: float) -> tuple[float, float, float, str]:
    if not len(d):
        return math.nan, math.nan, math.nan, ""
    if _constant(d):
        value = float(d[0])
        known = value == 0 and len(d) > 1
        return (0.0, 0.0, 0.0, "") if known else (value, math.nan, math.nan, "")
    found = estimate(d, confidence)
    return found.mean, found.low, found.high, found.interval


def _correlation(a: Floats, b: Floats, confidence: float) -> tuple[float, float, float]:
    """Return Pearson's r with Fisher's interval (doi 10.2307/2331838); nan where undefined."""
    if len(a) < 2 or _constant(a) or _constant(b):
        return math.nan, math.nan, math.nan
    if np.array_equal(a, b):
        return 1.0, 1.0, 1.0
    r = float(np.corrcoef(a, b)[0, 1])
    if len(a) < 4 or abs(r) >= 1:
        return r, math.nan, math.nan
    from scipy.special import ndtri

    half = float(ndtri(0.5 + confidence / 2)) / math.sqrt(len(a) - 3)
    z = math.atanh(r)
    return r, math.tanh(z - half), math.tanh(z + half)


def _level(d: Floats, a: Floats, b: Floats) -> Floats:
    """Take away rounding from differences that are otherwise all the same and not 0."""
    if len(d) < 2:
        return d
    largest = float(np.maximum(np.abs(a), np.abs(b)).max())
    same = np.ptp(d) <= _ROUNDING * largest < abs(d[0])
    return np.full_like(d, d[0]) if same else d


def _constant(values: Floats) -> bool:
    return bool((values == values[0]).all()) if len(values) else False


def _mean(values: Floats) -> float:
    """Return the mean, exact where all values are the same."""
    if not len(values):
        return math.nan
    return float(values[0]) if _constant(values) else float(values.mean())


def _variance(values: Floats) -> float:
    return 0.0 if _constant(values) else float(values.var(ddof=1))
