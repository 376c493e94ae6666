"""Samples become results: at once and without limit, or by a bench that begins so many a day.

A finite bench begins tubes in the order in which they come, at equal spans that 24 hours hold
at most `per_day` of: so in no 24 hours it begins more. What waits is its backlog.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.clock import Clock
from sim.ports import Finding, ServicePorts
from sim.units import tick

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
TICKS = 2.0**20  # of an hour
DAY_H = 24.0


class Bench:
    """A bench that begins at most `per_day` tubes in 24 h, first come, first served."""

    def __init__(self, per_day: int) -> None:
        self.step_h = math.ceil(DAY_H * TICKS / per_day) / TICKS
        self.free_h = -math.inf
        self.begun_h: list[float] = []

    def begin(self, tubes: int, now_h: float) -> Floats:
        """Give when each of so many tubes that come now is begun [h]."""
        first_h = max(now_h, self.free_h)
        begin_h: Floats = np.asarray(first_h + self.step_h * np.arange(tubes), np.float64)
        self.free_h = first_h + self.step_h * tubes
        self.begun_h += begin_h.tolist()
        return begin_h

    def backlog(self, now_h: float) -> int:
        """Count the tubes that are not begun now."""
        return max(0, math.ceil((self.free_h - self.step_h - now_h) / self.step_h))


class Laboratory:
    """Has samples tested and reports the positive ones when their results are known."""

    def __init__(
        self, clock: Clock, ports: ServicePorts, turnaround_h: float, per_day: int | None = None
    ) -> None:
        self.clock, self.ports, self.turnaround_h = clock, ports, turnaround_h
        self.bench = None if per_day is None else Bench(per_day)
        self.sampled = 0

    def results(self, tubes: int) -> Floats:
        """Take tubes in now; give when the result of each is known [tubes, h]."""
        now_h = self.clock.now_h
        if self.bench is None:
            return np.full(tubes, now_h + self.turnaround_h)
        begin_h = self.bench.begin(tubes, now_h)
        if tubes and begin_h[-1] > now_h:
            self.ports.tell("laboratory_backlog", "", float(self.bench.backlog(now_h)))
        return begin_h + self.turnaround_h

    def test(self, people: Ints, at_h: Floats, kind: str, by: str, size: int = 1) -> float:
        """Test samples of people, each as of its own time [h] <= now, `size` to a tube.

        Gives when the last result is known [h].
        """
        if not len(people):
            return self.clock.now_h + self.turnaround_h
        self.sampled += len(people)
        positive = self.ports.examine(people, kind, at_h)
        known_h = self.results(-(-len(people) // size))[np.arange(len(people)) // size]
        for person, sampled_h, known in zip(
            people[positive].tolist(), at_h[positive].tolist(), known_h[positive].tolist(),
            strict=True,
        ):  # fmt: skip
            self.ports.report(Finding(person, sampled_h, known, True, by))
        return float(known_h[-1])

    def pool(self, people: Ints, at_h: Floats) -> tuple[float, bool]:
        """Test one pooled tube of people; give when its result is known [h], and the result."""
        self.sampled += len(people)
        kind = "pooled" if len(people) > 1 else "pcr"
        positive = bool(self.ports.examine(people, kind, at_h).any())
        return float(tick(self.results(1)[0])), positive
