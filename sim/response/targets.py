"""Whom a control covers: places around a case, rings of grids, classes, keyed shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sim.errors import RunError
from sim.rng import Purpose, uniforms
from sim.scenario import Control, Target
from sim.town import Town, network

Ints = NDArray[np.int64]


class Targets:
    """Which residents each control may cover; the network of grids, made when it is asked."""

    def __init__(self, town: Town, controls: Mapping[str, Control], seed: int) -> None:
        """Find whom the targets name; raises RunError where one names no place of the town."""
        self.town, self.seed = town, seed
        self._network: Any = None
        self._covered = {
            name: self._mask(name, control.target)
            for name, control in controls.items()
            if control.target is not None
        }

    def of(self, name: str, residents: Ints) -> Ints:
        """Give those of some residents whom a control covers."""
        covered = self._covered.get(name)
        return residents if covered is None else residents[covered[residents]]

    def everyone(self, name: str) -> Ints:
        """Give all residents whom a control covers."""
        return self.of(name, np.arange(self.town.residents))

    def around(self, stairwell: int, control: Control) -> Ints:
        """List the stairwells of a control's scope around one, in order of place."""
        if control.scope == "town":
            return np.arange(self.town.stairwells)
        if control.scope == "ring":
            middle = [int(self.town.stairwell_grid[stairwell])]
            grids = self.ring(middle, control.ring or 1)
            return np.flatnonzero(np.isin(self.town.stairwell_grid, grids))
        return around(self.town, stairwell, control.scope or "stairwell")

    def ring(self, grids: list[int], steps: int) -> Ints:
        """List grids and those up to so many steps around them on the network of grids."""
        import networkx as nx

        if self._network is None:
            self._network = network(self.town)
        reached: set[int] = set()
        for grid in grids:
            reached |= set(nx.single_source_shortest_path_length(self._network, grid, steps))
        return np.array(sorted(reached), np.int64)

    def _mask(self, name: str, target: Target) -> NDArray[np.bool_]:
        town = self.town
        mask = _class(town, target.who).copy()
        if target.from_age is not None:
            mask &= town.age >= target.from_age
        if target.to_age is not None:
            mask &= town.age <= target.to_age
        if target.grids is not None or target.communities is not None:
            mask &= np.isin(town.resident_grid, self._grids(name, target))
        if target.share is not None:
            everyone = np.arange(town.residents)
            whose = town.household if target.drawn == "household" else everyone
            u = uniforms(self.seed, Purpose.TARGETED, whose, crc32(name.encode()))
            mask &= u < target.share
        return mask

    def _grids(self, name: str, target: Target) -> Ints:
        town = self.town
        grids = _numbers(name, target.grids or (), town.grid_names, "grid")
        communities = _numbers(
            name, target.communities or (), town.community_names, "community"
        )
        grids += np.flatnonzero(np.isin(town.grid_community, communities)).tolist()
        if target.ring is not None and grids:
            return self.ring(grids, target.ring)
        return np.array(grids, np.int64)


def _numbers(
    control: str, named: tuple[str, ...], known: tuple[str, ...], kind: str
) -> list[int]:
    for name in named:
        if name not in known:
            raise RunError(
                f"control {control} targets the {kind} {name}, which the town does not have"
                f" ({known[0]} ... {known[-1]})"
            )
    return [known.index(name) for name in named]


def _class(town: Town, who: str) -> NDArray[np.bool_]:
    """Tell who belongs to a class of residents."""
    match who:
        case "vulnerable":
            return town.vulnerable
        case "aged_60":
            return np.asarray(town.age >= 60)
        case "aged_80":
            return np.asarray(town.age >= 80)
        case "aged_80_alone":
            return town.alone80
        case "works_outside":
            return town.works_outside
        case "works_in_town":
            return np.asarray(town.work_group >= 0)
        case "pupils":
            return np.asarray(town.school_group >= 0)
    return np.ones(town.residents, np.bool_)


def around(town: Town, stairwell: int, scope: str) -> Ints:
    """List the stairwells of the building, grid or community in which a stairwell lies."""
    if scope == "stairwell":
        return np.array([stairwell])
    if scope == "building":
        return np.flatnonzero(town.stairwell_building == town.stairwell_building[stairwell])
    grid = town.stairwell_grid[stairwell]
    if scope == "grid":
        return np.flatnonzero(town.stairwell_grid == grid)
    community = town.grid_community[town.stairwell_grid]
    return np.flatnonzero(community == town.grid_community[grid])


def households_of(town: Town, stairwells: Ints) -> Ints:
    """List the households of stairwells."""
    start = town.stairwell_start
    spans = [np.arange(start[s], start[s + 1]) for s in stairwells]
    return np.concatenate(spans).astype(np.int64) if spans else np.zeros(0, np.int64)


def residents_of(town: Town, households: Ints) -> Ints:
    """List the residents of households."""
    start = town.household_start
    spans = [np.arange(start[h], start[h + 1]) for h in households]
    return np.concatenate(spans).astype(np.int64) if spans else np.zeros(0, np.int64)
