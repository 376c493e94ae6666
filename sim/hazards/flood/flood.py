"""The timeline of a flood: forecast, call-up, roads, water, all clear, clean-up, return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.hazards.contract import Before, Ground, Harm, Hazard, HazardPorts
from sim.hazards.flood import checking, harm
from sim.hazards.flood.leaving import GONE, HOME, INSIDE, Households
from sim.hazards.flood.roads import turns_h, ways
from sim.hazards.flood.shelters import Shelters
from sim.hazards.flood.water import water_of
from sim.ports import Asked, Served
from sim.records import Table
from sim.scenario import FloodSpec
from sim.units import tick

Ints = NDArray[np.int64]


class Flood(Hazard):
    """Water that rises after a forecast. A peak of 0 is no flood: then nothing happens."""

    harms: ClassVar[tuple[Harm, ...]] = harm.HARMS

    def __init__(self, spec: FloodSpec, ground: Ground) -> None:
        self.spec, self.town = spec, ground.town
        self.water = water_of(spec, ground.town, ground.start, ground.town_seed, ground.root)
        self.horizon_h = ground.horizon_h
        self.homes = Households(ground, self.water)
        self.shelters = Shelters(ground.town, self.homes)
        self.wet_h = self.water.comes_h(self.water.stairwell_m)
        self.dry_h = self.water.goes_h(self.water.stairwell_m)
        self.ahead_h = np.inf
        self.road = np.ones((ground.town.grids, ground.town.grids), np.bool_)

    def bind(self, ports: HazardPorts) -> None:
        """Let households and shelters ask; hear of rescues and of what is clean again."""
        self.ports = ports
        self.homes.bind(ports)
        self.shelters.bind(ports)
        self.homes.leaves = self.shelters.admit
        self.homes.road = self._road_out
        ports.hear("rescue", self._rescued)
        ports.hear("clean", self._cleaned)

    def start(self) -> None:
        """Plan what has its time; nothing where nobody is threatened."""
        clock, water = self.ports.clock, self.water
        if not len(self.homes.area):
            return
        clock.at(water.forecast_h, order.COMMAND, self._forecast, None)
        for at_h in turns_h(self.town, water):
            clock.at(at_h, order.INFECTION, self._reroute, None)
        for at_h in np.unique(self.wet_h[np.isfinite(self.wet_h)]).tolist():
            clock.at(at_h, order.EXPIRY, self._water, np.flatnonzero(self.wet_h == at_h))
        for at_h in np.unique(self.dry_h[np.isfinite(self.dry_h)]).tolist():
            clock.at(at_h, order.NEW_TASK, self._dry, np.flatnonzero(self.dry_h == at_h))
        clock.at(water.clear_h, order.NEW_TASK, self._all_clear, None)

    # -- the phases --------------------------------------------------------------------------

    def _forecast(self, _: None) -> None:
        """Call everybody, open the shelters, warn the households."""
        area, tell, clock = self.homes.area, self.ports.tell, self.ports.clock
        tell("flood_forecast", "", float(self.spec.peak))
        tell("flood_threatened", "", float(self.homes.members[area].sum()))
        tell("flood_threatened_households", "", float(len(area)))
        until_h = float(tick(clock.now_h + self.spec.on_duty))
        self.ports.call_up(self.spec.haste, self.spec.calls, until_h)
        self.shelters.prepare()
        self.homes.warn()
        clock.follow(self.shelters.care(self.water.clear_h))
        if np.isfinite(self.ports.ahead_h()) and self.spec.shelters.contacts > 0:
            ahead_h = self.ports.ahead_h()
            clock.follow(self.shelters.meetings(ahead_h, self.water.clear_h))

    def _reroute(self, _: None) -> None:
        """Take away the roads under water and give back those that are free again."""
        walk_h, self.road = ways(self.town, self.water, self.ports.clock.now_h)
        self.shelters.walk_h = walk_h
        self.ports.walk_h(walk_h)
        self.ports.tell("flood_cut_off", "", float((~self.road).sum()))

    def _road_out(self, grid: int) -> bool:
        """Tell whether a road leads from a grid to any shelter."""
        return bool(self.road[grid, self.shelters.grid].any())

    def _water(self, stairwells: Ints) -> None:
        """Let the water in: what has not been done is too late, who is inside is caught."""
        for what in ("warn", "persuade", "evacuate"):
            self.ports.cancel(what, stairwells)
        workers = self.ports.at_work(stairwells)
        if workers:
            grid = int(self.town.stairwell_grid[stairwells[0]])
            self.ports.tell(
                "flood_workers_in_water", self.town.grid_names[grid], float(workers)
            )
        self.homes.ask("rescue", self.homes.caught(stairwells), for_ever=True)

    def _rescued(self, served: Served) -> None:
        if served.met and self.homes.state[served.household] == INSIDE:
            self.homes.state[served.household] = GONE
            grid = self.town.grid_names[int(self.homes.grid[served.household])]
            self.ports.tell("flood_rescued", grid, float(self.homes.members[served.household]))
            self.shelters.admit(served.household)

    def _dry(self, stairwells: Ints) -> None:
        """Have what the water left clean again."""
        nobody = np.full(len(stairwells), -1, np.int64)
        endless = np.full(len(stairwells), np.inf)
        self.ports.ask(Asked("clean", stairwells, nobody, nobody + 1, endless))

    def _cleaned(self, served: Served) -> None:
        if served.met:
            self._return(self.homes.stairwell == served.stairwell)

    def _all_clear(self, _: None) -> None:
        """End the emergency; who was never under water goes home."""
        self.ports.tell("flood_clear", "", 0.0)
        self.ports.stand_down()
        self._return(np.isinf(self.wet_h[self.homes.stairwell]))

    def _return(self, there: NDArray[np.bool_]) -> None:
        """Let households go home that are gone."""
        back = self.homes.area[there[self.homes.area]]
        back = back[self.homes.state[back] == GONE]
        self.homes.state[back] = HOME
        self.shelters.leave(back)
        for household in back.tolist():
            grid = self.town.grid_names[int(self.homes.grid[household])]
            self.ports.tell("flood_home", grid, float(self.homes.members[household]))

    @staticmethod
    def check(spec: FloodSpec, before: Before, tables: Mapping[str, Table]) -> list[str]:
        """Look for outings into the water, full shelters and ways over roads under water."""
        return checking.checked(spec, before, tables)

    @staticmethod
    def measure(tables: Mapping[str, Table], horizon_h: float) -> dict[str, float]:
        """Take the measures of a flood from the events."""
        return harm.measured(tables, horizon_h)
