"""Shipped sets, read from the YAML files beside this one."""

from __future__ import annotations

import functools
from pathlib import Path

from sim.errors import ScenarioError
from sim.scenario import tree, yaml_text
from sim.scenario.tree import Node

FOLDER = Path(__file__).parent


def variants() -> dict[str, Node]:
    """Give the shipped variants by name: the keys of a course, with sources."""
    return _read("variants.yaml")


def vaccines() -> dict[str, Node]:
    """Give the shipped vaccines by name: the keys of a vaccine, with sources."""
    return _read("vaccines.yaml")


@functools.cache
def _read(name: str) -> dict[str, Node]:
    node, problems = yaml_text.read((FOLDER / name).read_bytes(), f"shipped {name}")
    if node is None or problems:
        raise ScenarioError(problems)
    sets: dict[str, Node] = tree.sourced(node).value
    return sets
