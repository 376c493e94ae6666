"""Illness of the heat: who falls ill, who calls help, who is found by a check, who is reached.

A candidate for illness is drawn for each resident and day as if nothing were done; it is kept
by a uniform of its own below what the day's check and the cooling point leave. So doing more
takes illness away and never adds any.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.hazards.contract import Ground, HazardPorts
from sim.ports import Asked
from sim.rng import Purpose, uniform, uniforms
from sim.scenario.heat_spec import HeatWaveSpec
from sim.units import tick

Ints = NDArray[np.int64]
FROM_OF_DAY, TO_OF_DAY = 11.0, 19.0  # when people fall ill. Assumed


class Illness:
    """The ill, and what of the day guards a resident."""

    def __init__(self, spec: HeatWaveSpec, ground: Ground) -> None:
        self.spec, self.town, self.seed = spec.illness, ground.town, ground.seed
        self.alert_c = spec.alert
        self.old: Ints = np.flatnonzero(ground.town.age >= 60)
        self.checked = np.zeros(ground.town.residents, np.bool_)  # today
        self.cooled = np.zeros(ground.town.residents, np.bool_)  # is in a cooling point today
        self.ill_h = np.full(ground.town.residents, np.nan)
        self.reached = np.zeros(ground.town.residents, np.bool_)
        self.asked = np.zeros(ground.town.residents, np.bool_)

    def bind(self, ports: HazardPorts) -> None:
        """Take what may be asked, and hear who was reached."""
        self.ports = ports
        ports.hear("help", lambda served: self._reached(served.household, served.met))

    def begin_day(self, day: int, midnight_h: float, maximum_c: float) -> None:
        """Draw who would fall ill today if nothing were done."""
        self.checked[:], self.cooled[:] = False, False
        spec, old = self.spec, self.old
        share = spec.share * spec.per_degree ** (maximum_c - self.alert_c)
        times = np.where(self.town.age[old] >= 80, spec.over_80, 1.0)
        u = uniforms(self.seed, Purpose.HEAT_ILLNESS, old, day)
        for resident in old[u < np.minimum(share * times, 1.0)].tolist():
            at = uniform(self.seed, Purpose.HEAT_TIME, resident, day, 0)
            at_h = midnight_h + FROM_OF_DAY + at * (TO_OF_DAY - FROM_OF_DAY)
            at_h = max(float(tick(at_h)), self.ports.clock.now_h)
            self.ports.clock.at(at_h, order.INFECTION, self._falls_ill, (resident, day))

    def found(self, household: int) -> None:
        """Take in a check at a household: who is ill there is found."""
        for resident in self._at(household):
            self.checked[resident] = True
            if self.ill_h[resident] == self.ill_h[resident] and not self.reached[resident]:
                self._ask_for(resident)

    def _at(self, household: int) -> range:
        start = self.town.household_start
        return range(int(start[household]), int(start[household + 1]))

    def _falls_ill(self, candidate: tuple[int, int]) -> None:
        resident, day = candidate
        left = self.spec.cooled if self.cooled[resident] else 1.0
        left *= self.spec.checked if self.checked[resident] else 1.0
        if uniform(self.seed, Purpose.HEAT_TIME, resident, day, 1) >= left:
            return
        if self.ill_h[resident] == self.ill_h[resident]:
            return  # ill already
        clock = self.ports.clock
        self.ill_h[resident] = clock.now_h
        self.ports.tell("heat_ill", self._name(resident), float(resident))
        severe_h = float(tick(clock.now_h + self.spec.severe_after))
        clock.at(severe_h, order.INFECTION, self._turns_severe, resident)
        own = uniform(self.seed, Purpose.HEAT_CALLS_HELP, resident, day, 0)
        if len(self._at(int(self.town.household[resident]))) > 1 or own < self.spec.calls_help:
            self._ask_for(resident)

    def _turns_severe(self, resident: int) -> None:
        if not self.reached[resident]:
            self.ports.tell("heat_severe", self._name(resident), float(resident))

    def _ask_for(self, resident: int) -> None:
        """Ask for help to come to somebody ill."""
        if self.asked[resident]:
            return
        self.asked[resident] = True
        household = int(self.town.household[resident])
        stairwell = int(self.town.household_stairwell[household])
        number = household - int(self.town.stairwell_start[stairwell])
        self.ports.ask(
            Asked(
                "help",
                np.array([stairwell]),
                np.array([household]),
                np.array([number]),
                np.array([np.inf]),
            )
        )

    def _reached(self, household: int, met: bool) -> None:
        for resident in self._at(household) if met else ():
            if self.asked[resident] and not self.reached[resident]:
                self.reached[resident] = True
                waited_h = self.ports.clock.now_h - self.ill_h[resident]
                self.ports.tell("heat_reached", self._name(resident), float(waited_h))

    def _name(self, resident: int) -> str:
        return self.town.grid_names[int(self.town.resident_grid[resident])]
