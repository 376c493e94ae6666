"""Equipment that tasks take along: how many pieces there are, and which grids share them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.scenario import Equipment
from sim.town import Town

Ints = NDArray[np.int64]


def equipment(kinds: Mapping[str, Equipment], town: Town) -> tuple[Ints, Ints]:
    """Give the pieces of each kind, kept at the first of the grids that share them.

    Returns the pieces [kinds, grids], and for each grid that first grid [kinds, grids].
    """
    shared_by = np.zeros((len(kinds), town.grids), np.int64)
    pieces = np.zeros((len(kinds), town.grids), np.int64)
    for row, spec in enumerate(kinds.values()):
        heads = spec.count
        if spec.per_grid is not None:
            heads, shared_by[row] = spec.per_grid, np.arange(town.grids)
        elif spec.per_community is not None:
            heads = spec.per_community
            _, first, of = np.unique(
                town.grid_community, return_index=True, return_inverse=True
            )
            shared_by[row] = first[of]
        pieces[row, np.unique(shared_by[row])] = heads or 0
    return pieces, shared_by
