"""Samples of mass testing: pools in the order of the queue, single samples of positive pools.

A tube is closed when it is full, or when the queue's next stairwell comes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock
from sim.scenario import TestingSites
from sim.services.again import key_after
from sim.services.catalogue import ServiceRules
from sim.services.effect import Effect
from sim.services.laboratory import Laboratory
from sim.services.needs import Needs
from sim.services.task import Task
from sim.units import tick

Ints = NDArray[np.int64]


class Pool(NamedTuple):
    """Those whose samples are in one tube."""

    people: Ints
    task: int  # the key of the task that took them
    number: int  # its first stop within that task
    stairwell: int


class Swabs(Effect):
    """The samples of mass testing are pooled and tested; a positive pool is sampled singly."""

    def __init__(
        self, clock: Clock, needs: Needs, laboratory: Laboratory, sites: TestingSites
    ) -> None:
        self.clock, self.needs, self.laboratory, self.sites = clock, needs, laboratory, sites
        self.ports, self.town = laboratory.ports, needs.town
        self._singly: ServiceRules | None = next(
            (one for one in needs.rules.values() if one.spec.need.per == "positive_pool"), None
        )

    def met(self, task: Task, stops: Ints, /) -> None:
        """Pool the samples of stops that were just met, in the order of the queue."""
        at_h = task.stops["met_h"][stops]
        in_order = np.argsort(at_h, kind="stable")
        stops, at_h = stops[in_order], at_h[in_order]
        people, size = task.residents[stops], self.sites.pool
        if size == 1:
            self.laboratory.test(people, at_h, "pcr", "round")
            return
        grid = self.town.grid_names[task.grid]
        for first in range(0, len(people), size):
            part = slice(first, first + size)
            known_h, positive = self.laboratory.pool(people[part], at_h[part])
            self.ports.tell("pool", grid, known_h - float(at_h[part][-1]))
            if positive:
                pool = Pool(people[part], task.key, int(stops[first]), task.stairwell)
                self.clock.at(known_h, order.FINDING, self._positive, pool)

    def _positive(self, pool: Pool) -> None:
        """Have everybody of a pool that tested positive sampled singly."""
        grid = self.town.grid_names[int(self.town.stairwell_grid[pool.stairwell])]
        self.ports.tell("pool_positive", grid, float(len(pool.people)))
        if self._singly is None:
            at_h = float(tick(self.clock.now_h + self.sites.resample))
            self.clock.at(at_h, order.FINDING, self._sample, pool)
            return
        key = np.array([key_after(pool.task, pool.number)])
        homes = self.town.household[pool.people].astype(np.int64)
        self.needs.make(
            self._singly,
            (key, np.array([pool.stairwell])),
            (homes, pool.people),
            np.array([len(pool.people)]),
        )

    def _sample(self, pool: Pool) -> None:
        at_h = np.full(len(pool.people), self.clock.now_h)
        self.laboratory.test(pool.people, at_h, "pcr", "round")


class Singles(Effect):
    """Samples of a positive pool's members, each in a tube of its own."""

    def __init__(self, laboratory: Laboratory) -> None:
        self.laboratory = laboratory

    def met(self, task: Task, stops: Ints, /) -> None:
        """Have the samples tested, each as of its own time."""
        self.laboratory.test(task.residents[stops], task.stops["met_h"][stops], "pcr", "round")
