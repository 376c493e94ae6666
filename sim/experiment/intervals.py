"""Intervals beside Student's t: resampled, exact, of quantiles, of independent runs, at once.

Arrays in, numbers out. Resampling draws from the keyed hash, so the same values give the same
interval.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.experiment.certificate import interval as exact_interval
from sim.rng import uniforms

Floats = NDArray[np.float64]

SKEWED = 1.0
"""Skewness from which a mean is resampled. Source: assumed."""
FEWEST_RESAMPLED = 100
"""Values from which a mean is resampled. Source: Hall 1988 (second order); 100 assumed."""
RESAMPLES, MORE_RESAMPLES = 1999, 9999
_FOR_RESAMPLING = 520  # parts this luck from that of the runs


def skewness(values: Floats) -> float:
    """Give the sample skewness, the third moment over the deviation cubed; 0 without spread."""
    away = values - values.mean()
    spread = float((away**2).mean())
    return float((away**3).mean()) / spread**1.5 if spread > 0 else 0.0


def too_few(values: ArrayLike) -> bool:
    """Tell whether values are skewed and too few to be resampled: their interval is short."""
    kept = np.asarray(values, np.float64)
    kept = kept[~np.isnan(kept)]
    return 0 < len(kept) < FEWEST_RESAMPLED and abs(skewness(kept)) >= SKEWED


def resampled(values: Floats, confidence: float) -> tuple[float, float]:
    """Give the studentised bootstrap interval of a mean.

    In each resample t* = (mean* - mean) / (s* / sqrt n); the interval is mean - q s / sqrt n at
    the quantiles q of t* (Efron and Tibshirani 1993, ch. 12.5; Hall 1988, doi
    10.1214/aos/1176350933). (nan, nan) where half of the resamples have no spread.
    """
    n, draws = len(values), RESAMPLES if confidence <= 0.98 else MORE_RESAMPLES
    weights, scale = _weights(n, draws), float(np.abs(values).max())
    if scale == 0:
        return math.nan, math.nan
    scaled = values / scale
    means = weights @ scaled / n
    variance = (weights @ scaled**2 / n - means**2) * n / (n - 1)
    kept = variance > 1e-12
    if kept.mean() < 0.5:
        return math.nan, math.nan
    mean, error = float(scaled.mean()), float(scaled.std(ddof=1)) / math.sqrt(n)
    t = (means[kept] - mean) / np.sqrt(variance[kept] / n)
    low, high = np.quantile(t, [(1 + confidence) / 2, (1 - confidence) / 2])
    return scale * (mean - float(low) * error), scale * (mean - float(high) * error)


@lru_cache(maxsize=2)
def _weights(n: int, draws: int) -> Floats:
    """Draw how often each value is in each resample [draws, n]."""
    weights = np.empty((draws, n))
    for number in range(draws):
        place = (uniforms(n, _FOR_RESAMPLING, number, np.arange(n)) * n).astype(np.int64)
        weights[number] = np.bincount(place, minlength=n)
    return weights


def wilson(held: int, runs: int, confidence: float) -> tuple[float, float]:
    """Give Wilson's interval of a share; (0, 1) without a run (doi 10.2307/2276774)."""
    from scipy.special import ndtri

    if not runs:
        return 0.0, 1.0
    z, share = float(ndtri(0.5 + confidence / 2)), held / runs
    middle = share + z**2 / (2 * runs)
    half = z * math.sqrt(share * (1 - share) / runs + z**2 / (4 * runs**2))
    scale = 1 + z**2 / runs
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


@dataclass(frozen=True)
class Quantile:
    """A quantile of a measure over replications; an end is nan where no value bounds it."""

    share: float
    value: float
    low: float
    high: float


def quantile(values: ArrayLike, share: float, confidence: float = 0.95) -> Quantile:
    """Estimate a quantile; the ends are order statistics, whatever the distribution.

    The number of values below the quantile is binomial, so that the ends are the values of
    rank l and u with P(B < l) and P(B >= u) at most half the rest (David and Nagaraja 2003,
    ch. 7.1).
    """
    from scipy.special import bdtr

    kept = np.asarray(values, np.float64)
    kept = np.sort(kept[~np.isnan(kept)])
    n, tail = len(kept), (1 - confidence) / 2
    if not n:
        return Quantile(share, math.nan, math.nan, math.nan)
    below = bdtr(np.arange(n, dtype=float), n, share)  # P(B <= k)
    low = np.flatnonzero(below <= tail) + 1  # rank l: P(B <= l - 1) <= tail
    high = np.flatnonzero(below >= 1 - tail) + 1  # rank u: P(B >= u) <= tail
    return Quantile(
        share,
        float(np.quantile(kept, share)),
        float(kept[low[-1] - 1]) if len(low) else math.nan,
        float(kept[high[0] - 1]) if len(high) else math.nan,
    )


@dataclass(frozen=True)
class Beaten:
    """In how many pairs the second side is better, and in how many both are alike."""

    better: int
    alike: int
    pairs: int
    low: float  # exact interval of the share of pairs in which it is better
    high: float


def beaten(baseline: ArrayLike, other: ArrayLike, direction: str) -> Beaten | None:
    """Count the pairs in which the other side is better; None where no side is.

    The share hangs on the pairing: the same two plans under luck of their own give another.
    """
    if direction not in ("higher", "lower"):
        return None
    a, b = np.asarray(baseline, np.float64), np.asarray(other, np.float64)
    kept = ~(np.isnan(a) | np.isnan(b))
    gain = (b - a)[kept] * (1 if direction == "higher" else -1)
    better, pairs = int((gain > 0).sum()), len(gain)
    return Beaten(better, int((gain == 0).sum()), pairs, *exact_interval(better, pairs, 0.95))


def welch(a: Floats, b: Floats, confidence: float) -> tuple[float, float]:
    """Give Welch's interval of the mean of b minus the mean of a, of independent runs.

    Degrees of freedom by Welch and Satterthwaite (doi 10.2307/3002019); nan without spread.
    """
    from scipy.special import stdtrit

    if len(a) < 2 or len(b) < 2:
        return math.nan, math.nan
    parts = [float(side.var(ddof=1)) / len(side) for side in (a, b)]
    if sum(parts) == 0:
        return math.nan, math.nan
    freedom = sum(parts) ** 2 / sum(
        part**2 / (len(side) - 1) for part, side in zip(parts, (a, b), strict=True)
    )
    half = float(stdtrit(freedom, 0.5 + confidence / 2)) * math.sqrt(sum(parts))
    middle = float(b.mean() - a.mean())
    return middle - half, middle + half


def by_town(values: Floats, towns: int) -> Floats:
    """Average replications by town [towns]; replication r is in town r mod towns."""
    with np.errstate(invalid="ignore"):
        parts = [values[town::towns] for town in range(towns)]
        return np.array([_mean_of_data(part) for part in parts])


def _mean_of_data(values: Floats) -> float:
    kept = values[~np.isnan(values)]
    return float(kept.mean()) if len(kept) else math.nan
