"""Tasks that wait: one heap per pooling area and service, in the order of the dispatch rule."""

from __future__ import annotations

from heapq import heappop, heappush

from sim.clock import Clock
from sim.rng import Purpose, uniform
from sim.services.task import CANCELLED, EXPIRED, OPEN, Task

Entry = tuple[float, float, float, int, Task]  # two words of the rule, a tie, the key
Heap = list[Entry]


class Waiting:
    """The waiting tasks, and the integral of their number from clock 0 on.

    A task that lapses while it waits is noticed when somebody looks at its heap, or at the
    horizon; its times are exact all the same.
    """

    def __init__(self, clock: Clock, areas: int, services: int) -> None:
        self.clock = clock
        self.heaps: list[list[Heap]] = [[[] for _ in range(services)] for _ in range(areas)]
        self.waited_h = 0.0  # [task-h]
        self._number = 0

    def put(self, task: Task, area: int) -> None:
        """Let a task wait in an area."""
        task.entered = True
        if task.started_h != task.started_h:  # nan: nobody has begun it yet
            self.count(1, self.clock.now_h)
        rules = task.rules
        tie = uniform(rules.seed, Purpose.QUEUE_TIE, task.key, 0, 0)
        entry = (*rules.dispatch_key(task), tie, task.key, task)
        heappush(self.heaps[area][rules.index], entry)

    def move(self, area_of_grid: list[int]) -> None:
        """Move everything that waits to the areas in which its grids now lie."""
        entries = [entry for area in self.heaps for heap in area for entry in heap]
        for area in self.heaps:
            for heap in area:
                heap.clear()
        for entry in sorted(entries):
            task = entry[4]
            heappush(self.heaps[area_of_grid[task.grid]][task.rules.index], entry)

    def first(self, heap: Heap) -> Entry | None:
        """Find the first entry of a heap whose task still waits."""
        while heap:
            entry = heap[0]
            task = entry[4]
            if task.outcome == OPEN and not task.busy:
                if task.expires_h > self.clock.now_h:
                    return entry
                self._lapse(task)
            heappop(heap)
        return None

    def cancel(self, task: Task) -> None:
        """Withdraw a task that nobody has set out for."""
        if task.waits:
            task.outcome, task.finished_h = CANCELLED, self.clock.now_h
            if task.entered and task.started_h != task.started_h:
                self.count(-1, self.clock.now_h)

    def look(self, task: Task) -> None:
        """Notice that a task lapsed while it waited, if it did."""
        if task.waits and task.expires_h <= self.clock.now_h:
            self._lapse(task)

    def _lapse(self, task: Task) -> None:
        """Take note that a waiting task expired, some time ago."""
        task.outcome, task.finished_h = EXPIRED, task.expires_h
        if task.started_h != task.started_h:
            self.count(-1, task.expires_h)

    def count(self, step: int, at_h: float) -> None:
        """Keep the integral of the number waiting: a task that comes or goes at an instant."""
        self._number += step
        if at_h > 0.0:
            self.waited_h -= step * at_h

    def close(self, tasks: list[Task], horizon_h: float) -> None:
        """Settle at the horizon what lapsed unnoticed, and cut what lies beyond it."""
        for task in tasks:
            if task.waits and task.expires_h <= horizon_h:
                self._lapse(task)
            if task.started_h >= horizon_h:
                task.started_h = float("nan")
        self.waited_h += self._number * horizon_h
