"""How often somebody meets others in a layer, and whom.

Whoever is met is drawn from the whole group, oneself included; meeting oneself is no contact,
and the rate is raised by n / (n - 1) to make up for it. So the rate of a pair is the same seen
from both of its ends, whatever their activity and age: c a_i a_j n / ((n - 1) A) in a group
whose activities add up to A, c the contacts of a mean resident.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from sim.kernels.numbers import place_of
from sim.kernels.people import CITY, EDGES, GRID, HOUSEHOLD, Places

NOBODY = -1
_BELOW_1 = 1.0 - 2.0**-53


@njit(cache=True, forceinline=True, _nrt=False)
def span(places: Places, layer: int, i: int) -> tuple[int, int]:
    """Give where a small group of person i begins and ends in the list; (0, 0): none."""
    if layer in (GRID, CITY):
        return 0, 0
    group = places.group[i, layer]
    if group < 0:
        return 0, 0
    at = places.first[layer] + group
    return np.int64(places.start[at]), np.int64(places.start[at + 1])


@njit(cache=True, forceinline=True, _nrt=False)
def member(places: Places, place: int) -> int:
    """Give who stands at a place of the list."""
    if place < places.residents:
        return place
    return np.int64(places.members[place - places.residents])


@njit(cache=True, forceinline=True, _nrt=False)
def activity(places: Places, i: int) -> float:
    """Give a person's relative number of contacts outside her household."""
    return places.activity[i] if len(places.activity) > 0 else 1.0


@njit(cache=True, forceinline=True, _nrt=False)
def contact_rate(places: Places, contacts: np.ndarray, layer: int, i: int) -> float:
    """Give the rate at which person i draws contacts of a layer on its busiest day [1/h]."""
    rate = contacts[layer]
    if rate <= 0.0 or i >= places.residents:
        return 0.0
    if layer == GRID:
        return rate * places.grid_rate[places.group[i, GRID]] * activity(places, i)
    if layer == CITY:
        n = float(places.residents)
        if places.bands > 1:
            rate *= places.city_rate[places.group[i, GRID] % places.bands]
        return rate * activity(places, i) * n / (n - 1.0) if n > 1.0 else 0.0
    start, stop = span(places, layer, i)
    n = float(stop - start)
    if layer == EDGES:
        if len(places.weight) > 0:
            n = places.weight[stop] - places.weight[start]
        return rate * n
    if n < 2.0:
        return 0.0
    if layer == HOUSEHOLD:
        return rate * n
    return rate * activity(places, i) * n / (n - 1.0)


@njit(cache=True, forceinline=True, _nrt=False)
def _within(places: Places, start: int, stop: int, u: float) -> int:
    """Pick whom stands in a span of the list: by weight, or evenly where there are none."""
    if len(places.weight) == 0:
        place = start + min(np.int64(u * (stop - start)), stop - start - 1)
    else:
        weight = places.weight
        value = weight[start] + u * (weight[stop] - weight[start])
        place = place_of(weight, start + 1, stop, value) - 1
    return member(places, place)


@njit(cache=True, forceinline=True, _nrt=False)
def _rest(upto: np.ndarray, first: int, place: int, u: float) -> float:
    """Turn u, which chose a place of a running sum, into a new uniform within it."""
    below = upto[place - 1] if place > first else 0.0
    return min((u - below) / (upto[place] - below), _BELOW_1)


@njit(cache=True, forceinline=True, _nrt=False)
def _in_cell(places: Places, cell: int, u: float) -> int:
    at = places.first[GRID] + cell
    return _within(places, np.int64(places.start[at]), np.int64(places.start[at + 1]), u)


@njit(cache=True, forceinline=True, _nrt=False)
def _of_city(places: Places, i: int, u: float) -> int:
    band = places.group[i, GRID] % places.bands
    upto = places.city_upto[band]
    band = place_of(upto, 0, places.bands - 1, u)
    u = _rest(upto, 0, band, u)
    weight = places.city_weight[band]
    last = len(weight) - 1
    value = u * weight[last]
    grid = place_of(weight, 1, last, value) - 1
    u = min((value - weight[grid]) / (weight[grid + 1] - weight[grid]), _BELOW_1)
    return _in_cell(places, grid * places.bands + band, u)


@njit(cache=True, forceinline=True, _nrt=False)
def partner(places: Places, layer: int, i: int, u: float) -> int:
    """Pick whom person i meets in a layer in which she has contacts; -1: nobody."""
    if layer == GRID:
        cell, upto = np.int64(places.group[i, GRID]), places.meets_upto
        first = np.int64(places.meets_start[cell])
        place = place_of(upto, first, places.meets_start[cell + 1] - 1, u)
        met = _in_cell(places, np.int64(places.meets[place]), _rest(upto, first, place, u))
    elif layer == CITY:
        if places.bands > 1:
            met = _of_city(places, i, u)
        else:
            met = _within(places, 0, places.residents, u)
    else:
        start, stop = span(places, layer, i)
        if layer == HOUSEHOLD:
            met = start + min(np.int64(u * (stop - start)), stop - start - 1)
        else:
            met = _within(places, start, stop, u)
    return met if met != i else NOBODY
