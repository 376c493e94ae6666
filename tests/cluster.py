"""A Dask cluster on loopback for tests: a scheduler and workers, started as people do."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DASK = (sys.executable, "-m", "dask")
LOOPBACK = ("--host", "127.0.0.1", "--no-dashboard")


@dataclass
class Cluster:
    """A running cluster: its address, and the processes of its workers."""

    address: str
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def add_worker(self, nanny: bool = False) -> subprocess.Popen[bytes]:
        """Start one more worker, of one thread; a nanny replaces it when it dies."""
        number = len(self.workers)
        local = ("--local-directory", str(self.folder / f"worker-{number}"))
        worker = _start(
            "worker", self.address, *LOOPBACK, "--nthreads", "1",
            "--nanny" if nanny else "--no-nanny", *local,
            log=self.folder / f"worker-{number}.log",
        )  # fmt: skip
        self.workers.append(worker)
        return worker


@contextmanager
def dask_cluster(folder: Path, workers: int = 2, nanny: bool = False) -> Iterator[Cluster]:
    """Run `dask scheduler` and so many times `dask worker`, all on loopback."""
    folder.mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    scheduler = _start(
        "scheduler", *LOOPBACK, "--port", str(port), log=folder / "scheduler.log"
    )
    cluster = Cluster(f"tcp://127.0.0.1:{port}", folder)
    try:
        _wait_for(port)
        for _ in range(workers):
            cluster.add_worker(nanny)
        yield cluster
    finally:
        for process in [*cluster.workers, scheduler]:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _start(*words: str, log: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with log.open("wb") as said:
        return subprocess.Popen(
            [*DASK, *words],
            cwd=ROOT,
            env=environment,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the scheduler did not answer in 30 s")
