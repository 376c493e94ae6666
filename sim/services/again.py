"""Work asked for again: by who got no answer, or where an inspection found it wrong."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock
from sim.kernels.desk_tables import EXPIRED, MET, WAVES
from sim.ports import ServicePorts
from sim.rng import Purpose, uniform, uniforms
from sim.scenario import Correction, Repeat
from sim.services.effect import Effect, unmet
from sim.services.needs import Needs
from sim.services.task import Task
from sim.units import tick

Ints = NDArray[np.int64]


def key_after(key: int, about: int) -> int:
    """Give the key of a task that follows from another; the digits of rework stay free."""
    high, low = (uniform(0, Purpose.AGAIN_KEY, key, about, half) for half in range(2))
    return int(high * 2**43) << 20 | int(low * 2**18)


class Repeats(Effect):
    """Those whose need lapsed ask again, some of them, after a while: event `repeat`."""

    def __init__(
        self, clock: Clock, needs: Needs, ports: ServicePorts, seed: int, spec: Repeat
    ) -> None:
        self.clock, self.needs, self.ports, self.seed = clock, needs, ports, seed
        self.spec, self.town = spec, needs.town
        self._times: dict[int, int] = {}  # that a need was asked again, by row of the task

    def settled(self, task: Task) -> None:
        """Decide whether a need that lapsed is asked again, and when."""
        times = self._times.pop(task.row, 0)
        if task.outcome != EXPIRED or times >= self.spec.at_most:
            return
        if uniform(self.seed, Purpose.ASKS_AGAIN, task.key, times, 0) >= self.spec.share:
            return
        u = uniform(self.seed, Purpose.AGAIN_AFTER, task.key, times, 0)
        at_h = float(tick(self.clock.now_h + float(self.spec.delay.quantile(u))))
        self.clock.at(at_h, order.COMMAND, self._ask, (task, times + 1))

    def _ask(self, again: tuple[Task, int]) -> None:
        """Ask for the stops that nobody met, by a task of its own."""
        task, times = again
        stops = unmet(task)
        if task.rules.spec.need.per == "sealed_household":  # who is free now sees to it herself
            stops = stops[self.ports.confined(task.households[stops])]
        if not len(stops):
            return
        new = self.needs.again(task, stops, key_after(task.key, times))
        self._times[new.row] = times
        self.ports.tell("repeat", self.town.grid_names[task.grid], float(times))


class Corrects(Effect):
    """An inspection has the wrong stops that it finds done again by the service itself."""

    def __init__(self, needs: Needs, seed: int, spec: Correction) -> None:
        self.needs, self.seed, self.spec = needs, seed, spec

    def met(self, task: Task, _stops: Ints, /) -> None:
        """Look for wrong stops of the task that an inspection followed."""
        if task.parent < 0:
            return
        looked_at = self.needs.task(task.parent)
        if looked_at.wave >= WAVES - 1:
            return  # done again often enough
        rows = looked_at.stops
        wrong = np.flatnonzero(rows["wrong"] & (rows["outcome"] == MET)).astype(np.int64)
        if not len(wrong):
            return
        u = uniforms(self.seed, Purpose.FOUND_WRONG, task.key, wrong)
        found = wrong[u < self.spec.finds]
        if len(found):
            key = key_after(looked_at.key, task.key)
            self.needs.again(looked_at, found, key, looked_at.wave + 1)
