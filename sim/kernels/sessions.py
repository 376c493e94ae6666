"""Contacts of people brought together by work: door visits and sampling tables.

Only those who are infectious at the very time of a contact can infect in it, and all of them
were infected at least one floor before: so a session is decided when it is pushed, and only
contacts that may infect enter the queue.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from sim.kernels.candidates import level
from sim.kernels.immunity import by_age
from sim.kernels.modifiers import gone_from
from sim.kernels.numbers import tick
from sim.kernels.people import (
    HOUSEHOLD,
    SESSION,
    SUSCEPTIBLE,
    Courses,
    Fields,
    Infection,
    Places,
    key_of,
)
from sim.kernels.queue import Queue, push, room
from sim.kernels.spread import DONE, QUEUE_FULL
from sim.rng import Purpose, uniform

_TIME, _WHO, _MARK = Purpose.SESSION_TIME, Purpose.SESSION_WHO, Purpose.SESSION_MARK
QUEUE_CONTACTS = 5  # others met in the queue of a sampling table; assumed


@njit(cache=True, _nrt=False)
def meet(
    places: Places, infection: Infection, courses: Courses, fields: Fields, queue: Queue,
    x: int, y: int, time_h: float, task: int, about: int, risk: float, void: int,
) -> None:  # fmt: skip
    """Queue the infection of y by x at one contact, if x is infectious then and it may infect.

    The mark is the least susceptibility that is infected.
    """
    row = np.int64(fields.latest[x])
    if row < 0 or (fields.health[y] != SUSCEPTIBLE and not infection.reinfection):
        return
    if fields.factors[fields.restriction[x], SESSION] <= 0.0:
        return  # in isolation: not there
    if time_h >= gone_from(courses, row):
        return
    course = courses.table[row]
    variant = np.int64(course.variant)
    dose = infection.dose[SESSION] * course.strength * risk * level(
        infection.profile[variant, 0], course.infectious_from_h, course.infectious_until_h,
        time_h,
    )  # fmt: skip
    if dose <= 0.0:
        return
    who = key_of(places, x) * 16 + np.int64(course.number)
    mark = -math.log1p(-uniform(infection.seed, _MARK, task, about, who)) / dose
    if mark < by_age(places, infection, y, variant):
        push(queue, time_h, row, y, x, (SESSION << 32) | void, mark)


@njit(cache=True, _nrt=False)
def push_visits(
    places: Places, infection: Infection, courses: Courses, fields: Fields, queue: Queue,
    task: int, crew: np.ndarray, crew_risk: np.ndarray, households: np.ndarray,
    numbers: np.ndarray, start_h: np.ndarray, end_h: np.ndarray, risk: float, void: int,
) -> int:  # fmt: skip
    """Let each member of a crew meet one keyed member of each household at the door."""
    if room(queue) < 2 * len(crew) * len(households):
        return QUEUE_FULL
    for s in range(len(households)):
        home = places.first[HOUSEHOLD] + np.int64(households[s])
        first = np.int64(places.start[home])
        members = np.int64(places.start[home + 1]) - first
        for c in range(len(crew)):
            about = np.int64(numbers[s]) * 64 + c
            who = uniform(infection.seed, _WHO, task, about, 0)
            met = first + min(np.int64(who * members), members - 1)
            u = uniform(infection.seed, _TIME, task, about, 0)
            at = tick(start_h[s] + u * (end_h[s] - start_h[s]))
            worker = np.int64(crew[c])
            meet(
                places, infection, courses, fields, queue, worker, met, at, task, about, risk,
                void,
            )  # fmt: skip
            both = risk * crew_risk[c]
            meet(
                places, infection, courses, fields, queue, met, worker, at, task, about, both,
                void,
            )  # fmt: skip
    return DONE


@njit(cache=True, _nrt=False)
def push_table(
    places: Places, infection: Infection, courses: Courses, fields: Fields, queue: Queue,
    task: int, crew: np.ndarray, crew_risk: np.ndarray, residents: np.ndarray,
    numbers: np.ndarray, start_h: np.ndarray, end_h: np.ndarray, risk: float, void: int,
) -> int:  # fmt: skip
    """Let each resident meet one keyed sampler and, in the queue, keyed others of the round."""
    n = len(residents)
    if room(queue) < (2 + QUEUE_CONTACTS) * n:
        return QUEUE_FULL
    for s in range(n):
        resident = np.int64(residents[s])
        number = np.int64(numbers[s])
        who = uniform(infection.seed, _WHO, task, number, 0)
        c = min(np.int64(who * len(crew)), len(crew) - 1)
        u = uniform(infection.seed, _TIME, task, number, 0)
        at = tick(start_h[s] + u * (end_h[s] - start_h[s]))
        worker, about = np.int64(crew[c]), number * 64
        both = risk * crew_risk[c]
        meet(
            places, infection, courses, fields, queue, worker, resident, at, task, about, risk,
            void,
        )  # fmt: skip
        meet(
            places, infection, courses, fields, queue, resident, worker, at, task, about, both,
            void,
        )  # fmt: skip
        if fields.latest[resident] < 0 or n < 2:
            continue
        for k in range(QUEUE_CONTACTS):
            about = number * 64 + 1 + k
            who = uniform(infection.seed, _WHO, task, about, 1)
            other = min(np.int64(who * (n - 1)), n - 2)
            other = np.int64(residents[other + 1 if other >= s else other])
            meet(
                places, infection, courses, fields, queue, resident, other, at, task, about,
                risk, void,
            )  # fmt: skip
    return DONE
