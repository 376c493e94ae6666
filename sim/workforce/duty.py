"""Who is on duty: rosters, call-up, attendance and absence, one decision a worker and day."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

import numpy as np

from sim import order
from sim.clock import Clock, Rhythm
from sim.rng import Purpose, uniform, uniforms
from sim.scenario import Employer, Roster, Workforce
from sim.state import State
from sim.units import tick
from sim.workforce.worker import Worker

NEVER = float("inf")


class Desk(Protocol):
    """What duty asks of whoever hands out work."""

    def arrive(self, worker: Worker) -> None:
        """Take a worker who has just come on duty."""

    def leave(self, worker: Worker) -> None:
        """Let an idle worker go."""

    def interrupt(self, worker: Worker) -> None:
        """Stop the outing of a worker who has fallen ill."""


class Duty:
    """Brings workers on and off duty; `level` tells whether emergency rosters hold."""

    def __init__(
        self,
        clock: Clock,
        state: State,
        spec: Workforce,
        workers: list[Worker],
        seed: int,
        warm_up_h: float,
    ) -> None:
        self.clock, self.state, self.spec, self.workers = clock, state, spec, workers
        self.seed = seed
        self.first_day = math.floor(-warm_up_h / 24)
        self.emergency = False
        self.desk: Desk
        self.shifts: list[tuple[int, float, float]] = []
        self.tell: Callable[[str, str, float], None] = lambda _event, _place, _value: None
        self._of_person = {worker.person: worker for worker in workers}

    # -- the days ----------------------------------------------------------------------------

    def rhythm(self, start_hour: float) -> Rhythm:
        """Post the roster of each day; clock 0 is `start_hour` hours after midnight."""
        day = self.first_day
        while True:
            midnight = 24.0 * day - start_hour
            if midnight + 24.0 > self.clock.now_h:
                yield self.clock.event(max(midnight, self.clock.now_h), order.SHIFT_START)
                self._post(self.workers, day, midnight)
            day += 1

    def _post(self, workers: list[Worker], day: int, midnight: float) -> None:
        """Decide who works on a day and set the shifts' starts."""
        now_h = self.clock.now_h
        rosters = {name: self._roster(one) for name, one in self.spec.employers.items()}
        starts: dict[float, list[tuple[Worker, float]]] = {}
        here = [worker for worker in workers if worker.arrives_h <= now_h]
        keys = np.array([worker.key for worker in here], np.int64)
        luck = uniforms(self.seed, Purpose.ATTENDANCE, keys, day).tolist()
        for worker, u in zip(here, luck, strict=True):  # who is still to come is posted then
            span = self._span(worker, rosters[worker.employer], day, midnight)
            if span is None or span[1] <= now_h:
                continue
            employer: Employer = getattr(self.spec, worker.employer)
            if u >= employer.attendance:
                continue
            if employer.absence > 0 and span[0] >= worker.absent_until_h:
                self._fall_absent(worker, employer, day, span[0])
            begin = max(span[0], now_h)
            until = span[1] if span[1] == NEVER else float(tick(span[1]))
            starts.setdefault(float(tick(begin)), []).append((worker, until))
        for begin, group in starts.items():
            self.clock.at(begin, order.SHIFT_START, self._start, group)

    def _roster(self, employer: Employer) -> Roster:
        name = employer.roster
        if self.emergency and employer.emergency_roster:
            name = employer.emergency_roster
        return self.spec.rosters[name]

    def _span(
        self, worker: Worker, roster: Roster, day: int, midnight: float
    ) -> tuple[float, float] | None:
        """Give a worker's shift of a day [h], None on a rest day."""
        if roster.always:
            return (midnight, NEVER) if not worker.on_duty else None
        if (worker.number + worker.home_grid + day) % 7 < roster.rest_days:
            return None
        shift = roster.shifts[(worker.number + worker.home_grid) % len(roster.shifts)]
        until = shift.until if shift.until > shift.from_ else shift.until + 24.0
        return midnight + shift.from_, midnight + until

    def _fall_absent(self, worker: Worker, employer: Employer, day: int, from_h: float) -> None:
        """Decide whether a worker falls absent from today, and for how long."""
        if uniform(self.seed, Purpose.ABSENCE, worker.key, day, 0) < employer.absence:
            u = uniform(self.seed, Purpose.ABSENCE_LENGTH, worker.key, day, 0)
            length = float(employer.absence_length.quantile(np.array([u]))[0])
            worker.absent_until_h = float(tick(from_h + max(length, 24.0)))

    # -- coming and going --------------------------------------------------------------------

    def _start(self, group: list[tuple[Worker, float]]) -> None:
        now_h = self.clock.now_h
        arriving = []
        ends: dict[float, list[Worker]] = {}
        for worker, until_h in group:
            if worker.on_duty:  # still finishing the shift before: the new one follows on
                worker.shift_until_h, worker.leaving = until_h, False
                ends.setdefault(until_h, []).append(worker)
            elif worker.arrives_h > now_h:  # stood down since the day was posted
                continue
            elif worker.absent_until_h > now_h:
                worker.absent_h += lost_h(until_h, worker.absent_until_h) - now_h
            else:
                worker.on_duty, worker.leaving = True, False
                worker.shift_from_h, worker.shift_until_h = now_h, until_h
                worker.grid, worker.stairwell = worker.home_grid, -1
                worker.suit_until_h = -NEVER
                arriving.append(worker)
                ends.setdefault(until_h, []).append(worker)
        for until_h, workers in ends.items():
            if until_h < NEVER:
                self.clock.at(until_h, order.SHIFT_END, self._end, workers)
        self._write_duty(arriving, 1)
        for worker in arriving:
            self.desk.arrive(worker)

    def _end(self, workers: list[Worker]) -> None:
        """End a shift: who is idle goes home, who is out finishes first."""
        going = []
        for worker in workers:
            if not worker.on_duty or worker.shift_until_h > self.clock.now_h:
                continue
            if worker.busy:
                worker.leaving = True
            else:
                self.desk.leave(worker)
                going.append(worker)
        for worker in going:
            self._book(worker)
        self._write_duty(going, 0)

    def go_home(self, worker: Worker) -> None:
        """End a worker's duty now and book her hours."""
        self._book(worker)
        self._write_duty([worker], 0)

    def _book(self, worker: Worker) -> None:
        """Book the hours of a shift that ends now."""
        now_h = self.clock.now_h
        worker.on_duty = worker.leaving = False
        worker.hours += now_h - worker.shift_from_h
        worker.overtime_h += max(now_h - worker.shift_until_h, 0.0)
        self.shifts.append((worker.index, worker.shift_from_h, now_h))

    def _write_duty(self, workers: list[Worker], value: int) -> None:
        """Write who is at work for the response; the hazard is brought to now first."""
        if not workers:
            return
        self.state.before_change()
        people = np.array([worker.person for worker in workers], np.int64)
        values = np.full(len(people), value, np.uint8)
        self.state.fields.duty[people] = values
        self.state.duty_log.append((self.clock.now_h, people, values))

    def absent(self, person: int, until_h: float) -> None:
        """Keep a person away from work from now until `until_h` [h]."""
        worker = self._of_person.get(person)
        if worker is None or until_h <= worker.absent_until_h:
            return
        worker.absent_until_h = until_h
        if worker.on_duty:
            lost_until_h = lost_h(worker.shift_until_h, until_h)
            worker.absent_h += max(lost_until_h - self.clock.now_h, 0.0)
            if worker.busy:
                self.desk.interrupt(worker)
            else:
                self.desk.leave(worker)
            self.go_home(worker)

    # -- call-up -----------------------------------------------------------------------------

    def call_up(self, start_hour: float) -> None:
        """Call every reserve worker now; each comes after the notice and a keyed delay."""
        now_h = self.clock.now_h
        self.emergency = True
        for worker in self.workers:
            employer: Employer = getattr(self.spec, worker.employer)
            if employer.call_up is None or worker.arrives_h < NEVER:
                continue
            u = uniform(self.seed, Purpose.ARRIVAL, worker.key, 0, 0)
            delay = employer.call_up.notice - employer.call_up.ramp * math.log1p(-u)
            worker.arrives_h = float(tick(now_h + delay))
            self.clock.at(
                worker.arrives_h, order.SHIFT_START, self._arrived, (worker, start_hour)
            )

    def _arrived(self, arrival: tuple[Worker, float]) -> None:
        worker, start_hour = arrival
        if worker.arrives_h != self.clock.now_h:
            return
        self.tell("worker_arrived", worker.employer, float(worker.index))
        midnight = 24.0 * math.floor((self.clock.now_h + start_hour) / 24.0) - start_hour
        day = math.floor((self.clock.now_h + start_hour) / 24.0)
        self._post([worker], day, midnight)

    def stand_down(self) -> None:
        """Send the reserve home after this shift and return to normal rosters tomorrow."""
        self.emergency = False
        for worker in self.workers:
            called = getattr(self.spec, worker.employer).call_up
            if called is not None and not called.stays:
                worker.arrives_h = NEVER

    def close(self, horizon_h: float) -> None:
        """Book the hours of those still on duty at the horizon."""
        for worker in self.workers:
            if worker.on_duty:
                worker.hours += horizon_h - worker.shift_from_h
                worker.overtime_h += max(horizon_h - worker.shift_until_h, 0.0)
                self.shifts.append((worker.index, worker.shift_from_h, horizon_h))


def lost_h(shift_until_h: float, absent_until_h: float) -> float:
    """Tell until when an absence costs a shift: to its end, or as long as it lasts."""
    return shift_until_h if shift_until_h < NEVER else absent_until_h
