"""Zones: sets of stairwells under one control, opened by cases, released by clear rounds.

A zone is tested on its control's days since its clock started (day 1 is that day); a new case
starts the clock again. It is released after the stated clear days and, where asked, a completed
clear round of the last 48 h. A round that is not complete is unknown, and blocks release. Where
a service's consequence is `release`, the clear days count from when it was done.

A stairwell lies in one zone at most: that of a control of higher rank takes it from one of
lower rank, which has it back on release. Zones of one rank do not overlap; where the control
says so they merge when they touch, and parts long clear are split off.
Source: 8th edition of the control plan (National Health Commission; see the scenario).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock
from sim.ports import Ordered, ReleaseHour, ResponsePorts
from sim.response.picture import Case
from sim.response.reporting import Result
from sim.response.targets import around
from sim.response.zone import DONE, OPEN, Zone, touch
from sim.scenario import Control
from sim.town import Town
from sim.units import tick

RECENT_H = 48.0  # a clear round counts for release so long; 8th edition
ROUND_STARTS = 8.0  # time of day, assumed
Ints = NDArray[np.int64]
Cover = Callable[[str, Ints], None]


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
        self.controls: Mapping[str, Control] = {}
        self.around: Callable[[int, Control], Ints] = lambda stairwell, control: around(
            town, stairwell, control.scope or "stairwell"
        )
        self.sealed: Cover = lambda _control, _stairwells: None
        self.freed: Cover = lambda _control, _stairwells: None
        self.clock_started: Callable[[Zone], None] = lambda _zone: None
        self.released: Callable[[Zone, float], None] = lambda _zone, _now_h: None
        self.release_h: ReleaseHour = _when_clear
        self.result: Callable[[Ordered], Result] = self._after_turnaround

    def at(self, stairwell: int) -> Zone | None:
        """Find the zone in which a stairwell lies."""
        return self.open.get(stairwell)

    def gated(self) -> NDArray[np.bool_]:
        """Tell which stairwells lie in a zone at which gates stand."""
        inside = np.zeros(self.town.stairwells, np.bool_)
        inside[[s for s, zone in self.open.items() if self.controls[zone.control].gates]] = True
        return inside

    # -- cases -------------------------------------------------------------------------------

    def answer(self, case: Case, name: str, control: Control) -> None:
        """Open a zone around a case, or start the clock of the one it lies in again."""
        household = int(self.town.household[case.resident])
        stairwell = int(self.town.household_stairwell[household])
        zone = self._zone_for(stairwell, name, control)
        if zone is None:
            zone = self._open(stairwell, name, control)
        elif control.merge and zone.control == name:
            self._grow(zone, stairwell, control)
        if zone is not None:
            zone.note(stairwell, case.sampled_h, self.clock.now_h)
            self._start_clock(zone, control)

    def widen(self, case: Case, name: str, control: Control) -> None:
        """Close what a wider zone covers around a case and is not closed yet, as one zone."""
        household = int(self.town.household[case.resident])
        zone = self._open(int(self.town.household_stairwell[household]), name, control)
        if zone is not None:
            self._start_clock(zone, control)

    def _rank(self, name: str) -> int:
        return self.controls[name].rank or 0

    def _zone_for(self, stairwell: int, name: str, control: Control) -> Zone | None:
        """Find the zone that a case belongs to already, if there is one."""
        inside, rank = self.at(stairwell), control.rank or 0
        if inside is None or self._rank(inside.control) < rank:
            return None
        if self._rank(inside.control) == rank:
            return inside
        mine = [z for z in self._standing(name) if stairwell in z.reach]
        return mine[0] if mine else None

    def _standing(self, name: str) -> list[Zone]:
        return [zone for zone in self.zones if zone.control == name and not zone.released]

    def _open(self, stairwell: int, name: str, control: Control) -> Zone | None:
        """Open a zone on what no zone of this rank or a higher one holds."""
        reach, rank = self.around(stairwell, control), control.rank or 0
        held = [s for s in reach.tolist() if s in self.open]
        higher = {s for s in held if self._rank(self.open[s].control) >= rank}
        covered = np.array([s for s in reach.tolist() if s not in higher], np.int64)
        if not len(covered):
            return None
        zone = Zone(len(self.zones), name, covered, self.clock.now_h)
        zone.reach = set(reach.tolist())
        self.zones.append(zone)
        lower = {self.open[s].number: self.open[s] for s in held if s not in higher}
        self.open.update(dict.fromkeys(covered.tolist(), zone))
        self.ports.tell("zone_opened", self._where(zone), float(zone.number))
        self.sealed(name, covered)
        for other in lower.values():
            self._take(other, zone)
        return self._merged(zone, control) if control.merge else zone

    def _take(self, lower: Zone, zone: Zone) -> None:
        """Take from a zone what a new one of higher rank covers."""
        taken = np.intersect1d(lower.stairwells, zone.stairwells)
        where = self._where(lower)
        zone.spare |= lower.drop(taken)
        self.freed(lower.control, taken)
        if not len(lower.stairwells):
            self._close(lower, "zone_merged", where)

    def _grow(self, zone: Zone, stairwell: int, control: Control) -> None:
        """Add what lies around a case in the zone and in no other one."""
        reach = self.around(stairwell, control)
        new = np.array([s for s in reach.tolist() if s not in self.open], np.int64)
        if len(new):
            zone.add(new, self.clock.now_h)
            self.open.update(dict.fromkeys(new.tolist(), zone))
            self.sealed(zone.control, new)
            self._merged(zone, control)

    def _merged(self, zone: Zone, control: Control) -> Zone:
        """Make one of a zone and those of its control that touch it: the oldest stays."""
        while True:
            near = [
                other
                for other in self._standing(zone.control)
                if other is not zone and len(other.stairwells) and len(zone.stairwells)
                and touch(self.town, control.scope or "", zone.stairwells, other.stairwells)
            ]  # fmt: skip
            if not near:
                return zone
            first, second = sorted((zone, near[0]), key=lambda one: one.number)
            first.absorb(second)
            self.open.update(dict.fromkeys(second.stairwells.tolist(), first))
            self._close(second, "zone_merged", self._where(second))
            zone = first

    # -- rounds ------------------------------------------------------------------------------

    def _start_clock(self, zone: Zone, control: Control) -> None:
        zone.clock_h, zone.age = self.clock.now_h, zone.age + 1
        for day in control.test_days:
            at_h = max(self._morning(zone.clock_h, day - 1), zone.clock_h)
            self.clock.at(at_h, order.COMMAND, self._order, (zone, zone.age))
        self.clock_started(zone)

    def _morning(self, from_h: float, days: int) -> float:
        """Give the hour at which rounds start, some days after the day of `from_h` [h]."""
        day = math.floor((from_h + self.start_hour) / 24.0) + days
        return float(tick(24.0 * day + ROUND_STARTS - self.start_hour))

    def _order(self, plan: tuple[Zone, int]) -> None:
        """Order a round of every stairwell of a zone, unless the plan is void."""
        zone, age = plan
        if self.service is None or zone.released or age != zone.age or zone.round:
            return
        now_h = zone.ordered_h = self.clock.now_h
        under_way, zone.spare = zone.spare, {}
        for stairwell in zone.stairwells.tolist():
            task = under_way.get(stairwell)
            if task is None or task.outcome != OPEN:
                task = self.ports.order_round(self.service, stairwell, now_h)
            zone.round.append(task)
        self.ports.tell("round_ordered", self._where(zone), float(zone.number))

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
            zone.complete = (zone.ordered_h, known_h)
            if zone.found_h < zone.ordered_h:
                zone.clear_h = known_h
        zone.round = []
        if not complete:
            self._order((zone, zone.age))

    def _after_turnaround(self, task: Ordered) -> Result:
        return Result(task.finished_h + self.turnaround_h, True)

    # -- release -----------------------------------------------------------------------------

    def review(self, zone: Zone, control: Control) -> None:
        """Take in what is known of a zone at a meeting, and release it where the rule holds."""
        if zone.round and all(task.outcome != OPEN for task in zone.round):
            self._close_round(zone)
        if control.split is not None and len(zone.stairwells) > 1:
            clear_h = 24.0 * control.clear_days
            parts = zone.clear_parts(
                self.town, control.split,
                lambda part, last_h: self.release_h(part, last_h, clear_h), self.clock.now_h,
            )  # fmt: skip
            for part in parts:
                self._judge(self._split(zone, part), control)
        self._judge(zone, control)

    def _judge(self, zone: Zone, control: Control) -> None:
        """Release a zone that is clear, or order the round that is missing for it."""
        now_h = self.clock.now_h
        if now_h < self.release_h(zone.stairwells, zone.clock_h, 24.0 * control.clear_days):
            return
        if control.after_inner and self._has_inner(zone, control.rank or 0):
            return
        if not control.clear_round or zone.clear_h >= now_h - RECENT_H:
            self._release(zone, control)
        elif not zone.round:
            self._order((zone, zone.age))

    def _split(self, zone: Zone, part: Ints) -> Zone:
        one = zone.part(len(self.zones), part)
        self.zones.append(one)
        self.open.update(dict.fromkeys(part.tolist(), one))
        self.ports.tell("zone_split", self._where(one), float(one.number))
        return one

    def _has_inner(self, zone: Zone, rank: int) -> bool:
        return any(
            s in zone.reach and self._rank(other.control) > rank
            for s, other in self.open.items()
        )

    def _release(self, zone: Zone, control: Control) -> None:
        name = zone.control
        if control.followed_by is not None and control.followed_by in self.controls:
            zone.control = control.followed_by
            zone.last_h = dict.fromkeys(zone.last_h, self.clock.now_h)
            self.ports.tell("zone_lowered", self._where(zone), float(zone.number))
            self.sealed(zone.control, zone.stairwells)
            self._start_clock(zone, self.controls[zone.control])
        else:
            for stairwell in zone.stairwells.tolist():
                del self.open[stairwell]
            self._close(zone, "zone_released", self._where(zone))
            self.released_h = self.clock.now_h
            self.released(zone, self.clock.now_h)
            self._fall_back(zone, control.rank or 0)
        self.freed(name, zone.stairwells)

    def _fall_back(self, zone: Zone, rank: int) -> None:
        """Return stairwells to the zones of lower rank in which they lie."""
        outer = [o for o in self.zones if not o.released and self._rank(o.control) < rank]
        for other in sorted(outer, key=lambda one: -self._rank(one.control)):
            free = [
                s for s in zone.stairwells.tolist() if s not in self.open and s in other.reach
            ]
            if free:
                other.add(np.array(free, np.int64), self.clock.now_h)
                self.open.update(dict.fromkeys(free, other))
                self.sealed(other.control, np.array(free, np.int64))

    def _close(self, zone: Zone, event: str, where: str) -> None:
        zone.released = True
        self.ports.tell(event, where, float(zone.number))

    def _where(self, zone: Zone) -> str:
        return self.town.grid_names[int(self.town.stairwell_grid[zone.stairwells[0]])]


def _when_clear(_stairwells: Ints, last_case_h: float, clear_h: float) -> float:
    """Give the earliest release [h] of a zone where nothing else holds it closed."""
    return last_case_h + clear_h
