"""Behaviour that no order makes: careful residents, and symptoms kept secret.

Both are bounded, both are nested: who is careful at few cases is so at many.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock, Rhythm
from sim.response.picture import Picture
from sim.response.restrictions import Restrictions
from sim.rng import Purpose, uniforms
from sim.scenario import Control, Fear, Hiding
from sim.state import State
from sim.town import Town

DAY_H = 24.0
FEAR = "fear"  # the cause that the table of restrictions gives


def as_control(spec: Fear) -> Control:
    """Give fear as a control that those who are careful keep by themselves."""
    return Control(kind="town", factors=spec.factors)


class Carefulness:
    """Residents keep away from each other as far as reported cases frighten them."""

    def __init__(
        self, clock: Clock, spec: Fear, restrictions: Restrictions, picture: Picture, seed: int
    ) -> None:
        self.clock, self.spec, self.restrictions = clock, spec, restrictions
        self.picture = picture
        residents = len(restrictions.town.age)
        self._u = uniforms(seed, Purpose.CAREFUL, np.arange(residents))
        self._careful = np.zeros(residents, np.bool_)

    def share(self) -> float:
        """Give the share of residents who are careful now."""
        cases = self.picture.cases_since(self.clock.now_h - self.spec.recent)
        per_1000 = 1000.0 * cases / len(self._u)
        return self.spec.at_most * per_1000 / (per_1000 + self.spec.half_at)

    def rhythm(self) -> Rhythm:
        """Let residents make up their minds once a day, from clock 0 on."""
        yield self.clock.event(max(self.clock.now_h, 0.0), order.COMMAND)
        while True:
            self.look()
            yield self.clock.event(self.clock.now_h + DAY_H, order.COMMAND)

    def look(self) -> None:
        """Let residents make up their minds now."""
        careful = self._u < self.share()
        begin = np.flatnonzero(careful & ~self._careful)
        end = np.flatnonzero(self._careful & ~careful)
        self._careful = careful
        if len(begin):
            self.restrictions.impose(FEAR, begin)
        if len(end):
            self.restrictions.lift(FEAR, end)


class Secrecy:
    """Households tell nobody of symptoms as far as removals around them frighten them."""

    def __init__(self, clock: Clock, spec: Hiding, state: State, town: Town, seed: int) -> None:
        self.clock, self.spec, self.state, self.town = clock, spec, state, town
        self._u = uniforms(seed, Purpose.HIDES, np.arange(town.households))
        self._removed_h: dict[int, list[float]] = {}  # by stairwell

    def removed(self, residents: NDArray[np.int64]) -> None:
        """Take in that residents are taken away now."""
        homes = self.town.household[residents[residents < self.town.residents]]
        for stairwell in self.town.household_stairwell[homes].tolist():
            self._removed_h.setdefault(stairwell, []).append(self.clock.now_h)

    def hides(self, households: NDArray[np.int64], at_h: float) -> NDArray[np.bool_]:
        """Tell which households keep symptoms to themselves at `at_h` [h]."""
        spec, base = self.spec, self.spec.in_emergency if self.state.alert else 0.0
        if not len(households):
            return np.zeros(0, np.bool_)
        stairwells = self.town.household_stairwell[households].tolist()
        seen = [self._count(stairwell, at_h) for stairwell in stairwells]
        share = np.minimum(base + spec.per_removal * np.array(seen), spec.at_most)
        return np.asarray(self._u[households] < share)

    def _count(self, stairwell: int, at_h: float) -> int:
        since_h = at_h - self.spec.recent
        return sum(since_h < h <= at_h for h in self._removed_h.get(stairwell, []))
