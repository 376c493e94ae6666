"""Which keys of a saved scenario differ from the one asked for."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.store.call import named_files

if TYPE_CHECKING:
    from sim.scenario import Scenario

MOST_KEYS = 5
"""Differing keys that are named; of more it is said how many there are. Source: assumed."""
_ABSENT = object()


def changed_keys(saved: Path, scenario: Scenario) -> str:
    """Name the keys, or else the files, in which a saved scenario is another one.

    Empty where nothing can be said: the saved scenario cannot be read.
    """
    import yaml

    try:
        before = yaml.safe_load(saved.read_text(encoding="utf-8"))
        now = yaml.safe_load(scenario.to_yaml())
    except (OSError, ValueError, yaml.YAMLError):
        return ""
    told = [
        f"{path} {_shown(old)} there, {_shown(new)} now"
        for path, old, new in _differences(before, now, "")
        if not path.startswith("run.") and path.rpartition(".")[2] != "source"
    ]
    told += [f"file {path}" for path in named_files(scenario) if _other(saved, scenario, path)]
    more = f" and {len(told) - MOST_KEYS} more" if len(told) > MOST_KEYS else ""
    return ", ".join(told[:MOST_KEYS]) + more


def _differences(before: Any, now: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """Walk two trees and give every leaf that differs."""
    if isinstance(before, dict) and isinstance(now, dict):
        for key in [*before, *(key for key in now if key not in before)]:
            below = f"{path}.{key}" if path else str(key)
            yield from _differences(before.get(key, _ABSENT), now.get(key, _ABSENT), below)
    elif before is _ABSENT or now is _ABSENT or before != now:
        yield path.removesuffix(".value"), before, now


def _other(saved: Path, scenario: Scenario, path: Path) -> bool:
    """Tell whether a file that a scenario names is another one than that kept."""
    kept = saved.parent / path
    if not kept.exists():
        return True
    own = (scenario.root / path).read_bytes()
    return sha256(kept.read_bytes()).digest() != sha256(own).digest()


def _shown(value: Any) -> str:
    if value is _ABSENT:
        return "absent"
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"
