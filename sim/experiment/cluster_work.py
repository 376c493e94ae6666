"""What a worker of a cluster does: unpack the job once, then run what it is given."""

from __future__ import annotations

import pickle
import shutil
import socket
import tempfile
import threading
import weakref
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import RunError
from sim.experiment.replication import Job, Outcome, Task, naming, simulate
from sim.store import encoded_tables, mixing, named_files, origin

if TYPE_CHECKING:
    from sim.scenario import Scenario

_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Kit:
    """A job as a worker has it; the files that its scenarios name go when it goes."""

    job: Job


def pack(job: Job) -> bytes:
    """Pack a job with the files that its scenarios read and with what made this client."""
    files = {
        (index, path.as_posix()): (scenario.root / path).read_bytes()
        for index, scenario in enumerate(job.scenarios)
        for path in named_files(scenario)
    }
    return zlib.compress(pickle.dumps((origin(), pickle.dumps(job), files)), 1)


def unpack(packed: bytes) -> Kit:
    """Unpack a job on a worker; RunError where code or libraries are not the client's.

    The town is built here, from its own seed, when it is first needed, and kept: it does not
    travel.
    """
    origin_of_client, inner, files = pickle.loads(zlib.decompress(packed))
    other = mixing(origin_of_client)
    if other:
        raise RunError(
            f"a worker on {socket.gethostname()} would give other results ('then' is the "
            f"client, 'now' the worker): {'; '.join(other)}"
        )
    job: Job = pickle.loads(inner)
    if not files:
        return Kit(job)
    folder = Path(tempfile.mkdtemp(prefix="gridresponse-"))
    for (index, name), content in files.items():
        path = folder / str(index) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    scenarios = tuple(
        _placed(scenario, folder / str(index)) for index, scenario in enumerate(job.scenarios)
    )
    kit = Kit(replace(job, scenarios=scenarios))
    weakref.finalize(kit, shutil.rmtree, folder, ignore_errors=True)
    return kit


def run_packed(kit: Kit, task: Task) -> tuple[Outcome, dict[str, bytes]]:
    """Run one replication and return it with its tables as the bytes of their files.

    One at a time in a process, however many threads the worker has.
    """
    index, replication = task
    with _ONE_AT_A_TIME, naming(kit.job, task):
        tables, outcome = simulate(kit.job, task)
        name = kit.job.scenarios[index].name
        return outcome, encoded_tables(name, replication, tables)


def _placed(scenario: Scenario, root: Path) -> Scenario:
    """Let a scenario find its files in another folder."""
    if not named_files(scenario):
        return scenario
    return scenario.placed(root, scenario.sources)
