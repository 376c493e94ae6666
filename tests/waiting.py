"""Waiting in tests that start processes: long enough for a crowded machine, never for ever."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_S = 180.0
"""What a crowded machine may take for a second's work; only a failing test waits so long."""


def until(holds: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
    """Wait until something holds; AssertionError after the patience."""
    end = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < end, f"not within {patience_s:.0f} s"
        time.sleep(0.02)


def crowding() -> float:
    """Tell how many times longer work takes now than on a core of its own, at least 1."""
    began_s, worked_s = time.monotonic(), time.process_time()
    while time.process_time() - worked_s < 0.2:
        pass
    return max(1.0, (time.monotonic() - began_s) / 0.2)
