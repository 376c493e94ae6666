"""A posterior: draws of named values, written by a calibration and read by later runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from sim.errors import Problem, ScenarioError
from sim.scenario import question, tree
from sim.scenario.output import Writer


def read_draws(file: Path) -> list[dict[str, Any]]:
    """Read the draws of a posterior, values by dotted path; ScenarioError for another file."""
    node = question.read(Path(file), "a posterior")
    draws = tree.plain(node).get("draws")
    right = isinstance(draws, tuple) and draws and all(isinstance(d, dict) and d for d in draws)
    if not right:
        told = "needs a list of draws, each with values by dotted path"
        raise ScenarioError([Problem(str(file), node.line, "draws", told)])
    return [dict(question.dotted(draw)) for draw in draws]


def write_draws(
    file: Path, draws: Sequence[Mapping[str, Any]], told: Mapping[str, Any] | None = None
) -> None:
    """Write draws as a posterior that `read_draws` reads, after what is told about them."""
    content = {**(told or {}), "draws": [dict(draw) for draw in draws]}
    text = yaml.dump(content, Dumper=Writer, allow_unicode=True, sort_keys=False, width=96)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
