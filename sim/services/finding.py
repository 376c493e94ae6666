"""What work finds: samples of a round, symptoms at the door, a case to be isolated."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.clock import Clock
from sim.ports import Finding, ServicePorts
from sim.services.effect import Effect
from sim.services.task import Task
from sim.state import State
from sim.town import Town

Ints = NDArray[np.int64]


class Laboratory:
    """Has samples tested and reports the positive ones after the turnaround."""

    def __init__(self, clock: Clock, ports: ServicePorts, turnaround_h: float) -> None:
        self.clock, self.ports, self.turnaround_h = clock, ports, turnaround_h
        self.sampled = 0

    def test(self, people: Ints, at_h: NDArray[np.float64], kind: str, by: str) -> None:
        """Test samples of people, each as of its own time [h] <= now."""
        self.sampled += len(people)
        positive = self.ports.examine(people, kind, at_h)
        known_h = self.clock.now_h + self.turnaround_h
        for person, sampled_h in zip(people[positive], at_h[positive], strict=True):
            self.ports.report(Finding(int(person), float(sampled_h), known_h, True, by))


class Samples(Effect):
    """The samples of a round are tested."""

    def __init__(self, laboratory: Laboratory) -> None:
        self.laboratory = laboratory

    def met(self, task: Task, stops: Ints) -> None:
        """Have the samples tested, each as of its own time."""
        at_h = task.stops["met_h"][stops]
        self.laboratory.test(task.residents[stops], at_h, "pooled", "round")


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
        """Find symptoms among those whom households report."""
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
