"""What remains of somebody's contacts at an instant: controls, illness, duty."""

from __future__ import annotations

import numpy as np
from numba import njit

from sim.kernels.people import HOUSEHOLD, WORK, Courses, Fields

_INF = np.inf


@njit(cache=True, forceinline=True, _nrt=False)
def gone_from(courses: Courses, row: int) -> float:
    """Give the time from which the infected meets nobody: hospital, then perhaps death."""
    grave = courses.table[row].grave
    return courses.grave[grave].severe_h if grave >= 0 else _INF


@njit(cache=True, forceinline=True, _nrt=False)
def bands_open(fields: Fields, i: int) -> int:
    """Count the household bands that person i's modifier lays open: one up to 1."""
    return max(np.int64(np.ceil(fields.factors[fields.restriction[i], HOUSEHOLD])), 1)


@njit(cache=True, forceinline=True, _nrt=False)
def factor(
    isolation: np.ndarray, courses: Courses, fields: Fields, i: int, row: int, layer: int,
    time_h: float,
) -> float:  # fmt: skip
    """Give what remains of person i's contacts in a layer: the smallest of her causes.

    `row` is the infection that may keep her at home, -1 none.
    """
    remains = fields.factors[fields.restriction[i], layer]
    if row >= 0 and courses.table[row].isolates:
        course = courses.table[row]
        if course.onset_h <= time_h < course.infectious_until_h:
            remains = min(remains, isolation[layer])
    if layer == WORK and fields.duty[i] != 0:
        remains = 0.0
    return remains
