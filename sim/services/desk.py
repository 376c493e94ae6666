"""The desk: tasks wait in heaps, one per pooling area and service; idle workers in lists.

Nothing here is a process. An outing is one event on the clock at the time it ends, because all
its stops are drawn when it sets out; only illness stops it before.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock
from sim.ports import ServicePorts, Session
from sim.rng import Purpose, uniform
from sim.services.catalogue import ServiceRules
from sim.services.outing import Outing, settle
from sim.services.task import CANCELLED, EXPIRED, OPEN, REDO, Task
from sim.town import Town
from sim.workforce import Worker

NEVER = float("inf")
Heap = list[tuple[Any, ...]]


class Desk:
    """Hands out tasks to workers. `finished` hears of every outing that ends."""

    def __init__(
        self,
        clock: Clock,
        town: Town,
        rules: list[ServiceRules],
        workers: list[Worker],
        area_of_grid: NDArray[np.int64],
        ports: ServicePorts,
        times: tuple[float, float, float],
    ) -> None:
        """Open the desk; `times` are overtime allowed, the walk within a grid, the horizon [h]."""
        self.clock, self.town, self.rules, self.ports = clock, town, rules, ports
        self.area_of_grid = area_of_grid.tolist()
        self.overtime_h, self._within_h, self.horizon_h = times
        areas = max(self.area_of_grid) + 1
        self.heaps: list[list[Heap]] = [[[] for _ in rules] for _ in range(areas)]
        # by skills, the least skilled first: the rare ones are kept for what only they can do
        classes = sorted({worker.skills for worker in workers}, key=lambda s: (s.bit_count(), s))
        self.idle: list[dict[int, list[Worker]]] = [
            {skills: [] for skills in classes} for _ in range(areas)
        ]
        self.tasks: list[Task] = []
        self.workers = workers
        self.assignments: list[tuple[int, int, str, float, float, float]] = []
        self.finished: Callable[[Task, NDArray[np.int64]], None] = lambda task, stops: None
        self.again: Callable[[Task], None] = lambda task: None
        self.go_home: Callable[[Worker], None]
        self._walk = town.walk_h.tolist()
        self.waited_h = 0.0  # integral of the number waiting from clock 0 on [task-h]
        self._waiting = 0
        self._services_of: dict[int, list[tuple[ServiceRules, int, bool]]] = {}

    # -- tasks ----------------------------------------------------------------------------------

    def submit(self, task: Task) -> None:
        """Accept a task; it can be started from its `earliest_h` on."""
        self.tasks.append(task)
        if task.earliest_h > self.clock.now_h:
            self.clock.at(task.earliest_h, order.NEW_TASK, self._enter, task)
        else:
            self._enter(task)

    def _enter(self, task: Task) -> None:
        """Let a task wait, and start it at once where a crew is idle."""
        if task.outcome != OPEN:
            return
        task.entered = True
        if task.started_h != task.started_h:
            self._count(1, self.clock.now_h)
        area = self.area_of_grid[task.grid]
        tie = uniform(task.rules.seed, Purpose.QUEUE_TIE, task.key, 0, 0)
        entry = (*task.rules.dispatch_key(task), tie, task.key, task)
        heappush(self.heaps[area][task.rules.index], entry)
        lead = task.rules.crew[0][0]
        for skills, workers in self.idle[area].items():
            if workers and skills & lead:
                self._start_next(area, task.rules)
                return

    def cancel(self, task: Task) -> None:
        """Withdraw a task that nobody has set out for."""
        if task.waits:
            task.outcome = CANCELLED
            task.finished_h = self.clock.now_h
            if task.entered and task.started_h != task.started_h:
                self._count(-1, self.clock.now_h)

    def _head(self, heap: Heap) -> Task | None:
        """Find the first task of a heap that still waits."""
        while heap:
            task: Task = heap[0][-1]
            if task.outcome == OPEN and not task.busy:
                if task.expires_h > self.clock.now_h:
                    return task
                self._lapse(task)
            heappop(heap)
        return None

    def _lapse(self, task: Task) -> None:
        """Take note that a waiting task expired, some time ago."""
        task.outcome, task.finished_h = EXPIRED, task.expires_h
        if task.started_h != task.started_h:
            self._count(-1, task.expires_h)

    def _count(self, step: int, at_h: float) -> None:
        """Keep the integral of the number waiting: a task that comes or goes at an instant."""
        self._waiting += step
        self.waited_h -= step * max(at_h, 0.0)

    def close(self, horizon_h: float) -> None:
        """Settle at the horizon what lapsed unnoticed, and cut what lies beyond it."""
        for task in self.tasks:
            if task.waits and task.expires_h <= horizon_h:
                self._lapse(task)
            if task.started_h >= horizon_h:
                task.started_h = float("nan")
        self.waited_h += self._waiting * horizon_h

    # -- workers --------------------------------------------------------------------------------

    def arrive(self, worker: Worker) -> None:
        """Take a worker who has come on duty or come back from an outing."""
        worker.idle_since_h = self.clock.now_h
        worker.area = self.area_of_grid[worker.post]
        self.idle[worker.area][worker.skills].append(worker)
        self._serve(worker.area, worker)

    def leave(self, worker: Worker) -> None:
        """Let an idle worker go."""
        self._take(worker)

    def repost(self, worker: Worker, grid: int) -> None:
        """Post a worker to another grid: at once if idle, else after this outing."""
        if worker.post == grid:
            return
        worker.post = grid
        if worker.on_duty and not worker.busy:
            self._take(worker)
            self.arrive(worker)

    def interrupt(self, worker: Worker) -> None:
        """Stop the outing of a worker who has fallen ill; her crew stops with her."""
        outing: Outing = worker.outing
        self.clock.cancel(outing.event)
        outing.ill = worker
        outing.how = outing.task.rules.spec.on_illness
        self._end(outing)

    def _take(self, worker: Worker) -> None:
        self.idle[worker.area][worker.skills].remove(worker)
        worker.idle_h += self.clock.now_h - worker.idle_since_h

    def away(self) -> list[tuple[Worker, str]]:
        """List the workers who are on an outing now, with their roles."""
        outings = {id(w.outing): w.outing for w in self.workers if w.busy}
        return [
            (worker, "member" if number else "lead")
            for outing in outings.values()
            for number, worker in enumerate(outing.crew)
        ]

    # -- dispatch -------------------------------------------------------------------------------

    def _known(self, skills: int) -> list[tuple[ServiceRules, int, bool]]:
        """List the services in which somebody with these skills has a part, and may go alone."""
        if skills not in self._services_of:
            self._services_of[skills] = [
                (rules, rules.index, rules.alone and bool(rules.crew[0][0] & skills))
                for rules in self.rules
                if any(bit & skills for bit, _ in rules.crew)
            ]
        return self._services_of[skills]

    def _serve(self, area: int, worker: Worker) -> None:
        """Start the first task that can be started, until the worker is busy or none can."""
        heaps, refused = self.heaps[area], set[int]()
        while not worker.busy:
            first, chosen, alone = None, None, False
            for rules, index, may_go_alone in self._known(worker.skills):
                heap = heaps[index]
                if not heap or index in refused or self._head(heap) is None:
                    continue
                if first is None or heap[0] < first:
                    first, chosen, alone = heap[0], rules, may_go_alone
            if chosen is None or first is None:
                return
            task: Task = first[-1]
            if alone:
                if self._fits(worker, task, chosen.expected_h(task)):
                    heappop(heaps[chosen.index])
                    self._set_out(task, [worker])
                    return
                refused.add(chosen.index)
            elif not self._start_next(area, chosen):
                refused.add(chosen.index)

    def _start_next(self, area: int, rules: ServiceRules) -> bool:
        """Start the first waiting task of a service, if a crew is idle."""
        heap = self.heaps[area][rules.index]
        task = self._head(heap)
        if task is None:
            return False
        crew = self._crew(area, task)
        if crew is None:
            return False
        heappop(heap)
        self._set_out(task, crew)
        return True

    def _crew(self, area: int, task: Task) -> list[Worker] | None:
        """Form a crew from idle workers, the least skilled and longest idle first."""
        idle, rules = self.idle[area], task.rules
        expected_h = rules.expected_h(task)
        crew: list[Worker] = []
        for bit, count in rules.crew:
            missing = count
            for skills, workers in idle.items():
                if not skills & bit:
                    continue
                for worker in workers:
                    if worker not in crew and self._fits(worker, task, expected_h):
                        crew.append(worker)
                        missing -= 1
                        if missing == 0:
                            break
                if missing == 0:
                    break
            if missing:
                return None
        return crew

    def _fits(self, worker: Worker, task: Task, expected_h: float) -> bool:
        """Tell whether a worker would be back in time, by expectation."""
        set_out_h = self.clock.now_h + self._travel(worker, task)
        if task.rules.finishes:
            return set_out_h + expected_h <= worker.shift_until_h + self.overtime_h
        return set_out_h + expected_h / task.stops <= worker.shift_until_h

    def _travel(self, worker: Worker, task: Task) -> float:
        """Give the walk to a task [h]; gross work has it inside."""
        if not task.rules.travels:
            return 0.0
        if worker.grid != task.grid:
            walk: float = self._walk[worker.grid][task.grid]
            return walk
        if worker.stairwell == task.stairwell and task.stairwell >= 0:
            return 0.0
        return self._within_h

    def _set_out(self, task: Task, crew: list[Worker]) -> None:
        """Send a crew; all stops of the outing are laid out in time now."""
        now_h, rules = self.clock.now_h, task.rules
        outing = Outing(task, crew, now_h)
        travel_h = 0.0
        for worker in crew:
            travel_h = max(travel_h, self._travel(worker, task))
            self._take(worker)
            worker.busy, worker.outing = True, outing
            worker.tasks += 1
        outing.travel_h = travel_h
        if rules.suit_h:
            outing.suit_h = self._dress(crew, now_h + travel_h, rules)
        outing.start_h = now_h + travel_h + outing.suit_h
        task.busy, task.worker = True, crew[0].index
        first = task.started_h != task.started_h
        end_h = outing.lay_out()
        if first:
            self._count(-1, min(outing.start_h, self.horizon_h))
        if not rules.finishes and end_h > crew[0].shift_until_h:
            end_h, outing.how = max(crew[0].shift_until_h, now_h), rules.spec.at_shift_end
        outing.event = self.clock.at(end_h, order.WORK_END, self._end, outing)
        if rules.spec.contact != "none":
            self._expose(outing)

    def _dress(self, crew: list[Worker], at_h: float, rules: ServiceRules) -> float:
        """Put on suits where a stint is over; give the time it takes the crew [h]."""
        suit_h = 0.0
        for worker in crew:
            if at_h >= worker.suit_until_h:
                suit_h = rules.suit_h
                worker.suit_until_h = at_h + suit_h + rules.stint_h
        return suit_h

    def _expose(self, outing: Outing) -> None:
        """Announce who meets whom on an outing."""
        task = outing.task
        spec = task.rules.spec
        stops: NDArray[np.int64]
        if outing.left is None:
            stop = task.household if spec.contact == "door" else task.resident
            if stop < 0:
                return
            stops, starts, ends = np.array([stop]), [outing.starts], [outing.ends]
        else:
            everywhere = task.households if spec.contact == "door" else task.residents
            assert everywhere is not None
            stops, starts, ends = everywhere[outing.left], outing.starts, outing.ends
        crew = [worker.person for worker in outing.crew]
        if not self.ports.risky(crew, task.stairwell):
            return
        outing.handle = self.ports.session(
            Session(
                task=task.key,
                kind=spec.contact,
                crew=np.array(crew, np.int64),
                crew_risk=np.array([worker.risk for worker in outing.crew]),
                stops=stops,
                start_h=np.array(starts),
                end_h=np.array(ends),
                risk=spec.risk,
            )
        )

    # -- the end of an outing -------------------------------------------------------------------

    def _end(self, outing: Outing) -> None:
        """End an outing now: book what was done, free the crew, let the rest wait again."""
        now_h, task = self.clock.now_h, outing.task
        if outing.how:
            self.ports.void(outing.handle, now_h)
        if now_h < outing.start_h == task.started_h:  # never got there: it waits on
            task.set_out_h = task.started_h = float("nan")
            self.waited_h += now_h - min(outing.start_h, self.horizon_h)
        met = settle(outing, now_h)
        role = "lead"
        for worker in outing.crew:
            row = (task.key, worker.index, role, outing.set_out_h, outing.start_h, now_h)
            self.assignments.append(row)
            worker.busy, worker.outing, role = False, None, "member"
            if not task.rules.background:
                worker.grid, worker.stairwell = task.grid, task.stairwell
        if task.rules.matters and len(met):
            self.finished(task, met)
        if task.outcome == OPEN:
            self._enter(task)
        elif task.outcome == REDO:
            self.again(task)
        for worker in outing.crew:
            if worker is outing.ill:
                continue
            if worker.leaving:
                self.go_home(worker)
            else:
                self.arrive(worker)
