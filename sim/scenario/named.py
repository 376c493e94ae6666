"""The files that a scenario names: where they are named, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sim.errors import Problem, ScenarioError
from sim.scenario import explain, tree
from sim.scenario.duty_table import read_duty_table
from sim.scenario.grid_table import read_grid_table
from sim.scenario.hazard_spec import KINDS
from sim.scenario.observed import read_observed
from sim.scenario.town_spec import TownSpec
from sim.scenario.tree import Node

ANY = "*"
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
        paths += [("hazards", name, *path) for path in _of_hazard(hazard)]
    return [path for path in paths if explain.at(node, path)[1]]


def _of_hazard(hazard: Node | None) -> list[tree.Path]:
    """List the paths at which a hazard of any kind may name a file."""
    patterns = [pattern for kind in KINDS.values() for pattern in kind.readers]
    found = [path for pattern in patterns for path in _spelt(hazard, pattern)]
    return list(dict.fromkeys(found))


def _spelt(hazard: Node | None, pattern: tree.Path) -> list[tree.Path]:
    """Put the names that there are in place of a star."""
    if ANY not in pattern or hazard is None:
        return [pattern]
    above, below = pattern[: pattern.index(ANY)], pattern[pattern.index(ANY) + 1 :]
    entries, there = explain.at(hazard, above)
    return [(*above, name, *below) for name in _keys(entries if there else None)]


def _reader_of(root: Node, path: tree.Path) -> Callable[[Path], object]:
    """Find how a file is read: by the key that names it, and in a hazard by its kind."""
    if path[0] != "hazards":
        return _READERS[path[0]]
    kind, _ = explain.at(root, (*path[:2], "kind"))
    own = KINDS.get(str(kind.value))
    for pattern, reader in own.readers.items() if own else ():
        alike = zip(pattern, path[2:], strict=False)
        if len(pattern) == len(path) - 2 and all(a in (ANY, b) for a, b in alike):
            return reader
    return lambda _file: 0


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
            nodes = _reader_of(node, path)(file)
        except ScenarioError as error:
            found += error.problems
            continue
        residents = known_residents(town, root)
        if residents is not None and isinstance(nodes, int) and nodes > residents:
            rule = f"names {nodes} residents, the town has {residents}"
            found.append(Problem(leaf.file, leaf.line, where, rule, leaf.value))
    return found


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
