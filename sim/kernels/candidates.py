"""Contacts that may infect: how many, when, with whom. Pure functions of keys.

The kernel pushes them into its queue; the contact record draws the very same ones again.

A candidate of an infector whose dose is x is drawn at the rate of contacts times an envelope of
the probability of infection: x f(t) while x is at most 1, with f the profile of infectiousness,
and 1 - exp(-x) throughout above. What is drawn too often is thinned by `ratio`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from sim.kernels.numbers import poisson, tick
from sim.kernels.partners import contact_rate, partner
from sim.kernels.people import PROFILE_MEAN, Courses, Infection, Places, key_of
from sim.rng import Purpose, branch, stem, unit

_CONTACT = Purpose.CONTACT
_DAY_H, _WEEK_D = 24.0, 7


@njit(cache=True, inline="always", _nrt=False)
def word(number: int, layer: int, band: int) -> int:
    """Pack infection number, layer and band into one word of a key."""
    return (number * 16 + layer) * 4096 + band


@njit(cache=True, forceinline=True, _nrt=False)
def luck_of(places: Places, seed: int, i: int) -> Any:
    """Give what all draws of contacts of person i have in common."""
    return stem(seed, _CONTACT, key_of(places, i))


@njit(cache=True, forceinline=True, _nrt=False)
def envelope(dose: float, level: float) -> float:
    """Give the share of contacts that are candidates, `level` being the profile or its mean."""
    return dose * level if dose <= 1.0 else -math.expm1(-dose)


@njit(cache=True, forceinline=True, _nrt=False)
def count(mean: float, luck: Any) -> int:
    """Draw how many candidates one band has; `luck` is that of the band."""
    return poisson(mean, unit(branch(luck, -1)))


@njit(cache=True, forceinline=True, _nrt=False)
def time_of(upto: np.ndarray, from_h: float, span_h: float, dose: float, u: float) -> float:
    """Draw when a candidate takes place [h]; `upto` is the profile's running share."""
    if dose > 1.0:
        return tick(from_h + span_h * u)
    piece, below = 0, 0.0
    while piece < len(upto) - 1 and u >= upto[piece]:
        below = upto[piece]
        piece += 1
    inside = (u - below) / (upto[piece] - below)
    return tick(from_h + span_h * (piece + inside) / len(upto))


@njit(cache=True, forceinline=True, _nrt=False)
def level(profile: np.ndarray, from_h: float, until_h: float, at_h: float) -> float:
    """Read a profile of infectiousness at an instant: 0 outside the infectious span."""
    if at_h < from_h or at_h >= until_h:
        return 0.0
    piece = np.int64((at_h - from_h) / (until_h - from_h) * len(profile))
    return profile[min(piece, len(profile) - 1)]


@njit(cache=True, forceinline=True, _nrt=False)
def ratio(dose: float, shed: float, receptive: float) -> float:
    """Give the probability that a candidate infects, were no contact left out."""
    given = dose * shed * receptive
    if given <= 0.0:
        return 0.0
    if dose > 1.0:
        return math.expm1(-given) / math.expm1(-dose)
    return -math.expm1(-given) / (dose * shed)


@njit(cache=True, forceinline=True, _nrt=False)
def below(mark: float, remains: float, dose: float, shed: float, receptive: float) -> bool:
    """Tell whether a mark lies below what remains of contacts times a candidate's ratio."""
    if mark >= remains * receptive and dose <= 1.0:
        return False  # (1 - exp(-y)) / y lies between 1 - y / 2 and 1
    if dose <= 1.0 and mark < remains * receptive * (1.0 - 0.5 * dose * shed * receptive):
        return True
    return mark < remains * ratio(dose, shed, receptive)


@njit(cache=True, forceinline=True, _nrt=False)
def day_factor(week: np.ndarray, clock_h: float, layer: int, at_h: float) -> float:
    """Give what the day of the week leaves of a layer's contacts, the busiest day being 1."""
    return week[layer, np.int64(math.floor((at_h + clock_h) / _DAY_H)) % _WEEK_D]


@njit(cache=True, forceinline=True, _nrt=False)
def number_of(
    places: Places, infection: Infection, courses: Courses, row: int, layer: int, band: int,
    luck: Any,
) -> int:  # fmt: skip
    """Draw how many candidates one band of infection `row` has; `luck` is its person's."""
    course = courses.table[row]
    rate = contact_rate(places, infection.contacts, layer, np.int64(course.person))
    dose = infection.dose[layer] * course.strength
    if rate * dose <= 0.0:
        return 0
    mean = rate * (course.infectious_until_h - course.infectious_from_h)
    mean *= envelope(dose, infection.variants[course.variant, PROFILE_MEAN])
    return count(mean, branch(luck, word(np.int64(course.number), layer, band)))


@njit(cache=True, _nrt=False)
def draw(
    places: Places, infection: Infection, courses: Courses, row: int, layer: int, band: int,
    k: int,
) -> tuple[float, int, float]:  # fmt: skip
    """Draw candidate k: its time [h], whom she meets (-1: nobody), its mark in its band."""
    course = courses.table[row]
    person = np.int64(course.person)
    luck = luck_of(places, infection.seed, person)
    own = branch(branch(luck, word(np.int64(course.number), layer, band)), k)
    from_h = course.infectious_from_h
    time_h = time_of(
        infection.profile[course.variant, 1], from_h, course.infectious_until_h - from_h,
        infection.dose[layer] * course.strength, unit(own),
    )  # fmt: skip
    own = branch(own, 1)
    return time_h, partner(places, layer, person, unit(branch(own, 2))), band + unit(own)


@njit(cache=True, _nrt=False)
def share_at(
    infection: Infection, courses: Courses, row: int, layer: int, at_h: float
) -> float:
    """Give the share of infection `row`'s contacts at an instant that are candidates."""
    course = courses.table[row]
    from_h, until_h = course.infectious_from_h, course.infectious_until_h
    if at_h < from_h or at_h >= until_h:
        return 0.0
    shed = level(infection.profile[course.variant, 0], from_h, until_h, at_h)
    return envelope(infection.dose[layer] * course.strength, shed)
