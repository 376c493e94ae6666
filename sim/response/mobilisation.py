"""Where the reserve serves: posted by the households shut in, as the command knows them.

A post is kept as long as it is needed: only as many move as must.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.workforce import Worker

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


def post(
    workers: Sequence[Worker],
    confined_by_grid: NDArray[np.float64],
    area_of_grid: Counts,
    repost: Callable[[Worker, int], None],
) -> None:
    """Post reserve workers to pooling areas, one employer at a time.

    Within an area they report to the grid with most households shut in. Where nobody is shut
    in, and where all is one pool, everybody stays.
    """
    weights = np.bincount(area_of_grid, weights=confined_by_grid).astype(np.float64)
    if len(weights) == 1 or not weights.any():
        return
    reports_to = [
        int(grids[np.argmax(confined_by_grid[grids])])
        for grids in (np.flatnonzero(area_of_grid == area) for area in range(len(weights)))
    ]
    by_employer: dict[str, list[Worker]] = {}
    for worker in workers:
        by_employer.setdefault(worker.employer, []).append(worker)
    for reserve in by_employer.values():
        _move(reserve, shares(weights, len(reserve)), area_of_grid, reports_to, repost)


def _move(
    reserve: list[Worker],
    wanted: Counts,
    area_of_grid: Counts,
    reports_to: list[int],
    repost: Callable[[Worker, int], None],
) -> None:
    """Move the surplus of some areas to where heads are missing."""
    free = []
    missing = wanted.copy()
    for worker in reserve:
        area = int(area_of_grid[worker.post])
        if missing[area] > 0:
            missing[area] -= 1
        else:
            free.append(worker)
    vacant = np.repeat(np.arange(len(missing)), missing).tolist()
    for worker, area in zip(free, vacant, strict=True):
        repost(worker, reports_to[area])
