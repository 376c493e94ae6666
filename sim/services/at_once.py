"""A consequence that does not wait for the work: it comes when the need arises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock
from sim.services.effect import Effect
from sim.services.task import Task

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Wish:
    """What an effect asks of a task that is met; arrays have one entry a stop."""

    households: Ints
    residents: Ints
    stairwell: int
    is_round: bool
    stops: dict[str, NDArray[np.float64]]


class AtOnce(Effect):
    """Lets an effect act as if every need were met the moment it arises.

    Whether and when the work is done then changes nothing of it: what a delay does is switched
    off, all else stays.
    """

    def __init__(self, clock: Clock, effect: Effect) -> None:
        self.clock, self.effect = clock, effect

    def created(self, task: Task) -> None:
        """Act on a new need, once; one that is done again was acted on before."""
        if task.wave == 0:
            households, residents = task.households.copy(), task.residents.copy()
            now_h = self.clock.now_h
            met = {"met_h": np.full(len(households), now_h)}
            wish = Wish(households, residents, task.stairwell, task.is_round, met)
            self.clock.at(now_h, order.FINDING, self._act, wish)

    def _act(self, wish: Any) -> None:
        self.effect.met(wish, np.arange(len(wish.households)))

    def told(self, households: Ints, at_h: float) -> None:
        """Take in what households reported by themselves, as ever."""
        self.effect.told(households, at_h)
