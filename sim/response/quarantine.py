"""Quarantine of the households around a case, for a stated time; a new case lengthens it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock
from sim.response.beds import Stays
from sim.response.covering import Covering
from sim.response.targets import households_of, residents_of
from sim.scenario import Control
from sim.units import tick

Households = NDArray[np.int64]


class Quarantines:
    """Who is quarantined by which control, and until when."""

    def __init__(self, clock: Clock, covering: Covering, stays: Stays) -> None:
        self.clock, self.town = clock, covering.town
        self.covering, self.stays = covering, stays
        self.begun: Callable[[str, Callable[[], Households]], None] = lambda _name, _still: None
        self._begun_h: dict[str, NDArray[np.float64]] = {}
        self._until_h: dict[str, NDArray[np.float64]] = {}

    def impose(self, resident: int, name: str, control: Control) -> None:
        """Quarantine the households around a case from now on, or longer than before."""
        household = int(self.town.household[resident])
        households = np.array([household])
        if control.scope != "household":
            stairwell = int(self.town.household_stairwell[household])
            covered = self.covering.targets.around(stairwell, control)
            households = households_of(self.town, covered)
        self.impose_on(households, name, control)

    def impose_on(self, households: Households, name: str, control: Control) -> None:
        """Quarantine households from now on, or longer than before."""
        assert control.duration is not None
        until_h = self._until_h.setdefault(name, np.full(self.town.households, -np.inf))
        newly = households[until_h[households] <= self.clock.now_h]
        end_h = float(tick(self.clock.now_h + control.duration))
        until_h[households] = end_h
        if len(newly):
            self._begin(name, control, newly)
            self._plan_tests(name, control, newly)
        self.clock.at(end_h, order.COMMAND, self._end, (name, households))

    def holds(self, name: str, households: Households) -> NDArray[np.bool_]:
        """Tell which households a control keeps in now."""
        until_h = self._until_h.get(name)
        if until_h is None:
            return np.zeros(len(households), np.bool_)
        return np.asarray(until_h[households] > self.clock.now_h)

    def _begin(self, name: str, control: Control, households: Households) -> None:
        if control.central:
            residents = residents_of(self.town, households)
            self.stays.begin(name, self.covering.targets.of(name, residents))
        else:
            self.covering.confine(name, households)

    def _plan_tests(self, name: str, control: Control, households: Households) -> None:
        """Have those tested whose quarantine began now, as long as it is the same one."""
        if control.tests is None and control.self_tests is None:
            return
        begun_h = self._begun_h.setdefault(name, np.full(self.town.households, -np.inf))
        now_h = begun_h[households] = self.clock.now_h

        def still() -> Households:
            same = (begun_h[households] == now_h) & self.holds(name, households)
            return np.asarray(households[same])

        self.begun(name, still)

    def _end(self, ending: tuple[str, Households]) -> None:
        """Free those whose time is over and was not lengthened since; what follows begins."""
        name, households = ending
        over = households[self._until_h[name][households] == self.clock.now_h]
        if not len(over):
            return
        self._until_h[name][over] = -np.inf
        control = self.covering.controls[name]
        follower = self.covering.controls.get(control.followed_by or "")
        if follower is not None and control.followed_by is not None:
            self.impose_on(over, control.followed_by, follower)
        if control.central:
            self.stays.end(name, residents_of(self.town, over))
        else:
            self.covering.free(name, over)
