"""Tasks on local processes: a killed process costs its tasks, an error is never tried twice."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import types
from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from sim.errors import RunError

Task = TypeVar("Task", bound=Hashable)
Result = TypeVar("Result")

RETRIES = 2
"""How often a task is given out again after a kill. Source: assumed."""
_NOT_ITS_FAULT = {None, 0, -signal.SIGKILL, -signal.SIGTERM}


class _Process(SpawnProcess):
    """A spawned process that does not run the caller's script again and ignores Ctrl-C."""

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:  # noqa: N802 - multiprocessing's name
        # An unguarded script would start itself again in every process: hide it. A blocked
        # signal stays blocked in the child from its first instruction on.
        script = sys.modules["__main__"]
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            return SpawnProcess._Popen(process_obj)
        finally:
            sys.modules["__main__"] = script
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


class _Context(SpawnContext):
    """Makes such processes and remembers them."""

    def __init__(self) -> None:
        self.born: list[_Process] = []
        super().__init__()

    def Process(self, *args: Any, **kwargs: Any) -> _Process:  # type: ignore[override]  # noqa: N802
        process = _Process(*args, **kwargs)
        self.born.append(process)
        return process


def _enter(initialise: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    """Begin a worker process: it ends with its parent, however that ends."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    initialise(*arguments)


class Pool(Generic[Task, Result]):
    """Runs one function over tasks; rebuilt when the system kills one of its processes."""

    def __init__(
        self,
        processes: int,
        function: Callable[[Task], Result],
        begin: tuple[Callable[..., None], tuple[Any, ...]],
        name: Callable[[Task], str] = str,
    ) -> None:
        self._processes = processes
        self._function = function
        self._begin = begin
        self._name = name
        self._build()

    def _build(self) -> None:
        self._context = _Context()
        self._executor = ProcessPoolExecutor(
            self._processes, self._context, _enter, self._begin
        )

    def results(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, Result]]:
        """Yield each task with its result as it is finished; raise what a task raises.

        A task that was in hand when the system killed a process is given out again, at most
        twice; after that, or when a process crashed by itself, RunError names it.
        """
        waiting, losses = deque(tasks), Counter[Task]()
        running: dict[Future[Result], Task] = {}
        lost: list[Task] = []
        try:
            while waiting or running or lost:
                intact = self._hand_out(waiting, running)
                if not running and (lost or not intact):
                    self._build_again(lost, losses)
                    waiting.extendleft(reversed(lost))
                    lost.clear()
                    continue
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    task = running.pop(future)
                    if isinstance(future.exception(), BrokenProcessPool):
                        lost.append(task)
                    else:
                        yield task, future.result()
        finally:
            self._end(orderly=not (waiting or running or lost))

    def _hand_out(self, waiting: deque[Task], running: dict[Future[Result], Task]) -> bool:
        """Keep every process busy, with nothing queued behind; False if the pool is broken."""
        try:
            while waiting and len(running) < self._processes:
                future = self._executor.submit(self._function, waiting[0])
                running[future] = waiting.popleft()
        except BrokenProcessPool:
            return False
        return True

    def _build_again(self, lost: Sequence[Task], losses: Counter[Task]) -> None:
        """Replace a broken pool, unless a task is to blame."""
        self._executor.shutdown(wait=True)
        losses.update(lost)
        names = ", ".join(self._name(task) for task in lost) or "no task"
        crashes = {process.exitcode for process in self._context.born} - _NOT_ITS_FAULT
        if crashes:
            raise RunError(f"a process crashed ({_ends(crashes)}) during: {names}")
        if any(losses[task] > RETRIES for task in lost) or not lost:
            raise RunError(
                f"the system killed a process {RETRIES + 1} times (out of memory?) "
                f"during: {names}; fewer --processes need less memory"
            )
        self._build()

    def _end(self, orderly: bool) -> None:
        """Leave no process behind; do not wait for work that nobody wants any more."""
        if not orderly:
            for process in self._context.born:
                if process.is_alive():
                    process.kill()
        self._executor.shutdown(wait=True, cancel_futures=True)


def _ends(codes: set[int | None]) -> str:
    """Name exit codes: a signal by its name."""
    return ", ".join(
        signal.Signals(-code).name if code is not None and code < 0 else f"exit {code}"
        for code in sorted(codes, key=lambda code: code or 0)
    )
