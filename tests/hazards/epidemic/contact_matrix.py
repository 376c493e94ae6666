"""People met a day by age band, expected exactly from a town's groups and a symmetric kernel.

Pairs meet in Poisson processes, so a pair of rate r [1/d] has met on a day with probability
1 - exp(-r). Diaries name a person once a day however often they met: compare people, not
meetings. No line of the kernels is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.town import Town

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# The bands of the questionnaire of Zhang et al. 2020, and an age [y] that stands for each.
EDGES = (0, 7, 19, 40, 61)
AGES = np.array([3.0, 13.0, 30.0, 50.0, 72.0])
BANDS = len(EDGES)


@dataclass(frozen=True)
class Mixing:
    """Contacts by layer [1/d]: of each pair in the household, of each member elsewhere.

    The grid and city layers choose a partner by age: a pair's rate is in proportion to
    `kernel` [bands, bands], symmetric, and to how much the two grids mix. `factors` multiply
    the contacts of a layer: of a weekend, of a control.
    """

    contacts: Mapping[str, float]
    kernel: Floats
    factors: Mapping[str, float] = field(default_factory=dict)

    def rate(self, layer: str) -> float:
        """Give the contacts of a layer under its factor [1/d]."""
        return self.contacts[layer] * self.factors.get(layer, 1.0)


def band_of(age: NDArray[np.integer] | Floats) -> Ints:
    """Give the band of each age."""
    return np.digitize(age, EDGES).astype(np.int64) - 1


def shares(town: Town) -> Floats:
    """Give the share of residents in each band."""
    return np.bincount(band_of(town.age), minlength=BANDS) / town.residents


def people_met(town: Town, mixing: Mixing) -> dict[str, Floats]:
    """Give, by layer, the people of each band whom a resident of each band meets a day."""
    band = band_of(town.age)
    residents = np.bincount(band, minlength=BANDS).astype(np.float64)
    groups = {
        "household": town.household,
        "stairwell": town.household_stairwell[town.household],
        "school": town.school_group,
        "work": town.work_group,
    }
    pairs = {}
    for layer, group in groups.items():
        members = counts(group, band)
        others = np.maximum(members.sum(axis=1) - 1.0, 1.0)
        rate = np.full(len(members), mixing.rate(layer))
        pairs[layer] = pairs_met(members, rate if layer == "household" else rate / others)
    members = counts(town.resident_grid, band)
    everybody = np.outer(residents, residents) - np.diag(residents)
    for layer, near in {"grid": grid_pairs(town, members), "city": everybody}.items():
        pairs[layer] = spread(near, mixing.kernel, mixing.rate(layer) * town.residents)
    return {layer: met / residents[:, None] for layer, met in pairs.items()}


def counts(group: NDArray[np.int32], band: Ints) -> Floats:
    """Count the members of each group by band; -1 belongs to none."""
    inside = group >= 0
    out = np.zeros((int(group.max()) + 1, BANDS))
    np.add.at(out, (group[inside], band[inside]), 1.0)
    return out


def pairs_met(members: Floats, rate: Floats) -> Floats:
    """Add up the pairs that meet in a day, by the bands of the one and of the other."""
    chance = -np.expm1(-rate)
    met: Floats = (members * chance[:, None]).T @ members - np.diag(chance @ members)
    return met


def grid_pairs(town: Town, members: Floats) -> Floats:
    """Add up pairs of residents, each weighed by how much their grids mix."""
    size = members.sum(axis=1)
    weight = np.zeros((town.grids, town.grids))
    for g in range(town.grids):
        at = slice(town.neighbour_start[g], town.neighbour_start[g + 1])
        near = town.neighbour[at]
        share = np.diff(town.neighbour_cumulative[at], prepend=0.0)
        weight[g, near] = share / size[near]
    themselves = np.diag(np.diag(weight) @ members)
    pairs: Floats = members.T @ weight @ members - themselves
    return pairs


def spread(pairs: Floats, kernel: Floats, total: float) -> Floats:
    """Share a day's contacts out over weighed pairs; among so many nobody is met twice."""
    weighed = pairs * kernel
    out: Floats = total * weighed / weighed.sum()
    return out


def people(met: Floats, share: Floats) -> float:
    """Average the people met a day over a population of these shares of bands."""
    return float(share @ met.sum(axis=1))


def youngest_merged(met: Floats, share: Floats) -> Floats:
    """Put the two youngest bands together."""
    into = np.vstack([np.eye(BANDS)[:2].sum(axis=0), np.eye(BANDS)[2:]])
    out: Floats = into @ (share[:, None] * met) @ into.T / (into @ share)[:, None]
    return out


def q_index(met: Floats) -> float:
    """Give the Q index, 0 for proportionate mixing and 1 within bands only.

    (Trace - 1) / (n - 1) of the matrix with rows adding up to 1 (Gupta, Anderson and May 1989,
    AIDS 3: 807-817).
    """
    rows = met / met.sum(axis=1, keepdims=True)
    return float((np.trace(rows) - 1) / (len(rows) - 1))


def age_correlation(met: Floats, share: Floats) -> float:
    """Correlate the ages of the two who meet (Newman 2003, doi 10.1103/PhysRevE.67.026126)."""
    flow = share[:, None] * met
    flow = flow / flow.sum()
    mean = flow.sum(axis=1) @ AGES
    apart = AGES - mean
    return float(apart @ flow @ apart / (flow.sum(axis=1) @ apart**2))
