"""Who meets whom in the layers grid and city: by grid, by age band and by activity.

A pair meets at a rate proportional to w(grid, grid) q(band, band) a a, with w the town's
reciprocal mixing of grids, q the scenario's symmetric mixing by age and a the two activities;
scaled so that the mean resident has the contacts that the layer states.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.town import Town

Floats = NDArray[np.float64]


def grid_mixing(
    town: Town, cell: NDArray[Any], q: Floats, activity: Floats
) -> dict[str, NDArray[Any]]:
    """Tabulate, for each cell, the cells it meets in the layer grid and how often.

    `cell` [residents], `q` [bands, bands], `activity` [residents] or empty.
    """
    bands, grids = len(q), town.grids
    active = activity if len(activity) else np.ones(len(cell))
    weight = np.bincount(cell, weights=active, minlength=grids * bands).reshape(grids, bands)
    people = np.diff(town.grid_resident_start)
    degree = np.diff(town.neighbour_start)
    origin, other = np.repeat(np.arange(grids), degree), town.neighbour
    first = town.neighbour_start[:-1]
    share = np.diff(town.neighbour_cumulative, prepend=0.0)
    share[first] = town.neighbour_cumulative[first]
    own = origin == other
    pair = share / np.maximum(np.where(own, people[other] - 1, people[other]), 1)
    # [neighbours, bands of the origin, bands of the other]
    met = pair[:, None, None] * q[None, :, :] * weight[other][:, None, :]
    # by cell: its list is that of its grid's neighbours, each with all bands
    lists = [met[town.neighbour_start[g] : town.neighbour_start[g + 1]] for g in range(grids)]
    flat = [part[:, b, :].ravel() for part in lists for b in range(bands)]
    rate = np.array([part.sum() for part in flat])
    itself = _pair_with_self(pair[own], q, cell, active)
    scale = len(cell) / (np.sum(active * rate[cell]) - itself)
    upto = np.concatenate([_upto(part) for part in flat])
    to = [
        (town.neighbour[town.neighbour_start[g] : town.neighbour_start[g + 1], None] * bands
         + np.arange(bands)).ravel()
        for g in range(grids)
        for _ in range(bands)
    ]  # fmt: skip
    start = np.concatenate([[0], np.cumsum([len(part) for part in flat])])
    return {
        "meets_start": start.astype(np.int32),
        "meets": np.concatenate(to).astype(np.int32),
        "meets_upto": upto,
        "grid_rate": rate * scale,
    }


def _pair_with_self(pair: Floats, q: Floats, cell: NDArray[Any], active: Floats) -> float:
    """Add up the draws that would meet oneself, which are no contacts."""
    grid, band = np.divmod(cell, len(q))
    return float(np.sum(active**2 * pair[grid] * np.diag(q)[band]))


def _upto(rates: Floats) -> Floats:
    """Turn rates into running shares that end in exactly 1."""
    total = rates.sum()
    if total <= 0:
        return np.linspace(0, 1, len(rates) + 1)[1:]
    upto = np.cumsum(rates) / total
    upto[np.flatnonzero(rates)[-1] :] = 1.0
    return np.asarray(upto)


def city_mixing(
    cell: NDArray[Any], grids: int, q: Floats, activity: Floats
) -> dict[str, NDArray[Any]]:
    """Tabulate, for each age band, the bands it meets in the layer city and how often."""
    bands = len(q)
    active = activity if len(activity) else np.ones(len(cell))
    by_cell = np.bincount(cell, weights=active, minlength=grids * bands).reshape(grids, bands)
    weight = by_cell.sum(axis=0)
    met = q * weight[None, :] / len(cell)
    rate, band = met.sum(axis=1), cell % bands
    itself = np.sum(active**2 * np.diag(q)[band]) / len(cell)
    n = max(len(cell), 2)
    scale = (n - 1) / (np.sum(active * rate[band]) - itself)
    return {
        "city_rate": rate * scale,
        "city_upto": np.array([_upto(row) for row in met]),
        "city_weight": np.concatenate(
            [np.zeros((bands, 1)), np.cumsum(by_cell.T, axis=1)], axis=1
        ),
    }
