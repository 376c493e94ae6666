"""The files that a scenario names: where they are named, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from sim.errors import Problem, ScenarioError
from sim.scenario import explain, tree
from sim.scenario.duty_table import read_duty_table
from sim.scenario.edges import read_edges
from sim.scenario.grid_table import read_grid_table
from sim.scenario.observed import read_observed
from sim.scenario.prevalence import read_prevalence
from sim.scenario.town_spec import TownSpec
from sim.scenario.tree import Node

COMMUTING = ("introductions", "commuting", "file")
_READERS: dict[str, Callable[[Path], object]] = {
    "town": read_grid_table,
    "workforce": read_duty_table,
    "observed": read_observed,
}


def named_files(node: Node) -> list[tree.Path]:
    """List the paths at which a scenario names a file."""
    paths: list[tree.Path] = [("town", "grids")]
    paths += [("observed", name, "file") for name in _keys(node.child("observed"))]
    workforce = node.child("workforce")
    rosters = workforce and workforce.child("rosters")
    paths += [("workforce", "rosters", name, "file") for name in _keys(rosters)]
    hazards = node.child("hazards")
    for name in _keys(hazards):
        hazard = hazards and hazards.child(name)
        paths += [("hazards", name, *path) for path in _of_epidemic(hazard)]
    return [path for path in paths if explain.at(node, path)[1]]


def _of_epidemic(hazard: Node | None) -> Iterator[tree.Path]:
    yield "layers", "edges", "file"
    yield COMMUTING
    for name in _keys(hazard and hazard.child("variants")):
        yield "variants", name, *COMMUTING


def _keys(node: Node | None) -> list[str]:
    return list(node.value) if node is not None and isinstance(node.value, dict) else []


def problems_of_files(node: Node, root: Path, town: TownSpec | None) -> list[Problem]:
    """Check the files that a scenario names, and that its town has room for their nodes."""
    found: list[Problem] = []
    for path in named_files(node):
        leaf, _ = explain.at(node, path)
        if not isinstance(leaf.value, str):
            continue
        file = root / leaf.value
        if not file.resolve().is_relative_to(root.resolve()):
            continue
        where = ".".join(path)
        if not file.is_file():
            found.append(Problem(leaf.file, leaf.line, where, "no such file", leaf.value))
            continue
        try:
            nodes = _read(path, file)
        except ScenarioError as error:
            found += error.problems
            continue
        residents = known_residents(town, root)
        if residents is not None and nodes > residents:
            rule = f"names {nodes} residents, the town has {residents}"
            found.append(Problem(leaf.file, leaf.line, where, rule, leaf.value))
    return found


def _read(path: tree.Path, file: Path) -> int:
    """Read a file of the kind that its key names; give the nodes of edges, else 0."""
    if path[-2] == "edges":
        return read_edges(file).nodes
    if path[-2] == "commuting":
        read_prevalence(file)
    else:
        _READERS[path[0]](file)
    return 0


def known_residents(town: TownSpec | None, root: Path) -> int | None:
    """Give the residents where they are certain: a table, or households of one size."""
    if town is None:
        return None
    if town.grids is not None:
        try:
            return int(read_grid_table(root / town.grids).residents.sum())
        except ScenarioError:
            return None
    if 1 not in town.household_sizes:
        return None
    households = town.communities * town.grids_per_community * town.households_per_grid
    return households * (town.household_sizes.index(1) + 1)
