"""What work does to workers: hours of the week, days in a row; injury, and leaving for good.

Injury and leaving are decided at the end of a day's last span of duty, each by one keyed draw
of slot and day. Whoever is always on duty has no such end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.clock import Clock
from sim.rng import Purpose, uniform, uniform_each
from sim.scenario import EMPLOYERS, Employer, Workforce
from sim.units import tick
from sim.workforce.rosters import NEVER, Hours

LONG_WEEK_H = 60.0
"""From so many hours a week on, injuries are more frequent. Source: as LONG_WEEK."""
LONG_WEEK = 1.23
"""Hazard of injury then, times this. Source: Dembe et al. 2005, doi 10.1136/oem.2004.016667."""
LONG_DAY = 1.37
"""Hazard of injury on a day of 12 h or more, times this. Source: as LONG_WEEK."""

Workers = NDArray[np.int64]  # their numbers


class Stay(NamedTuple):
    """Workers who are to come on duty together, and until when [h]."""

    workers: Workers
    until_h: Hours
    ends_h: Hours  # the last span of each that day
    day: int


class Wear:
    """Keeps the state of workers, and tells who is hurt or leaves."""

    def __init__(self, clock: Clock, spec: Workforce, staff: NDArray[Any], seed: int) -> None:
        self.clock, self.spec, self.staff, self.seed = clock, spec, staff, seed
        self.tell: Callable[[str, str, float], None] = lambda _event, _place, _value: None
        heads = len(staff)
        self.left = np.zeros(heads, np.bool_)
        self._ends_h = np.full(heads, NEVER)  # the day's last span of duty
        self._day = np.full(heads, -(10**6))  # on which it began
        self._hours_before = np.zeros(heads)
        self._totals = np.zeros((8, heads))  # hours on duty up to the last midnights
        bodies = spec.employers.values()
        self._wears = any(body.attrition > 0 or body.injury > 0 for body in bodies)

    # -- the state ---------------------------------------------------------------------------

    def count_week(self, day: int) -> None:
        """Write the hours on duty of the 7 days before a day that begins now."""
        staff = self.staff
        lasting_h = np.where(staff["on_duty"], self.clock.now_h - staff["shift_from_h"], 0.0)
        total_h = staff["hours"] + lasting_h
        staff["week_h"] = total_h - self._totals[(day + 1) % 8]
        self._totals[day % 8] = total_h

    def on_duty(self, workers: Workers, day: int) -> None:
        """Count a day in a row with duty, the day itself included; once a day."""
        new = workers[self._day[workers] != day]
        if len(new):
            self.staff["days"][new] *= self._day[new] == day - 1
            self.staff["days"][new] += 1
            self._hours_before[new] = self.staff["hours"][new]
            self._day[new] = day

    def begin(self, workers: Workers, ends_h: Hours, day: int) -> None:
        """Take in that workers are on duty, on a day whose last span ends at a time [h]."""
        self.on_duty(workers, day)
        self._ends_h[workers] = ends_h

    def shift_of(self, worker: int) -> Stay:
        """Give the shift that a worker is on or was on last."""
        one = np.array([worker])
        until_h, ends_h = self.staff["shift_until_h"][one], self._ends_h[one]
        return Stay(one, until_h, ends_h, int(self._day[worker]))

    # -- the end of a day's work -------------------------------------------------------------

    def end(self, workers: Workers) -> None:
        """Decide who of those who go home is hurt, and who does not come back."""
        now_h, staff = self.clock.now_h, self.staff
        if not self._wears:
            return
        over = (self._ends_h[workers] <= now_h) & (staff["absent_until_h"][workers] <= now_h)
        for worker in workers[over].tolist():
            employer: Employer = getattr(self.spec, EMPLOYERS[staff["employer"][worker]])
            if employer.injury > 0:
                self._may_be_hurt(worker, employer)
            if employer.attrition > 0:
                self._may_leave(worker, employer)

    def _luck(self, purpose: int, worker: int) -> float:
        key, day = int(self.staff["key"][worker]), int(self._day[worker])
        return float(uniform(self.seed, purpose, key, day, 0))

    def _may_be_hurt(self, worker: int, employer: Employer) -> None:
        staff = self.staff
        day_h = float(staff["hours"][worker] - self._hours_before[worker])
        risk = injury_risk(employer.injury, day_h, float(staff["week_h"][worker]))
        if self._luck(Purpose.INJURY, worker) < risk:
            u = self._luck(Purpose.INJURY_LENGTH, worker)
            length_h = float(employer.injury_length.quantile(np.array([u]))[0])
            staff["absent_until_h"][worker] = tick(self.clock.now_h + length_h)
            self._tell("injured", worker)

    def _may_leave(self, worker: int, employer: Employer) -> None:
        long_week = self.staff["week_h"][worker] >= LONG_WEEK_H
        share = employer.attrition * (employer.attrition_long_week if long_week else 1.0)
        if self._luck(Purpose.ATTRITION, worker) < share:
            self.left[worker] = True
            self.staff["arrives_h"][worker] = NEVER
            self._tell("left", worker)

    def _tell(self, event: str, worker: int) -> None:
        self.tell(event, EMPLOYERS[self.staff["employer"][worker]], float(worker))


def injury_risk(up_to_8_h: float, day_h: float, week_h: float) -> float:
    """Give the risk of injury in a day's work of so many hours, after such a week.

    The hazard rises from 8 h to its 1.37-fold at 12 h, and 1.23-fold from 60 h a week on; in
    between a straight line is assumed. Source: Dembe et al. 2005, doi 10.1136/oem.2004.016667.
    """
    long_day = min(max((day_h - 8.0) / 4.0, 0.0), 1.0)
    risk = up_to_8_h * (1.0 + (LONG_DAY - 1.0) * long_day)
    return min(risk * (LONG_WEEK if week_h >= LONG_WEEK_H else 1.0), 1.0)


def fall_absent(
    staff: NDArray[Any], workers: Workers, employer: Employer, day: int, luck: Any
) -> None:
    """Decide which of some workers fall absent from today, and for how long.

    `luck`: the seed, and from when each would be on duty [h].
    """
    seed, from_h = luck
    key = staff["key"][workers]
    falls = uniform_each(seed, Purpose.ABSENCE, key, day, 0) < employer.absence
    falls &= from_h >= staff["absent_until_h"][workers]
    for place in np.flatnonzero(falls).tolist():
        u = uniform(seed, Purpose.ABSENCE_LENGTH, int(key[place]), day, 0)
        length = float(employer.absence_length.quantile(np.array([u]))[0])
        until_h = float(tick(float(from_h[place]) + max(length, 24.0)))
        staff["absent_until_h"][workers[place]] = until_h
