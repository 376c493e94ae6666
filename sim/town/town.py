"""The town before anything happens: who lives where, goes where, and meets whom."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from sim.town.draws import Bools, Floats, Ints, offsets
from sim.town.layout import Layout, lay_out
from sim.town.network import adjacent, distances, mixing, walking_times
from sim.town.places import schools, workplaces
from sim.town.population import OLD, Population, populate

if TYPE_CHECKING:
    from sim.scenario import TownSpec

Numbers = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Town:
    """A town of N residents, H households, S stairwells, B buildings, G grids, C communities.

    All are numbered in spatial order: community, grid, building, stairwell, household,
    resident; ``x_start[i]:x_start[i + 1]`` are the members of i. Frozen: no part writes to
    these arrays (their flags stay writable: read-only is another type to compiled code).
    """

    age: NDArray[np.int16]  # [N] years
    household: Numbers  # [N]
    household_start: Numbers  # [H + 1] residents
    household_stairwell: Numbers  # [H]
    stairwell_start: Numbers  # [S + 1] households
    stairwell_building: Numbers  # [S]
    stairwell_grid: Numbers  # [S]
    building_start: Numbers  # [B + 1] stairwells
    building_grid: Numbers  # [B]
    grid_community: Numbers  # [G]
    grid_resident_start: Numbers  # [G + 1] residents
    resident_grid: Numbers  # [N]
    grid_names: tuple[str, ...]
    community_names: tuple[str, ...]
    grid_workers: Numbers  # [G] staff of the grid by the user's table, -1 where it is silent
    grid_x_m: Floats  # [G]
    grid_y_m: Floats  # [G]
    vulnerable: Bools  # [N] alone at 80 or older, or chronically ill at 60 or older
    alone80: Bools  # [N]
    chronic: Bools  # [N]
    ability: Floats  # [N] uniform: able to do what a share s can do when below s
    school_group: Numbers  # [N] class, -1 none
    school_start: Numbers  # [classes + 1]
    school_members: Numbers  # residents by class, rising
    school_position: Numbers  # [N] place in the list of the class, -1 none
    work_group: Numbers  # [N] workplace in town, -1 none
    work_start: Numbers  # [workplaces + 1]
    work_members: Numbers  # residents by workplace, rising
    work_position: Numbers  # [N] place in the list of the workplace, -1 none
    works_outside: Bools  # [N]
    neighbour_start: Numbers  # [G + 1]
    neighbour: Numbers  # grids that a grid mixes with, itself first
    neighbour_cumulative: Floats  # share of grid contacts up to here, ending in 1
    walk_h: Floats  # [G, G] shortest walk between grids

    @property
    def residents(self) -> int:
        """Count the residents."""
        return len(self.age)

    @property
    def households(self) -> int:
        """Count the households."""
        return len(self.household_stairwell)

    @property
    def stairwells(self) -> int:
        """Count the stairwells."""
        return len(self.stairwell_grid)

    @property
    def buildings(self) -> int:
        """Count the buildings."""
        return len(self.building_grid)

    @property
    def grids(self) -> int:
        """Count the grids."""
        return len(self.grid_names)

    @property
    def communities(self) -> int:
        """Count the communities."""
        return len(self.community_names)


def build_town(spec: TownSpec, root: Path) -> Town:
    """Build the town of a specification; the path of its table is relative to ``root``.

    A pure function of the specification and the table: the same town in any process.
    """
    return assemble(spec, lay_out(spec, root))


def assemble(spec: TownSpec, layout: Layout) -> Town:
    """Build the town that stands on a layout of grids."""
    population = populate(spec, layout)
    work, works_outside = workplaces(spec, layout, population)
    school = schools(spec, layout, population)
    return Town(
        **_residents(population),
        **_places(spec, layout),
        **_network(spec, layout, population),
        grid_names=layout.names,
        community_names=layout.community_names,
        grid_community=_as(np.int32, layout.community),
        grid_workers=_as(np.int32, layout.workers),
        school_group=_as(np.int32, school.group),
        school_start=_as(np.int32, school.start),
        school_members=_as(np.int32, school.members),
        school_position=_as(np.int32, school.position),
        work_group=_as(np.int32, work.group),
        work_start=_as(np.int32, work.start),
        work_members=_as(np.int32, work.members),
        work_position=_as(np.int32, work.position),
        works_outside=works_outside,
    )


def _as(dtype: DTypeLike, values: NDArray[Any]) -> NDArray[Any]:
    """Store values in one type and one layout, on which compiled code relies."""
    return np.ascontiguousarray(values, dtype=dtype)


def _residents(population: Population) -> dict[str, NDArray[Any]]:
    """Describe the residents and their households."""
    grids = int(population.grid[-1]) + 1
    old_and_ill = population.chronic & (population.age >= OLD)
    return {
        "age": _as(np.int16, population.age),
        "household": _as(np.int32, population.household),
        "household_start": _as(np.int32, population.household_start),
        "grid_resident_start": _as(
            np.int32, offsets(np.bincount(population.grid, minlength=grids))
        ),
        "resident_grid": _as(np.int32, population.grid),
        "vulnerable": population.alone_80 | old_and_ill,
        "alone80": population.alone_80,
        "chronic": population.chronic,
        "ability": population.ability,
    }


def _places(spec: TownSpec, layout: Layout) -> dict[str, NDArray[Any]]:
    """Stack households into stairwells and stairwells into buildings, evenly in each grid."""
    stairwell, of_stairwell = _stacked(layout.households, spec.households_per_stairwell)
    stairwells = np.bincount(of_stairwell, minlength=len(layout.names))
    building, of_building = _stacked(stairwells, spec.stairwells_per_building)
    return {
        "household_stairwell": _as(np.int32, stairwell),
        "stairwell_start": _as(np.int32, offsets(np.bincount(stairwell))),
        "stairwell_building": _as(np.int32, building),
        "stairwell_grid": _as(np.int32, of_stairwell),
        "building_start": _as(np.int32, offsets(np.bincount(building))),
        "building_grid": _as(np.int32, of_building),
    }


def _stacked(count: Ints, size: float) -> tuple[Ints, Ints]:
    """Split the things of each grid evenly into stacks of about ``size``.

    Returns the stack of each thing and the grid of each stack.
    """
    stacks = np.maximum(np.floor(count / size + 0.5), 1).astype(np.int64)
    grid = np.repeat(np.arange(len(count)), count)
    number = np.arange(len(grid)) - offsets(count)[grid]
    stack = offsets(stacks)[grid] + number * stacks[grid] // count[grid]
    return stack, np.repeat(np.arange(len(count)), stacks)


def _network(spec: TownSpec, layout: Layout, population: Population) -> dict[str, NDArray[Any]]:
    """Connect the grids."""
    distance = distances(layout.x_m, layout.y_m)
    edges = adjacent(distance)
    residents = np.bincount(population.grid, minlength=len(layout.names))
    start, neighbour, cumulative = mixing(edges, residents, spec.own_grid_share)
    return {
        "grid_x_m": _as(np.float64, layout.x_m),
        "grid_y_m": _as(np.float64, layout.y_m),
        "neighbour_start": _as(np.int32, start),
        "neighbour": _as(np.int32, neighbour),
        "neighbour_cumulative": _as(np.float64, cumulative),
        "walk_h": walking_times(edges, distance, spec.walk.neighbouring_grids),
    }
