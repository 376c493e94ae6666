"""A complete epidemic given the name of another shipped variant: whose values then hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from sim.scenario import shipped, tree
from sim.scenario.base import FROM_FILE
from sim.scenario.epidemic.origins import ratio
from sim.scenario.hazard_spec import of_kind
from sim.scenario.tree import Node

if TYPE_CHECKING:
    from sim.scenario.epidemic.spec import EpidemicSpec


def another_variant(hazards: Mapping[str, Any], before: Node, after: Node) -> Node:
    """Drop what came from the set of the variant before, where another shipped one is named.

    What differs from that set was stated, and stays; so does what is changed now.
    """
    for name, epidemic in of_kind(hazards, "epidemic").items():
        path = ("hazards", name)
        old, new = _child(before, path), _child(after, path)
        named = new and new.child("variant")
        if old is None or new is None or not isinstance(new.value, dict) or named is None:
            continue
        if named.value != epidemic.variant and named.value in shipped.variants():
            after = tree.replaced(after, path, _dropped(epidemic, old, new))
    return after


def _dropped(epidemic: EpidemicSpec, old: Node, new: Node) -> Node:
    same = _from_its_set(epidemic)
    kept = {
        key: child
        for key, child in new.value.items()
        if key not in same or tree.plain(child) != tree.plain(old.value.get(key, child))
    }
    new = replace(new, value=kept)
    for name, variant in epidemic.variants.items():
        given = ratio(name, epidemic.variant)
        path = ("variants", name, "transmissibility")
        unchanged = _child(new, path) == _child(old, path) is not None
        if unchanged and given and given.value == variant.transmissibility:
            new = tree.replaced(new, path, Node(None, new.file))
    return new


def _from_its_set(epidemic: EpidemicSpec) -> set[str]:
    """Give the keys whose value is that of the variant's set, or of the set most like it."""
    sets = shipped.variants()
    chosen = [sets[epidemic.variant]] if epidemic.variant in sets else sets.values()
    alike = [
        {
            key
            for key, child in stated.value.items()
            if key != "transmissibility" and _equal(epidemic, key, tree.plain(child))
        }
        for stated in chosen
    ]
    return max(alike, key=len)


def _equal(epidemic: EpidemicSpec, key: str, value: Any) -> bool:
    """Say whether an epidemic's value of a key is the one that a set states."""
    info = type(epidemic).model_fields[key]
    kind: TypeAdapter[Any] = TypeAdapter(info.rebuild_annotation())
    return bool(kind.validate_python(value, context=FROM_FILE) == getattr(epidemic, key))


def _child(node: Node, path: tree.Path) -> Node | None:
    found: Node | None = node
    for key in path:
        found = found and found.child(key)
    return found
