"""Where the reserve serves: posted by the households shut in, as the command knows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.workforce import Worker


def shares(weights: NDArray[np.float64], heads: int) -> NDArray[np.int64]:
    """Split heads by weights, whole people, largest remainders first."""
    if heads == 0 or weights.sum() == 0:
        return np.zeros(len(weights), np.int64)
    exact = weights / weights.sum() * heads
    whole: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    rest = heads - int(whole.sum())
    order = np.lexsort((np.arange(len(weights)), -(exact - whole)))
    whole[order[:rest]] += 1
    return whole


def post(
    workers: Sequence[Worker],
    confined_by_grid: NDArray[np.float64],
    repost: Callable[[Worker, int], None],
) -> None:
    """Post reserve workers to grids, one employer at a time; home where nobody is shut in."""
    by_employer: dict[str, list[Worker]] = {}
    for worker in workers:
        by_employer.setdefault(worker.employer, []).append(worker)
    for reserve in by_employer.values():
        heads = shares(confined_by_grid, len(reserve))
        target = np.repeat(np.arange(len(heads)), heads).tolist()
        for place, worker in enumerate(reserve):
            repost(worker, target[place] if place < len(target) else worker.home_grid)
