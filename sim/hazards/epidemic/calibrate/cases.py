"""The courses of a typical case: equally likely ones, laid out so that means are exact.

Each law is cut into as many slices of equal probability as there are courses and every slice is
used once, at its mean; which slices come together follows from a lattice (Niederreiter 1992,
doi 10.1137/1.9781611970081): quadrature, without chance.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels.people import (
    ASYMPTOMATIC,
    FROM_INFECTION,
    HOUSEHOLD,
    INFECTIOUS,
    LATENT,
    LAYERS,
    ONSET,
    SEVERE,
    SEVERE_AFTER,
    SHEDDING,
    TRANSMISSIBILITY,
    WITHOUT_SYMPTOMS,
    Infection,
)

COURSES = 1024
Floats = NDArray[np.float64]
# The only real root of x^5 = x + 1: its powers spread points evenly in four dimensions.
_ROOT = 1.1673039782614187


class Branch(NamedTuple):
    """One kind of course: how infectious, and what ends or thins its contacts."""

    infectiousness: float
    isolates: bool
    severe: bool


class Cases(NamedTuple):
    """Equally likely courses of the first variant, and the branches that each may take."""

    latent_h: Floats  # [courses] infection to infectious
    infectious_h: Floats  # [courses]
    onset_h: Floats  # [courses] infectious to onset
    severe_h: Floats  # [courses] infectious to hospital, of the severe
    shedding: Floats  # [courses] relative dose, mean 1
    profile: Floats  # [pieces] in equal parts of the infectious span
    remains: Floats  # [7] of contacts of who isolates, from onset
    branches: tuple[Branch, ...]
    weight: Floats  # [121, branches] share of courses by age


class Windows(NamedTuple):
    """When contacts of a branch may infect, and how strongly: [courses, windows]."""

    from_h: Floats  # since infection
    until_h: Floats
    level: Floats  # [windows] infectiousness by the profile
    remains: Floats  # [windows] of contacts


def cases_of(infection: Infection, isolating: bool) -> Cases:
    """Lay out the courses of the first variant; `isolating`: those who do stay at home."""
    order, laws = _lattice(COURSES, 4), infection.laws[0]
    latent = np.maximum(_slices(laws[LATENT], COURSES), infection.floor_h)
    infectious, onset, severe, shedding = (
        _slices(laws[law], COURSES)[order[:, k]]
        for k, law in enumerate((INFECTIOUS, ONSET, SEVERE_AFTER, SHEDDING))
    )
    if infection.variants[0, FROM_INFECTION] > 0:  # with the luck of the latent period
        onset = np.maximum(_slices(laws[ONSET], COURSES) - latent, 0.0)
    branches, weight = _branches(infection, infection.isolation_share * isolating)
    return Cases(
        latent_h=latent,
        infectious_h=infectious,
        onset_h=onset,
        severe_h=onset + severe,
        shedding=shedding,
        profile=infection.profile[0, 0],
        remains=np.minimum(infection.isolation[: len(LAYERS)], 1.0),
        branches=branches,
        weight=weight,
    )


def windows(cases: Cases, branch: Branch, layer: int = HOUSEHOLD) -> Windows:
    """Cut the infectious span of every course at the profile's parts and at onset."""
    pieces = len(cases.profile)
    edges = cases.latent_h[:, None] + cases.infectious_h[:, None] * (
        np.arange(pieces + 1) / pieces
    )
    if branch.severe:
        edges = np.minimum(edges, (cases.latent_h + cases.severe_h)[:, None])
    level, remains = cases.profile, np.ones(pieces)
    if not branch.isolates or cases.remains[layer] == 1.0:
        return Windows(edges[:, :-1], edges[:, 1:], level, remains)
    onset = np.clip((cases.latent_h + cases.onset_h)[:, None], edges[:, :-1], edges[:, 1:])
    return Windows(
        np.concatenate([edges[:, :-1], onset], axis=1),
        np.concatenate([onset, edges[:, 1:]], axis=1),
        np.concatenate([level, level]),
        np.concatenate([remains, remains * cases.remains[layer]]),
    )


def infecting(
    cases: Cases, branch: Branch, window: Windows, dose: float, receptive: float
) -> Floats:
    """Give the chance that a contact infects, times what remains of it [courses, windows].

    `dose`: of a contact at full strength; `receptive`: the other's relative susceptibility.
    """
    strength = cases.shedding[:, None] * (branch.infectiousness * dose * receptive)
    return np.asarray(-np.expm1(-strength * window.level) * window.remains)


def _branches(infection: Infection, isolating: float) -> tuple[tuple[Branch, ...], Floats]:
    """List the branches and their shares by age [121, branches]."""
    full = float(infection.variants[0, TRANSMISSIBILITY])
    less = full * float(infection.variants[0, WITHOUT_SYMPTOMS])
    without = infection.shares[0, ASYMPTOMATIC]
    severe = np.minimum(infection.shares[0, SEVERE], 1.0 - without)
    table = [
        (Branch(less, False, False), without),
        (Branch(full, False, False), (1.0 - without - severe) * (1.0 - isolating)),
        (Branch(full, True, False), (1.0 - without - severe) * isolating),
        (Branch(full, False, True), severe * (1.0 - isolating)),
        (Branch(full, True, True), severe * isolating),
    ]
    used = [(branch, share) for branch, share in table if np.any(share > 0)]
    return tuple(branch for branch, _ in used), np.stack([share for _, share in used], axis=1)


def _slices(table: Floats, count: int) -> Floats:
    """Give the means of `count` slices of equal probability of a quantile table."""
    last = len(table) - 1
    if last == 0:
        return np.full(count, float(table[0]))
    upto = np.concatenate([[0.0], np.cumsum((table[1:] + table[:-1]) / 2)])
    place = np.arange(count + 1) / count * last
    low = np.minimum(place.astype(np.int64), last - 1)
    part = place - low
    summed = upto[low] + part * (table[low] + part * np.diff(table)[low] / 2)
    return np.asarray(np.diff(summed) * (count / last))


def _lattice(count: int, dimensions: int) -> NDArray[np.int64]:
    """Arrange the numbers below `count` in each column, spread evenly against the others."""
    steps = _ROOT ** -np.arange(1, dimensions + 1)
    points = np.arange(1, count + 1)[:, None] * steps[None, :] % 1.0
    return np.argsort(np.argsort(points, axis=0, kind="stable"), axis=0, kind="stable")
