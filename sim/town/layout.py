"""Where the grids are: from counts, laid out on a plane, or from a user's own table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.rng import Purpose, uniforms
from sim.town.draws import Floats, Ints, grid_key

if TYPE_CHECKING:
    from sim.scenario import GridTable, TownSpec

# Source: assumed. Between neighbouring grids; walking it takes walk.neighbouring_grids.
SPACING_M = 400.0
JITTER_SHARE = 0.15  # Source: assumed; of the spacing, each way


@dataclass(frozen=True)
class Layout:
    """The grids before anybody lives there, in spatial order: community, then grid.

    ``number`` counts the grids of a community, ``row`` the lines of the table. ``residents`` is
    -1 where household sizes decide; ``workers`` is -1 where the table does not say.
    """

    names: tuple[str, ...]
    community_names: tuple[str, ...]
    community: Ints
    number: Ints
    row: Ints
    households: Ints
    residents: Ints
    share_60_plus: Floats
    workers: Ints
    x_m: Floats
    y_m: Floats

    @property
    def key(self) -> Ints:
        """The word that stands for each grid in keyed draws."""
        return grid_key(self.community, self.number)


def lay_out(spec: TownSpec, root: Path) -> Layout:
    """Lay out the grids of a town; the path of a table is relative to ``root``."""
    if spec.grids is None:
        return regular(spec)
    from sim.scenario import read_grid_table

    return from_table(read_grid_table(root / spec.grids), spec)


def regular(spec: TownSpec) -> Layout:
    """Lay out communities of equal grids."""
    community = np.repeat(np.arange(spec.communities), spec.grids_per_community)
    number = np.tile(np.arange(spec.grids_per_community), spec.communities)
    x_m, y_m = on_a_plane(community, number, spec.seed)
    every = np.ones(len(community), dtype=np.int64)
    return Layout(
        names=tuple(f"C{c + 1:02}-G{n + 1:02}" for c, n in zip(community, number, strict=True)),
        community_names=tuple(f"C{c + 1:02}" for c in range(spec.communities)),
        community=community,
        number=number,
        row=np.arange(len(community)),
        households=every * spec.households_per_grid,
        residents=-every,
        share_60_plus=np.full(len(community), float(spec.share_60_plus)),
        workers=-every,
        x_m=x_m,
        y_m=y_m,
    )


def from_table(table: GridTable, spec: TownSpec) -> Layout:
    """Lay out the grids of a table; communities stand in order of first mention."""
    community_names = tuple(dict.fromkeys(table.communities))
    index = {name: c for c, name in enumerate(community_names)}
    of_row = np.array([index[name] for name in table.communities], dtype=np.int64)
    row = np.argsort(of_row, kind="stable")
    community = of_row[row]
    number = np.arange(len(row)) - np.searchsorted(community, community)
    x_m, y_m = table.x_m[row], table.y_m[row]
    if np.isnan(x_m).any() or np.isnan(y_m).any():
        x_m, y_m = on_a_plane(community, number, spec.seed)
    share = table.share_60_plus[row]
    return Layout(
        names=tuple(table.names[r] for r in row),
        community_names=community_names,
        community=community,
        number=number,
        row=row,
        households=table.households[row],
        residents=table.residents[row],
        share_60_plus=np.where(np.isnan(share), spec.share_60_plus, share),
        workers=_whole(table.workers)[row],
        x_m=x_m,
        y_m=y_m,
    )


def _whole(column: Floats) -> Ints:
    """Read whole numbers, -1 for those left out."""
    return np.nan_to_num(column, nan=-1.0).astype(np.int64)


def on_a_plane(community: Ints, number: Ints, seed: int) -> tuple[Floats, Floats]:
    """Place grids in blocks, one block a community, jittered [m].

    Blocks, and grids in a block, fill growing squares: one more at the end moves nobody.
    """
    column, line = _square(number)
    block_column, block_line = _square(community)
    key = grid_key(community, number)
    east, north = (uniforms(seed, Purpose.LAYOUT, key, axis) for axis in (0, 1))
    x = block_column * (column.max() + 1) + column + JITTER_SHARE * (2 * east - 1)
    y = block_line * (line.max() + 1) + line + JITTER_SHARE * (2 * north - 1)
    return SPACING_M * x, SPACING_M * y


def _square(n: Ints) -> tuple[Ints, Ints]:
    """Walk a growing square: shell s holds the numbers s*s to (s+1)*(s+1) - 1."""
    shell = np.floor(np.sqrt(n)).astype(np.int64)
    along = n - shell * shell
    return np.where(along <= shell, shell, 2 * shell - along), np.minimum(along, shell)
