"""Mass testing: rounds by the calendar, sites that call stairwell after stairwell.

A round begins as sites open and ends after its due time; who is called, comes and is not
sampled by then is missed. What is left at closing time is called again the next day where the
round is still on.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock, Rhythm
from sim.response.picture import Picture
from sim.response.testing_site import Called, Queue, Site
from sim.rng import Purpose, uniforms
from sim.scenario import MassTesting, TestingSites
from sim.town import Town
from sim.units import hours_since, tick

Ints = NDArray[np.int64]
DAY_H = 24.0


@dataclass
class Round:
    """One round of one name; times in hours."""

    name: str
    spec: MassTesting
    began_h: float
    asked: int = 0
    sampled: int = 0
    left: dict[int, list[Called]] = field(default_factory=dict)  # by site, to be called
    over: bool = False

    @property
    def ends_h(self) -> float:
        """When it is over [h]."""
        return float(tick(self.began_h + self.spec.due))


class Rounds:
    """Begins rounds, has sites call, and counts who is missed."""

    def __init__(
        self,
        clock: Clock,
        town: Town,
        specs: tuple[dict[str, MassTesting], TestingSites],
        seed: int,
        picture: Picture,
        queue: Queue,
    ) -> None:
        rounds, self.spec = specs
        self.rounds = {name: one for name, one in rounds.items() if one.enabled}
        self.clock, self.town, self.picture, self.queue = clock, town, picture, queue
        self.start = datetime.min
        self.alert: Callable[[], bool] = _normal
        self.sites = _sites(town, self.spec)
        self.held: list[Round] = []  # all rounds so far
        residents = np.arange(town.residents)
        self._u = {
            name: uniforms(seed, Purpose.TAKES_PART, residents, crc32(name.encode()))
            for name in self.rounds
        }

    def begin(self, start: datetime, alert: Callable[[], bool]) -> None:
        """Take the date of clock 0, and how to learn of the emergency."""
        self.start, self.alert = start, alert

    def rhythm(self, start_hour: float) -> Rhythm:
        """Open the sites every day for the rounds that are on."""
        while True:
            now_h = self.clock.now_h
            midnight = DAY_H * math.floor((now_h + start_hour) / DAY_H) - start_hour
            opens_h = float(tick(midnight + self.spec.opens))
            if opens_h >= max(now_h, 0.0):
                yield self.clock.event(opens_h, order.COMMAND)
                self._open_day(float(tick(midnight + self.spec.closes)))
            yield self.clock.event(midnight + DAY_H, order.COMMAND)

    def on(self) -> list[Round]:
        """List the rounds that are not over."""
        return [one for one in self.held if not one.over]

    # -- rounds ------------------------------------------------------------------------------

    def _open_day(self, closes_h: float) -> None:
        """Begin the rounds whose day it is, and open the sites for those that are on."""
        for name, spec in self.rounds.items():
            if self._is_due(name, spec):
                self._begin(name, spec)
        for one in self.on():
            calls, one.left = one.left, {}
            for number in sorted(calls):
                self._open(self.sites[number], calls[number], closes_h)

    def _is_due(self, name: str, spec: MassTesting) -> bool:
        """Tell whether a round of a name is to begin today."""
        now_h, mine = self.clock.now_h, [one for one in self.held if one.name == name]
        if spec.when == "emergency" and not self.alert():
            return False
        if spec.from_ is not None and now_h < hours_since(self.start, spec.from_):
            return False
        if spec.until is not None and now_h >= hours_since(self.start, spec.until):
            return False
        if not mine:
            return True
        full = spec.rounds is not None and len(mine) >= spec.rounds
        return not full and mine[-1].over and now_h - mine[-1].began_h >= spec.every

    def _begin(self, name: str, spec: MassTesting) -> None:
        """Begin a round: note who is to be called where."""
        now_h, grids = self.clock.now_h, self._grids(spec)
        one = Round(name, spec, now_h)
        for site in self.sites:
            if site.grid not in grids:
                continue
            calls = [
                self._of_stairwell(one, stairwell) for stairwell in site.stairwells.tolist()
            ]
            one.asked += sum(asked for asked, _ in calls)
            one.left[site.number] = [called for _, called in calls if len(called.residents)]
        if any(one.left.values()):
            self.held.append(one)
            self.queue.ports.tell("swab_round", name, float(one.asked))
            self.clock.at(one.ends_h, order.COMMAND, self._end, one)

    def _of_stairwell(self, one: Round, stairwell: int) -> tuple[int, Called]:
        """Count who lives in a stairwell and is at home, and give who comes."""
        town = self.town
        first, last = town.stairwell_start[stairwell], town.stairwell_start[stairwell + 1]
        residents = np.arange(town.household_start[first], town.household_start[last])
        residents = residents[self.queue.ports.present(residents)]
        comes = self._u[one.name][residents] < one.spec.takes_part
        return len(residents), Called(stairwell, residents[comes], math.nan, one)

    def _grids(self, spec: MassTesting) -> set[int]:
        """Give the grids whose residents are called."""
        town, everywhere = self.town, np.ones(self.town.grids, np.bool_)
        if spec.where != "town":
            everywhere = self.picture.cases_by_grid(self.clock.now_h - spec.recent) > 0
        if spec.where == "community":
            hit = np.unique(town.grid_community[everywhere])
            everywhere = np.isin(town.grid_community, hit)
        return set(np.flatnonzero(everywhere).tolist())

    def _end(self, one: Round) -> None:
        """Count who was missed by the end of a round."""
        for site in self.sites:
            self.queue.drop(site, one)
        one.over = True
        self.queue.ports.tell("swab_missed", one.name, float(one.asked - one.sampled))

    # -- a site's day ------------------------------------------------------------------------

    def _open(self, site: Site, calls: list[Called], closes_h: float) -> None:
        """Open a site today and spread the calls over the hours that are left."""
        now_h = self.clock.now_h
        if site.ready_h is None:
            site.ready_h = float(tick(now_h + self.spec.set_up))
        from_h = max(now_h, site.ready_h)
        if from_h >= closes_h:  # not ready today
            for called in calls:
                called.round.left.setdefault(site.number, []).append(called)
            return
        if not site.open:
            site.open = True
            self.clock.at(closes_h, order.COMMAND, self._close, site)
        span_h = self.spec.called_over * (closes_h - from_h)
        for place, called in enumerate(calls):
            at_h = float(tick(from_h + span_h * place / len(calls)))
            self.clock.at(at_h, order.COMMAND, self._call, (site, called))

    def _call(self, call: tuple[Site, Called]) -> None:
        """Call a stairwell to its site."""
        site, called = call
        here = called.residents[self.queue.ports.present(called.residents)]
        if len(here):
            now_h = self.clock.now_h
            self.queue.call(site, called._replace(residents=here, called_h=now_h))

    def _close(self, site: Site) -> None:
        """Close a site; who waited in vain comes again where the round goes on."""
        for called in self.queue.close(site):
            called.round.left.setdefault(site.number, []).append(called)


def _normal() -> bool:
    """Answer for a world without an emergency."""
    return False


def _sites(town: Town, spec: TestingSites) -> list[Site]:
    """Share the stairwells of each grid out among its sites; none without a table."""
    sites: list[Site] = []
    for grid in range(town.grids if spec.tables > 0 else 0):
        stairwells = np.flatnonzero(town.stairwell_grid == grid)
        for part in np.array_split(stairwells, spec.per_grid) if spec.per_grid else ():
            if len(part):
                sites.append(Site(len(sites), grid, part.astype(np.int64)))
    return sites
