"""On/off workers: they work and stop in turn, day and night, whatever their roster says.

The turns begin with work at the start of the run; the n-th of a slot is as long as its keyed
draw says. Who stops while on duty goes off duty, her work in hand as with illness, and is back
when the stop is over if her shift still lasts. These hours are off duty, not absent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock
from sim.rng import Purpose, uniforms
from sim.scenario import EMPLOYERS, Law, Workforce
from sim.units import TICK, tick

AT_ONCE = 64  # turns that are drawn together


class OnOff:
    """The turns of every worker who has some; `pause` takes one off duty until a time [h]."""

    def __init__(
        self,
        clock: Clock,
        spec: Workforce,
        staff: NDArray[Any],
        seed: int,
        pause: Callable[[int, float], None],
    ) -> None:
        self.clock, self.seed, self._pause = clock, seed, pause
        self.until_h = np.full(len(staff), -np.inf)  # of the last stop
        self._key = staff["key"]
        self._lengths_h: dict[tuple[int, int], list[float]] = {}  # by slot and purpose
        self._laws: dict[int, dict[int, Law]] = {}
        for code, name in enumerate(EMPLOYERS):
            employer = spec.employers.get(name)
            if employer is not None and employer.works and employer.stops:
                for worker in np.flatnonzero(staff["employer"] == code).tolist():
                    self._laws[worker] = {
                        Purpose.WORKS: employer.works,
                        Purpose.STOPS: employer.stops,
                    }

    @property
    def matters(self) -> bool:
        """Whether anybody works and stops in turn."""
        return bool(self._laws)

    def begin(self) -> None:
        """Plan the first stop of each."""
        for worker in self._laws:
            self._plan(worker, 0, self.clock.now_h)

    def _plan(self, worker: int, number: int, from_h: float) -> None:
        at_h = from_h + self._length_h(worker, Purpose.WORKS, number)
        self.clock.at(at_h, order.SHIFT_END, self._stop, (worker, number))

    def _stop(self, turn: tuple[int, int]) -> None:
        worker, number = turn
        until_h = self.clock.now_h + self._length_h(worker, Purpose.STOPS, number)
        self.until_h[worker] = until_h
        self._pause(worker, until_h)
        self._plan(worker, number + 1, until_h)

    def _length_h(self, worker: int, purpose: int, number: int) -> float:
        """Give the length of a turn [h], a tick at least."""
        place = number % AT_ONCE
        if place == 0:
            numbers = np.arange(number, number + AT_ONCE)
            u = uniforms(self.seed, purpose, int(self._key[worker]), numbers)
            lengths_h = tick(self._laws[worker][purpose].quantile(u))
            self._lengths_h[worker, purpose] = np.maximum(lengths_h, TICK).tolist()
        return self._lengths_h[worker, purpose][place]
