"""What met and unmet needs do: consequences are causes. Here each kind meets its effect.

A consequence that is switched off leaves no trace.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.clock import Clock
from sim.ports import ServicePorts
from sim.scenario import (
    Compliance,
    Correction,
    Detection,
    Harm,
    Isolation,
    Move,
    Release,
    Repeat,
    Response,
    Sample,
    TestingSites,
    Tracing,
)
from sim.services.again import Corrects, Repeats
from sim.services.at_once import AtOnce
from sim.services.catalogue import ServiceRules
from sim.services.compliance import Willingness
from sim.services.effect import Effect
from sim.services.finding import Isolates, Samples, Symptoms, Tests
from sim.services.harm import Harms
from sim.services.laboratory import Laboratory
from sim.services.moving import Moves
from sim.services.needs import Needs
from sim.services.release import Clears
from sim.services.swabs import Singles, Swabs
from sim.services.task import Task
from sim.services.tracing import Traces
from sim.state import State
from sim.town import Town

Ints = NDArray[np.int64]


class Consequences:
    """Follows every service's needs to what they cause."""

    def __init__(
        self,
        clock: Clock,
        state: State,
        town: Town,
        needs: Needs,
        ports: ServicePorts,
        luck: tuple[int, float, Response | None],
    ) -> None:
        """Prepare; `luck`: the seed, the time from a sample to its result [h], the response."""
        self.clock, self.state, self.town = clock, state, town
        self.needs, self.ports = needs, ports
        self.seed, self.turnaround_h, response = luck
        limits = response.laboratory if response else None
        self.sites = (response.testing_sites if response else None) or TestingSites()
        per_day = limits.tubes_per_day if limits else None
        self.laboratory = Laboratory(clock, ports, self.turnaround_h, per_day)
        self._samples = Samples(self.laboratory, 1 if per_day is None else self.sites.pool)
        self._effects = [self._effects_of(rules) for rules in needs.rules.values()]
        self._clears = [
            effect for effects in self._effects for effect in effects if type(effect) is Clears
        ]

    def _effects_of(self, rules: ServiceRules) -> tuple[Effect, ...]:
        """Give the effects of one service's needs."""
        effects: tuple[Effect, ...] = ()
        match rules.spec.need.per:
            case "zone_round":
                effects = (self._samples,)
            case "mass_testing":
                effects = (Swabs(self.clock, self.needs, self.laboratory, self.sites),)
            case "positive_pool":
                effects = (Singles(self.laboratory),)
        own = self._effect(rules)
        if own is not None and getattr(rules.spec.consequence, "at_once", False):
            own = AtOnce(self.clock, own)
        return effects if own is None else (*effects, own)

    def _effect(self, rules: ServiceRules) -> Effect | None:
        """Make the effect of the consequence that a service states; it gets what it needs."""
        clock, ports, needs, seed = self.clock, self.ports, self.needs, self.seed
        match rules.spec.consequence:
            case Compliance() as spec:
                return Willingness(needs.desk, rules.index, self.state, ports, spec)
            case Detection():
                return Symptoms(self.state, self.town, self.laboratory)
            case Isolation() | Move() | Sample() as spec:
                return self._visit(spec)
            case Tracing() as spec:
                return Traces(clock, self.town, self.laboratory, seed, spec)
            case Harm() as spec:
                return Harms(self.town, ports, seed, spec)
            case Release() as spec:
                return Clears(spec)
            case Repeat() as spec:
                return Repeats(clock, needs, ports, seed, spec)
            case Correction() as spec:
                return Corrects(needs, seed, spec)
        return None

    def _visit(self, spec: Isolation | Move | Sample) -> Effect:
        """Make the effect of a visit that takes people away, or samples them."""
        if isinstance(spec, Isolation):
            return Isolates(self.ports)
        if isinstance(spec, Move):
            return Moves(self.town, self.ports)
        return Tests(self.town, self.laboratory)

    # -- what the desk and the needs tell ----------------------------------------------------

    def finished(self, task: Task, stops: Ints) -> None:
        """Act on the stops of a task that were just met rightly."""
        for effect in self._effects[task.rules.index]:
            effect.met(task, stops)

    def watch(self, task: Task) -> None:
        """Take in a task that has just been created."""
        for effect in self._effects[task.rules.index]:
            effect.created(task)

    def late(self, task: Task) -> None:
        """Act on a task that is overdue, for which somebody waits."""
        for effect in self._effects[task.rules.index]:
            effect.late(task)

    def settled(self, task: Task) -> None:
        """Act on a task that has just come to its end."""
        for effect in self._effects[task.rules.index]:
            effect.settled(task)

    def told(self, rules: ServiceRules, households: Ints, at_h: float) -> None:
        """Take in what households report by themselves."""
        for effect in self._effects[rules.index]:
            effect.told(households, at_h)

    # -- what others ask ---------------------------------------------------------------------

    @property
    def sampled(self) -> int:
        """How many samples were tested."""
        return self.laboratory.sampled

    def result_h(self, row: int, finished_h: float) -> float:
        """Give when the last result of a zone's round, the task in a row, is known [h]."""
        return max(finished_h + self.turnaround_h, self._samples.known_h.get(row, -np.inf))

    def release_h(self, stairwells: Ints, last_case_h: float, clear_h: float) -> float:
        """Give the earliest release [h] of a zone that is to be clear for so long [h]."""
        clears = [one.release_h(stairwells, last_case_h, clear_h) for one in self._clears]
        return max(clears, default=last_case_h + clear_h)
