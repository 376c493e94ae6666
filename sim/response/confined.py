"""Who is shut in and what must therefore be brought to the door.

Counts, by household, the controls of kind zone or quarantine that are in force, and asks the
services for what sealed households need: at times of the day, or every so often from then on.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock, Rhythm
from sim.ports import ResponsePorts
from sim.scenario import SealedHouseholdNeed, Service
from sim.town import Town
from sim.units import tick

Households = NDArray[np.int64]


class Confined:
    """The households under a zone or a quarantine, and since when."""

    def __init__(
        self, clock: Clock, town: Town, services: dict[str, Service], ports: ResponsePorts
    ) -> None:
        self.clock, self.town, self.ports = clock, town, ports
        self.needs = {
            name: service.need
            for name, service in services.items()
            if isinstance(service.need, SealedHouseholdNeed)
        }
        self._controls = np.zeros(town.households, np.int16)
        self._since_h = np.full(town.households, np.nan)
        self._planned: dict[tuple[str, float], list[tuple[Households, float]]] = {}

    def confined(self, households: Households) -> NDArray[np.bool_]:
        """Tell which households are shut in now."""
        return self._controls[households] > 0

    def by_grid(self) -> NDArray[np.float64]:
        """Count the households shut in, by grid."""
        grid = self.town.stairwell_grid[self.town.household_stairwell]
        shut_in = grid[self._controls > 0]
        return np.bincount(shut_in, minlength=self.town.grids).astype(np.float64)

    def confine(self, households: Households) -> None:
        """Shut households in from now on; supplies start for those that were free."""
        newly = households[self._controls[households] == 0]
        self._controls[households] += 1
        now_h = self.clock.now_h
        self._since_h[newly] = now_h
        for name, need in self.needs.items():
            if need.every is not None and len(newly):
                self._plan(name, now_h + need.first, newly, now_h)

    def free(self, households: Households) -> None:
        """End one control of households; what waits for those then free is withdrawn."""
        self._controls[households] -= 1
        freed = households[self._controls[households] == 0]
        self._since_h[freed] = np.nan
        stairwells = np.unique(self.town.household_stairwell[freed])
        start = self.town.stairwell_start
        wholly = [s for s in stairwells if not self._controls[start[s] : start[s + 1]].any()]
        self.ports.withdraw(np.array(wholly, np.int64))

    def _plan(self, name: str, at_h: float, households: Households, since_h: float) -> None:
        """Plan a service for households shut in since a time; one asking for an instant."""
        at_h = float(tick(at_h))
        plan = self._planned.setdefault((name, at_h), [])
        if not plan:
            self.clock.at(at_h, order.COMMAND, self._supply, (name, at_h))
        plan.append((households, since_h))

    def _supply(self, planned: tuple[str, float]) -> None:
        """Bring a service to those still shut in, and plan the next time."""
        name, now_h = planned
        every = self.needs[name].every
        assert every is not None
        wanting = []
        for households, since_h in self._planned.pop(planned):
            households = households[self._since_h[households] == since_h]
            if len(households):
                wanting.append(households)
                self._plan(name, now_h + every, households, since_h)
        if wanting:
            self.ports.need(name, np.concatenate(wanting), -1, now_h)

    def rhythm(self, name: str, start_hour: float) -> Rhythm:
        """Ask for a service at its times of day for all who are shut in."""
        times = self.needs[name].at
        assert times is not None
        while True:
            now_h = self.clock.now_h
            midnight = 24.0 * math.floor((now_h + start_hour) / 24.0) - start_hour
            for time_of_day in sorted(times):
                if midnight + time_of_day < now_h:
                    continue
                yield self.clock.event(float(tick(midnight + time_of_day)), order.COMMAND)
                households = np.flatnonzero(self._controls > 0)
                if len(households):
                    self.ports.need(name, households, -1, self.clock.now_h)
            yield self.clock.event(midnight + 24.0, order.COMMAND)
