"""What pydantic found, said in our words: file, line, path, rule, found, suggestion."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from sim.errors import Problem
from sim.scenario.closest import closest
from sim.scenario.tree import Node, Path
from sim.scenario.yaml_text import INVALID
from sim.units import UnitError

REPORTED_ELSEWHERE = frozenset({"extra_forbidden"})
MEANT_BOOL = {"yes": "true", "on": "true", "no": "false", "off": "false"}
SPELLED = {
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "string_type": "must be text",
    "dict_type": "must be a mapping",
    "tuple_type": "must be a list",
    "model_type": "must be a mapping",
    "model_attributes_type": "must be a mapping",
    "datetime_type": "must be a date and time such as 2022-03-01 08:00",
    "finite_number": "must be a finite number",
    "missing": "is required",
    "greater_than_equal": "must be at least {ge}",
    "greater_than": "must be above {gt}",
    "less_than_equal": "must be at most {le}",
    "less_than": "must be below {lt}",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "must have at least {min_length} items",
    "too_long": "must have at most {max_length} items",
    "union_tag_not_found": "needs the key {discriminator}",
}
_QUOTED = re.compile(r"'([^']*)'")


def problems_of(
    error: ValidationError, root: Node, strange: Collection[str] = ()
) -> Iterator[Problem]:
    """Turn each error of pydantic into a problem at its line.

    What is missing is not mentioned where one of the `strange` keys was meant as it.
    """
    for item in error.errors(include_url=False):
        if item["type"] not in REPORTED_ELSEWHERE:
            problem = _problem(item, root, strange)
            if problem is not None:
                yield problem


def at(root: Node, path: Path) -> tuple[Node, bool]:
    """Find the node of a path, or the deepest on the way; say whether the path was found."""
    node = root
    for key in path:
        child = node.child(key)
        if child is None:
            return node, False
        node = child
    return node, True


def _problem(item: Mapping[str, Any], root: Node, strange: Collection[str]) -> Problem | None:
    path, of_key = _path(item["loc"], root)
    context = item.get("ctx") or {}
    if item["type"] == "rule" and context.get("key"):
        path = (*path, context["key"])
    if item["type"] == "union_tag_invalid":
        path = (*path, str(context["discriminator"]).strip("'"))
    node, found = at(root, path)
    if not found and not isinstance(node.value, dict | tuple):
        path, found = _up_to(root, path), True
    if node.value is INVALID or _meant_by_unknown(item, path, strange):
        return None
    if item["type"] == "missing" and not path:
        return None
    rule, suggestion = _rule(item, context)
    value = None if item["type"] == "missing" or not found else _shown(node, path, of_key)
    line = node.key_line if of_key or isinstance(node.value, dict | tuple) else node.line
    line = line or node.line
    return Problem(node.file, line, ".".join(path), rule, value, suggestion)


def _up_to(root: Node, path: Path) -> Path:
    """Cut a path where the file has a bare value, such as 3 min for a law."""
    return next(path[:n] for n in range(len(path), -1, -1) if at(root, path[:n])[1])


def _path(loc: tuple[Any, ...], root: Node) -> tuple[Path, bool]:
    """Keep of pydantic's location what stands in the file: no tags of unions, no [key]."""
    path: list[str] = []
    node: Node | None = root
    for position, element in enumerate(loc):
        word = str(element)
        if word == "[key]":
            return tuple(path), True
        child = node.child(word) if node is not None else None
        last = position == len(loc) - 1
        tag = node is not None and any(
            (named := node.child(key)) is not None and named.value == word
            for key in ("per", "kind")
        )
        if child is None and (tag or (word == "rows" and not last)):
            continue
        if word != "rows" or child is not None:
            path.append(word)
        node = child
    return tuple(path), False


def _meant_by_unknown(item: Mapping[str, Any], path: Path, strange: Collection[str]) -> bool:
    """Say whether a missing key stands there misspelt, which is reported as such."""
    if item["type"] != "missing":
        return False
    beside = [key.rpartition(".") for key in strange]
    return any(
        above == ".".join(path[:-1]) and closest(key, path[-1:]) for above, _, key in beside
    )


def _rule(item: Mapping[str, Any], context: Mapping[str, Any]) -> tuple[str, str | None]:
    cause = context.get("error")
    if isinstance(cause, Exception):
        return str(cause), cause.suggestion if isinstance(cause, UnitError) else None
    if item["type"] == "rule":
        return str(item["msg"]), context.get("suggestion")
    if item["type"] in ("literal_error", "union_tag_invalid"):
        known = _QUOTED.findall(str(context.get("expected") or context.get("expected_tags")))
        rule = f"must be one of {', '.join(known)}" if known else str(item["msg"])
        wrong = context.get("tag") or item["input"]
        return rule, closest(str(wrong), known)
    if item["type"] == "too_short" and context.get("min_length") == 1:
        return "must not be empty", None
    if item["type"] == "bool_type":
        return SPELLED["bool_type"], MEANT_BOOL.get(str(item["input"]).lower())
    spelled = SPELLED.get(item["type"])
    if spelled is None:
        return str(item["msg"]), None
    values = {key: _number(value) for key, value in context.items()}
    return spelled.format(**values).replace("'", ""), _as_percent(item, context)


def _as_percent(item: Mapping[str, Any], context: Mapping[str, Any]) -> str | None:
    """Suggest the share that was meant by a number above 1."""
    found = item["input"]
    meant = item["type"] == "less_than_equal" and context.get("le") == 1
    if not meant or isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return f"{_number(found)} %" if 2 <= found <= 100 else None


def _number(value: Any) -> Any:
    whole = isinstance(value, float) and value.is_integer()
    return int(value) if whole else value


def _shown(node: Node, path: Path, of_key: bool) -> str:
    if of_key:
        return path[-1]
    if isinstance(node.value, dict):
        return "a mapping"
    if isinstance(node.value, tuple):
        return "a list"
    if isinstance(node.value, bool):
        return str(node.value).lower()
    return "nothing" if node.value is None else str(node.value)
