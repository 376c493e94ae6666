"""One process of a pool: it does task after task, and ends with its parent."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import types
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from sim.errors import RunError

Task = TypeVar("Task")

_END_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux
_CONTEXT = SpawnContext()


@dataclass(frozen=True)
class Begin:
    """What a process is born with: how it begins, and the function that does a task."""

    initialise: Callable[..., None]
    arguments: tuple[Any, ...]
    function: Callable[[Any], Any]


class _Process(SpawnProcess):
    """A spawned process that does not run the caller's script again and ignores Ctrl-C."""

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:  # noqa: N802 - multiprocessing's name
        # An unguarded script would start itself again in every process: hide it. A blocked
        # signal stays blocked in the child from its first instruction on.
        # The tracker of resources unblocks it when it starts, so it starts before.
        resource_tracker.ensure_running()
        script = sys.modules["__main__"]
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            return SpawnProcess._Popen(process_obj)
        finally:
            sys.modules["__main__"] = script
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


class Hand(Generic[Task]):
    """A process with the task that it has in hand, seen from its parent."""

    def __init__(self, begin: Begin) -> None:
        self.task: Task | None = None
        self.connection, theirs = _CONTEXT.Pipe()
        self._process = _Process(target=_work, args=(theirs, begin), daemon=True)
        self._process.start()
        theirs.close()  # so that the end of the process is the end of the pipe

    @property
    def sentinel(self) -> int:
        """Give what becomes ready when the process has ended."""
        return self._process.sentinel

    def give(self, task: Task) -> None:
        """Give it a task; that it has died meanwhile is found when its answer is taken."""
        self.task = task
        with suppress(OSError):
            self.connection.send(task)

    def take(self) -> tuple[bool, Any] | None:
        """Take what it has to say: done or not and the result or error; None if it is dead."""
        try:
            if self.connection.poll():
                answer: tuple[bool, Any] = self.connection.recv()
                return answer
        except (EOFError, OSError, pickle.UnpicklingError):
            pass
        return None

    def exit_code(self) -> int | None:
        """Wait for a process that is ending, and give how it ended."""
        self._process.join()
        return self._process.exitcode

    def end(self) -> None:
        """End it at once; nothing it does now is wanted."""
        self._process.kill()
        self._process.join()
        self.connection.close()


def _work(connection: Connection, begin: Begin) -> None:
    """Do one task after the other until the parent hangs up."""
    _end_with_parent()
    try:
        begin.initialise(*begin.arguments)
        ready: BaseException | None = None
    except Exception as error:
        ready = error
    while True:
        try:
            task = connection.recv()
        except (EOFError, OSError):
            return
        try:
            if ready is not None:
                raise ready
            _say(connection, True, begin.function(task))
        except Exception as error:
            _say(connection, False, error)


def _say(connection: Connection, done: bool, answer: Any) -> None:
    """Send an answer; an error that cannot travel is sent as its text."""
    try:
        packed = pickle.dumps((done, answer))
        pickle.loads(packed)
    except Exception as error:
        told = f"{type(answer).__name__}: {answer}" if not done else f"a result: {error}"
        packed = pickle.dumps((False, RunError(told)))
    connection.send_bytes(packed)


def _end_with_parent() -> None:
    """Make this process end when its parent does, however that ends.

    On Linux the kernel sees to it, also during a long call of compiled code; elsewhere a
    thread does.
    """
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)
    if parent is not None and os.getppid() != parent.pid:
        os._exit(1)
