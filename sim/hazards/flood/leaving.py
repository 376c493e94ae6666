"""Households before the water: warned, persuaded, ready, on their way, inside, home again.

Each household's luck hangs on its number: whether it refuses, is persuaded at the n-th visit,
how long it takes to get ready. Who needs a vehicle is a matter of the town, not of the run.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.hazards.contract import Ground, HazardPorts
from sim.hazards.flood.water import Water
from sim.ports import Asked, Served
from sim.rng import Purpose, uniform, uniforms
from sim.units import tick

Ints = NDArray[np.int64]
HOME, WARNED, REFUSES, READY, WAITS, GONE, INSIDE = range(7)
STATES = ("not warned", "getting ready", "refusing", "without a way", "waiting for a vehicle",
          "gone", "inside")  # fmt: skip


class Households:
    """What the households that are to leave do, one after the other."""

    def __init__(self, ground: Ground, water: Water) -> None:
        town, self.ground, self.water = ground.town, ground, water
        self.town, self.spec, self.seed = town, water.spec.leaving, ground.seed
        self.members = np.diff(town.household_start).astype(np.int64)
        self.stairwell = town.household_stairwell.astype(np.int64)
        self.grid = town.stairwell_grid[self.stairwell].astype(np.int64)
        floor_m = water.stairwell_m[self.stairwell]
        top_m = water.spec.peak + water.spec.margin
        threatened = (floor_m < top_m) & (water.spec.peak > 0)
        self.area: Ints = np.flatnonzero(threatened)
        comes_h = water.comes_h(floor_m)
        self.until_h = np.where(np.isfinite(comes_h), comes_h, water.peak_h)
        self.state = np.full(town.households, HOME, np.int8)
        self.limited = _limited(ground, water)
        self.visits = np.zeros(town.households, np.int64)
        self.leaves: Callable[[int], None] = lambda _household: None
        self.road: Callable[[int], bool] = lambda _grid: True  # leads out of a grid now

    def bind(self, ports: HazardPorts) -> None:
        """Take what may be asked, and hear how it ends."""
        self.ports = ports
        ports.hear("warn", self._warned)
        ports.hear("persuade", self._visited)
        ports.hear("evacuate", self._fetched)

    def warn(self) -> None:
        """Have every threatened household warned."""
        self.ask("warn", self.area)

    def ask(self, what: str, households: Ints, number: int = 0, for_ever: bool = False) -> None:
        """Ask for a service at households; it lapses when the water is there, if ever."""
        if not len(households):
            return
        first = self.town.stairwell_start[self.stairwell[households]]
        until_h = np.full(len(households), np.inf) if for_ever else self.until_h[households]
        numbers = (households - first) * 64 + number % 64
        self.ports.ask(Asked(what, self.stairwell[households], households, numbers, until_h))

    def residents(self, households: Ints) -> Ints:
        """List the residents of households."""
        start = self.town.household_start
        some = [np.arange(start[h], start[h + 1]) for h in households.tolist()]
        return np.concatenate(some).astype(np.int64) if some else np.zeros(0, np.int64)

    # -- warned, persuaded -------------------------------------------------------------------

    def _warned(self, served: Served) -> None:
        household = served.household
        if not served.met or self.state[household] != HOME:
            return
        self.ports.tell("flood_warned", self._name(household), float(household))
        if uniform(self.seed, Purpose.FLOOD_REFUSES, household, 0, 0) < self.spec.refusal:
            self.state[household] = REFUSES
            self.ask("persuade", np.array([household]))
        else:
            self._get_ready(household)

    def _visited(self, served: Served) -> None:
        household = served.household
        if not served.met or self.state[household] != REFUSES:
            return
        self.visits[household] += 1
        visit = int(self.visits[household])
        u = uniform(self.seed, Purpose.FLOOD_PERSUADED, household, visit, 0)
        if u < self.spec.persuaded:
            self.ports.tell("flood_persuaded", self._name(household), float(household))
            self._get_ready(household)
            return
        at_h = float(tick(self.ports.clock.now_h + self.spec.again))
        self.ports.clock.at(at_h, order.NEW_TASK, self._again, household)

    def _again(self, household: int) -> None:
        if self.state[household] == REFUSES:
            self.ask("persuade", np.array([household]), int(self.visits[household]))

    # -- on their way ------------------------------------------------------------------------

    def _get_ready(self, household: int) -> None:
        """Wait for a vehicle, or leave when ready."""
        if self.limited[household]:
            self._fetch(household)
            return
        self.state[household] = WARNED
        u = uniform(self.seed, Purpose.FLOOD_PREPARES, household, 0, 0)
        ready_h = self.ports.clock.now_h + float(self.spec.prepares.quantile(u))
        self.ports.clock.at(float(tick(ready_h)), order.NEW_TASK, self._ready, household)

    def _fetch(self, household: int) -> None:
        self.state[household] = WAITS
        self.ask("evacuate", np.array([household]))

    def _ready(self, household: int) -> None:
        if self.state[household] != WARNED:
            return  # the water was faster
        if self.road(int(self.grid[household])):
            self._go(household)
        else:
            self._fetch(household)

    def _fetched(self, served: Served) -> None:
        if served.met and self.state[served.household] == WAITS:
            self._go(served.household)

    def _go(self, household: int) -> None:
        self.state[household] = GONE
        heads = float(self.members[household])
        self.ports.tell("flood_left", self._name(household), heads)
        self.leaves(household)

    # -- the water ---------------------------------------------------------------------------

    def caught(self, stairwells: Ints) -> Ints:
        """Take down who is still inside where the water comes now; give the households."""
        here = self.area[np.isin(self.stairwell[self.area], stairwells)]
        inside = here[self.state[here] != GONE]
        for household in inside.tolist():
            heads, name = float(self.members[household]), self._name(household)
            self.ports.tell("flood_inside", name, heads)
            if self.limited[household]:
                self.ports.tell("flood_inside_limited", name, heads)
            if self.state[household] == REFUSES:
                self.ports.tell("flood_inside_refusing", name, heads)
        self.state[inside] = INSIDE
        residents = self.residents(inside)
        u = uniforms(self.seed, Purpose.FLOOD_INJURED, residents)
        for resident in residents[u < self.water.spec.injured].tolist():
            name = self.town.grid_names[int(self.town.resident_grid[resident])]
            self.ports.tell("flood_injured", name, float(resident))
        return np.asarray(inside, np.int64)

    def _name(self, household: int) -> str:
        return self.town.grid_names[int(self.grid[household])]


def _limited(ground: Ground, water: Water) -> NDArray[np.bool_]:
    """Draw the households with somebody who needs a vehicle; the town's luck [households]."""
    town, spec = ground.town, water.spec.leaving
    u = uniforms(ground.town_seed, Purpose.LIMITED, np.arange(town.residents))
    share = np.where(town.age >= 80, spec.limited_80_plus, spec.limited_60_plus)
    limited = (u < share) & (town.age >= 60)
    return np.asarray(np.logical_or.reduceat(limited, town.household_start[:-1]), np.bool_)
