"""What the benchmarks share: CPU seconds of a call, medians, memory, the machine."""

from __future__ import annotations

import gc
import os
import platform
import resource
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]


def cpu_s(call: Callable[[], object]) -> float:
    """Time a call in CPU seconds of this process, without collecting its garbage inside."""
    gc.collect()
    gc.disable()
    try:
        before = time.process_time()
        call()
        return time.process_time() - before
    finally:
        gc.enable()


def in_turn(
    calls: dict[str, Callable[[], object]], repeats: int, warm_ups: int = 1
) -> dict[str, list[float]]:
    """Time calls in turn, A B C A B C ..., so that a change of the machine's pace hits all."""
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(warm_ups + repeats):
        for name, call in calls.items():
            spent = cpu_s(call)
            if turn >= warm_ups:
                seconds[name].append(spent)
    return seconds


def spread(values: Iterable[float], digits: int = 4) -> dict[str, float]:
    """Give the smallest, the median and the largest of some values."""
    known = list(values)
    found = {"min": min(known), "median": median(known), "max": max(known)}
    return {name: round(value, digits) for name, value in found.items()}


def peak_mb() -> float:
    """Give this process's peak memory [MB]; on Linux what a parent used before is left out."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


def array_bytes(*holders: Any) -> int:
    """Add up the arrays in some named tuples, each array once."""
    arrays = {id(a): a for holder in holders for a in holder if isinstance(a, np.ndarray)}
    return sum(a.nbytes for a in arrays.values())


def machine() -> dict[str, object]:
    """Say where the figures come from."""
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 2),
    }
