"""Who is on duty when: attendance and absence, one decision a worker and day; coming, going."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock, Rhythm
from sim.rng import Purpose, uniform, uniform_each
from sim.scenario import Employer, Roster, Workforce
from sim.state import State
from sim.units import tick
from sim.workforce.worker import EMPLOYERS

NEVER = float("inf")

Workers = NDArray[np.int64]  # their numbers
Hours = NDArray[np.float64]


class Desk(Protocol):
    """What duty asks of whoever hands out work."""

    def arrive(self, workers: Workers) -> None:
        """Take workers who have just come on duty."""

    def leave(self, workers: Workers) -> None:
        """End the shifts of workers who are not on an outing, and book their hours."""

    def interrupt(self, worker: int) -> None:
        """Stop the outing of a worker who has fallen ill."""


class Duty:
    """Brings workers on and off duty; `emergency` tells whether emergency rosters hold."""

    def __init__(
        self,
        clock: Clock,
        state: State,
        spec: Workforce,
        staff: NDArray[Any],
        seed: int,
        warm_up_h: float,
    ) -> None:
        self.clock, self.state, self.spec, self.staff = clock, state, spec, staff
        self.seed = seed
        self.first_day = math.floor(-warm_up_h / 24)
        self.emergency = False
        self.desk: Desk
        self.tell: Callable[[str, str, float], None] = lambda _event, _place, _value: None
        # who hears of shifts that begin and end
        self.began: list[Callable[[Workers], None]] = []
        self.ended: list[Callable[[Workers], None]] = []
        self._of_person = {person: worker for worker, person in enumerate(staff["person"])}
        self._everybody = np.arange(len(staff))

    # -- the days ----------------------------------------------------------------------------

    def rhythm(self, start_hour: float) -> Rhythm:
        """Post the roster of each day; clock 0 is `start_hour` hours after midnight."""
        day = self.first_day
        while True:
            midnight = 24.0 * day - start_hour
            if midnight + 24.0 > self.clock.now_h:
                yield self.clock.event(max(midnight, self.clock.now_h), order.SHIFT_START)
                self._post(self._everybody, day, midnight)
            day += 1

    def _post(self, workers: Workers, day: int, midnight: float) -> None:
        """Decide who works on a day and set the shifts' starts."""
        now_h, staff = self.clock.now_h, self.staff
        here = workers[staff["arrives_h"][workers] <= now_h]  # others are posted when they come
        luck = uniform_each(self.seed, Purpose.ATTENDANCE, staff["key"][here], day, 0)
        from_h, until_h = np.full(len(here), NEVER), np.full(len(here), -NEVER)
        for employer, mine in self._by_employer(here):
            attends = mine & (luck < employer.attendance)
            span = self._span(here[attends], self._roster(employer), day, midnight)
            from_h[attends], until_h[attends] = span
            if employer.absence > 0:
                working = np.flatnonzero(attends & (until_h > now_h))
                self._fall_absent(here[working], employer, day, from_h[working])
        posted = np.flatnonzero(until_h > now_h)
        begin = tick(np.maximum(from_h[posted], now_h))
        for at_h, which in grouped(begin):
            group = here[posted[which]], tick(until_h[posted[which]])
            self.clock.at(at_h, order.SHIFT_START, self._start, group)

    def _by_employer(self, workers: Workers) -> Iterator[tuple[Employer, NDArray[np.bool_]]]:
        """Give each employer of some workers, and which are hers."""
        of = self.staff["employer"][workers]
        for code in dict.fromkeys(of.tolist()):
            yield getattr(self.spec, EMPLOYERS[code]), of == code

    def _roster(self, employer: Employer) -> Roster:
        name = employer.roster
        if self.emergency and employer.emergency_roster:
            name = employer.emergency_roster
        return self.spec.rosters[name]

    def _span(
        self, workers: Workers, roster: Roster, day: int, midnight: float
    ) -> tuple[Hours, Hours]:
        """Give workers' shifts of a day, from and until [h]; until is -inf on a rest day."""
        staff = self.staff
        if roster.always:
            until_h = np.where(staff["on_duty"][workers], -NEVER, NEVER)
            return np.full(len(workers), midnight), until_h
        slot = staff["number"][workers] + staff["home_grid"][workers]
        begins, ends = shifts_of(roster)
        which = slot % len(begins)
        rests = (slot + day) % 7 < roster.rest_days
        return midnight + begins[which], np.where(rests, -NEVER, midnight + ends[which])

    def _fall_absent(
        self, workers: Workers, employer: Employer, day: int, from_h: Hours
    ) -> None:
        """Decide which of some workers fall absent from today [h], and for how long."""
        staff = self.staff
        key = staff["key"][workers]
        falls = uniform_each(self.seed, Purpose.ABSENCE, key, day, 0) < employer.absence
        falls &= from_h >= staff["absent_until_h"][workers]
        for place in np.flatnonzero(falls).tolist():
            u = uniform(self.seed, Purpose.ABSENCE_LENGTH, int(key[place]), day, 0)
            length = float(employer.absence_length.quantile(np.array([u]))[0])
            until_h = float(tick(float(from_h[place]) + max(length, 24.0)))
            staff["absent_until_h"][workers[place]] = until_h

    # -- coming and going --------------------------------------------------------------------

    def _start(self, group: tuple[Workers, Hours]) -> None:
        """Begin the shifts of workers that last until a time each [h]."""
        now_h, staff = self.clock.now_h, self.staff
        workers, until_h = group
        on = staff["on_duty"][workers]  # still finishing the shift before: this one follows on
        here = ~on & (staff["arrives_h"][workers] <= now_h)  # else stood down since the posting
        away = here & (staff["absent_until_h"][workers] > now_h)
        lost_until_h = lost_h(until_h[away], staff["absent_until_h"][workers[away]])
        staff["absent_h"][workers[away]] += lost_until_h - now_h
        arrives, serves = here & ~away, on | (here & ~away)
        arriving, serving = workers[arrives], workers[serves]
        staff["shift_until_h"][serving] = until_h[serves]
        staff["leaving"][serving] = False
        staff["on_duty"][arriving] = True
        staff["shift_from_h"][arriving] = now_h
        staff["grid"][arriving], staff["stairwell"][arriving] = staff["home_grid"][arriving], -1
        staff["suit_until_h"][arriving] = -NEVER
        for at_h, mine in grouped(until_h[serves]):
            if at_h < NEVER:
                self.clock.at(at_h, order.SHIFT_END, self._end, serving[mine])
        self._write_duty(arriving, 1)
        for hear in self.began:
            hear(serving)
        if len(arriving):
            self.desk.arrive(arriving)

    def _end(self, workers: Workers) -> None:
        """End a shift: who is idle goes home, who is out finishes first."""
        staff = self.staff
        over = staff["on_duty"][workers] & (staff["shift_until_h"][workers] <= self.clock.now_h)
        busy = staff["busy"][workers]
        staff["leaving"][workers[over & busy]] = True
        self._let_go(workers[over & ~busy])

    def _let_go(self, workers: Workers) -> None:
        """Let workers go home who are not on an outing."""
        if len(workers):
            self.desk.leave(workers)
            self.went_home(workers)

    def went_home(self, workers: Workers) -> None:
        """Take in that workers' shifts ended."""
        self._write_duty(workers, 0)
        for hear in self.ended:
            hear(workers)

    def _write_duty(self, workers: Workers, value: int) -> None:
        """Write who is at work for the response; the hazard is brought to now first."""
        if not len(workers):
            return
        self.state.before_change()
        people = self.staff["person"][workers]
        values = np.full(len(people), value, np.uint8)
        self.state.fields.duty[people] = values
        self.state.duty_log.append((self.clock.now_h, people, values))

    def absent(self, person: int, until_h: float) -> None:
        """Keep a person away from work from now until `until_h` [h]."""
        number = self._of_person.get(person)
        if number is None or until_h <= self.staff["absent_until_h"][number]:
            return
        worker = self.staff[number]
        worker["absent_until_h"] = until_h
        if worker["on_duty"]:
            lost_until_h = float(lost_h(worker["shift_until_h"], until_h))
            worker["absent_h"] += max(lost_until_h - self.clock.now_h, 0.0)
            if worker["busy"]:
                self.desk.interrupt(number)
            self._let_go(np.array([number]))

    # -- call-up -----------------------------------------------------------------------------

    def call_up(self, start_hour: float) -> None:
        """Call every reserve worker now; each comes after the notice and a keyed delay."""
        now_h, staff = self.clock.now_h, self.staff
        self.emergency = True
        for number in np.flatnonzero(staff["arrives_h"] == NEVER).tolist():
            employer: Employer = getattr(self.spec, EMPLOYERS[staff["employer"][number]])
            if employer.call_up is None:
                continue
            u = uniform(self.seed, Purpose.ARRIVAL, int(staff["key"][number]), 0, 0)
            delay = employer.call_up.notice - employer.call_up.ramp * math.log1p(-u)
            at_h = float(tick(now_h + delay))
            staff["arrives_h"][number] = at_h
            self.clock.at(at_h, order.SHIFT_START, self._arrived, (number, start_hour))

    def _arrived(self, arrival: tuple[int, float]) -> None:
        number, start_hour = arrival
        if self.staff["arrives_h"][number] != self.clock.now_h:
            return
        employer = EMPLOYERS[self.staff["employer"][number]]
        self.tell("worker_arrived", employer, float(number))
        day = math.floor((self.clock.now_h + start_hour) / 24.0)
        self._post(np.array([number]), day, 24.0 * day - start_hour)

    def stand_down(self) -> None:
        """Send the reserve home after this shift and return to normal rosters tomorrow."""
        self.emergency = False
        for employer, hers in self._by_employer(self._everybody):
            if employer.call_up is not None and not employer.call_up.stays:
                self.staff["arrives_h"][hers] = NEVER


def shifts_of(roster: Roster) -> tuple[Hours, Hours]:
    """Give when the shifts of a roster begin and end [h after midnight]."""
    begins = np.array([shift.from_ for shift in roster.shifts])
    ends = np.array([shift.until for shift in roster.shifts])
    return begins, np.where(ends > begins, ends, ends + 24.0)


def grouped(times_h: Hours) -> Iterator[tuple[float, Workers]]:
    """Give each of some times [h], the first to stand there first, and where it stands."""
    for time_h in dict.fromkeys(times_h.tolist()):
        yield time_h, np.flatnonzero(times_h == time_h)


def lost_h(shift_until_h: Any, absent_until_h: Any) -> Any:
    """Tell until when an absence costs a shift [h]: to its end, or as long as it lasts."""
    return np.where(shift_until_h < NEVER, shift_until_h, absent_until_h)
