"""How receptive somebody is to infection, and to severe disease once infected.

Immunity after infection and after vaccination act independently: what remains after the one is
multiplied by what remains after the other. Leaky protection lowers the chance of each contact;
all-or-nothing protection holds for the share of people whose own uniform lies below it, the
same people for as long as they are protected, and not at all for the others.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from sim.kernels.people import (
    AGAINST,
    LEAST_FRESH,
    OLDEST,
    SUSCEPTIBILITY,
    Courses,
    Fields,
    Infection,
    Places,
    key_of,
)
from sim.rng import Purpose, uniform

INFECTION, SEVERITY = 0, 1  # against what; rows of a dose's tables
_TAKES, _VACCINE_TAKES = Purpose.IMMUNITY_TAKES, Purpose.VACCINE_TAKES


@njit(cache=True, _nrt=False)
def protection(immunity: np.ndarray, doses: int, against: int, since_h: float) -> float:
    """Read the protection of some doses (0: of an infection) at a time since the last [h].

    Linear between the points of the table; the first value holds before them, the last after
    them. The last dose with a table of its own stands for further ones.
    """
    row = 2 * min(doses, (len(immunity) >> 1) - 1) + against
    last = immunity.shape[2] - 1
    for n in range(last + 1):
        if since_h <= immunity[row, 0, n]:
            if n == 0:
                return immunity[row, 1, 0]
            step = immunity[row, 0, n] - immunity[row, 0, n - 1]
            share = (since_h - immunity[row, 0, n - 1]) / step
            before = immunity[row, 1, n - 1]
            return before + share * (immunity[row, 1, n] - before)
    return immunity[row, 1, last]


@njit(cache=True, forceinline=True, _nrt=False)
def recovered_h(courses: Courses, row: int) -> float:
    """Give from when somebody can be infected again: inf if she dies [h]."""
    course = courses.table[row]
    until_h = course.infectious_until_h
    if course.grave >= 0:
        grave = courses.grave[course.grave]
        if grave.death_h == grave.death_h:
            return np.inf
        until_h = max(until_h, grave.leaves_hospital_h)
    return until_h


@njit(cache=True, forceinline=True, _nrt=False)
def at_most(
    infection: Infection, courses: Courses, row: int, variant: int, time_h: float
) -> float:
    """Give the most that her infections can leave of a person's susceptibility at an instant.

    `row` is her latest infection; `time_h` lies ahead. She may be infected again until then: a
    fresh infection leaves at most 1 - LEAST_FRESH.
    """
    if not infection.reinfection or time_h < recovered_h(courses, row):
        return 0.0
    if infection.natural_all_or_nothing:
        return 1.0
    course = courses.table[row]
    held = protection(infection.immunity, 0, INFECTION, time_h - course.time_h)
    held *= infection.cross[course.variant, variant]
    return 1.0 - min(held, infection.variants[variant, LEAST_FRESH])


@njit(cache=True, forceinline=True, _nrt=False)
def immune_share(
    places: Places, infection: Infection, courses: Courses, fields: Fields, i: int,
    variant: int, time_h: float,
) -> float:  # fmt: skip
    """Give by how much immunity lowers person i's susceptibility to a variant at an instant."""
    remains, row = 1.0, np.int64(fields.latest[i])
    if row >= 0:
        course = courses.table[row]
        held = protection(infection.immunity, 0, INFECTION, time_h - course.time_h)
        held *= infection.cross[course.variant, variant]
        if infection.natural_all_or_nothing:
            number = np.int64(course.number)
            takes = uniform(infection.seed, _TAKES, key_of(places, i), number, 0)
            held = 1.0 if takes < held else 0.0
        remains *= 1.0 - held
    if len(fields.doses) > 0 and fields.doses[i] > 0:
        since_h = time_h - fields.dose_h[i]
        held = protection(infection.immunity, np.int64(fields.doses[i]), INFECTION, since_h)
        held *= infection.variants[variant, AGAINST]
        if infection.vaccine_all_or_nothing:
            takes = uniform(infection.seed, _VACCINE_TAKES, key_of(places, i), 0, 0)
            held = 1.0 if takes < held else 0.0
        remains *= 1.0 - held
    return 1.0 - remains


@njit(cache=True, forceinline=True, _nrt=False)
def by_age(places: Places, infection: Infection, i: int, variant: int) -> float:
    """Give person i's susceptibility to a variant without immunity, relative to the largest."""
    return infection.shares[variant, SUSCEPTIBILITY, min(np.int64(places.age[i]), OLDEST)]


@njit(cache=True, forceinline=True, _nrt=False)
def receptive(
    places: Places, infection: Infection, courses: Courses, fields: Fields, i: int,
    variant: int, time_h: float,
) -> float:  # fmt: skip
    """Give person i's susceptibility to a variant at an instant, relative to the largest.

    0 while she is infected or in hospital, and for ever where infection immunises fully.
    """
    able, row = by_age(places, infection, i, variant), np.int64(fields.latest[i])
    if not infection.reinfection:
        return able if row < 0 else 0.0
    if row >= 0 and time_h < recovered_h(courses, row):
        return 0.0
    return able * (1.0 - immune_share(places, infection, courses, fields, i, variant, time_h))


@njit(cache=True, _nrt=False)
def severity_remains(immunity: np.ndarray, courses: Courses, fields: Fields, row: int) -> float:
    """Give what immunity leaves of the share severe in infection `row`."""
    course = courses.table[row]
    remains = 1.0
    if course.previous >= 0:
        since_h = course.time_h - courses.table[course.previous].time_h
        remains -= protection(immunity, 0, SEVERITY, since_h)
    if course.doses > 0:
        since_h = course.time_h - fields.dose_h[course.person]
        remains *= 1.0 - protection(immunity, np.int64(course.doses), SEVERITY, since_h)
    return remains
