"""The desk: who serves what next. Nothing here is a process.

An outing is one event on the clock, at the time it ends, because all its stops are drawn when
it sets out; only illness stops it before.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock
from sim.ports import ServicePorts
from sim.services.catalogue import ServiceRules, parts_of
from sim.services.exposure import Exposure
from sim.services.giving_way import GivingWay
from sim.services.outing import Outing, Walks, dress, settle
from sim.services.task import OPEN, REDO, Task
from sim.services.waiting import Entry, Waiting
from sim.town import Town
from sim.workforce import Worker


class Desk:
    """Hands out tasks to workers; idle workers stand in lists, by area and skills."""

    def __init__(
        self,
        clock: Clock,
        town: Town,
        rules: list[ServiceRules],
        staff: tuple[list[Worker], NDArray[np.int64]],
        ports: ServicePorts,
        times: tuple[float, float, float],
    ) -> None:
        """Open the desk.

        `staff`: the workers, and the pooling area of each grid; `times`: the overtime allowed,
        the walk within a grid, the horizon [h].
        """
        self.clock, self.rules = clock, rules
        self.exposure = Exposure(clock, ports)
        workers, area_of_grid = staff
        self.workers = workers
        self.area_of_grid: list[int] = area_of_grid.tolist()
        self.overtime_h, within_h, self.horizon_h = times
        areas = len(self.area_of_grid)  # at most: pooling may change in the emergency
        self.waiting = Waiting(clock, areas, len(rules))
        # by skills, the least skilled first: the rare ones are kept for what only they can do
        classes = sorted(
            {worker.skills for worker in workers}, key=lambda s: (s.bit_count(), s)
        )
        self.idle: list[dict[int, list[Worker]]] = [
            {skills: [] for skills in classes} for _ in range(areas)
        ]
        self._parts = {skills: parts_of(skills, rules) for skills in classes}
        self._walks = Walks(town, within_h)
        self._giving_way = GivingWay(clock, areas, self._end_at)
        self._ending = self._end
        self.tasks: list[Task] = []
        self.assignments: list[tuple[int, int, str, float, float, float]] = []
        self.finished: Callable[[Task, NDArray[np.int64]], None] = lambda _task, _stops: None
        self.again: Callable[[Task], None] = lambda _task: None
        self.go_home: Callable[[Worker], None]

    # -- tasks -------------------------------------------------------------------------------

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
        area, rules = self.area_of_grid[task.grid], task.rules
        self.waiting.put(task, area)
        self.waiting.look(task)  # it may have run out of time while somebody was at it
        for skills, workers in self.idle[area].items():
            if workers and skills & rules.lead:
                self._start_all(area, rules)
                break
        if self._giving_way.outings[area] and not rules.background and task.waits:
            self._giving_way.call_off(area, task)

    # -- workers -----------------------------------------------------------------------------

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
        assert outing.event is not None
        self.clock.cancel(outing.event)
        outing.ill = worker
        outing.how = outing.task.rules.spec.on_illness
        self._end(outing)

    def _take(self, worker: Worker) -> None:
        self.idle[worker.area][worker.skills].remove(worker)
        worker.idle_h += self.clock.now_h - worker.idle_since_h

    def pool(self, area_of_grid: list[int]) -> None:
        """Pool the grids anew: what waits and who idles goes over to the new areas at once."""
        if area_of_grid == self.area_of_grid:
            return
        self.area_of_grid = area_of_grid
        self.waiting.move(area_of_grid)
        idle = [w for area in self.idle for workers in area.values() for w in workers]
        for area in self.idle:
            for workers in area.values():
                workers.clear()
        for worker in self.workers:
            worker.area = area_of_grid[worker.post]
        self._giving_way.move()
        for worker in idle:
            self.idle[worker.area][worker.skills].append(worker)
        for worker in idle:
            if not worker.busy:
                self._serve(worker.area, worker)

    # -- dispatch ----------------------------------------------------------------------------

    def _serve(self, area: int, worker: Worker) -> None:
        """Start the first task that can be started, until the worker is busy or none can."""
        heaps, look = self.waiting.heaps[area], self.waiting.first
        refused: list[int] = []
        while not worker.busy:
            best: Entry | None = None
            for part in self._parts[worker.skills]:
                heap = heaps[part[1]]
                if heap and part[1] not in refused:
                    entry = look(heap)
                    if entry is not None and (best is None or entry < best):
                        best, chosen = entry, part
            if best is None:
                return
            rules, index, alone = chosen
            if alone and self._fits(worker, best[4], rules.expected_h(best[4])):
                heappop(heaps[index])
                self._set_out(best[4], [worker])
            elif alone or not self._start_next(area, rules):
                refused.append(index)
                continue
            self._start_all(area, rules)  # the next in that queue may suit others who idle

    def _start_all(self, area: int, rules: ServiceRules) -> None:
        """Start the waiting tasks of a service, in their order, while crews are idle."""
        heap, idle = self.waiting.heaps[area][rules.index], self.idle[area].values()
        while heap and any(idle) and self._start_next(area, rules):
            pass

    def _start_next(self, area: int, rules: ServiceRules) -> bool:
        """Start the first waiting task of a service, if a crew is idle."""
        heap = self.waiting.heaps[area][rules.index]
        entry = self.waiting.first(heap)
        if entry is None:
            return False
        crew = self._crew(area, entry[4])
        if crew is None:
            return False
        heappop(heap)
        self._set_out(entry[4], crew)
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
        start_h = self.clock.now_h + self._walks.walk_h(worker, task)
        if start_h >= worker.suit_until_h:
            start_h += task.rules.suit_h
        if task.rules.finishes:
            return start_h + expected_h <= worker.shift_until_h + self.overtime_h
        return start_h + expected_h / task.stops <= worker.shift_until_h

    def _set_out(self, task: Task, crew: list[Worker]) -> None:
        """Send a crew; all stops of the outing are laid out in time now."""
        now_h, rules, lead = self.clock.now_h, task.rules, crew[0]
        outing = Outing(task, crew, now_h)
        travel_h = 0.0
        for worker in crew:
            walk_h = self._walks.walk_h(worker, task)
            travel_h = walk_h if walk_h > travel_h else travel_h
            self._take(worker)
            worker.busy, worker.outing = True, outing
            worker.tasks += 1
        outing.travel_h = travel_h
        if rules.suit_h:
            outing.suit_h = dress(crew, now_h + travel_h, rules)
        outing.start_h = now_h + travel_h + outing.suit_h
        task.busy, task.worker = True, lead.index
        first = task.started_h != task.started_h
        end_h = outing.lay_out()
        if first:
            self.waiting.count(-1, min(outing.start_h, self.horizon_h))
        if not rules.finishes and end_h > lead.shift_until_h:
            end_h, outing.how = max(lead.shift_until_h, now_h), rules.spec.at_shift_end
        self._end_at(outing, end_h)
        if rules.background:
            self._giving_way.outings[lead.area].append(outing)
        elif rules.exposes:
            self.exposure.announce(outing)

    def _end_at(self, outing: Outing, end_h: float) -> None:
        outing.end_h = end_h
        outing.event = self.clock.at(end_h, order.WORK_END, self._ending, outing)

    # -- the end of an outing ----------------------------------------------------------------

    def _end(self, outing: Outing) -> None:
        """End an outing now: book what was done, free the crew, let the rest wait again."""
        now_h, task = self.clock.now_h, outing.task
        outing.event = None  # breaks the circle, so that both are freed at once
        if task.rules.background:
            self._giving_way.outings[outing.crew[0].area].remove(outing)
        if outing.how:
            self.exposure.withdraw(outing)
        if now_h < outing.start_h == task.started_h:  # never got there: it waits on
            task.set_out_h = task.started_h = float("nan")
            self.waiting.waited_h += max(now_h, 0.0) - max(
                min(outing.start_h, self.horizon_h), 0.0
            )
        outing.over = True
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
        self._disband(outing)

    def _disband(self, outing: Outing) -> None:
        """Send the crew home or to what waits; who has fallen ill is seen to by duty."""
        for worker in outing.crew:
            if worker is outing.ill:
                continue
            if worker.leaving or worker.shift_until_h <= self.clock.now_h:
                self.go_home(worker)
            else:
                self.arrive(worker)
