"""Where the reserve serves: posted by the households shut in, as the command knows them.

A post is kept as long as it is needed: only as many move as must.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LEAST = 2  # posted to an area where anybody is shut in, if heads suffice: crews work in twos

Counts = NDArray[np.int64]


def shares(weights: NDArray[np.float64], heads: int) -> Counts:
    """Split heads: `LEAST` each, largest weights first, then the rest in proportion."""
    split = np.zeros(len(weights), np.int64)
    needy = np.flatnonzero(weights > 0)
    if heads == 0 or not len(needy):
        return split
    by_weight = needy[np.argsort(-weights[needy], kind="stable")]
    split[by_weight[: heads // LEAST]] = LEAST
    rest = heads - int(split.sum())
    exact = weights / weights.sum() * rest
    split += np.floor(exact).astype(np.int64)
    rest = heads - int(split.sum())
    order = np.lexsort((np.arange(len(weights)), np.floor(exact) - exact))
    split[order[:rest]] += 1
    return split


def posts(
    at: Counts,
    employer: Counts,
    confined_by_grid: NDArray[np.float64],
    area_of_grid: Counts,
) -> Counts:
    """Give the grids where reserve workers are to serve, from where they do now [workers].

    Each employer's are split over the pooling areas by the households shut in. Within an area
    they report to the grid with most. Where nobody is shut in, and where all is one pool,
    everybody stays.
    """
    weights = np.bincount(area_of_grid, weights=confined_by_grid).astype(np.float64)
    if len(weights) == 1 or not weights.any():
        return at
    neediest = np.lexsort((-confined_by_grid, area_of_grid))
    first = np.searchsorted(area_of_grid[neediest], np.arange(len(weights)))
    reports_to = neediest[first]
    wanted_at = at.copy()
    for one in np.unique(employer):
        hers = np.flatnonzero(employer == one)
        moves, areas = _moves(area_of_grid[at[hers]], shares(weights, len(hers)))
        wanted_at[hers[moves]] = reports_to[areas]
    return wanted_at


def _moves(area: Counts, wanted: Counts) -> tuple[Counts, Counts]:
    """Tell which workers are surplus in their areas, and to which areas they go."""
    in_order = np.argsort(area, kind="stable")
    present = np.bincount(area, minlength=len(wanted))
    rank = np.arange(len(area)) - np.repeat(np.cumsum(present) - present, present)
    surplus = np.sort(in_order[rank >= wanted[area[in_order]]])
    missing = np.maximum(wanted - present, 0)
    return surplus, np.repeat(np.arange(len(wanted)), missing)
