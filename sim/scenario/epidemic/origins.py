"""Where missing values come from: shipped sets and earlier variants, as trees of values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sim.scenario import shipped
from sim.scenario.epidemic.course import CourseSpec
from sim.scenario.shape import fields_of
from sim.scenario.tree import Node

COURSE = frozenset(fields_of(CourseSpec))
DIGITS = 4
"""Decimals of the ratio of two transmissibilities."""


@dataclass(frozen=True)
class Origin:
    """Where missing values come from: a shipped set or an earlier variant."""

    course: Node
    transmissibility: Node | None = None
    """Relative to the first variant if `relative`, else to the wild type."""
    relative: bool = False
    root: str | None = None
    """The shipped set at the bottom."""


def shipped_origin(name: str) -> Origin:
    """Give a shipped set as an origin."""
    values = dict(shipped.variants()[name].value)
    own = values.pop("transmissibility")
    return Origin(replace(shipped.variants()[name], value=values), own, root=name)


def under(base: Node, over: Node) -> Node:
    """Lay values over a set's: mappings merge, but a law that names its family stands alone."""
    if not (isinstance(base.value, dict) and isinstance(over.value, dict)):
        return over
    if "law" in over.value:
        return over
    given = {key for group in CourseSpec.exactly_one for key in group if key in over.value}
    gone = {key for group in CourseSpec.exactly_one if given & set(group) for key in group}
    children = {key: child for key, child in base.value.items() if key not in gone - given}
    for key, child in over.value.items():
        children[key] = under(children[key], child) if key in children else child
    return replace(over, value=children)


def for_first(course: Node, hazard: Node) -> Node:
    """Take the household attack rate only where there is a household that it decides."""
    layers = hazard.child("layers")
    bodies = layers.value if layers is not None and isinstance(layers.value, dict) else {}
    stated = all(body.child("probability") is not None for body in bodies.values())
    used = "household" in bodies and not stated
    return course if used else without(course, "household_attack_rate")


def with_transmissibility(origin: Origin, first: Origin) -> Node:
    """Give a course with its transmissibility relative to the first variant, if known."""
    values = dict(course_of(origin.course).value)
    own = origin.transmissibility
    if own is not None and not origin.relative:
        own = ratio(origin.root, first.root)
    if own is not None:
        values["transmissibility"] = own
    return replace(origin.course, value=values)


def ratio(name: str | None, first: str | None) -> Node | None:
    """Give the ratio of two shipped transmissibilities, assumed if one of them is."""
    sets = shipped.variants()
    if name not in sets or first not in sets:
        return None
    both: list[Node] = [sets[key].value["transmissibility"] for key in (name, first)]
    said = f"ratio of the shipped sets {name} and {first}: {both[0].source}; {both[1].source}"
    guess = any(str(node.source).startswith("assumed") for node in both)
    quotient = round(float(both[0].value) / float(both[1].value), DIGITS)
    return replace(both[0], value=quotient, source=f"assumed: {said}" if guess else said)


def against_these(vaccine: Node, roots: Mapping[str, str | None]) -> Node:
    """Keep of a vaccine's factors those for the variants there are, by their sets."""
    factors = vaccine.value["against"].value
    kept = {name: factors[root] for name, root in roots.items() if root in factors}
    against = replace(vaccine.value["against"], value=kept)
    return replace(vaccine, value={**vaccine.value, "against": against})


def course_of(node: Node) -> Node:
    """Keep the keys of a course alone."""
    kept = {key: child for key, child in node.value.items() if key in COURSE}
    return replace(node, value=kept)


def without(node: Node, key: str) -> Node:
    """Leave out a key."""
    return replace(node, value={k: child for k, child in node.value.items() if k != key})
