"""Zones: sets of stairwells under one control, opened by cases, released by clear rounds.

A zone is tested on its control's days since its clock started (day 1 is that day); a new case
starts the clock again. It is released after the stated clear days and, where asked, a completed
clear round of the last 48 h. A round that is not complete is unknown, and blocks release. Where
a service's consequence is `release`, the clear days count from when it was done.
Source: 8th edition of the control plan (National Health Commission; see the scenario).
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock
from sim.ports import Ordered, ReleaseHour, ResponsePorts
from sim.response.picture import Case
from sim.response.reporting import Result
from sim.scenario import Control
from sim.town import Town
from sim.units import tick

RECENT_H = 48.0  # a clear round counts for release so long; 8th edition
ROUND_STARTS = 8.0  # time of day, assumed
DONE, OPEN = 1, 0


class Zone:
    """One zone; times in hours."""

    def __init__(self, number: int, control: str, stairwells: NDArray[np.int64], now_h: float):
        self.number, self.control, self.stairwells = number, control, stairwells
        self.opened_h = self.clock_h = now_h
        self.age = 0  # how often the clock was started: older plans are void
        self.round: list[Ordered] = []  # the round under way
        self.ordered_h = -math.inf
        self.found_h = -math.inf  # last case sampled here
        self.clear_h = -math.inf  # last completed clear round known
        self.released = False


class Zones:
    """All zones, and which stairwell lies in which."""

    def __init__(
        self,
        clock: Clock,
        town: Town,
        ports: ResponsePorts,
        service: str | None,
        turnaround_h: float,
        start_hour: float,
    ) -> None:
        self.clock, self.town, self.ports = clock, town, ports
        self.service, self.turnaround_h, self.start_hour = service, turnaround_h, start_hour
        self.zones: list[Zone] = []
        self.open: dict[int, Zone] = {}
        self.released_h = -math.inf  # when the last zone was released
        self.sealed: Callable[[Zone], None] = lambda _zone: None
        self.freed: Callable[[Zone], None] = lambda _zone: None
        self.release_h: ReleaseHour = _when_clear
        self.result: Callable[[Ordered], Result] = self._after_turnaround

    def at(self, stairwell: int) -> Zone | None:
        """Find the zone in which a stairwell lies."""
        return self.open.get(stairwell)

    def answer(self, case: Case, name: str, control: Control) -> None:
        """Open a zone around a case, or start the clock of the one it lies in again."""
        household = int(self.town.household[case.resident])
        stairwell = int(self.town.household_stairwell[household])
        zone = self.at(stairwell)
        if zone is None:
            zone = self._open(stairwell, name, control)
            assert zone is not None
        zone.found_h = max(zone.found_h, case.sampled_h)
        self._start_clock(zone, control)

    def widen(self, case: Case, name: str, control: Control) -> None:
        """Close what a wider zone covers around a case and is not closed yet, as one zone."""
        household = int(self.town.household[case.resident])
        zone = self._open(int(self.town.household_stairwell[household]), name, control)
        if zone is not None:
            self._start_clock(zone, control)

    def _open(self, stairwell: int, name: str, control: Control) -> Zone | None:
        """Close what is open around a stairwell; None where nothing is."""
        covered = around(self.town, stairwell, control.scope or "stairwell")
        covered = np.array([s for s in covered if s not in self.open], np.int64)
        if not len(covered):
            return None
        zone = Zone(len(self.zones), name, covered, self.clock.now_h)
        self.zones.append(zone)
        self.open.update(dict.fromkeys(covered.tolist(), zone))
        self.ports.tell("zone_opened", self._where(zone), float(zone.number))
        self.sealed(zone)
        return zone

    def _start_clock(self, zone: Zone, control: Control) -> None:
        zone.clock_h, zone.age = self.clock.now_h, zone.age + 1
        for day in control.test_days:
            at_h = max(self._morning(zone.clock_h, day - 1), zone.clock_h)
            self.clock.at(at_h, order.COMMAND, self._order, (zone, zone.age))

    def _morning(self, from_h: float, days: int) -> float:
        """Give the hour at which rounds start, some days after the day of `from_h` [h]."""
        day = math.floor((from_h + self.start_hour) / 24.0) + days
        return float(tick(24.0 * day + ROUND_STARTS - self.start_hour))

    def _order(self, plan: tuple[Zone, int]) -> None:
        """Order a round of every stairwell of a zone, unless the plan is void."""
        zone, age = plan
        if self.service is None or zone.released or age != zone.age or zone.round:
            return
        now_h = self.clock.now_h
        zone.ordered_h = now_h
        zone.round = [
            self.ports.order_round(self.service, int(s), now_h) for s in zone.stairwells
        ]
        self.ports.tell("round_ordered", self._where(zone), float(zone.number))

    def review(self, zone: Zone, control: Control) -> None:
        """Take in what is known of a zone at a meeting, and release it where the rule holds."""
        now_h = self.clock.now_h
        if zone.round and all(task.outcome != OPEN for task in zone.round):
            self._close_round(zone)
        if now_h < self.release_h(zone.stairwells, zone.clock_h, 24.0 * control.clear_days):
            return
        if not control.clear_round or zone.clear_h >= now_h - RECENT_H:
            self._release(zone)
        elif not zone.round:
            self._order((zone, zone.age))

    def _close_round(self, zone: Zone) -> None:
        """Judge a finished round once its last result is in."""
        now_h = self.clock.now_h
        results = [self.result(task) for task in zone.round]
        known_h = max(result.at_h for result in results)
        if known_h > now_h:
            return
        complete = all(task.outcome == DONE for task in zone.round)
        complete = complete and all(result.heard for result in results)
        if complete:
            self.ports.tell("round_completed", self._where(zone), float(zone.number))
            if zone.found_h < zone.ordered_h:
                zone.clear_h = known_h
        zone.round = []
        if not complete:
            self._order((zone, zone.age))

    def _after_turnaround(self, task: Ordered) -> Result:
        return Result(task.finished_h + self.turnaround_h, True)

    def _release(self, zone: Zone) -> None:
        zone.released, self.released_h = True, self.clock.now_h
        for stairwell in zone.stairwells.tolist():
            del self.open[stairwell]
        self.ports.tell("zone_released", self._where(zone), float(zone.number))
        self.freed(zone)

    def _where(self, zone: Zone) -> str:
        return self.town.grid_names[int(self.town.stairwell_grid[zone.stairwells[0]])]


def _when_clear(_stairwells: NDArray[np.int64], last_case_h: float, clear_h: float) -> float:
    """Give the earliest release [h] of a zone where nothing else holds it closed."""
    return last_case_h + clear_h


def around(town: Town, stairwell: int, scope: str) -> NDArray[np.int64]:
    """List the stairwells of the building, grid or community in which a stairwell lies."""
    if scope == "stairwell":
        return np.array([stairwell])
    if scope == "building":
        return np.flatnonzero(town.stairwell_building == town.stairwell_building[stairwell])
    grid = town.stairwell_grid[stairwell]
    if scope == "grid":
        return np.flatnonzero(town.stairwell_grid == grid)
    community = town.grid_community[town.stairwell_grid]
    return np.flatnonzero(community == town.grid_community[grid])


def households_of(town: Town, stairwells: NDArray[np.int64]) -> NDArray[np.int64]:
    """List the households of stairwells."""
    start = town.stairwell_start
    spans = [np.arange(start[s], start[s + 1]) for s in stairwells]
    return np.concatenate(spans).astype(np.int64) if spans else np.zeros(0, np.int64)


def residents_of(town: Town, households: NDArray[np.int64]) -> NDArray[np.int64]:
    """List the residents of households."""
    start = town.household_start
    spans = [np.arange(start[h], start[h + 1]) for h in households]
    return np.concatenate(spans).astype(np.int64) if spans else np.zeros(0, np.int64)
