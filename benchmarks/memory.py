"""Memory of a long run: what its processes hold, replication after replication.

Runs a town on two processes with `--log summary` and reads, each time another tenth of the
replications is finished, the resident memory of the parent and of its processes [MB].
Flat is: the last reading at most a tenth above the one at a fifth of the way. Prints JSON.

    python benchmarks/memory.py --replications 1000 --scenario scenarios/two-grids.yaml
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE_MB = 4096 / 1e6


def resident_mb(process: int) -> float:
    """Read the resident memory of a process, 0 if it has ended [MB]."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE_MB
    except OSError:
        return 0.0


def children(parent: int) -> list[int]:
    """List the processes that a process has started, the tracker of resources left out."""
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(child) for child in found if _works(int(child))]


def _works(process: int) -> bool:
    try:
        return b"spawn_main" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False


def readings(words: list[str], out: Path, count: int) -> list[dict[str, float]]:
    """Run to the end and read at every tenth."""
    running = subprocess.Popen([sys.executable, "-m", "sim", *words], stdout=subprocess.DEVNULL)
    found: list[dict[str, float]] = []
    while running.poll() is None:
        done = sum(1 for _ in (out / "measures.parquet").glob("s*.parquet"))
        if done >= (len(found) + 1) * count // 10:
            try:
                workers = [resident_mb(child) for child in children(running.pid)]
            except OSError:
                break
            if workers and all(workers):
                read = {"finished": done, "parent_mb": round(resident_mb(running.pid), 1)}
                found.append(read | {"largest_process_mb": round(max(workers, default=0), 1)})
        time.sleep(0.2)
    if running.wait():
        raise SystemExit(f"the run failed with exit status {running.returncode}")
    return found


def main() -> None:
    """Run, read and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=1000)
    parser.add_argument("--scenario", default=str(ROOT / "scenarios/two-grids.yaml"))
    parser.add_argument("--set", dest="changes", action="append", default=[])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gridresponse-memory-") as place:
        words = ["run", asked.scenario, "-n", str(asked.replications), "--log", "summary"]
        words += [word for change in asked.changes for word in ("--set", change)]
        words += ["-p", "2", "--out", place, "--no-report", "--quiet"]
        found = readings(words, Path(place), asked.replications)
    early, late = found[1], found[-1]  # the last read while both still worked
    flat = all(late[key] <= 1.1 * early[key] for key in ("parent_mb", "largest_process_mb"))
    print(json.dumps({"flat": flat, "readings": found}, indent=2))


if __name__ == "__main__":
    main()
