"""The reserve by level: how many of an employer's heads are called, replaced and sent home.

Who is called first is drawn once, keyed by the worker, so that a larger share contains a
smaller one; who was called last goes home first.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.rng import Purpose, uniforms
from sim.scenario import EMPLOYERS, Mobilised, Response, chain_of
from sim.units import tick
from sim.workforce.rosters import NEVER

if TYPE_CHECKING:
    from sim.workforce.duty import Duty

Workers = NDArray[np.int64]


class Reserve:
    """Calls as many as the level in force wants of each employer that is called by level."""

    def __init__(self, duty: Duty, response: Response | None) -> None:
        self.duty = duty
        self.by_level: dict[str, Mobilised] = dict(response.mobilisation) if response else {}
        self._shares: dict[str, dict[int, float]] = {}
        self._leaves_h: dict[int, float] = {}  # who is to go home, and when
        if response is None or not self.by_level:
            return
        chain = chain_of(response)
        for name, spec in self.by_level.items():
            shares = self._shares[name] = dict[int, float]()
            for word, share in spec.share.items():
                shares.update(dict.fromkeys(chain.ranks((word,)), share))

    def want(self, rank: int) -> None:
        """Have as many here or on their way as a level wants; others go home in time."""
        for name, spec in self.by_level.items():
            self._want(name, spec, self._shares[name].get(rank, 0.0))

    def _want(self, name: str, spec: Mobilised, share: float) -> None:
        duty = self.duty
        staff, now_h = duty.staff, duty.clock.now_h
        hers = self._in_turn(name)
        heads = math.ceil(share * len(hers) - 1e-9)
        hers = hers[~duty.wear.left[hers]] if spec.replaces else hers
        called = staff["arrives_h"][hers] < NEVER
        counts = called & ~np.isin(hers, list(self._leaves_h))
        if spec.replaces:
            counts &= staff["absent_until_h"][hers] <= now_h
        missing = heads - int(counts.sum())
        if missing > 0:
            kept = [one for one in hers.tolist() if one in self._leaves_h][:missing]
            for worker in kept:  # whoever was to go home stays after all
                del self._leaves_h[worker]
            free = hers[~called & ~duty.wear.left[hers]][: missing - len(kept)]
            for worker in free.tolist():
                duty.call(worker, spec.briefing)
        elif missing < 0:
            employer = getattr(duty.spec, name)
            if employer.call_up is not None and not employer.call_up.stays:
                self._send(hers[counts][missing:], float(tick(now_h + spec.returns)))

    def _in_turn(self, name: str) -> Workers:
        """List an employer's workers in the order in which they are called."""
        staff = self.duty.staff
        hers = np.flatnonzero(staff["employer"] == EMPLOYERS.index(name))
        luck = uniforms(self.duty.seed, Purpose.CALLED, staff["key"][hers])
        return hers[np.argsort(luck, kind="stable")]

    def _send(self, workers: Workers, at_h: float) -> None:
        """Let workers go home after the shift in which an hour [h] lies."""
        for worker in workers.tolist():
            self._leaves_h[worker] = at_h
        if at_h <= self.duty.clock.now_h:
            self._leave(workers)
        else:
            self.duty.clock.at(at_h, order.SHIFT_START, self._leave, workers)

    def _leave(self, workers: Workers) -> None:
        for worker in workers.tolist():
            if self._leaves_h.get(worker, math.inf) <= self.duty.clock.now_h:
                del self._leaves_h[worker]
                self.duty.staff["arrives_h"][worker] = NEVER
