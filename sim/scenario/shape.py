"""The shape of the tree against the types: unknown keys, names, keys that exclude others."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from sim.errors import Problem
from sim.scenario.base import Name, Spec, name_fault
from sim.scenario.closest import closest
from sim.scenario.hazard_spec import KINDS, HazardSpec
from sim.scenario.law import AgeNumbers
from sim.scenario.tree import Node, Path


def fields_of(model: type[BaseModel]) -> dict[str, Any]:
    """Give the annotation of each key of a model, as written in a file."""
    return {info.alias or name: info.annotation for name, info in model.model_fields.items()}


def problems_of_shape(node: Node, kind: Any, path: Path = ()) -> Iterator[Problem]:
    """Walk a tree along the types and report what pydantic cannot say well."""
    kind = choose(node, kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if isinstance(node.value, dict) and not issubclass(kind, AgeNumbers):
            yield from _problems_of_model(node, kind, path)
        return
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is dict and isinstance(node.value, dict):
        for key, child in node.value.items():
            if arguments[0] == Name:
                yield from _problem_of_name(child, key, (*path, key))
            yield from problems_of_shape(child, arguments[1], (*path, key))
    elif origin is tuple and isinstance(node.value, tuple):
        for position, child in enumerate(node.value):
            item = arguments[0] if arguments[-1] is Ellipsis else None
            yield from problems_of_shape(child, item, (*path, str(position)))


def _problem_of_name(node: Node, name: str, path: Path) -> Iterator[Problem]:
    fault = name_fault(name)
    if fault:
        yield Problem(node.file, node.key_line, ".".join(path), fault, name)


def _problems_of_model(node: Node, model: type[BaseModel], path: Path) -> Iterator[Problem]:
    known = fields_of(model)
    for key, child in node.value.items():
        if key in known:
            yield from problems_of_shape(child, known[key], (*path, key))
        else:
            found = closest(key, known)
            dotted = ".".join((*path, key))
            rule = "unknown key" if found else f"unknown key (known: {', '.join(known)})"
            yield Problem(child.file, child.key_line, dotted, rule, None, found)
    for group in model.exactly_one if issubclass(model, Spec) else ():
        given = [key for key in group if _has(node, key)]
        if len(given) != 1 and not _near_miss(node, known, group):
            where: Node = node.value[given[-1].partition(".")[0]] if given else node
            line = where.key_line or where.line
            rule = f"exactly one of {', '.join(group)} is needed"
            found_text = ", ".join(given) or "none"
            yield Problem(where.file, line, ".".join(path), rule, found_text)


def _has(node: Node, key: str) -> bool:
    """Say whether a mapping has this key; with a star, whether all its entries have."""
    above, star, below = key.partition(".*.")
    found = node.child(above)
    if found is None or not star:
        return found is not None
    entries = found.value.values() if isinstance(found.value, dict) else ()
    return bool(entries) and all(_has(entry, below) for entry in entries)


def _near_miss(node: Node, known: dict[str, Any], group: tuple[str, ...]) -> bool:
    """Say whether an unknown key was meant as one of the group."""
    strange = [key for key in node.value if key not in known]
    return any(closest(key, known) in group for key in strange)


def choose(node: Node, kind: Any) -> Any:
    """Strip Annotated and None from a type, and pick the member of a union the node names."""
    while hasattr(kind, "__metadata__") and kind != Name:
        kind = typing.get_args(kind)[0]
    if isinstance(kind, typing.ForwardRef | str):
        return None
    if kind is HazardSpec:
        named = node.child("kind")
        return KINDS.get(str(named.value)) if named is not None else None
    if typing.get_origin(kind) not in (typing.Union, types.UnionType):
        return kind
    members = [member for member in typing.get_args(kind) if member is not type(None)]
    if len(members) == 1:
        return choose(node, members[0])
    return next((member for member in members if _tagged(node, member)), None)


def _tagged(node: Node, member: Any) -> bool:
    """Say whether a mapping carries the tag (`per` or `kind`) of this member of a union."""
    if not (isinstance(member, type) and issubclass(member, BaseModel)):
        return False
    for tag in ("per", "kind"):
        child = node.child(tag)
        if child is not None and tag in member.model_fields:
            return child.value in typing.get_args(member.model_fields[tag].annotation)
    return False
