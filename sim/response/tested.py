"""Tests of those who are under a zone or a quarantine: by a service, or by themselves."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock
from sim.response.covering import Covering
from sim.response.targets import households_of, residents_of
from sim.response.zone import Zone
from sim.rng import Purpose, uniforms
from sim.units import tick

Ints = NDArray[np.int64]
Still = Callable[[], Ints]  # lists the households that are still under a control
DAY_H = 24.0
MORNING = 8.0  # time of day at which tests are asked for and taken, assumed


class Tested:
    """Plans the test days of a quarantine, and the antigen tests of a zone or a quarantine."""

    def __init__(self, clock: Clock, covering: Covering, seed: int, start_hour: float) -> None:
        self.clock, self.covering = clock, covering
        self.seed, self.start_hour = seed, start_hour

    def zone(self, zone: Zone) -> None:
        """Plan the antigen tests of a zone whose clock has just started."""
        name, age = zone.control, zone.age

        def still() -> Ints:
            same = not zone.released and zone.control == name and zone.age == age
            return households_of(self.covering.town, zone.stairwells[: None if same else 0])

        self._self_tests(name, still)

    def quarantine(self, name: str, still: Still) -> None:
        """Plan the tests of households whose quarantine begins now."""
        self._self_tests(name, still)
        control = self.covering.controls[name]
        service = control.tests
        if service is None:
            return
        for day in control.test_days:
            self._at(day, lambda _: self.covering.need(service, self._under(name, still())))

    def _self_tests(self, name: str, still: Still) -> None:
        spec = self.covering.controls[name].self_tests
        if spec is None or spec.takes_part == 0:
            return

        def take(_: None) -> None:
            who = self._under(name, still())
            u = uniforms(self.seed, Purpose.SELF_TESTS, who)
            self.covering.ports.self_test(who[u < spec.takes_part], spec.sensitivity)

        for day in spec.days:
            self._at(day, take)

    def _under(self, name: str, households: Ints) -> Ints:
        """List whom a control covers of households, but for those taken to isolation."""
        residents = residents_of(self.covering.town, households)
        return self.covering.targets.of(name, residents)

    def _at(self, day: int, act: Callable[[None], None]) -> None:
        """Act in the morning of a day, or now where that of the first is over."""
        now_h = self.clock.now_h
        midnight_h = DAY_H * (math.floor((now_h + self.start_hour) / DAY_H) + day - 1)
        at_h = float(tick(midnight_h + MORNING - self.start_hour))
        self.clock.at(max(at_h, now_h), order.COMMAND, act, None)
