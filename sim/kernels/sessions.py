"""Contacts of people brought together by work: door visits, sampling tables, crews.

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
MOST_CONTACTS = 64  # of one worker with colleagues in one session
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


@njit(cache=True, _nrt=False)
def push_crew(
    places: Places, infection: Infection, courses: Courses, fields: Fields, queue: Queue,
    crew: np.ndarray, crew_risk: np.ndarray, slots: np.ndarray, numbers: np.ndarray,
    start_h: np.ndarray, end_h: np.ndarray, per_h: np.ndarray, risk: float, void: int,
) -> int:  # fmt: skip
    """Let each of a crew, while there, meet keyed others who are there, at a rate of her own.

    Her contacts follow each other after exponential spans; only hers who may infect are drawn.
    """
    infected = 0
    for i in range(len(crew)):
        infected += fields.latest[crew[i]] >= 0
    if room(queue) < MOST_CONTACTS * infected:
        return QUEUE_FULL
    for i in range(len(crew)):
        x, at = np.int64(crew[i]), start_h[i]
        slot = -1 - np.int64(slots[i])  # no task has such a key
        for k in range(MOST_CONTACTS if fields.latest[x] >= 0 else 0):
            about = np.int64(numbers[i]) * MOST_CONTACTS + k
            at -= math.log(uniform(infection.seed, _TIME, slot, about, 0)) / per_h[i]
            if at >= end_h[i]:
                break
            y = _other(
                crew, start_h, end_h, i, at, uniform(infection.seed, _WHO, slot, about, 0)
            )
            if y >= 0:
                meet(
                    places, infection, courses, fields, queue, x, np.int64(crew[y]), tick(at),
                    slot, about, risk * crew_risk[y], void,
                )  # fmt: skip
    return DONE


@njit(cache=True, _nrt=False)
def _other(
    crew: np.ndarray, start_h: np.ndarray, end_h: np.ndarray, i: int, time_h: float, u: float
) -> int:
    """Choose by u one of those who are there beside the one in place i; -1 for nobody."""
    others = 0
    for j in range(len(crew)):
        others += j != i and start_h[j] <= time_h < end_h[j]
    left = min(np.int64(u * others), others - 1)
    for j in range(len(crew)):
        if j != i and start_h[j] <= time_h < end_h[j]:
            if left == 0:
                return j
            left -= 1
    return -1
