"""Write a town as a table of grids; ``python -m sim.town.table FILE`` writes the one we ship.

The street of the shipped table is made up: its grids differ in size and age within the ranges
seen in southwest China, and no figure in it is that of a real grid.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.rng import Purpose, uniforms
from sim.town.draws import Floats, Ints, grid_key
from sim.town.layout import Layout, on_a_plane
from sim.town.population import OLD
from sim.town.town import Town, assemble

if TYPE_CHECKING:
    from sim.scenario import TownSpec

COLUMNS = (
    "name", "community", "households", "residents", "share_60_plus", "workers", "x_m", "y_m",
)  # fmt: skip

# Source: assumed. Names are made up; grids in a community vary as in the sources for 3 to 14.
COMMUNITIES = ("桂南", "桂北", "桂园", "滨河", "学府", "石桥", "明月", "牡丹", "松林", "南门")
GRIDS = (6, 7, 5, 6, 8, 4, 6, 5, 7, 6)
NUMERALS = "一二三四五六七八"
# Source: households per grid 200-1,000 around 430 (Baiyu, Wuhan and others); assumed shape.
HOUSEHOLDS = (290, 560)
# Source: share of 60 and older .22-.33 in counties of Chongqing and Sichuan, 2020 census;
# assumed: single grids spread a little further. The first community is the oldest.
SHARE_60_PLUS = (0.175, 0.335)


def write_grid_table(town: Town, path: Path) -> None:
    """Write one line for each grid of a town; a town built from it has the same grids."""
    residents = np.diff(town.grid_resident_start)
    old = np.bincount(town.resident_grid, weights=town.age >= OLD)
    of_household = town.stairwell_grid[town.household_stairwell]
    households = np.bincount(of_household, minlength=town.grids)
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(COLUMNS)
        for g, name in enumerate(town.grid_names):
            workers = int(town.grid_workers[g])
            lines.writerow(
                (
                    name,
                    town.community_names[town.grid_community[g]],
                    households[g],
                    residents[g],
                    f"{old[g] / residents[g]:.6f}",
                    workers if workers >= 0 else "",
                    f"{town.grid_x_m[g]:.1f}",
                    f"{town.grid_y_m[g]:.1f}",
                )
            )


def gui_street(spec: TownSpec) -> Layout:
    """Lay out the made-up Gui Street: 10 communities, 60 grids, about 25,500 households."""
    community = np.repeat(np.arange(len(GRIDS)), GRIDS)
    number = np.arange(len(community)) - np.searchsorted(community, community)
    key = grid_key(community, number)
    size, age = (uniforms(spec.seed, Purpose.LAYOUT, key, what) for what in (2, 3))
    age_here = 0.6 * (1 - community / (len(GRIDS) - 1)) + 0.4 * age
    low, high = SHARE_60_PLUS
    x_m, y_m = on_a_plane(community, number, spec.seed)
    every: Ints = np.ones(len(community), dtype=np.int64)
    return Layout(
        names=tuple(
            f"{COMMUNITIES[c]}社区第{NUMERALS[n]}网格"
            for c, n in zip(community, number, strict=True)
        ),
        community_names=tuple(f"{name}社区" for name in COMMUNITIES),
        community=community,
        number=number,
        row=np.arange(len(community)),
        households=_between(*HOUSEHOLDS, size),
        residents=-every,
        share_60_plus=low + (high - low) * age_here,
        workers=every,
        x_m=x_m - x_m.min(),
        y_m=y_m - y_m.min(),
    )


def _between(low: int, high: int, u: Floats) -> Ints:
    """Pick whole numbers evenly between two."""
    return low + np.floor(u * (high - low + 1)).astype(np.int64)


def main(path: Path) -> None:
    """Write the shipped table."""
    from sim.scenario import TownSpec

    spec = TownSpec()
    write_grid_table(assemble(spec, gui_street(spec)), path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
