"""Stops of a round laid out in time, compiled: it is done for every outing of a run."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

_TICK = 2.0**20
Floats = NDArray[np.float64]


@njit(cache=True)
def lay_out(
    work_h: Floats, outcome: NDArray[np.uint8], start_h: float, speed: float, between_h: float
) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Lay out the open stops of a round from `start_h` [h] on.

    Gives their numbers, and when each starts and ends [h], on the clock's grid.
    """
    n = 0
    for stop in range(len(outcome)):
        n += 1 if outcome[stop] == 0 else 0
    left, starts, ends = np.empty(n, np.int64), np.empty(n), np.empty(n)
    at_h, place = start_h, 0
    for stop in range(len(outcome)):
        if outcome[stop] != 0:
            continue
        starts[place] = np.rint(at_h * _TICK) / _TICK
        at_h += work_h[stop] * speed
        ends[place] = np.rint(at_h * _TICK) / _TICK
        at_h += between_h
        left[place] = stop
        place += 1
    return left, starts, ends


@njit(cache=True)
def book(
    met_h: Floats,
    outcome: NDArray[np.uint8],
    left: NDArray[np.int64],
    ends: Floats,
    now_h: float,
    met: int,
) -> int:
    """Mark the stops that ended by `now_h` [h] as met then; give how many they are."""
    count = 0
    while count < len(ends) and ends[count] <= now_h:
        met_h[left[count]] = ends[count]
        outcome[left[count]] = met
        count += 1
    return count
