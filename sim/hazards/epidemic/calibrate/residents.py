"""What of each resident counts in the next generation: see kernels/next_generation."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.hazards.epidemic.calibrate.cases import Cases
from sim.kernels.people import (
    EDGES,
    GRID,
    HOUSEHOLD,
    OLDEST,
    SCHOOL,
    STAIRWELL,
    SUSCEPTIBILITY,
    WORK,
    Infection,
    Places,
)

Floats = NDArray[np.float64]
GROUPS = (HOUSEHOLD, STAIRWELL, SCHOOL, WORK)
MOST_NODES = 6  # of susceptibility; between more values than these a polynomial is drawn


class Residents(NamedTuple):
    """Residents by what tells them apart."""

    kind: NDArray[np.int64]  # [residents] row of `weight`
    weight: Floats  # [kinds, branches] shares of courses
    node: Floats  # [nodes] relative susceptibilities
    take: Floats  # [residents, nodes] what a resident's susceptibility takes of each
    active: Floats  # [residents] activity, mean 1


class Group(NamedTuple):
    """A layer of small groups."""

    start: NDArray[np.int64]  # [groups + 1] of `members`
    members: NDArray[np.int32]


class Cells(NamedTuple):
    """A layer of cells: who meets how often, and whom."""

    cell: NDArray[np.int32]  # [residents]
    rate: Floats  # [residents] contacts relative to those of the layer
    start: NDArray[np.int32]  # [cells + 1] of `met` and `share`
    met: NDArray[np.int32]
    share: Floats  # of contacts
    own: Floats  # [cells] share of contacts with the own cell
    part: Floats  # [residents] share of her cell's contacts that a resident has
    likely: Floats  # [cells] mean share of a contact that falls on the same person


class Alike(NamedTuple):
    """Residents of a layer who give alike, one row each."""

    row: NDArray[np.int32]  # [residents]; 0 outside the layer
    kind: NDArray[np.int64]  # [rows] of `Residents.weight`
    pair: Floats  # [rows] contacts of the mean pair [1/h]
    likely: Floats  # [rows] mean share of a contact that falls on the same person


def alike(
    residents: int,
    who: NDArray[np.int64],
    kind: NDArray[np.int64],
    pair: Floats,
    likely: Floats,
) -> Alike:
    """Find who of `who` is of one kind with the same figures, which are theirs in turn."""
    code = np.zeros(len(who), np.int64)
    for figure in (kind, pair, likely):
        values, place = np.unique(figure, return_inverse=True)
        pairs = code * len(values) + place.ravel()
        code = np.unique(pairs, return_inverse=True)[1].ravel().astype(np.int64)
    _, first = np.unique(code, return_index=True)
    row = np.zeros(residents, np.int32)
    row[who] = code
    return Alike(row, kind[first], pair[first], likely[first])


def residents_of(places: Places, infection: Infection, cases: Cases) -> Residents:
    """Tell residents apart by their courses, susceptibility and activity."""
    n = places.residents
    age = np.minimum(places.age[:n], OLDEST).astype(np.int64)
    weight, kind = np.unique(cases.weight[np.unique(age)], axis=0, return_inverse=True)
    kind_of_age = np.zeros(OLDEST + 1, np.int64)
    kind_of_age[np.unique(age)] = kind.ravel()
    susceptible = infection.shares[0, SUSCEPTIBILITY][age]
    node = nodes(susceptible, MOST_NODES)
    active = places.activity[:n] if len(places.activity) else np.ones(n)
    return Residents(kind_of_age[age], weight, node, basis(susceptible, node), active)


def nodes(values: Floats, most: int) -> Floats:
    """Choose where to tabulate a smooth function of `values`: at each, or at Chebyshev's."""
    distinct = np.unique(values)
    if len(distinct) <= most:
        return distinct
    low, high = distinct[0], distinct[-1]
    angle = np.pi * (np.arange(most) + 0.5) / most
    return np.asarray((low + high) / 2 - (high - low) / 2 * np.cos(angle))


def basis(values: Floats, node: Floats) -> Floats:
    """Give Lagrange's polynomials at `values` [values, nodes]: 1 at one node, 0 at others."""
    distinct, place = np.unique(values, return_inverse=True)
    out = np.ones((len(distinct), len(node)))
    for k in range(len(node)):
        for other in np.delete(node, k):
            out[:, k] *= (distinct - other) / (node[k] - other)
    return np.ascontiguousarray(out[place.ravel()])


def group_of(places: Places, layer: int) -> Group:
    """Give the small groups of a layer."""
    return Group(*places.groups_of(layer)[1:])


def listed(group: Group) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give who belongs to a group, and the group of each."""
    number = np.repeat(np.arange(len(group.start) - 1), np.diff(group.start))
    return group.members.astype(np.int64), number


def edges_of(places: Places) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Give both ends of every explicit edge, each edge twice and in order, and its weight."""
    group = group_of(places, EDGES)
    to, origin = listed(group)
    first = int(places.start[places.first[EDGES]]) if len(group.start) else 0
    weight = np.ones(len(to))
    if len(places.weight):
        weight = np.diff(places.weight[first : first + len(to) + 1])
    return origin, to, weight


def cells_of(places: Places, residents: Residents, layer: int) -> Cells:
    """Give the cells of the layers grid and city, and who meets how often, and whom."""
    n, active = places.residents, residents.active
    if layer == GRID:
        cell = places.group[:n, GRID]
        rate, start, met = places.grid_rate, places.meets_start, places.meets
        share = np.diff(places.meets_upto, prepend=0.0)
        first = start[:-1][np.diff(start) > 0]
        share[first] = places.meets_upto[first]
    else:
        cell = places.group[:n, GRID] % np.int32(places.bands)
        rate, bands = places.city_rate, places.bands
        start = np.arange(bands + 1, dtype=np.int32) * np.int32(bands)
        met = np.tile(np.arange(bands, dtype=np.int32), bands)
        share = np.diff(places.city_upto, axis=1, prepend=0.0).ravel()
        rate = (rate if bands > 1 else np.ones(1)) * n / max(n - 1.0, 1.0)
    count = len(start) - 1
    summed = np.bincount(cell, active, minlength=count)
    squares = np.bincount(cell, active**2, minlength=count)
    alone = np.divide(squares, summed**2, out=np.zeros(count), where=summed > 0)
    origin = np.repeat(np.arange(count), np.diff(start))
    return Cells(
        cell=np.ascontiguousarray(cell),
        rate=rate[cell] * active,
        start=start,
        met=met,
        share=share,
        own=np.bincount(origin, share * (met == origin), minlength=count).astype(float),
        part=active / summed[cell],
        likely=np.bincount(origin, share * alone[met], minlength=count).astype(float),
    )
