"""Numbers that a planner may doubt: where they stand in a plan, and how far they may be off."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.scenario.sweep_spec import quantity

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.web.words import Words


@dataclass(frozen=True)
class Doubt:
    """A number of a plan: its dotted path, and its range as times the value of the plan.

    ``*`` stands for the first name there that has the value, and the stated kind. All ranges
    are assumed.
    """

    key: str
    path: str
    low: float
    high: float
    kind: str = ""
    share: bool = False
    per_1000: bool = False


DOUBTS = (
    Doubt("growth", "hazards.*.growth", 0.6, 1.4, "epidemic"),
    Doubt("introductions", "hazards.*.introductions.mean", 0.5, 2, "epidemic"),
    Doubt("compliance", "response.controls.*.compliance", 0.8, 1.2, "zone", share=True),
    Doubt("activation", "response.emergency.delay", 0.5, 2),
    Doubt("volunteers", "workforce.volunteers.ceiling", 0.5, 2, share=True),
    Doubt("checks", "services.health_check.work.mean", 0.5, 1.5),
    Doubt("packs", "services.packs.work.mean", 0.5, 1.5),
    Doubt("requests", "services.requests.need.rate", 0.5, 2, per_1000=True),
)
_KEYS = {doubt.key: doubt for doubt in DOUBTS}


@dataclass(frozen=True)
class Range:
    """A doubt between two plans: today's value and ends, as a file writes them."""

    key: str
    path: str
    today: str
    low: str
    high: str


def ranges(first: Scenario, other: Scenario) -> tuple[list[Range], list[str]]:
    """List the doubts that both plans share, and the keys of those that differ between them."""
    said = [plan.model_dump(mode="json", by_alias=True, exclude_none=True)
            for plan in (first, other)]  # fmt: skip
    shared, moved = [], []
    for doubt in DOUBTS:
        path = next(_spread(doubt, said[0]), "")
        here, there = (_at(plan, path) for plan in said)
        known = quantity(here) if path else None
        if here != there:
            moved.append(doubt.key)
        elif known is not None and known[0] > 0:
            shared.append(_range(doubt, path, known))
    return shared, moved


def shown(key: str, value: str, words: Words) -> str:
    """Return a value in the planner's words: a share of 100, or a number with its unit."""
    bare, unit = parts(key, value, words)
    return f"{bare}{unit}"


def parts(key: str, value: str, words: Words) -> tuple[str, str]:
    """Return a value as a number and the unit to be written behind it."""
    number, unit = quantity(value) or (math.nan, "")
    if _KEYS[key].share:
        return f"{100 * number:.4g}", "\N{NO-BREAK SPACE}%"
    if _KEYS[key].per_1000:
        return f"{1000 * number:.4g}", f" {words('unit.per_1000_a_day')}"
    named = words.unit(unit)
    return f"{number:.4g}", f" {named}" if named else ""


def _range(doubt: Doubt, path: str, known: tuple[float, str]) -> Range:
    number, unit = known
    ends = [number * doubt.low, number * doubt.high]
    if doubt.share:
        ends[1] = min(ends[1], 1.0)
    written = [f"{end:.4g} {unit}".strip() for end in (number, *ends)]
    return Range(doubt.key, path, *written)


def _spread(doubt: Doubt, said: Mapping[str, Any]) -> Iterator[str]:
    """Yield the paths behind one that may have a star, of what has the doubt's kind."""
    above, star, _ = doubt.path.partition(".*")
    names = _at(said, above) if star else [""]
    for name in names or ():
        path = doubt.path.replace("*", name)
        right = not doubt.kind or _at(said, f"{above}.{name}.kind") == doubt.kind
        if right and _at(said, path) is not None:
            yield path


def _at(part: Any, path: str) -> Any:
    """Return what stands at a dotted path, None where something on the way is left out."""
    for key in path.split("."):
        part = part.get(key) if isinstance(part, Mapping) else None
    return part
