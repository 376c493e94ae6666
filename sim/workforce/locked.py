"""Locked in and out: workers whom a zone keeps at home, and whom a closed town keeps out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.rng import Purpose, uniforms
from sim.scenario import EMPLOYERS, Workforce


class Locked:
    """Tells whom a closure keeps from work; `shut_in` and `closed` are bound by the engine.

    Decided at the start of a shift: who lives shut in then stays at home where the keyed
    uniform of her slot lies below the employer's `locked_in`, in every closure the same; who
    lives outside stays out of a closed town where another lies below `locked_out`.
    """

    def __init__(self, spec: Workforce, staff: NDArray[Any], seed: int) -> None:
        bodies = [spec.employers.get(name) for name in EMPLOYERS]
        share = np.array([body.locked_in if body else 0.0 for body in bodies])
        out = np.array([body.locked_out if body else 0.0 for body in bodies])
        self.matters = bool(((share > 0) | (out > 0))[staff["employer"]].any())
        self.shut_in: Callable[[NDArray[np.int64]], NDArray[np.bool_]] = _nobody
        self.closed: Callable[[], bool] = lambda: False  # the town, to who lives outside
        self.tell: Callable[[str, str, float], None] = lambda _event, _place, _value: None
        self._staff = staff
        key, employer = staff["key"], staff["employer"]
        self._stays = uniforms(seed, Purpose.LOCKED_IN, key) < share[employer]
        self._stays_out = uniforms(seed, Purpose.LOCKED_OUT, key) < out[employer]
        self._told = np.zeros(len(staff), np.bool_)

    def keeps(self, workers: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which workers are kept from a shift that starts now; an event once a closure."""
        kept = self.shut_in(self._staff["person"][workers]) & self._stays[workers]
        if self.closed():
            kept |= self._stays_out[workers]
        for worker in workers[kept & ~self._told[workers]].tolist():
            event = "locked_out" if self._stays_out[worker] else "locked_in"
            self.tell(event, EMPLOYERS[self._staff["employer"][worker]], float(worker))
        self._told[workers] = kept
        return np.asarray(kept, np.bool_)


def _nobody(people: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Answer for a world in which nobody is shut in."""
    return np.zeros(len(people), np.bool_)
