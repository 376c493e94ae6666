"""Whom workers meet at work beside those whom they serve: their colleagues.

Those of a team meet each other, or, without teams, all of a pooling area whose shifts begin
together. Each has so many contacts in a shift, at a constant rate, with others who are there.
They are announced one floor ahead: a longer shift is announced in parts, and where somebody
leaves early the rest of the part is withdrawn and drawn anew without her.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock
from sim.ports import ServicePorts, Session
from sim.scenario import Colleagues
from sim.services.desk import Desk
from sim.state import State

Ints = NDArray[np.int64]
DAY_H = 24.0
FIRST_MINUTE = 1 << 23  # added to a time in minutes, so that those of the warm-up are positive


class Crew:
    """Workers who began their shifts together; `age` tells which of its plans still hold."""

    def __init__(self, workers: Ints, per_h: NDArray[np.float64]) -> None:
        self.workers, self.per_h = workers, per_h  # contacts of each an hour
        self.handle, self.age = -1, 0


class Meetings:
    """Pushes the contacts among colleagues where anybody of them is infected."""

    def __init__(
        self, clock: Clock, state: State, desk: Desk, ports: ServicePorts, spec: Colleagues
    ) -> None:
        self.clock, self.state, self.desk, self.ports = clock, state, desk, ports
        self.spec = spec
        self._crew_of: dict[int, Crew] = {}

    def began(self, workers: Ints) -> None:
        """Let workers meet whose shifts begin now."""
        staff, now_h = self.desk.tables.workers, self.clock.now_h
        length_h = np.minimum(staff["shift_until_h"][workers] - now_h, DAY_H)
        team = staff["team"][workers]
        area = self.desk.area_of_grid[staff["post"][workers]]
        group = np.where(team >= 0, team, -1 - area)
        for worker in workers.tolist():
            self._leave(worker)  # her shift before is over
        for one in np.unique(group).tolist():
            mine = group == one
            crew = Crew(workers[mine], self.spec.contacts / length_h[mine])
            self._crew_of.update(dict.fromkeys(crew.workers.tolist(), crew))
            self._meet((crew, 0))

    def ended(self, workers: Ints) -> None:
        """Let those who leave before their shifts end meet nobody any more."""
        until_h = self.desk.tables.workers["shift_until_h"][workers]
        for worker in workers[until_h > self.clock.now_h].tolist():
            crew = self._leave(worker)
            if crew is not None:
                crew.age += 1
                self.ports.void(crew.handle, self.clock.now_h)
                self._meet((crew, crew.age))

    def _leave(self, worker: int) -> Crew | None:
        """Take a worker out of her crew, if she is in one, and give the crew."""
        crew = self._crew_of.pop(worker, None)
        if crew is not None:
            stay = crew.workers != worker
            crew.workers, crew.per_h = crew.workers[stay], crew.per_h[stay]
        return crew

    def _meet(self, plan: tuple[Crew, int]) -> None:
        """Announce a crew's contacts from now on as far ahead as may be, and plan the next."""
        crew, age = plan
        if age != crew.age:
            return
        tables, now_h = self.desk.tables, self.clock.now_h
        crew.handle = -1
        until_h = tables.workers["shift_until_h"][crew.workers]
        there = until_h > now_h
        if there.sum() < 2:
            return
        part_h = now_h + float(tables.book["ahead_h"][0])
        self.state.before_change()  # who was infected until now may infect in it
        workers = crew.workers[there]
        people = tables.workers["person"][workers]
        if (tables.latest[people] >= 0).any():
            minute = round(now_h * 60.0) + FIRST_MINUTE
            crew.handle = self.ports.session(
                Session(
                    task=-1,
                    kind="crew",
                    crew=people,
                    crew_risk=tables.workers["risk"][workers],
                    stops=tables.workers["key"][workers],
                    numbers=np.full(len(workers), minute, np.int64),
                    start_h=np.full(len(workers), now_h),
                    end_h=np.minimum(until_h[there], part_h),
                    risk=self.spec.risk,
                    per_h=crew.per_h[there],
                )
            )
        if part_h < until_h.max():
            self.clock.at(part_h, order.SHIFT_START, self._meet, (crew, age))
