"""What work finds: samples of a round, symptoms at the door, a case to be isolated."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.ports import ServicePorts
from sim.services.effect import Effect
from sim.services.laboratory import Laboratory
from sim.services.task import Task
from sim.state import State
from sim.town import Town

Ints = NDArray[np.int64]


class Samples(Effect):
    """The samples of a round are tested."""

    def __init__(self, laboratory: Laboratory, size: int = 1) -> None:
        self.laboratory, self.size = laboratory, size
        self.known_h: dict[int, float] = {}  # the last result of a task, by its row

    def met(self, task: Task, stops: Ints) -> None:
        """Have the samples tested, each as of its own time."""
        at_h, people = task.stops["met_h"][stops], task.residents[stops]
        known_h = self.laboratory.test(people, at_h, "pooled", "round", self.size)
        self.known_h[task.row] = max(known_h, self.known_h.get(task.row, known_h))


class Tests(Effect):
    """A visit to those in quarantine samples them, a household wholly."""

    def __init__(self, town: Town, laboratory: Laboratory) -> None:
        self.town, self.laboratory = town, laboratory

    def met(self, task: Task, stops: Ints) -> None:
        """Have the samples tested, each as of its own time."""
        for stop in stops.tolist():
            resident, household = int(task.residents[stop]), int(task.households[stop])
            first, last = self.town.household_start[household : household + 2]
            who = np.array([resident] if resident >= 0 else range(int(first), int(last)))
            at_h = np.full(len(who), float(task.stops["met_h"][stop]))
            self.laboratory.test(who.astype(np.int64), at_h, "pcr", "quarantine_test")


class Symptoms(Effect):
    """A look at the door, or a call, finds who shows symptoms, and has her tested."""

    def __init__(self, state: State, town: Town, laboratory: Laboratory) -> None:
        self.state, self.laboratory = state, laboratory
        self.ports = laboratory.ports
        self._start = town.household_start.astype(np.int64)

    def met(self, task: Task, stops: Ints) -> None:
        """Find symptoms at the doors of the stops that were met."""
        if not self.ports.risky([], task.stairwell):
            return  # nobody there is infected: nobody can be found
        self._find(task.households[stops], task.stops["met_h"][stops])

    def told(self, households: Ints, at_h: float) -> None:
        """Find symptoms among those whom households report, but for those who hide them."""
        households = households[~self.ports.hides(households, at_h)]
        if len(households):
            self._find(households, np.full(len(households), at_h))

    def _find(self, households: Ints, times: NDArray[np.float64]) -> None:
        """Test those of households who show symptoms at times [h]."""
        start = self._start
        heads = start[households + 1] - start[households]
        residents = np.repeat(start[households + 1] - np.cumsum(heads), heads)
        residents = residents + np.arange(len(residents))
        infected = self.state.fields.latest[residents] >= 0
        if not infected.any():
            return  # nobody was ever infected here: nobody can be found
        residents, at_h = residents[infected], np.repeat(times, heads)[infected]
        ill = self.ports.examine(residents, "symptoms", at_h)
        self.laboratory.test(residents[ill], at_h[ill], "pcr", "health_check")


class Isolates(Effect):
    """A case that is fetched is isolated."""

    def __init__(self, ports: ServicePorts) -> None:
        self.ports = ports

    def met(self, task: Task, _stops: Ints, /) -> None:
        """Isolate the resident whom the task is for."""
        if not task.is_round and task.residents[0] >= 0:
            self.ports.isolate(task.residents)
