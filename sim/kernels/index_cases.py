"""Index cases, many at once, or one after the other in a naive town."""

from __future__ import annotations

import numpy as np
from numba import njit

from sim.kernels.people import SUSCEPTIBLE, Courses, Fields, Infection, Places
from sim.kernels.queue import NONE, Queue
from sim.kernels.spread import AT_ONCE, DONE, NOTHING, advance, introduce


@njit(cache=True, _nrt=False)
def introduce_all(queue: Queue, persons: np.ndarray) -> None:
    """Queue the infection of each of `persons` at 0, for which there is room."""
    last = len(persons) - 1
    for k in range(last + 1):  # the last number first: it is that of the first in the queue
        introduce(queue, np.int64(persons[k]), 0.0, last - k, NOTHING, NOTHING, 0.0)


@njit(cache=True, _nrt=False)
def offspring(
    places: Places, infection: Infection, courses: Courses, fields: Fields, queue: Queue,
    voided_h: np.ndarray, persons: np.ndarray, times_h: np.ndarray, until_h: float,
    infected: np.ndarray,
) -> int:  # fmt: skip
    """Count whom each of `persons` infects directly, infectious from `times_h` on.

    Each finds a naive town; those infected must be latent beyond `until_h` [h], the end of the
    queue. Give a status: what is missing is room for one case.
    """
    for k in range(len(persons)):
        introduce(
            queue, np.int64(persons[k]), times_h[k], NOTHING, NOTHING, np.int64(AT_ONCE), 0.0
        )
        status = advance(places, infection, courses, fields, queue, voided_h, until_h)
        if status != DONE:
            return status
        infected[k] = courses.rows[0] - 1
        for row in range(courses.rows[0]):
            person = np.int64(courses.table[row].person)
            fields.health[person] = SUSCEPTIBLE
            fields.latest[person] = NONE
        courses.rows[:] = 0
        queue.counter[:] = 0
        queue.counter[2] = NONE
    return DONE
