"""The chain of reports: what was found passes link by link, late or never.

A report's luck hangs on what it is about and on the link, so that a report lost in one plan is
lost in another too, and a link with more loss loses all that one with less does.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple
from zlib import crc32

import numpy as np

from sim import order
from sim.clock import Clock, Rhythm
from sim.ports import Finding, Report
from sim.response.picture import Picture, Stock
from sim.rng import Purpose, uniform
from sim.scenario import Reporting
from sim.units import tick

DAY_H = 24.0
Tell = Callable[[str, str, float], None]


class Result(NamedTuple):
    """When the result of a round is known, or known to be missing [h], and whether it came."""

    at_h: float
    heard: bool


class Chain:
    """Passes reports on; events `report_lost` and `report_late` [h], by the grid of a home."""

    def __init__(
        self, clock: Clock, spec: Reporting, seed: int, picture: Picture, tell: Tell
    ) -> None:
        self.clock, self.spec, self.seed = clock, spec, seed
        self.picture, self.tell = picture, tell
        self.deliver: Report = lambda _finding: None
        self.place: Callable[[int], str] = lambda _resident: ""
        self.platform_down: Callable[[float], bool] = lambda _at_h: False

    def arrives_h(self, about: int, kind: int, from_h: float) -> float:
        """Give when a report that sets out at `from_h` [h] comes to the centre; inf never."""
        at_h = from_h
        for number, link in enumerate(self.spec.links):
            works = not self.platform_down(at_h)
            loss = link.loss * (self.spec.platform_loss if works else 1.0)
            key = (about, kind, number)
            if loss > 0 and uniform(self.seed, Purpose.REPORT_LOST, *key) < loss:
                return math.inf
            if link.delay.mean > 0:
                u = uniform(self.seed, Purpose.REPORT_DELAY, *key)
                delay_h = float(link.delay.quantile(u))
                at_h += delay_h * (self.spec.platform_delay if works else 1.0)
        return at_h

    def report(self, finding: Finding) -> None:
        """Have a finding passed on once it is known where it was made."""
        kind = crc32(f"{finding.by} {round(finding.sampled_h * 3600)}".encode())
        at_h = self.arrives_h(finding.resident, kind, finding.known_h)
        if finding.positive and at_h == math.inf:
            self.tell("report_lost", self.place(finding.resident), float(finding.resident))
        elif finding.positive and at_h > finding.known_h:
            late_h = at_h - finding.known_h
            self.tell("report_late", self.place(finding.resident), late_h)
            finding = finding._replace(known_h=float(tick(at_h)))
        if at_h < math.inf:
            self.deliver(finding)

    def result(self, key: int, known_h: float) -> Result:
        """Give when the centre hears of the result of a round, known at `known_h` [h]."""
        at_h = self.arrives_h(key, -1, known_h)
        if at_h - known_h > self.spec.missing_after:
            return Result(float(tick(known_h + self.spec.missing_after)), False)
        return Result(at_h if at_h == known_h else float(tick(at_h)), True)

    # -- false alarms ------------------------------------------------------------------------

    def alarms(self, residents: int, start_hour: float) -> Rhythm:
        """Report cases who are none, day by day."""
        while True:
            now_h = self.clock.now_h
            day = math.floor((now_h + start_hour) / DAY_H)
            end_h = DAY_H * (day + 1) - start_hour
            u = uniform(self.seed, Purpose.FALSE_ALARM, day, 0, 0)
            count = poisson(self.spec.false_alarms * DAY_H * residents, u)
            for number in range(count):
                when = uniform(self.seed, Purpose.FALSE_ALARM_TIME, day, number, 0)
                who = uniform(self.seed, Purpose.FALSE_ALARM_WHO, day, number, 0)
                at_h = float(tick(end_h - DAY_H * (1 - when)))
                if at_h >= now_h:
                    one = min(int(who * residents), residents - 1)
                    self.clock.at(at_h, order.FINDING, self._alarm, one)
            yield self.clock.event(end_h, order.DAILY)

    def _alarm(self, resident: int) -> None:
        now_h = self.clock.now_h
        self.tell("false_alarm", self.place(resident), float(resident))
        self.report(Finding(resident, now_h, now_h, True, "false_alarm"))

    # -- stocktaking -------------------------------------------------------------------------

    def stocktaking(self, look: Callable[[], list[Stock]]) -> Rhythm:
        """Have every grid report what it has, at equal intervals from clock 0 on."""
        every_h = self.spec.stocktaking
        assert every_h is not None
        yield self.clock.event(max(self.clock.now_h, 0.0), order.DAILY)
        while True:
            now_h = self.clock.now_h
            for grid, stock in enumerate(look()):
                at_h = self.arrives_h(grid, -2 - round(now_h * 3600), now_h)
                if at_h < math.inf:
                    what = (grid, stock)
                    self.clock.at(float(tick(at_h)), order.FINDING, self._hear, what)
            yield self.clock.event(float(tick(now_h + every_h)), order.DAILY)

    def _hear(self, report: tuple[int, Stock]) -> None:
        self.picture.hear(*report)


def poisson(mean: float, u: float) -> int:
    """Give the Poisson count below which a share `u` of them lies (inverse CDF)."""
    count, chance = 0, math.exp(-mean)
    below = chance
    while u >= below and count < mean + 40 * math.sqrt(mean + 1):
        count += 1
        chance *= mean / count
        below += chance
    return count


def heard_at_once(_key: int, known_h: float) -> Result:
    """Answer for a world without a chain: what is known somewhere is known to all."""
    return Result(known_h, True)


def places_named(names: tuple[str, ...], grid_of: np.ndarray) -> Callable[[int], str]:
    """Give the name of the grid where a resident lives; nothing for who lives elsewhere."""
    return lambda one: names[int(grid_of[one])] if one < len(grid_of) else ""
