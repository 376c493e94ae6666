"""Locked in: workers who live under a zone or a quarantine, and do not come out to work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.rng import Purpose, uniforms
from sim.scenario import EMPLOYERS, Workforce


class Locked:
    """Tells whom a closure keeps from work; `shut_in` of people is bound by the engine.

    Decided at the start of a shift: who lives shut in then stays at home where the keyed
    uniform of her slot lies below the employer's share, in every closure the same.
    """

    def __init__(self, spec: Workforce, staff: NDArray[Any], seed: int) -> None:
        bodies = [spec.employers.get(name) for name in EMPLOYERS]
        share = np.array([body.locked_in if body else 0.0 for body in bodies])[
            staff["employer"]
        ]
        self.matters = bool((share > 0).any())
        self.shut_in: Callable[[NDArray[np.int64]], NDArray[np.bool_]] = _nobody
        self.tell: Callable[[str, str, float], None] = lambda _event, _place, _value: None
        self._staff = staff
        self._stays = uniforms(seed, Purpose.LOCKED_IN, staff["key"]) < share
        self._told = np.zeros(len(staff), np.bool_)

    def keeps(self, workers: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which workers are kept from a shift that starts now; an event once a closure."""
        kept = self.shut_in(self._staff["person"][workers]) & self._stays[workers]
        for worker in workers[kept & ~self._told[workers]].tolist():
            self.tell("locked_in", EMPLOYERS[self._staff["employer"][worker]], float(worker))
        self._told[workers] = kept
        return np.asarray(kept, np.bool_)


def _nobody(people: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Answer for a world in which nobody is shut in."""
    return np.zeros(len(people), np.bool_)
