"""The same replications on a Dask cluster that is there already; its results come back here.

Each worker gets the job once and one replication at a time, so a worker that dies costs one
replication, which is given to another. Tables travel as the bytes of their files and are
written by the client: no shared disk is needed.
"""

from __future__ import annotations

import time
import uuid
from collections import Counter, deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

from sim.errors import GridResponseError, RunError
from sim.experiment.cluster_work import pack, run_packed, unpack
from sim.experiment.pool import RETRIES, Lost
from sim.experiment.replication import Job, Outcome, Task, describe
from sim.store import Results

LOOK_S = 0.5
"""How often is looked for workers that came or went [s]. Source: assumed."""
CONNECT_S = 10.0
"""How long a scheduler may take to answer [s]. Source: assumed."""
PATIENCE_S = 60.0
"""How long there may be no worker at all [s]. Source: assumed."""
LEAVE_S = 1.0
"""How long leaving the cluster may take [s]. Source: assumed."""


class ClusterError(GridResponseError):
    """There is no such cluster, or it cannot be used."""

    exit_status = 2


def on_cluster(
    address: str, job: Job, tasks: Sequence[Task]
) -> Generator[tuple[Task, Outcome | Lost]]:
    """Run tasks on the workers of a Dask scheduler and yield them as they are saved here.

    A task whose worker went away is given out again, at most twice, then yielded as lost.
    Raises ClusterError where no scheduler answers, RunError what a replication raises, and
    where the scheduler goes away or no worker comes within a minute.
    """
    distributed = _distributed()
    with _client(distributed, address) as client:
        crew = _Crew(client, distributed, address, pack(job))
        try:
            yield from crew.results(job, tasks)
        finally:
            crew.leave()


class _Crew:
    """The workers of a cluster as they come and go, and what each has in hand."""

    def __init__(self, client: Any, distributed: Any, address: str, packed: bytes) -> None:
        self._client, self._distributed, self._address = client, distributed, address
        self._packed = packed
        self._batch = uuid.uuid4().hex[:12]
        self._kits: dict[str, Any] = {}  # worker: the job as it has it, a future
        self._hands: dict[str, tuple[Task, Any]] = {}  # worker: task, its future
        self._seen_s = time.monotonic()
        self._given = 0

    def results(self, job: Job, tasks: Sequence[Task]) -> Iterator[tuple[Task, Outcome | Lost]]:
        """Yield each task when its tables are saved, or when it is lost."""
        waiting, losses = deque(tasks), Counter[Task]()
        while waiting or self._hands:
            for task in self._taken_down(self._workers()):
                losses[task] += 1
                if losses[task] <= RETRIES:
                    waiting.appendleft(task)
                else:
                    yield task, Lost(losses[task])
            self._hand_out(waiting)
            for worker in self._finished():
                task, future = self._hands[worker]
                answer = self._answer(future, describe(job, task))
                if answer is None:
                    continue  # its worker is going away: found at the next look
                del self._hands[worker]
                future.release()
                outcome, tables = answer
                Results(job.folder).save_encoded(*task, tables)
                yield task, outcome

    def leave(self) -> None:
        """Drop what is not wanted any more; a replication under way ends on its worker."""
        with suppress(Exception):
            futures = [future for _, future in self._hands.values()]
            self._client.cancel([*futures, *self._kits.values()], force=True)

    def _workers(self) -> set[str]:
        """Ask who is there; RunError if nobody has been for a while."""
        told = self._asked(self._client.scheduler.identity, n_workers=-1)
        there = set(told["workers"])
        if there:
            self._seen_s = time.monotonic()
        elif time.monotonic() - self._seen_s > PATIENCE_S:
            raise RunError(
                f"--cluster {self._address}: no worker for {PATIENCE_S:g} s. What is finished "
                "is kept; the same command continues from there"
            )
        return there

    def _taken_down(self, there: set[str]) -> list[Task]:
        """Forget workers that have gone, and give what they had in hand."""
        lost = []
        for worker in [worker for worker in self._kits if worker not in there]:
            self._drop(self._kits.pop(worker))
            if worker in self._hands:
                task, future = self._hands.pop(worker)
                self._drop(future)
                lost.append(task)
        for worker in there - self._kits.keys():
            key = f"gridresponse-job-{self._batch}-{uuid.uuid4().hex[:8]}"
            self._kits[worker] = self._submit(worker, key, unpack, self._packed)
        return lost

    def _hand_out(self, waiting: deque[Task]) -> None:
        """Give every idle worker a task, under a name of its own each time."""
        for worker, kit in self._kits.items():
            if waiting and worker not in self._hands:
                task, self._given = waiting.popleft(), self._given + 1
                key = f"gridresponse-{self._batch}-{self._given}-s{task[0]}-r{task[1]}"
                self._hands[worker] = task, self._submit(worker, key, run_packed, kit, task)

    def _submit(self, worker: str, key: str, function: Any, *arguments: Any) -> Any:
        return self._client.submit(
            function, *arguments, key=key, workers=[worker], pure=False,
            allow_other_workers=False,
        )  # fmt: skip

    def _finished(self) -> list[str]:
        """Wait a little for something to be finished, and give whose."""
        futures = [future for _, future in self._hands.values()]
        if not futures:
            time.sleep(LOOK_S)
            return []
        with suppress(TimeoutError), self._client.as_current():
            self._distributed.wait(futures, timeout=LOOK_S, return_when="FIRST_COMPLETED")
        return [worker for worker, (_, future) in self._hands.items() if future.done()]

    def _answer(self, future: Any, named: str) -> tuple[Outcome, dict[str, bytes]] | None:
        """Take a result; None where the worker died of it or the cluster let go of it."""
        error = future.exception() if future.status != "cancelled" else None
        if future.status == "finished":
            result: tuple[Outcome, dict[str, bytes]] = future.result()
            return result
        if error is None or isinstance(error, self._distributed.KilledWorker):
            return None
        if isinstance(error, RunError):
            raise error
        raise RunError(f"{named}: on the cluster: {type(error).__name__}: {error}") from error

    def _asked(self, question: Any, **arguments: Any) -> Any:
        """Ask the scheduler; RunError if it has gone."""
        try:
            return self._client.sync(question, callback_timeout=CONNECT_S, **arguments)
        except (OSError, TimeoutError, RuntimeError) as error:
            raise RunError(
                f"--cluster {self._address}: the scheduler went away. What is finished is "
                "kept; the same command continues from there"
            ) from error

    def _drop(self, future: Any) -> None:
        with suppress(Exception):
            future.cancel(force=True)


@contextmanager
def _client(distributed: Any, address: str) -> Iterator[Any]:
    """Connect to a scheduler, and leave it quickly."""
    try:
        client = distributed.Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise ClusterError(
            f"--cluster {address}: no Dask scheduler answers there ({error})"
        ) from error
    try:
        yield client
    finally:
        with suppress(Exception):
            client.close(timeout=LEAVE_S)


def _distributed() -> Any:
    try:
        return import_module("distributed")
    except ImportError:
        raise ClusterError(
            "--cluster needs Dask's distributed, which is not installed: "
            "pip install 'gridresponse[cluster]'"
        ) from None
