"""Contacts that may infect: how many, when, with whom. Pure functions of keys.

The kernel pushes them into its queue; the contact record draws the very same ones again.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from sim.kernels.people import GRID, HOUSEHOLD, SCHOOL, STAIRWELL, WORK, Infection, Places
from sim.rng import Purpose, uniform

_COUNT, _TIME = Purpose.CONTACT_COUNT, Purpose.CONTACT_TIME
_WHO, _MARK = Purpose.CONTACT_WHO, Purpose.CONTACT_MARK
_TICK = 2.0**20


@njit(cache=True, inline="always")
def tick(time_h: float) -> float:
    """Round to 2^-20 h, so that sums of times are exact."""
    return np.rint(time_h * _TICK) / _TICK


@njit(cache=True)
def quantile(table: np.ndarray, u: float) -> float:
    """Read a quantile table at u by linear interpolation."""
    place = u * (len(table) - 1)
    low = np.int64(place)
    return table[low] + (place - low) * (table[low + 1] - table[low])


@njit(cache=True)
def poisson(mean: float, u: float) -> int:
    """Invert the Poisson distribution, searching upwards from 12 deviations below the mean."""
    if mean <= 0.0:
        return 0
    spread = 12.0 * math.sqrt(mean)
    k = max(np.int64(mean - spread), np.int64(0))
    limit = np.int64(mean + spread) + 40
    term = math.exp(k * math.log(mean) - mean - math.lgamma(k + 1.0))
    total = term
    while u > total and k < limit:
        k += 1
        term *= mean / k
        total += term
    return k


@njit(cache=True)
def others(places: Places, layer: int, i: int) -> int:
    """Count the people whom person i can meet in a layer."""
    if i >= places.residents:
        return 0
    if layer == HOUSEHOLD:
        h = places.household[i]
        return places.household_start[h + 1] - places.household_start[h] - 1
    if layer == STAIRWELL:
        s = places.stairwell[i]
        return places.stairwell_start[s + 1] - places.stairwell_start[s] - 1
    if layer == SCHOOL:
        g = places.school[i]
        return places.school_start[g + 1] - places.school_start[g] - 1 if g >= 0 else 0
    if layer == WORK:
        g = places.work[i]
        return places.work_start[g + 1] - places.work_start[g] - 1 if g >= 0 else 0
    return places.residents - 1


@njit(cache=True, inline="always")
def _within(start: int, stop: int, own: int, u: float) -> int:
    """Pick one of [start, stop) other than `own`; -1 if there is nobody else."""
    inside = start <= own < stop
    n = stop - start - (1 if inside else 0)
    if n <= 0:
        return -1
    j = start + min(np.int64(u * n), n - 1)
    return j + 1 if inside and j >= own else j


@njit(cache=True)
def partner(places: Places, layer: int, i: int, u: float) -> int:
    """Pick whom person i meets in a layer, uniformly among the others of her group."""
    if layer == HOUSEHOLD:
        h = places.household[i]
        return _within(places.household_start[h], places.household_start[h + 1], i, u)
    if layer == STAIRWELL:
        s = places.stairwell[i]
        return _within(places.stairwell_start[s], places.stairwell_start[s + 1], i, u)
    if layer == SCHOOL:
        g = places.school[i]
        own = places.school_start[g] + places.school_position[i]
        j = _within(places.school_start[g], places.school_start[g + 1], own, u)
        return np.int64(places.school_members[j]) if j >= 0 else -1
    if layer == WORK:
        g = places.work[i]
        own = places.work_start[g] + places.work_position[i]
        j = _within(places.work_start[g], places.work_start[g + 1], own, u)
        return np.int64(places.work_members[j]) if j >= 0 else -1
    if layer == GRID:
        g = places.grid[i]
        n = places.neighbour_start[g]
        last = places.neighbour_start[g + 1] - 1
        below = 0.0
        while n < last and u >= places.neighbour_cumulative[n]:
            below = places.neighbour_cumulative[n]
            n += 1
        v = (u - below) / (places.neighbour_cumulative[n] - below)
        g = places.neighbour[n]
        return _within(places.grid_start[g], places.grid_start[g + 1], i, min(v, 1.0))
    return _within(0, places.residents, i, u)


@njit(cache=True, inline="always")
def word(number: int, layer: int, band: int) -> int:
    """Pack infection number, layer and band into one word of a key."""
    return (number * 16 + layer) * 4096 + band


@njit(cache=True)
def pair_rate(places: Places, infection: Infection, layer: int, i: int) -> float:
    """Give the normal rate of person i's contacts in a layer [1/h]."""
    n = others(places, layer, i)
    if n <= 0:
        return 0.0
    return infection.contacts[layer] * (n if layer == HOUSEHOLD else 1.0)


@njit(cache=True)
def count(
    places: Places, infection: Infection, i: int, number: int, layer: int, band: int,
    strength: float, span_h: float,
) -> int:  # fmt: skip
    """Draw how many contacts of one band could infect."""
    rate = pair_rate(places, infection, layer, i) * infection.probability[layer] * strength
    if rate <= 0.0:
        return 0
    u = uniform(infection.seed, _COUNT, places.key[i], word(number, layer, band), 0)
    return poisson(rate * span_h * infection.profile_mean, u)


@njit(cache=True)
def draw(
    places: Places, infection: Infection, i: int, number: int, layer: int, band: int, k: int,
    from_h: float, span_h: float,
) -> tuple[float, int, float]:  # fmt: skip
    """Draw contact k: its time [h], the person met and its mark in [band, band + 1)."""
    key, about = places.key[i], word(number, layer, band)
    u = uniform(infection.seed, _TIME, key, about, k)
    cumulative = infection.profile_cumulative
    piece, below = 0, 0.0
    while piece < len(cumulative) - 1 and u >= cumulative[piece]:
        below = cumulative[piece]
        piece += 1
    inside = (u - below) / (cumulative[piece] - below)
    time_h = tick(from_h + span_h * (piece + inside) / len(cumulative))
    to = partner(places, layer, i, uniform(infection.seed, _WHO, key, about, k))
    mark = band + uniform(infection.seed, _MARK, key, about, k)
    return time_h, to, mark


@njit(cache=True)
def level(infection: Infection, from_h: float, until_h: float, at_h: float) -> float:
    """Read the infectiousness profile at an instant: 0 outside the infectious span."""
    if at_h < from_h or at_h >= until_h:
        return 0.0
    pieces = len(infection.profile)
    piece = np.int64((at_h - from_h) / (until_h - from_h) * pieces)
    return infection.profile[min(piece, pieces - 1)]
