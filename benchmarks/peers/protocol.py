"""How a peer is run: work as JSON in, an untimed run and some timed, a JSON line for each.

Needs the standard library only, because it runs in the peers' own environments.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

for _name in ("NUMBA", "OMP", "OPENBLAS", "MKL", "VECLIB"):  # read when numpy is imported
    os.environ.setdefault(f"{_name}_{'MAXIMUM' if _name == 'VECLIB' else 'NUM'}_THREADS", "1")

Work = dict[str, Any]
Facts = dict[str, Any]
Prepared = tuple[Callable[[], object], Callable[[], Facts]]  # the run, the facts after it


def cpu_s() -> float:
    """Give the CPU seconds of this process, its threads and its ended children."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def memory_mb(what: str = "VmHWM") -> float:
    """Give this process's peak memory [MB], or with `VmRSS` what it holds now."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith(what + ":"):
                return int(line.split()[1]) / 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


def timed(prepare: Callable[[Work, int], Prepared], work: Work, turn: int) -> Facts:
    """Set up and run once; give the CPU seconds of both and what came out."""
    before = cpu_s()
    run, facts = prepare(work, turn)
    set_up_s = cpu_s() - before
    gc.collect()
    gc.disable()
    before = cpu_s()
    run()
    run_s = cpu_s() - before
    gc.enable()
    line = {"turn": turn, "set_up_s": round(set_up_s, 4), "run_s": round(run_s, 7)}
    peak = round(memory_mb(), 1)  # looking at what came out must not count
    return {**line, "peak_mb": peak, **facts()}


def serve(prepare: Callable[[Work, int], Prepared]) -> None:
    """Do the work of the command line, turn 0 untimed; `paced`: each waits for a line."""
    if len(sys.argv) != 2:
        raise SystemExit("give the work as one JSON object, as the script's first lines show")
    work = json.loads(sys.argv[1])
    for turn in range(1 + work.get("repeats", 5)):
        if work.get("paced") and not sys.stdin.readline():
            return
        line = timed(prepare, work, turn)
        print(json.dumps(line), flush=True)
