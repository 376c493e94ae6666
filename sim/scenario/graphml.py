"""Pairs of residents from a GraphML file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import Problem, ScenarioError
from sim.scenario.tables import LARGEST_FILE, shown_path

LONGEST_NUMBER = 10


def read_graphml(path: Path) -> tuple[NDArray[np.float64], int]:
    """Give rows a, b, weight and the number of nodes; raise ScenarioError if it is none.

    Nodes whose names are whole numbers keep them, others are numbered in order of the file.
    """
    graph = _graph(path)
    names = list(graph)
    numbers = {name: int(name) for name in names if _is_number(name)}
    if len(numbers) < len(names):
        numbers = {name: place for place, name in enumerate(names)}
    rows = []
    for a, b, weight in graph.edges(data="weight", default=1):
        try:
            rows.append((numbers[a], numbers[b], float(weight)))
        except (TypeError, ValueError):
            rule = f"the weight of {a}, {b} must be a number"
            raise ScenarioError(
                [Problem(shown_path(path), None, "weight", rule, str(weight))]
            ) from None
    if not rows:
        raise _refused(path, "must have at least one edge")
    return np.array(rows, np.float64), max(numbers.values()) + 1


def _is_number(name: str) -> bool:
    return name.isascii() and name.isdigit() and len(name) < LONGEST_NUMBER


def _graph(path: Path) -> Any:
    import networkx

    try:
        content = path.read_bytes()
        if len(content) > LARGEST_FILE:
            raise _refused(path, f"a graph has at most {LARGEST_FILE} bytes")
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise _refused(path, "a graph declares no entities")
        return networkx.parse_graphml(content, node_type=str)
    except OSError as error:
        raise _refused(path, f"cannot be read: {error.strerror}") from None
    except ScenarioError:
        raise
    except Exception as error:  # networkx and its parser raise whatever comes
        raise _refused(path, f"not GraphML: {error}") from None


def _refused(path: Path, rule: str) -> ScenarioError:
    return ScenarioError([Problem(shown_path(path), None, "", rule)])
