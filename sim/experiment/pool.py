"""Tasks on local processes: a killed process costs its task, an error is never tried twice."""

from __future__ import annotations

import signal
from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Any, Generic, TypeVar

from sim.errors import RunError
from sim.experiment.worker_process import Begin, Hand

Task = TypeVar("Task", bound=Hashable)
Result = TypeVar("Result")

RETRIES = 2
"""How often a task is given out again after a kill. Source: assumed."""
_NOT_ITS_FAULT = {None, 0, -signal.SIGKILL, -signal.SIGTERM}


@dataclass(frozen=True)
class Lost:
    """Stands for the result of a task whose process was killed as often as is borne."""

    kills: int


class Pool(Generic[Task, Result]):
    """Runs one function over tasks, each process one at a time; replaces what is killed."""

    def __init__(
        self,
        processes: int,
        function: Callable[[Task], Result],
        begin: tuple[Callable[..., None], tuple[Any, ...]],
        name: Callable[[Task], str] = str,
        first_alone: bool = False,
    ) -> None:
        self._processes = processes
        self._begin = Begin(*begin, function)
        self._name = name
        self._first_alone = first_alone
        self._hands: list[Hand[Task]] = []

    def results(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, Result | Lost]]:
        """Yield each task with its result as it is finished; raise what a task raises.

        A task in the hand of a process that the system killed is given out again, at most
        twice, then it is yielded as lost and the rest goes on. RunError names the task during
        which a process crashed by itself.
        """
        waiting, losses = deque(tasks), Counter[Task]()
        alone = self._first_alone  # until something is finished
        try:
            while waiting or self._busy():
                self._hand_out(waiting, 1 if alone else self._processes)
                for hand in self._heard():
                    task, answer = hand.task, hand.take()
                    assert task is not None
                    hand.task = None
                    if answer is None:
                        self._bury(hand, task)
                        losses[task] += 1
                        if losses[task] <= RETRIES:
                            waiting.appendleft(task)
                        else:
                            yield task, Lost(losses[task])
                        continue
                    done, result = answer
                    if not done:
                        raise result
                    alone = False
                    yield task, result
        finally:
            for hand in self._hands:
                hand.end()
            self._hands.clear()

    def _busy(self) -> list[Hand[Task]]:
        return [hand for hand in self._hands if hand.task is not None]

    def _hand_out(self, waiting: deque[Task], most: int) -> None:
        """Keep every process busy, with nothing queued behind; start those that are missing."""
        idle = [hand for hand in self._hands if hand.task is None]
        while waiting and len(self._busy()) < most:
            if not idle:
                idle.append(Hand(self._begin))
                self._hands.append(idle[-1])
            idle.pop().give(waiting.popleft())

    def _heard(self) -> list[Hand[Task]]:
        """Wait until a busy process has something to say, or has died."""
        busy = self._busy()
        ready = set(wait([w for hand in busy for w in (hand.connection, hand.sentinel)]))
        return [hand for hand in busy if {hand.connection, hand.sentinel} & ready]

    def _bury(self, hand: Hand[Task], task: Task) -> None:
        """Take a dead process off the list; RunError if it is to blame itself."""
        self._hands.remove(hand)
        code = hand.exit_code()
        hand.end()
        if code not in _NOT_ITS_FAULT:
            raise RunError(f"a process crashed ({_end(code)}) during: {self._name(task)}")


def _end(code: int | None) -> str:
    """Name an exit code: a signal by its name."""
    return signal.Signals(-code).name if code is not None and code < 0 else f"exit {code}"
