"""An interview done: those whom the case met are quarantined, kept from work, and tested."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.clock import Clock
from sim.rng import Purpose, uniforms
from sim.scenario import Tracing
from sim.services.effect import Effect
from sim.services.laboratory import Laboratory
from sim.services.task import Task
from sim.town import Town

Ints = NDArray[np.int64]


class Traces(Effect):
    """Contacts named in interviews: event `traced`, by number of contacts reached."""

    def __init__(
        self, clock: Clock, town: Town, laboratory: Laboratory, seed: int, spec: Tracing
    ) -> None:
        self.clock, self.town, self.seed, self.spec = clock, town, seed, spec
        self.laboratory, self.ports = laboratory, laboratory.ports

    def met(self, task: Task, stops: Ints) -> None:
        """Trace the contacts of every case whom an interview is about."""
        for stop in stops.tolist():
            resident = int(task.residents[stop])
            household = int(task.households[stop])
            first, last = self.town.household_start[household : household + 2]
            asked = [resident] if resident >= 0 else range(first, last)
            for case in asked:
                self._trace(int(case))

    def _trace(self, case: int) -> None:
        """Reach whom a case met since her sample and for a while before it."""
        sampled_h, now_h = self.ports.sampled_h(case), self.clock.now_h
        if not sampled_h <= now_h:
            return  # nan: somebody of the household who is no known case
        met = self.ports.contacts(case, sampled_h - self.spec.look_back, now_h).person.astype(
            np.int64
        )
        met = np.unique(met[met != case])
        reached = met[uniforms(self.seed, Purpose.NAMED, case, met) < self.spec.named]
        where = self.town.grid_names[int(self.town.resident_grid[case])]
        self.ports.tell("traced", where, float(len(reached)))
        if not len(reached):
            return
        at_home = reached[reached < self.town.residents]
        until_h = self.ports.quarantine(at_home, self.spec.control)
        if until_h > now_h:
            for person in reached.tolist():  # those of them who are workers
                self.ports.absent(person, until_h)
        self.laboratory.test(reached, np.full(len(reached), now_h), "pcr", "tracing")
