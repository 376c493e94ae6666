"""A killed run continues to the very same tables, whatever its processes and hash seeds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.waiting import PATIENCE_S

SCENARIO = Path(__file__).parent.parent / "scenarios" / "two-grids.yaml"
REPLICATIONS = 6


def command(out: Path, processes: int) -> list[str]:
    return [
        *(sys.executable, "-m", "sim", "run", str(SCENARIO)),
        *("--replications", str(REPLICATIONS), "--seed", "3", "--processes", str(processes)),
        *("--set", "horizon=14 d"),
        *("--out", str(out), "--no-report", "--quiet"),
    ]


def finish(out: Path, processes: int, hash_seed: str) -> dict[str, list[object]]:
    """Run to the end and give every table, file by file."""
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    subprocess.run(command(out, processes), check=True, env=environment, capture_output=True)
    return tables(out)


def tables(out: Path) -> dict[str, list[object]]:
    """Read every file of every table as rows."""
    files = sorted(out.glob("*.parquet/*.parquet"))
    return {str(file.relative_to(out)): rows(file) for file in files}


def rows(file: Path) -> list[object]:
    return [repr(row) for row in pq.read_table(file).to_pylist()]


def kill_halfway(out: Path) -> int:
    """Start a run and kill it, with its processes, once some replications are there."""
    running = subprocess.Popen(
        command(out, 2), start_new_session=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and running.poll() is None:
        done = len(list((out / "measures.parquet").glob("s*.parquet")))
        if 0 < done < REPLICATIONS:
            os.killpg(running.pid, signal.SIGKILL)
            break
        time.sleep(0.01)
    running.wait()
    return len(list((out / "measures.parquet").glob("s*.parquet")))


@pytest.mark.slow
def test_a_killed_run_continues_to_the_rows_of_one_process_and_another_hash_seed(
    tmp_path: Path,
) -> None:
    """One run undisturbed, in one process; the other killed, and continued by two."""
    done = kill_halfway(tmp_path / "killed")
    assert 0 < done < REPLICATIONS
    undisturbed = finish(tmp_path / "whole", processes=1, hash_seed="1")
    assert len(undisturbed) > 5 * REPLICATIONS
    assert finish(tmp_path / "killed", processes=2, hash_seed="2") == undisturbed
