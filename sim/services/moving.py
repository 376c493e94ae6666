"""A transport done brings residents to the central place where they have a bed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.ports import ServicePorts
from sim.services.effect import Effect
from sim.services.task import Task
from sim.town import Town

Ints = NDArray[np.int64]


class Moves(Effect):
    """Whom a transport is for arrives where a bed is kept for her; a household wholly."""

    def __init__(self, town: Town, ports: ServicePorts) -> None:
        self.town, self.ports = town, ports

    def met(self, task: Task, stops: Ints, /) -> None:
        """Let the residents of the stops that were met arrive."""
        for stop in stops.tolist():
            resident, household = int(task.residents[stop]), int(task.households[stop])
            first, last = self.town.household_start[household : household + 2]
            who = [resident] if resident >= 0 else list(range(int(first), int(last)))
            self.ports.arrived(np.array(who, np.int64))
