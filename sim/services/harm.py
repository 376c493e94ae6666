"""Needs that nobody ever met harm the residents who had them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.kernels.desk_tables import EXPIRED
from sim.ports import ServicePorts
from sim.rng import Purpose, uniform
from sim.scenario import Harm
from sim.services.effect import Effect, unmet
from sim.services.task import Task
from sim.town import Town


class Harms(Effect):
    """Residents whom one service's unmet needs harm: event `harmed`, by resident."""

    def __init__(self, town: Town, ports: ServicePorts, seed: int, spec: Harm) -> None:
        self.town, self.ports, self.seed, self.spec = town, ports, seed, spec
        self._harmed: dict[int, int] = {}  # how often, by resident

    def settled(self, task: Task) -> None:
        """Decide who comes to harm by a task that ended unmet."""
        if task.outcome != EXPIRED:
            return
        stops = unmet(task)
        for household, resident in zip(
            task.households[stops].tolist(), task.residents[stops].tolist(), strict=True
        ):
            if resident < 0 and household >= 0:
                resident = most_vulnerable(self.town, household)
            if resident < 0 or self._harmed.get(resident, 0) >= self.spec.at_most:
                continue
            if uniform(self.seed, Purpose.HARM, resident, task.key, 0) < self.spec.share:
                self._harmed[resident] = self._harmed.get(resident, 0) + 1
                grid = self.town.grid_names[task.grid]
                self.ports.tell("harmed", grid, float(resident))


def most_vulnerable(town: Town, household: int) -> int:
    """Give the first vulnerable resident of a household, or else its first."""
    first, last = town.household_start[household : household + 2]
    vulnerable: NDArray[np.bool_] = town.vulnerable[first:last]
    return int(first + np.argmax(vulnerable))
