"""Households that wait too long leave a restriction; needs met in time win some of them back.

The only writer of `state.compliance_lost`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.ports import ServicePorts
from sim.scenario import Compliance
from sim.services.desk import Desk
from sim.services.effect import Effect
from sim.services.task import Task
from sim.state import State

DAY_H = 24.0
Ints = NDArray[np.int64]


class Willingness(Effect):
    """What one service's lateness takes of the willingness of households, and wins back."""

    def __init__(
        self, desk: Desk, service: int, state: State, ports: ServicePorts, spec: Compliance
    ) -> None:
        self.desk, self.clock = desk, desk.clock
        self.state, self.ports, self.spec = state, ports, spec
        households = len(state.compliance_lost)
        willing = desk.tables.services["willing"][service]
        self._met_h = desk.tables.met_h[willing]  # the last need met, as the desk notes it
        self._lost_h = np.full(households, -np.inf)  # the last loss
        self._won_h = np.full(households, -np.inf)  # the last gain

    def met(self, task: Task, stops: Ints) -> None:
        """Win back those who had what they need in time."""
        if self.spec.regain_per_day > 0:
            rows = task.stops[stops]
            in_time = (rows["household"] >= 0) & (rows["met_h"] <= task.due_h)
            self.win_back(rows["household"][in_time].astype(np.int64))

    def win_back(self, households: Ints) -> None:
        """Give a day's share of willingness back, where any was lost; once a day."""
        now_h, lost = self.clock.now_h, self.state.compliance_lost
        households = np.unique(households)
        households = households[
            (lost[households] > 0) & (self._won_h[households] <= now_h - DAY_H)
        ]
        if len(households):
            self._won_h[households] = now_h
            lost[households] = np.maximum(lost[households] - self.spec.regain_per_day, 0.0)
            self.ports.complied(households)

    def late(self, task: Task) -> None:
        """Take the day's share of willingness from households still waiting, day after day."""
        households, now_h = task.households, self.clock.now_h
        households = households[households >= 0]
        waiting = households[self._met_h[households] < task.created_h]
        waiting = waiting[self.ports.confined(waiting)]
        if not len(waiting):
            return
        today = waiting[self._lost_h[waiting] <= now_h - DAY_H]
        self._lost_h[today] = now_h
        self.state.compliance_lost[today] += self.spec.loss_per_day
        self.ports.complied(today)
        self.desk.remind(task)
