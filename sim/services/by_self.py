"""Information technology: which households need no stop, because they do it by themselves.

A household does where one of its adults is able. Able to report and to order is who has the
town's ability; whom a robot reaches by phone and who has a device is drawn for each resident,
once and for all services. Nobody is while the platform is out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.rng import Purpose, uniforms
from sim.scenario import SelfService
from sim.services.platform import Platform
from sim.town import Town

if TYPE_CHECKING:
    from sim.services.catalogue import ServiceRules

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ADULT = 18
MEANS = ("self_report", "order_online", "robot_call", "remote")
_TELLING = ("self_report", "robot_call", "remote")  # the households tell how they are
_LUCK = {"robot_call": Purpose.PHONE, "remote": Purpose.DEVICE}  # the others: ability


class BySelf:
    """Tells who does what by herself."""

    def __init__(self, town: Town, seed: int, platform: Platform) -> None:
        self.town, self.seed, self.platform = town, seed, platform
        self._able_by: dict[tuple[int, float, float], Bools] = {}

    def applies(self, rules: ServiceRules) -> bool:
        """Tell whether anybody can do without a service's stops."""
        return any(getattr(rules.spec, means) is not None for means in MEANS)

    def split(
        self, rules: ServiceRules, households: Ints, at_h: ArrayLike
    ) -> tuple[Bools, Bools]:
        """Tell who of households needs a stop at a time [h], and who tells how they are.

        `households` may be -1, for nobody in particular, who needs a stop.
        """
        stop, told = np.ones(len(households), np.bool_), np.zeros(len(households), np.bool_)
        up = ~self.platform.down(at_h) & (households >= 0)
        minute = np.floor(np.asarray(at_h, np.float64) * 60).astype(np.int64)
        for means in MEANS:
            by_self = getattr(rules.spec, means)
            if by_self is None:
                continue
            purpose = _LUCK.get(means, 0)
            which = rules.code | (MEANS.index(means) << 8 if purpose else 0)
            u = uniforms(self.seed, Purpose.FOLLOW_UP, households, which, minute)
            alone = stop & up & self._able(by_self, purpose)[households]
            alone &= u >= by_self.follow_up
            stop &= ~alone
            if means in _TELLING:
                told |= alone
        return stop, told

    def _able(self, by_self: SelfService, purpose: int) -> Bools:
        """Tell which households have somebody able, by the shares of the two age classes."""
        key = (purpose, by_self.under_60, by_self.from_60)
        if key not in self._able_by:
            town, luck = self.town, self.town.ability
            if purpose:
                luck = uniforms(self.seed, purpose, np.arange(town.residents))
            able = luck < np.where(town.age >= 60, by_self.from_60, by_self.under_60)
            able &= town.age >= ADULT
            self._able_by[key] = np.logical_or.reduceat(able, town.household_start[:-1])
        return self._able_by[key]
