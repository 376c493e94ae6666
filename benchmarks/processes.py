"""What a second process brings: replications a minute with two, over those with one.

Turns alternate, so that a busy machine slows both; the best of each counts. The load of the
machine at the start is printed: on two quiet cores the ratio should be 1.8 at least.

    python benchmarks/processes.py
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path

from sim import load, replicate

ROOT = Path(__file__).resolve().parents[1]


def seconds(scenario: Path, replications: int, processes: int) -> float:
    """Time replications from the call to the answer, start of processes included [s]."""
    began = time.monotonic()
    replicate(load(scenario), replications, 1, None, processes)
    return time.monotonic() - began


def main() -> None:
    """Time one and two processes in turn and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=16)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--scenario", type=Path, default=ROOT / "scenarios/g-street.yaml")
    asked = parser.parse_args()
    load_before = os.getloadavg()[0]
    seconds(asked.scenario, 1, 1)  # compiled, and the town built
    took: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(asked.turns):
        for processes, times in took.items():
            times.append(round(seconds(asked.scenario, asked.replications, processes), 2))
    ratio = round(min(took[1]) / min(took[2]), 2)
    found = {"ratio": ratio, "seconds": took, "load_before": load_before}
    print(json.dumps(found | {"cores": len(os.sched_getaffinity(0))}, indent=2))


if __name__ == "__main__":
    main()
