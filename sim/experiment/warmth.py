"""Whether the compiled kernels are in numba's cache already."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario import Scenario


def _mark() -> Path | None:
    folder = os.environ.get("NUMBA_CACHE_DIR")
    name = f"warm-{platform.python_version()}-{version('numba')}"
    return Path(folder) / name if folder else None


def is_cold(scenarios: Sequence[Scenario]) -> bool:
    """Tell whether a first run would compile: a hazard, and no trace of an earlier run."""
    mark = _mark()
    return any(s.hazards for s in scenarios) and mark is not None and not mark.exists()


def mark_warm(scenarios: Sequence[Scenario]) -> None:
    """Leave a trace in the cache that a run with a hazard has been through."""
    mark = _mark()
    if mark is not None and any(s.hazards for s in scenarios) and not mark.exists():
        # Without a writable cache every process compiles for itself, as it would anyway.
        with suppress(OSError):
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()
