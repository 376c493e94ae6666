"""The platform by which residents report and order by themselves, and when it is out."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim import order
from sim.clock import Clock, Rhythm
from sim.rng import Purpose, uniform
from sim.scenario import Platform as Outages
from sim.units import tick

DAY_H = 24.0
_TICK_H = 2.0**-20


class Platform:
    """Its outages: of every day it is keyed whether one begins, and when; none without."""

    def __init__(self, outages: Outages | None, seed: int, start_hour: float) -> None:
        self.outages, self.seed, self.start_hour = outages, seed, start_hour
        self.tell: Callable[[str, str, float], None] = lambda _event, _place, _value: None

    def begins_h(self, day: int) -> float:
        """Give when the outage of a calendar day begins [h]; nan without one."""
        if self.outages is None:
            return math.nan
        if uniform(self.seed, Purpose.OUTAGE, day, 0, 0) >= self.outages.outages:
            return math.nan
        u = uniform(self.seed, Purpose.OUTAGE_TIME, day, 0, 0)
        return tick(DAY_H * (day + u) - self.start_hour)

    def down(self, at_h: ArrayLike) -> NDArray[np.bool_]:
        """Tell at which times [h] it is out."""
        times = np.asarray(at_h, np.float64)
        out = np.zeros(times.shape, np.bool_)
        if self.outages is None or not times.size:
            return out
        first_h, last_h = float(times.min()) - self.outages.lasts, float(times.max())
        for day in range(self._day(first_h), self._day(last_h) + 1):
            begins_h = self.begins_h(day)
            out |= (times >= begins_h) & (times < begins_h + self.outages.lasts)
        return out

    def _day(self, at_h: float) -> int:
        return math.floor((at_h + self.start_hour) / DAY_H)

    def rhythm(self, clock: Clock) -> Rhythm:
        """Take down when it goes out and when it is back."""
        assert self.outages is not None
        while True:
            day = self._day(clock.now_h)
            begins_h = self.begins_h(day)
            if begins_h >= clock.now_h:
                yield clock.event(begins_h, order.EXPIRY)
                if not self.down(begins_h - _TICK_H):
                    self.tell("platform_out", "", self.outages.lasts)
                clock.at(begins_h + self.outages.lasts, order.EXPIRY, self._back, clock)
            yield clock.event(DAY_H * (day + 1) - self.start_hour, order.EXPIRY)

    def _back(self, clock: Clock) -> None:
        if not self.down(clock.now_h):
            self.tell("platform_back", "", 0.0)
