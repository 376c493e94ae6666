"""The desk: who serves what next. A compiled kernel; this is its door to the rest.

Between two events of SimPy the kernel lets happen what is its own: needs arise, crews set out
and come back. It stops where something must react, and that is done here, in order, before
anything else happens: sessions are pushed, met needs have their consequences, wrong work is
done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.clock import Clock, Due
from sim.kernels import desk as kernel
from sim.kernels import desk_events as todo
from sim.kernels.desk_events import ARISES
from sim.kernels.desk_tables import AT_ONCE, OPEN, Tables, with_room
from sim.kernels.desk_view import places
from sim.ports import ServicePorts
from sim.services.catalogue import ServiceRules
from sim.services.exposure import Exposure
from sim.services.task import Task
from sim.workforce import Waiting

Ints = NDArray[np.int64]


class Desk:
    """Hands out tasks to workers; its tables hold everything that it knows."""

    def __init__(
        self, clock: Clock, tables: Tables, rules: list[ServiceRules], ports: ServicePorts
    ) -> None:
        self.clock, self.tables, self.rules, self.ports = clock, tables, rules, ports
        self.exposure = Exposure(clock, ports, rules)
        self.finished: Callable[[Task, Ints], None] = lambda _task, _stops: None
        self.watch: Callable[[Task], None] = lambda _task: None
        self.settled: list[Callable[[Task], None]] = []  # who hears of the end of a task
        self.new_day: Callable[[ServiceRules], None] = lambda _rules: None
        self.late: Callable[[Task], None] = lambda _task: None
        self.no_suits: Callable[[], None] = lambda: None
        self.went_home: Callable[[Ints], None] = lambda _workers: None
        self._book = tables.book[0]
        # one number each of the book, as Python reads and writes them fastest
        self._due_h, self._due_priority = tables.book["due_h"], tables.book["due_priority"]
        self._now_h, self._quiet_until_h = tables.book["now_h"], tables.book["quiet_until_h"]
        self._left_to_do = tables.book["reactions"]
        self._task_count, self._stop_count = tables.book["tasks"], tables.book["stops"]
        self._reactions: dict[Any, Callable[[int, int, int], None]] = {
            todo.MEET: self._meet,
            todo.VOID: lambda outing, _, __: self.exposure.withdraw(outing),
            todo.FINISHED: self._finished,
            todo.WATCH: lambda row, _, __: self.watch(Task(self, row)),
            todo.HOME: lambda worker, _, __: self.went_home(np.array([worker])),
            todo.DAY: lambda index, _, __: self.new_day(rules[index]),
            todo.SETTLED: self._settled,
            todo.LATE: lambda row, _, __: self.late(Task(self, row)),
            todo.NO_SUITS: lambda *_: self.no_suits(),
        }
        clock.beside = self

    @property
    def tables(self) -> Tables:
        """Everything that the desk knows; the kernel is told where it lies."""
        return self._tables

    @tables.setter
    def tables(self, tables: Tables) -> None:
        self._tables, self._places = tables, places(tables)
        self._at = int(self._places.ctypes.data)

    # -- the clock ---------------------------------------------------------------------------

    def due(self) -> Due:
        """Give the time [h] and priority of what the desk has planned next."""
        return float(self._due_h[0]), int(self._due_priority[0])

    def advance(self, until: Due) -> None:
        """Let happen what comes before a time [h] and priority, up to the next reaction."""
        self._enter(kernel.ADVANCE, 0, 0, *until)
        self.clock.move(float(self._now_h[0]))
        self._react()

    def _let(self, kind: int, subject: int = 0, part: int = 0) -> None:
        """Let one thing happen now, and do what it leaves to do."""
        self._enter(kind, subject, part, self.clock.now_h, 0)
        self._react()

    def _enter(self, kind: int, subject: int, part: int, time_h: float, priority: int) -> None:
        """Call the kernel with as much room as it needs."""
        self._quiet_until_h[0] = self.ports.quiet_until_h()
        while kernel.let(self._at, kind, subject, part, time_h, priority) == kernel.FULL:
            self.tables = with_room(self.tables)

    def _react(self) -> None:
        """Do what the kernel left to do, in its order."""
        count, reactions = int(self._left_to_do[0]), self._reactions
        if count:
            self._left_to_do[0] = 0
            for kind, subject, first, last in self.tables.reactions[:count].tolist():
                reactions[kind](subject, first, last)

    def _meet(self, outing: int, first: int, last: int) -> None:
        self.exposure.announce(self.tables, outing, (first, last))

    def _finished(self, row: int, first: int, last: int) -> None:
        self.finished(Task(self, row), self.tables.numbers[first:last].astype(np.int64))

    def _settled(self, row: int, _: int, __: int) -> None:
        for hear in self.settled:
            hear(Task(self, row))

    # -- tasks -------------------------------------------------------------------------------

    def add(self, tasks: int, stops: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """Give new rows to fill in: tasks, whose stops follow one another, and stops.

        Nothing happens to them until they are submitted; that must come next.
        """
        t, first, first_stop = self.tables, int(self._task_count[0]), int(self._stop_count[0])
        fits = first + tasks <= len(t.tasks) and first_stop + stops <= len(t.stops)
        if not fits or tasks > AT_ONCE or stops > len(t.numbers):
            t = self.tables = with_room(t, tasks, stops)
        rows, last_stop = t.tasks[first : first + tasks], first_stop + stops
        stop_rows = t.stops[first_stop:last_stop]
        return rows, stop_rows

    def submit(self, rows: NDArray[Any]) -> list[Task]:
        """Accept the tasks that were filled in."""
        stops = rows["stops"]
        last_stop = np.cumsum(stops) + self._stop_count[0]
        rows["first"] = last_stop - stops
        first, last = int(self._task_count[0]), int(self._task_count[0]) + len(rows)
        self._task_count[0], self._stop_count[0] = last, last_stop[-1]
        self._let(kernel.SUBMIT, first, last)
        return [Task(self, row) for row in range(first, last)]

    def begin_day(self, rules: ServiceRules, needs: NDArray[Any], until_h: float) -> None:
        """Let a day's own needs of a service arise, each at its time, up to the day's end [h].

        `needs` are rows of the desk's table of them, in order of time.
        """
        book, held, services = self._book, self.tables.needs, self.tables.services
        spans = zip(services["next_need"], services["last_need"], strict=True)
        ahead = [held[first:last] for first, last in spans]
        ahead[rules.index] = needs
        lengths = [len(one) for one in ahead]
        services["last_need"] = np.cumsum(lengths)
        services["next_need"] = np.cumsum(lengths) - lengths
        services["next_day_h"][rules.index] = until_h
        self.tables = self.tables._replace(needs=np.concatenate(ahead))
        book["needs_ahead"] = len(self.tables.needs)
        book["slices_ahead"] = np.maximum(self.tables.needs["slices"], 1).sum()
        self._let(int(ARISES), rules.index)

    def under_way(self, rules: ServiceRules, stairwell: int, household: int) -> bool:
        """Tell whether a household's need of a service is open."""
        tasks, stops = self.tables.tasks, self.tables.stops
        row = int(self.tables.asked[stairwell])
        while row >= 0:
            task = tasks[row]
            same = task["service"] == rules.index and not task["is_round"]
            same = same and stops["household"][task["first"]] == household
            if same and task["outcome"] == OPEN:
                return True
            row = int(task["asked_before"])
        return False

    def withdraw(self, stairwell: int, services: int) -> None:
        """Cancel what waits in a stairwell of some services, given as bits."""
        self._let(kernel.WITHDRAW, stairwell, services)

    def waiting(self, lowest: int) -> list[Waiting]:
        """List what waits of services up to a priority class, background work left out."""
        t, now_h, found = self.tables, self.clock.now_h, list[Waiting]()
        for rules in self.rules:
            if rules.background or rules.spec.priority > lowest:
                continue
            lead = int(t.services["lead"][rules.index])
            for place in np.flatnonzero(t.queues[:, rules.index] >= 0).tolist():
                for row in _queued(t, place, rules.index):
                    task = t.tasks[row]
                    waits = task["outcome"] == OPEN and not task["busy"]
                    if waits and task["expires_h"] > now_h:
                        at = t.desk_of[t.services["desk"][rules.index], task["grid"]]
                        area = int(t.area_of_grid[at])
                        found.append(Waiting(rules.spec.priority, row, area, lead))
        return found

    def look(self, task: Task) -> None:
        """Notice that a task lapsed while it waited, if it did."""
        self._let(kernel.LOOK, task.row)

    def remind(self, task: Task) -> None:
        """Look in a day whether anybody still waits for a task that is overdue."""
        self._let(kernel.REMIND, task.row)

    # -- workers -----------------------------------------------------------------------------

    def arrive(self, workers: Ints) -> None:
        """Take workers who have come on duty."""
        self._let_all(kernel.ARRIVE, workers)

    def leave(self, workers: Ints) -> None:
        """End the shifts of workers who are not on an outing, and book their hours."""
        self._let_all(kernel.LEAVE, workers)

    def repost(self, workers: Ints, grids: Ints) -> None:
        """Post workers to other grids: at once if idle, else after this outing."""
        self.tables.workers["post"][workers] = grids
        self._let_all(kernel.REPOST, workers)

    def interrupt(self, worker: int) -> None:
        """Stop the outing of a worker who has fallen ill; her crew stops with her."""
        self._let(kernel.INTERRUPT, worker)

    def _let_all(self, kind: int, workers: Ints) -> None:
        self.tables.chosen[: len(workers)] = workers
        self._let(kind, len(workers))

    def pool(self, area_of_grid: Ints) -> None:
        """Pool the grids anew: what waits and who idles goes over to the new areas at once."""
        if not np.array_equal(area_of_grid, self.tables.area_of_grid):
            self.tables.area_of_grid[:] = area_of_grid
            self._let(kernel.POOL)

    def look_again(self) -> None:
        """Queue what waits anew and let who idles look: what may be served has changed."""
        self._let(kernel.POOL)

    def stock_up(self, suits: int) -> None:
        """Add suits to the street's stock; what waited for them can start."""
        self._let(kernel.STOCK_UP, suits)

    @property
    def suits_left(self) -> int:
        """The street's stock of suits; -1 is endless."""
        return int(self._book["suits"])

    @property
    def area_of_grid(self) -> Ints:
        """The pooling area of each grid as it is now [grids]."""
        return self.tables.area_of_grid.astype(np.int64)

    # -- the end of a run --------------------------------------------------------------------

    def close(self, horizon_h: float) -> None:
        """Settle what lapsed unnoticed, and cut what lies beyond the horizon [h]."""
        self._enter(kernel.CLOSE, 0, 0, horizon_h, 0)

    def facts(self) -> dict[str, int | float]:
        """Count the tasks and needs created, and sum up the waiting since clock 0 [task-h]."""
        book = self._book
        return {
            "tasks_created": int(book["tasks"]),
            "needs_created": int(book["stops"]),
            "waiting_task_h": float(book["waited_h"]),
            "suits_used": int(book["suits_used"]),
            **({} if self.suits_left < 0 else {"suits_left": self.suits_left}),
        }

    def forget(self) -> None:
        """Let go of the tables, so that they are freed without a search for cycles."""
        none: dict[str, Any] = {name: rows[:0].copy() for name, rows in self._large().items()}
        self.tables = self.tables._replace(**none)

    def _large(self) -> dict[str, NDArray[Any]]:
        names = ("tasks", "stops", "outings", "needs", "assignments", "shifts")
        return {name: getattr(self.tables, name) for name in names}


def _queued(t: Tables, area: int, service: int) -> Iterator[int]:
    """Give the tasks of a queue, a heap chained through its rows, in no order."""
    ahead = [int(t.queues[area, service])]
    while ahead:
        row = ahead.pop()
        yield row
        ahead += [one for one in t.tasks[row][["child", "sibling"]].tolist() if one >= 0]
