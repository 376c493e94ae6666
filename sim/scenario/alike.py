"""Controls written once and used twice: `like` names the one that gives what is not stated.

What comes with a control or after it is its own affair, and is not given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sim.errors import Problem
from sim.scenario import tree
from sim.scenario.base import rule
from sim.scenario.closest import closest
from sim.scenario.tree import Node

PATH = ("response", "controls")
REQUIRED = ("kind", "factors")
ITS_OWN = ("with", "with_", "then")
ROUND_IN_CIRCLES = "is like itself in the end"


def filled_in(response: dict[str, Any]) -> dict[str, Any]:
    """Fill the controls of a response given as values; raises where a name means nothing."""
    controls = response.get("controls")
    if not isinstance(controls, dict):
        return response
    fault: dict[str, str] = {}
    done = _all_filled(
        controls, lambda one: one.get("like") if isinstance(one, dict) else None, _laid_over,
        fault,
    )  # fmt: skip
    for name, text in fault.items():
        raise rule(f"controls.{name}.like: {text}", "controls")
    return {**response, "controls": done}


def filled_controls(root: Node, problems: list[Problem], excused: set[tuple[str, str]]) -> Node:
    """Fill the controls of a scenario's tree, and note every name that means nothing.

    What is missing only because of such a name is excused.
    """
    response = root.child("response")
    controls = response.child("controls") if response is not None else None
    if controls is None or not isinstance(controls.value, dict):
        return root
    there = {name: one for name, one in controls.value.items() if one.value is not None}
    fault: dict[str, str] = {}
    done = _all_filled(there, _named, _merged, fault)
    alike = [name for name, one in there.items() if _named(one) is not None]
    for name in alike if fault else ():
        where = ".".join((*PATH, name))
        excused |= {(f"{where}.{key}", "is required") for key in REQUIRED}
    for name, text in fault.items():
        leaf = there[name].child("like")
        wanted = str(leaf.value)
        where = ".".join((*PATH, name, "like"))
        others = [one for one in there if one != name]
        problems.append(
            Problem(leaf.file, leaf.line, where, text, wanted, closest(wanted, others))
        )
    return tree.replaced(root, PATH, replace(controls, value=done))


def _all_filled(
    controls: dict[str, Any],
    like: Callable[[Any], str | None],
    over: Callable[[Any, Any], Any],
    fault: dict[str, str],
) -> dict[str, Any]:
    """Fill every control from the one that it is like, that one filled first."""
    done: dict[str, Any] = {}

    def fill(name: str, above: tuple[str, ...]) -> Any:
        if name in done:
            return done[name]
        one = controls[name]
        other = like(one)
        if other is not None and other not in controls:
            known = ", ".join(key for key in controls if key != name) or "none"
            fault[name] = f"no such control (known: {known})"
        elif other is not None and other in (name, *above):
            fault[name] = f"{ROUND_IN_CIRCLES} ({' -> '.join((*above, name, other))})"
        base = fill(other, (*above, name)) if other is not None and name not in fault else None
        done[name] = over(base, one)
        return done[name]

    for name in controls:
        fill(name, ())
    return {name: done[name] for name in controls}


def _laid_over(base: Any, one: Any) -> Any:
    if not isinstance(one, dict):
        return one
    own = {key: value for key, value in one.items() if key != "like"}
    return own if base is None else {**_given(base), **own}


def _named(one: Node) -> str | None:
    like = one.child("like")
    return like.value if like is not None and isinstance(like.value, str) else None


def _merged(base: Node | None, one: Node) -> Node:
    """Lay a control over the one that it is like; `like` itself is then told."""
    if not isinstance(one.value, dict) or _named(one) is None:
        return one
    own = Node(
        {key: child for key, child in one.value.items() if key != "like"},
        one.file, one.line, one.key_line, one.source,
    )  # fmt: skip
    if base is None or not isinstance(base.value, dict):
        return own
    return tree.merged(replace(base, value=_given(base.value)), own)


def _given(base: dict[str, Any]) -> dict[str, Any]:
    """Take what a control gives to those that are like it."""
    return {key: value for key, value in base.items() if key not in ITS_OWN}
