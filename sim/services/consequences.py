"""What met and unmet needs do: consequences are causes.

The only writer of `state.compliance_lost`. A consequence that is switched off leaves no trace.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock
from sim.ports import Finding, ServicePorts
from sim.scenario import Compliance, Detection, Isolation
from sim.services.catalogue import ServiceRules
from sim.services.task import Task
from sim.state import State
from sim.town import Town

DAY_H = 24.0


def _nobody(households: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Answer for a world without controls: nobody is confined."""
    return np.zeros(len(households), np.bool_)


class Consequences:
    """Follows needs to what they cause: compliance, detection, isolation."""

    def __init__(
        self, clock: Clock, state: State, town: Town, ports: ServicePorts, turnaround_h: float
    ) -> None:
        self.clock, self.state, self.town, self.ports = clock, state, town, ports
        self.turnaround_h = turnaround_h
        self.sampled = 0
        self.confined: Callable[[NDArray[np.int64]], NDArray[np.bool_]] = _nobody
        self._start = town.household_start.astype(np.int64)
        self._fed_h = np.full(town.households, -np.inf)  # last pack
        self._lost_h = np.full(town.households, -np.inf)  # last loss of compliance

    # -- needs that were met -----------------------------------------------------------------

    def finished(self, task: Task, stops: NDArray[np.int64]) -> None:
        """Act on the stops of a task that were just met rightly."""
        spec = task.rules.spec
        if spec.need.per == "zone_round":
            self._sample(task, stops)
        if isinstance(spec.consequence, Compliance):
            self._fed_h[task.households[stops]] = self.clock.now_h
        if isinstance(spec.consequence, Detection):
            self._look(task, stops)
        elif isinstance(spec.consequence, Isolation) and not task.is_round:
            resident = task.residents
            if resident[0] >= 0:
                self.ports.isolate(resident)

    def _sample(self, task: Task, stops: NDArray[np.int64]) -> None:
        """Have the samples of a round tested, each as of its own time."""
        residents, at_h = task.residents[stops], task.stops["met_h"][stops]
        self.sampled += len(stops)
        positive = self.ports.examine(residents, "pooled", at_h)
        known_h = self.clock.now_h + self.turnaround_h
        for resident, sampled_h in zip(residents[positive], at_h[positive], strict=True):
            self.ports.report(Finding(int(resident), float(sampled_h), known_h, True, "round"))

    def _look(self, task: Task, stops: NDArray[np.int64]) -> None:
        """Find symptoms at the doors of the stops that were met."""
        if not self.ports.risky([], task.stairwell):
            return  # nobody there is infected: nobody can be found
        self._find(task.households[stops], task.stops["met_h"][stops])

    def told(self, rules: ServiceRules, households: NDArray[np.int64], at_h: float) -> None:
        """Take in what households report by themselves where a check looks for symptoms."""
        if isinstance(rules.spec.consequence, Detection) and len(households):
            self._find(households, np.full(len(households), at_h))

    def _find(self, households: NDArray[np.int64], times: NDArray[np.float64]) -> None:
        """Test those of households who show symptoms; results come after the turnaround."""
        start = self._start
        heads = start[households + 1] - start[households]
        residents = np.repeat(start[households + 1] - np.cumsum(heads), heads)
        residents = residents + np.arange(len(residents))
        infected = self.state.fields.latest[residents] >= 0
        if not infected.any():
            return  # nobody was ever infected here: nobody can be found
        residents, at_h = residents[infected], np.repeat(times, heads)[infected]
        ill = self.ports.examine(residents, "symptoms", at_h)
        residents, at_h = residents[ill], at_h[ill]
        positive = self.ports.examine(residents, "pcr", at_h)
        self.sampled += len(residents)
        known_h = self.clock.now_h + self.turnaround_h
        for resident, sampled_h in zip(residents[positive], at_h[positive], strict=True):
            finding = Finding(int(resident), float(sampled_h), known_h, True, "health_check")
            self.ports.report(finding)

    # -- needs that are overdue --------------------------------------------------------------

    def watch(self, task: Task) -> None:
        """Follow a task whose lateness costs compliance."""
        if isinstance(task.rules.spec.consequence, Compliance):
            self.clock.at(task.due_h, order.EXPIRY, self._overdue, task)

    def _overdue(self, task: Task) -> None:
        """Take the day's share of willingness from households still waiting, day after day."""
        consequence = task.rules.spec.consequence
        assert isinstance(consequence, Compliance)
        households = task.households
        now_h = self.clock.now_h
        hungry = households[self._fed_h[households] < task.created_h]
        hungry = hungry[self.confined(hungry)]
        if not len(hungry):
            return
        today = hungry[self._lost_h[hungry] <= now_h - DAY_H]
        self._lost_h[today] = now_h
        self.state.compliance_lost[today] += consequence.loss_per_day
        self.ports.complied(today)
        self.clock.at(now_h + DAY_H, order.EXPIRY, self._overdue, task)
