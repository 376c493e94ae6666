"""What the desks and rosters show the command: what waits, what was late, who is there."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.clock import Clock
from sim.kernels.desk_tables import CANCELLED, MET, OPEN
from sim.scenario import EMPLOYERS
from sim.services.desk import Desk

Amounts = NDArray[np.float64]  # [grids]


class Known:
    """Reads the desk's tables for the command, and changes nothing."""

    def __init__(self, clock: Clock, desk: Desk, grids: int) -> None:
        self.clock, self.desk, self.grids = clock, desk, grids

    def open_stops(self, services: tuple[str, ...], overdue: bool) -> Amounts:
        """Count the stops that wait, or wait past their due time [grids]; none named is all."""
        now_h, t = self.clock.now_h, self.desk.tables
        tasks = t.tasks[: int(t.book["tasks"][0])]
        waits = (tasks["outcome"] == OPEN) & ~tasks["busy"] & (tasks["expires_h"] > now_h)
        waits &= self._chosen(services)[tasks["service"]]
        if overdue:
            waits &= tasks["due_h"] < now_h
        rows = tasks[waits]
        whole = np.isnan(rows["started_h"])
        left = rows["stops"].astype(np.float64)
        for place in np.flatnonzero(~whole).tolist():  # begun before, and left to go on with
            first, count = int(rows["first"][place]), int(rows["stops"][place])
            left[place] = (t.stops["outcome"][first : first + count] == OPEN).sum()
        return self._by_grid(rows["grid"], left)

    def due_stops(self, services: tuple[str, ...], from_h: float) -> tuple[Amounts, Amounts]:
        """Count the stops met in time, and all that fell due since an hour [h] [grids]."""
        now_h, t = self.clock.now_h, self.desk.tables
        tasks = t.tasks[: int(t.book["tasks"][0])]
        due = (tasks["due_h"] > from_h) & (tasks["due_h"] <= now_h)
        due &= self._chosen(services)[tasks["service"]] & (tasks["outcome"] != CANCELLED)
        rows = tasks[due]
        counts = rows["stops"]
        of = np.repeat(np.arange(len(rows)), counts)
        within = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
        stops = t.stops[rows["first"][of] + within] if len(of) else t.stops[:0]
        in_time = (stops["outcome"] == MET) & (stops["met_h"] <= rows["due_h"][of])
        grid = rows["grid"][of]
        return self._by_grid(grid, in_time), self._by_grid(grid, np.ones(len(of)))

    def staff(self, employers: tuple[str, ...], absent: bool) -> Amounts:
        """Count the workers on duty, or those kept away, by post [grids]."""
        workers, now_h = self.desk.tables.workers, self.clock.now_h
        if absent:
            counted = (workers["absent_until_h"] > now_h) & (workers["arrives_h"] <= now_h)
        else:
            counted = workers["on_duty"].copy()
        if employers:
            codes = [EMPLOYERS.index(name) for name in employers]
            counted &= np.isin(workers["employer"], codes)
        return self._by_grid(workers["post"][counted], np.ones(int(counted.sum())))

    def suits(self) -> float:
        """Give the suits left; inf where they are endless."""
        left = self.desk.suits_left
        return math.inf if left < 0 else float(left)

    def _chosen(self, services: tuple[str, ...]) -> NDArray[np.bool_]:
        """Mark services by number: those named, else all that are neither records nor posts."""
        apart = ("background", "post")
        return np.array(
            [
                one.name in services if services else one.spec.need.per not in apart
                for one in self.desk.rules
            ],
            np.bool_,
        )

    def _by_grid(self, grid: NDArray[Any], weights: NDArray[Any]) -> Amounts:
        found = np.bincount(grid.astype(np.int64), weights=weights, minlength=self.grids)
        return found.astype(np.float64)
