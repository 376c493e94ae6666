"""What two scenarios say differently."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.scenario.output import resolved
from sim.scenario.scenario_spec import Scenario

_NO_MATTER = frozenset({"name", "title", "observed"})
LONGEST = 60


def changed_values(a: Scenario, b: Scenario) -> list[tuple[str, str, str]]:
    """List dotted path and both values, as written, where two scenarios differ.

    Name, title and observed series are left out; "nothing" stands for a missing value.
    """
    return [
        (".".join(path), _text(x), _text(y))
        for path, x, y in _changed((), resolved(a), resolved(b))
        if path[0] not in _NO_MATTER
    ]


def _changed(
    path: tuple[str, ...], a: Any, b: Any
) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    if isinstance(a, dict) and isinstance(b, dict):
        for key in [*a, *(key for key in b if key not in a)]:
            yield from _changed((*path, str(key)), a.get(key), b.get(key))
    elif a != b:
        yield path, a, b


def _text(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
