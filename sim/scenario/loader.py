"""Files to scenarios: read, extend, check everything at once, type."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sim.errors import Problem, ScenarioError
from sim.scenario import explain, mistaken, tree, yaml_text
from sim.scenario.check import typed
from sim.scenario.epidemic.switching import another_variant
from sim.scenario.named import named_files
from sim.scenario.scenario_spec import Scenario
from sim.scenario.tree import Node

ROOT_NAME = "scenarios"
MOST_FILES = 64
SET, OVERRIDE = "--set", "override"


def load(path: str | Path, root: str | Path | None = None) -> Scenario:
    """Load a scenario file; every problem of it and of what it extends in one error.

    Files it names must lie under `root`: by default the nearest folder above it called
    `scenarios`, else the working folder if the file lies under it, else the file's own.
    """
    file = Path(path)
    reading = _Reading(Path(root) if root is not None else _root_of(file))
    reading.visit(file, ())
    if not reading.trees:
        raise ScenarioError(reading.problems)
    node = functools.reduce(tree.merged, reading.trees.values())
    return typed(node, reading.root, reading.problems)


def load_all(paths: Iterable[str | Path]) -> list[Scenario]:
    """Load several scenario files; the problems of all of them in one error."""
    scenarios: list[Scenario] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            scenarios.append(load(path))
        except ScenarioError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise ScenarioError(problems)
    return scenarios


def apply_set(scenario: Scenario, settings: Sequence[str]) -> Scenario:
    """Apply settings ``path.to.key=value``, the value read as YAML; problems in one error."""
    if not settings:
        return scenario
    root = before = _as_tree(scenario)
    problems: list[Problem] = []
    for setting in settings:
        path, equals, text = setting.partition("=")
        node, found = yaml_text.read(text or "null", SET)
        if not equals or not path.strip() or path.count(".") >= yaml_text.DEEPEST:
            rule = "must look like path.to.key=value"
            problems.append(Problem(SET, None, "", rule, setting))
        elif found or node is None:
            problems += [replace(problem, line=None, path=path.strip()) for problem in found]
        else:
            new = tree.sourced(_without_lines(node))
            root = tree.replaced(root, tuple(path.strip().split(".")), new)
    root = another_variant(scenario.hazards, before, root)
    return typed(tree.without_nulls(root), scenario.root, problems)


def overridden(scenario: Scenario, changes: Mapping[str, Any], name: str | None) -> Scenario:
    """Change values by dotted path and check everything again; see `Scenario.override`."""
    root = before = _as_tree(scenario)
    for path, value in {**changes, **({"name": name} if name is not None else {})}.items():
        new = tree.sourced(tree.of_values(_written(value), OVERRIDE))
        root = tree.replaced(root, tuple(path.split(".")), new)
    root = another_variant(scenario.hazards, before, root)
    return typed(tree.without_nulls(root), scenario.root, [])


def _written(value: Any) -> Any:
    """Turn specs given as values into what a file would hold."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_none=True)
    if isinstance(value, Mapping):
        return {str(key): _written(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_written(inner) for inner in value]
    return value


def _as_tree(scenario: Scenario) -> Node:
    text = scenario.to_yaml()
    node, problems = yaml_text.read(text, "")
    if node is None or problems:
        raise ScenarioError(problems)
    return tree.sourced(_without_lines(node))


def _without_lines(node: Node) -> Node:
    value = node.value
    if isinstance(value, dict):
        value = {key: _without_lines(child) for key, child in value.items()}
    elif isinstance(value, tuple):
        value = tuple(_without_lines(child) for child in value)
    return replace(node, value=value, line=None, key_line=None)


def _root_of(file: Path) -> Path:
    folder = file.resolve().parent
    for above in (folder, *folder.parents):
        if above.name == ROOT_NAME:
            return above
    here = Path.cwd()
    return here if folder.is_relative_to(here) else folder


@dataclass
class _Reading:
    """The files read for one scenario, and what was wrong with them."""

    root: Path
    problems: list[Problem] = field(default_factory=list)
    trees: dict[Path, Node] = field(default_factory=dict)
    """What each file says itself, bases first, each file once."""

    def visit(self, file: Path, chain: tuple[Path, ...]) -> None:
        """Read a file after what it extends."""
        node = self._read(file)
        if node is None:
            return
        real = file.resolve()
        self._visit_bases(node, file, (*chain, real))
        own = {key: child for key, child in node.value.items() if key != "extends"}
        self.trees[real] = replace(node, value=own)

    def _read(self, file: Path) -> Node | None:
        shown = os.path.normpath(file)
        try:
            with file.open("rb") as stream:
                content = stream.read(yaml_text.LARGEST + 1)
        except OSError as error:
            self.problems.append(mistaken.unreadable(file, shown, error))
            return None
        node, found = yaml_text.read(content, shown)
        self.problems += found
        if node is not None and not isinstance(node.value, dict):
            rule = "a scenario is a mapping of keys to values"
            self.problems.append(Problem(shown, node.line, "", rule))
            return None
        question = None if node is None else mistaken.question_for_scenario(node, shown)
        if question is not None:
            self.problems.append(question)
            return None
        return None if node is None else self._located(tree.sourced(node), file)

    def _located(self, node: Node, file: Path) -> Node:
        """Make the files that a scenario names relative to the root."""
        for path in named_files(node):
            leaf, _ = explain.at(node, path)
            if not isinstance(leaf.value, str):
                continue
            inside = self._inside(file.parent / leaf.value)
            if inside is None:
                rule = f"must lie under {self.root.name}/"
                dotted = ".".join(path)
                self.problems.append(
                    Problem(leaf.file, leaf.line, dotted, rule, str(leaf.value))
                )
                continue
            node = tree.replaced(node, path, replace(leaf, value=inside))
        return node

    def _inside(self, path: Path) -> str | None:
        real, root = path.resolve(), self.root.resolve()
        return real.relative_to(root).as_posix() if real.is_relative_to(root) else None

    def _visit_bases(self, node: Node, file: Path, chain: tuple[Path, ...]) -> None:
        extends = node.value.get("extends")
        if extends is None or extends.value is None:
            return
        items = extends.value if isinstance(extends.value, tuple) else (extends,)
        for number, item in enumerate(items):
            rule = self._fault(item, file, chain)
            path = file.parent / str(item.value)
            if rule is not None:
                where, line = f"extends.{number}", item.line
                self.problems.append(Problem(item.file, line, where, rule, str(item.value)))
            elif path.resolve() not in self.trees:
                self.visit(path, chain)

    def _fault(self, item: Node, file: Path, chain: tuple[Path, ...]) -> str | None:
        """Say why a file cannot be extended."""
        if not isinstance(item.value, str):
            return "must be the name of a file"
        path = file.parent / item.value
        if self._inside(path) is None:
            return f"must lie under {self.root.name}/"
        if path.resolve() in chain:
            return "files extend each other in a circle"
        if not path.is_file():
            return "no such file"
        return f"at most {MOST_FILES} files" if len(self.trees) >= MOST_FILES else None
