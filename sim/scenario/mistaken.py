"""A file that cannot be what was asked for: not there, or of the other kind."""

from __future__ import annotations

from pathlib import Path

from sim.errors import Problem
from sim.scenario.closest import closest
from sim.scenario.tree import Node

_SCENARIO = ("extends", "horizon", "town", "workforce", "hazards", "services")
_QUESTION = {
    "bases": "study",
    "free": "calibrate",
    "indifference": "select",
    "method": "sensitivity",
    "factors": "sweep",
    "plans": "staff",
}
"""The command for a file by a key that only its kind has, the first that is there."""


def unreadable(file: Path, shown: str, error: OSError) -> Problem:
    """Say why a file cannot be read, and which beside it was perhaps meant."""
    if file.is_dir():
        return Problem(shown, None, "", "is a folder, not a file")
    if file.exists():
        return Problem(shown, None, "", f"cannot be read: {error.strerror}")
    beside = file.parent.glob("*.y*ml") if file.parent.is_dir() else ()
    names = {one.stem: one.name for one in beside}
    meant = closest(file.stem, names)
    return Problem(shown, None, "", "no such file", suggestion=names.get(meant or ""))


def question_for_scenario(node: Node, shown: str) -> Problem | None:
    """Notice that a file asks a question about a scenario and is none itself."""
    keys = node.value
    if any(key in keys for key in _SCENARIO) or not {"scenario", "bases"} & set(keys):
        return None
    command = next((verb for key, verb in _QUESTION.items() if key in keys), None)
    by = f"; its command is: gridresponse {command} {shown}" if command else ""
    return Problem(shown, node.line, "", f"asks about a scenario and is none{by}")


def scenario_for_question(node: Node, shown: str, what: str) -> Problem | None:
    """Notice that a file is a scenario where a question about one is asked for."""
    keys = node.value
    if {"scenario", "bases"} & set(keys) or not any(key in keys for key in _SCENARIO):
        return None
    return Problem(shown, node.line, "", f"is a scenario, not {what}, which names one")
