"""Small numerical helpers of the inner loops."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

_TICK = 2.0**20
_SMALL_MEAN = 30.0


@njit(cache=True, inline="always", _nrt=False)
def tick(time_h: float) -> float:
    """Round to 2^-20 h, so that sums of times are exact."""
    return np.rint(time_h * _TICK) / _TICK


@njit(cache=True, forceinline=True, _nrt=False)
def quantile(table: np.ndarray, u: float) -> float:
    """Read a quantile table at u by linear interpolation."""
    place = u * (len(table) - 1)
    low = np.int64(place)
    return table[low] + (place - low) * (table[low + 1] - table[low])


@njit(cache=True, _nrt=False)
def poisson(mean: float, u: float) -> int:
    """Invert the Poisson distribution; large means from 12 deviations below the mean."""
    if u <= 1.0 - mean:  # 1 - mean is at most exp(-mean)
        return 0
    k, limit = np.int64(0), np.int64(mean + 12.0 * math.sqrt(mean)) + 40
    if mean < _SMALL_MEAN:
        term = math.exp(-mean)
    else:
        k = max(np.int64(mean - 12.0 * math.sqrt(mean)), np.int64(0))
        term = math.exp(k * math.log(mean) - mean - math.lgamma(k + 1.0))
    total = term
    while u > total and k < limit:
        k += 1
        term *= mean / k
        total += term
    return k


@njit(cache=True, forceinline=True, _nrt=False)
def place_of(upto: np.ndarray, first: int, last: int, value: float) -> int:
    """Find the first place in [first, last] whose running sum exceeds a value, or last."""
    low, high = first, last
    while low < high:
        middle = (low + high) >> 1
        if upto[middle] > value:
            high = middle
        else:
            low = middle + 1
    return low
