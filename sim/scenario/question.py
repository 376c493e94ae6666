"""Files that ask about a scenario (staffing, sweeps): read and typed with lines of problems."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from sim.errors import Problem, ScenarioError
from sim.scenario import explain, mistaken, shape, tree, yaml_text
from sim.scenario.base import FROM_FILE, Spec
from sim.scenario.tree import Node

Asked = TypeVar("Asked", bound=Spec)


def read(file: Path, what: str) -> Node:
    """Read a question's file; ScenarioError where it is not there, not YAML or no mapping."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ScenarioError([mistaken.unreadable(file, str(file), error)]) from None
    node, problems = yaml_text.read(content, str(file))
    if node is None or problems:
        raise ScenarioError(problems)
    if not isinstance(node.value, dict):
        told = f"{what} is a mapping of keys to values"
        raise ScenarioError([Problem(str(file), node.line, "", told)])
    scenario = mistaken.scenario_for_question(node, str(file), what)
    if scenario is not None:
        raise ScenarioError([scenario])
    return tree.without_nulls(tree.sourced(node))


def typed(node: Node, model: type[Asked], values: Any) -> Asked:
    """Type the values of a tree; ScenarioError with every problem at its line."""
    problems = list(shape.problems_of_shape(node, model))
    try:
        spec = model.model_validate(values, context=FROM_FILE)
    except ValidationError as error:
        strange = {problem.path for problem in problems}
        raise ScenarioError([*problems, *explain.problems_of(error, node, strange)]) from None
    if problems:
        raise ScenarioError(problems)
    return spec


def dotted(changes: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Write nested changes as dotted paths with their values."""
    for key, value in changes.items():
        if isinstance(value, dict):
            yield from dotted(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value
