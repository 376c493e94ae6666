"""How many live in each household."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.rng import Purpose
from sim.town.draws import Floats, Ints, Who, lowest, total
from sim.town.layout import Layout

if TYPE_CHECKING:
    from sim.scenario import TownSpec

_TILTS = 80  # halvings of the bracket: the mean is then exact to the last bit
_STEEPEST = 40.0


def household_sizes(spec: TownSpec, layout: Layout, who: Who, grid: Ints) -> Ints:
    """Draw the size of each household; where a table states the residents of a grid, hit it."""
    shares = np.asarray(spec.household_sizes, dtype=np.float64)
    stated = layout.residents >= 0
    shares_of_grid = np.tile(shares / shares.sum(), (len(stated), 1))
    if stated.any():
        mean = layout.residents[stated] / layout.households[stated]
        shares_of_grid[stated] = tilted(shares, mean)
    cumulative = np.cumsum(shares_of_grid, axis=1)[:, :-1]
    u = who.draw(Purpose.HOUSEHOLD_SIZE)
    size = np.ones(len(grid), dtype=np.int64)
    for step in cumulative.T:
        size += u > step[grid]
    return settle(size, grid, layout, who.draw(Purpose.SETTLE))


def tilted(shares: Floats, mean: Floats) -> Floats:
    """Tilt shares of sizes 1, 2, ... to each mean: p_k proportional to s_k exp(t k).

    A mean beyond the sizes there are gives (nearly) all weight to the last of them.
    """
    sizes = np.arange(1, len(shares) + 1)

    def at(tilt: Floats) -> Floats:
        power = tilt[:, None] * sizes
        weight = shares * np.exp(power - power.max(axis=1, keepdims=True))
        out: Floats = weight / weight.sum(axis=1, keepdims=True)
        return out

    low, high = np.full_like(mean, -_STEEPEST), np.full_like(mean, _STEEPEST)
    for _ in range(_TILTS):
        middle = (low + high) / 2
        small = at(middle) @ sizes < mean
        low, high = np.where(small, middle, low), np.where(small, high, middle)
    return at((low + high) / 2)


def settle(size: Ints, grid: Ints, layout: Layout, score: Floats) -> Ints:
    """Move sizes by one, in keyed order, until each grid with stated residents has them."""
    size, grids = size.copy(), len(layout.residents)
    while True:
        spare = np.where(layout.residents >= 0, layout.residents - total(size, grid, grids), 0)
        if not spare.any():
            return size
        each, left = np.divmod(np.maximum(spare, 0), layout.households)
        size += each[grid] + lowest(np.ones(len(size), dtype=np.bool_), score, grid, left)
        size -= lowest(size > 1, score, grid, np.maximum(-spare, 0))
