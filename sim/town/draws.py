"""Keyed draws for many residents at once, and choices of exact numbers by keyed rank."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.rng import Purpose, uniforms

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

GRID_BITS = 20


def grid_key(community: NDArray[np.integer], number: NDArray[np.integer]) -> Ints:
    """Name each grid by its community and its number there, in one integer."""
    return (community.astype(np.int64) << GRID_BITS) | number.astype(np.int64)


@dataclass(frozen=True)
class Who:
    """The keys of residents (of households: member 0): where they live, never their order."""

    seed: int
    grid: Ints
    household: Ints
    member: Ints

    def draw(self, purpose: int) -> Floats:
        """Draw one number in (0, 1) for each."""
        return uniforms(self.seed, purpose, self.grid, self.household, self.member)

    def at(self, chosen: Bools) -> Who:
        """Keep those chosen."""
        return Who(self.seed, self.grid[chosen], self.household[chosen], self.member[chosen])


def ranks(score: Floats, group: Ints) -> Ints:
    """Rank each member in its group by score, 0 first; groups must come in rising order."""
    order = np.lexsort((score, group))
    out = np.empty(len(group), dtype=np.int64)
    out[order] = np.arange(len(group)) - np.searchsorted(group, group)
    return out


def lowest(candidates: Bools, score: Floats, group: Ints, count: Ints) -> Bools:
    """Choose in each group the ``count`` candidates of lowest score, or all if fewer."""
    out = np.zeros(len(candidates), dtype=np.bool_)
    where = group[candidates]
    out[candidates] = ranks(score[candidates], where) < count[where]
    return out


def rounded(expected: Floats, seed: int, key: Ints, what: int) -> Ints:
    """Round up or down by a keyed draw, so that the mean over many grids is the expectation."""
    return np.floor(expected + uniforms(seed, Purpose.ROUNDING, key, what)).astype(np.int64)


def total(weights: NDArray[np.generic], group: Ints, groups: int) -> Ints:
    """Add up whole numbers by group."""
    return np.bincount(group, weights=weights, minlength=groups).astype(np.int64)


def offsets(counts: NDArray[np.integer]) -> Ints:
    """Turn counts into starts: entry g:g+1 bounds the members of g."""
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
