"""Workers on duty are tested every so often."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock
from sim.services.desk import Desk
from sim.services.laboratory import Laboratory
from sim.units import tick

Ints = NDArray[np.int64]


class StaffTests:
    """Samples workers at the start of a shift, and within a long one, when it is time again."""

    def __init__(
        self, clock: Clock, desk: Desk, laboratory: Laboratory, every_h: float
    ) -> None:
        self.clock, self.desk, self.laboratory, self.every_h = clock, desk, laboratory, every_h
        self.on: Callable[[], bool] = lambda: True  # tests of a control: while it is in force
        workers = len(desk.tables.workers)
        self._next_h = np.zeros(workers)  # from clock 0 on
        self._planned_h = np.full(workers, -np.inf)

    def look(self, workers: Ints) -> None:
        """Sample those of some workers on duty whose last sample is old enough."""
        if not self.on():
            return
        staff, now_h = self.desk.tables.workers, self.clock.now_h
        workers = workers[staff["on_duty"][workers]]
        due = workers[self._next_h[workers] <= now_h] if now_h >= 0 else workers[:0]
        if len(due):
            self._next_h[due] = tick(now_h + self.every_h)
            people = staff["person"][due].astype(np.int64)
            self.laboratory.test(people, np.full(len(due), now_h), "pcr", "staff_test")
        next_h = self._next_h[workers]
        within = next_h < staff["shift_until_h"][workers]
        within &= self._planned_h[workers] < next_h
        self._planned_h[workers[within]] = next_h[within]
        for at_h in np.unique(next_h[within]).tolist():
            mine = workers[within & (next_h == at_h)]
            self.clock.at(at_h, order.SHIFT_START, self.look, mine)
