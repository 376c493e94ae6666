"""Who is to be on duty on a day: roster, attendance and absence, posted at midnight.

One decision a worker and day, keyed by slot and day: less attendance takes days away and adds
none. Shifts are posted for those who are there by then; the reserve is posted as it arrives.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock, Rhythm
from sim.rng import Purpose, uniform_each
from sim.scenario import EMPLOYERS, Employer, Scenario
from sim.units import tick
from sim.workforce.rosters import NEVER, Hours, Rosters
from sim.workforce.wear import Stay, Wear, Workers, fall_absent


class Posting:
    """Posts the workers of each day; `emergency` tells whether emergency rosters hold.

    `luck`: the seed, and the time of day of clock 0 [h after midnight].
    """

    def __init__(
        self,
        clock: Clock,
        scenario: Scenario,
        staff: NDArray[Any],
        wear: Wear,
        luck: tuple[int, float],
    ) -> None:
        self.clock, self.spec, self.staff, self.wear = clock, scenario.workforce, staff, wear
        self.seed, self.start_hour = luck
        self.first_day = math.floor(-scenario.run.warm_up / 24)
        self.emergency = False
        self.start: Callable[[Stay], None]
        self._rosters = Rosters(scenario)
        self.everybody = np.arange(len(staff))
        first = np.searchsorted(staff["employer"], staff["employer"])
        self._slot = self.everybody - first  # hired one employer after another

    def rhythm(self) -> Rhythm:
        """Post the roster of each day."""
        day = self.first_day
        while True:
            midnight = 24.0 * day - self.start_hour
            if midnight + 24.0 > self.clock.now_h:
                yield self.clock.event(max(midnight, self.clock.now_h), order.SHIFT_START)
                self.wear.count_week(day)
                self.post(self.everybody, day)
            day += 1

    def today(self) -> int:
        """Give the number of the day, the day of clock 0 being 0."""
        return math.floor((self.clock.now_h + self.start_hour) / 24.0)

    def day_ends_h(self, day: int) -> float:
        """Give the midnight after a day [h]."""
        return 24.0 * day - self.start_hour + 24.0

    def post(self, workers: Workers, day: int) -> None:
        """Decide who works on a day and plan the starts of the spans of duty."""
        now_h, staff = self.clock.now_h, self.staff
        here = workers[staff["arrives_h"][workers] <= now_h]  # others are posted when they come
        luck = uniform_each(self.seed, Purpose.ATTENDANCE, staff["key"][here], day, 0)
        places, from_h, until_h = [], [], []
        for employer, mine in self.by_employer(here):
            attends = np.flatnonzero(mine & (luck < employer.attendance))
            place, begins, ends = self._spans(here[attends], employer, day)
            ahead = ends > now_h
            place, begins, ends = attends[place[ahead]], begins[ahead], ends[ahead]
            if employer.absence > 0:
                working, first = np.unique(place, return_index=True)
                luck_of = (self.seed, begins[first])
                fall_absent(staff, here[working], employer, day, luck_of)
            places.append(place)
            from_h.append(begins)
            until_h.append(ends)
        if len(places) > 1:
            posted = np.concatenate(places)
            in_turn = np.argsort(posted, kind="stable")
            begin, end = np.concatenate(from_h)[in_turn], np.concatenate(until_h)[in_turn]
            self._plan(here[posted[in_turn]], begin, tick(end), day)
        elif places:
            self._plan(here[places[0]], from_h[0], tick(until_h[0]), day)

    def _plan(self, workers: Workers, from_h: Hours, until_h: Hours, day: int) -> None:
        """Plan the starts of spans of duty, by worker and then by time."""
        ends_h = until_h[np.searchsorted(workers, workers, "right") - 1]
        begin = tick(np.maximum(from_h, self.clock.now_h))
        for at_h, which in grouped(begin):
            stay = Stay(workers[which], until_h[which], ends_h[which], day)
            self.clock.at(at_h, order.SHIFT_START, self.start, stay)

    def by_employer(self, workers: Workers) -> Iterator[tuple[Employer, NDArray[np.bool_]]]:
        """Give each employer of some workers, and which are hers."""
        of = self.staff["employer"][workers]
        for code in dict.fromkeys(of.tolist()):
            yield getattr(self.spec, EMPLOYERS[code]), of == code

    def roster_of(self, employer: Employer) -> str:
        """Name the roster that holds for an employer."""
        if self.emergency and employer.emergency_roster:
            return employer.emergency_roster
        return employer.roster

    def _spans(
        self, workers: Workers, employer: Employer, day: int
    ) -> tuple[Workers, Hours, Hours]:
        """Give the spans of duty of workers that begin on a day, in their order."""
        staff, name = self.staff, self.roster_of(employer)
        midnight = 24.0 * day - self.start_hour
        if self.spec.rosters[name].always:
            on_duty = staff["on_duty"][workers]
            self.wear.on_duty(workers[on_duty], day)
            come = np.flatnonzero(~on_duty)
            return come, np.full(len(come), midnight), np.full(len(come), NEVER)
        turns = staff["number"][workers] + staff["home_grid"][workers]
        return self._rosters.spans(name, turns, self._slot[workers], day, midnight)


def grouped(times_h: Hours) -> Iterator[tuple[float, Workers]]:
    """Give each of some times [h], the first to stand there first, and where it stands."""
    for time_h in dict.fromkeys(times_h.tolist()):
        yield time_h, np.flatnonzero(times_h == time_h)
