"""The course of one infection, drawn as a whole when it begins.

Every draw is keyed by the person, the number of her infection and what is drawn.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from sim.kernels.immunity import severity_remains
from sim.kernels.numbers import quantile, tick
from sim.kernels.people import (
    ASYMPTOMATIC,
    CRITICAL,
    CRITICAL_AFTER,
    CRITICAL_STAY,
    DEATH,
    DEATH_AFTER,
    FROM_INFECTION,
    HOSPITAL,
    INFECTIOUS,
    LATENT,
    OLDEST,
    ONSET,
    SEVERE,
    SEVERE_AFTER,
    SHEDDING,
    TRANSMISSIBILITY,
    WITHOUT_SYMPTOMS,
    Courses,
    Fields,
    Infection,
    Places,
    key_of,
)
from sim.rng import Purpose, branch, stem, uniform, unit

_COURSE, _SELF_ISOLATION = Purpose.COURSE, Purpose.SELF_ISOLATION
# Last words of keys: durations have the number of their law, turns 32 and the number of theirs.
_TURN = 32


@njit(cache=True, forceinline=True, _nrt=False)
def lasts(laws: np.ndarray, law: int, luck: Any) -> float:
    """Draw a duration of the course [h]."""
    table = laws[law]
    if table[0] == table[len(table) - 1]:
        return table[0]
    return quantile(table, unit(branch(luck, law)))


@njit(cache=True, forceinline=True, _nrt=False)
def turns(luck: Any, which: int, share: float) -> bool:
    """Decide whether the course takes a turn."""
    return share > 0.0 and unit(branch(luck, _TURN + which)) < share


@njit(cache=True, forceinline=True, _nrt=False)
def draw_course(
    places: Places, infection: Infection, courses: Courses, fields: Fields, row: int,
    at_once: bool,
) -> None:  # fmt: skip
    """Draw the course of infection `row`, whose person, number, variant and time are set."""
    course = courses.table[row]
    i, variant = np.int64(course.person), np.int64(course.variant)
    own = key_of(places, i)
    luck = branch(stem(infection.seed, _COURSE, own), np.int64(course.number))
    laws, figures = infection.laws[variant], infection.variants[variant]
    shares, age = infection.shares[variant], min(np.int64(places.age[i]), OLDEST)
    latent = 0.0 if at_once else max(lasts(laws, LATENT, luck), infection.floor_h)
    from_h = tick(course.time_h + latent)
    course.infectious_from_h = from_h
    course.infectious_until_h = tick(from_h + lasts(laws, INFECTIOUS, luck))
    course.onset_h = np.nan
    course.grave = -1
    course.bands = course.doses = 0
    course.isolates = False
    strength = figures[TRANSMISSIBILITY] * lasts(laws, SHEDDING, luck)
    if len(fields.doses) > 0:
        course.doses = fields.doses[i]
        strength *= infection.onward[min(np.int64(course.doses), len(infection.onward) - 1)]
    asymptomatic = shares[ASYMPTOMATIC, age]
    if turns(luck, ASYMPTOMATIC, asymptomatic):
        course.strength = strength * figures[WITHOUT_SYMPTOMS]
        return
    course.strength = strength
    if figures[FROM_INFECTION] > 0.0:
        onset_h = course.time_h + quantile(laws[ONSET], unit(branch(luck, LATENT)))
    else:
        onset_h = from_h + lasts(laws, ONSET, luck)
    course.onset_h = max(tick(onset_h), from_h)
    if infection.isolation_share > 0.0:
        isolates = uniform(infection.seed, _SELF_ISOLATION, own, 0, 0)
        course.isolates = isolates < infection.isolation_share
    severe = shares[SEVERE, age] / (1.0 - asymptomatic)
    if infection.reinfection:
        severe *= severity_remains(infection.immunity, courses, fields, row)
    if turns(luck, SEVERE, severe):
        draw_hospital(laws, shares[:, age], courses, row, luck)


@njit(cache=True, _nrt=False)
def draw_hospital(
    laws: np.ndarray, shares: np.ndarray, courses: Courses, row: int, luck: Any
) -> None:
    """Draw what follows a severe turn: hospital, then home, or critical, perhaps death."""
    course, grave = courses.table[row], courses.grave[courses.rows[1]]
    course.grave = courses.rows[1]
    courses.rows[1] += 1
    severe_h = tick(course.onset_h + lasts(laws, SEVERE_AFTER, luck))
    grave.severe_h = severe_h
    grave.critical_h = grave.death_h = np.nan
    leaves_h = severe_h + lasts(laws, HOSPITAL, luck)
    if turns(luck, CRITICAL, shares[CRITICAL]):
        grave.critical_h = tick(severe_h + lasts(laws, CRITICAL_AFTER, luck))
        leaves_h += lasts(laws, CRITICAL_STAY, luck)
        if turns(luck, DEATH, shares[DEATH]):
            grave.death_h = tick(grave.critical_h + lasts(laws, DEATH_AFTER, luck))
    grave.leaves_hospital_h = tick(leaves_h)
