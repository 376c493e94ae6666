"""How cases come to notice by themselves: the ill seek a test, the severe are admitted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim import order
from sim.clock import Clock
from sim.hazards.epidemic.epidemic import Epidemic
from sim.kernels.people import HOUSEHOLD, key_of
from sim.ports import Absent, Finding, Report
from sim.rng import Purpose, uniform
from sim.state import State
from sim.units import tick

DAY_H = 24.0


class Care:
    """Turns of a course that others notice: onset, a test sought, admission, death."""

    def __init__(
        self,
        clock: Clock,
        state: State,
        epidemic: Epidemic,
        report: Report,
        absent: Absent,
        tell: Callable[[str, int], None],
    ) -> None:
        self.clock, self.state, self.epidemic = clock, state, epidemic
        self.report, self.absent, self.tell = report, absent, tell
        self.tests = 0
        self.hides: Callable[[int, float], bool] = lambda _home, _at_h: False
        self.report_gain: Callable[[int], float] = lambda _person: 0.0  # of campaigns

    def turn(self, what: str, row: int, at_h: float) -> None:
        """Act on a turn of the course in `row` that happens now."""
        courses = self.epidemic.courses
        course = courses.table[row]
        person, until_h = int(course["person"]), float(course["infectious_until_h"])
        if what == "onset":
            self.absent(person, until_h)
            if person < self.epidemic.places.residents:
                u = uniform(
                    self._seed, Purpose.SEEK_TEST, self._key(person), -1, int(course["number"])
                )
                self._next_day(person, row, float(tick(at_h + DAY_H * u)))
        elif what == "severe":
            self.absent(person, float(courses.grave[course["grave"]]["leaves_hospital_h"]))
            self.tell("severe", person)
            if person < self.epidemic.places.residents:
                self._sample(person, "admission")
        else:
            self.absent(person, float("inf"))
            self.tell("death", person)

    @property
    def _seed(self) -> int:
        return self.epidemic.infection.seed

    def _key(self, person: int) -> int:
        return int(key_of(self.epidemic.places, person))

    def _next_day(self, person: int, row: int, at_h: float) -> None:
        if at_h < self.epidemic.courses.table[row]["infectious_until_h"]:
            self.clock.at(at_h, order.INFECTION, self._consider, (person, row))

    def _consider(self, ill: tuple[int, int]) -> None:
        """Let somebody ill decide whether to seek a test today."""
        person, row = ill
        testing, now_h = self.epidemic.spec.testing, self.clock.now_h
        share = testing.seek_alert if self.state.alert else testing.seek_normal
        share += self.report_gain(person)
        day = int(now_h // DAY_H)
        found = False
        home = int(self.epidemic.places.group[person, HOUSEHOLD])
        if (
            not self.hides(home, now_h)
            and uniform(self._seed, Purpose.SEEK_TEST, self._key(person), day, 0) < share
        ):
            found = self._sample(person, "symptoms")
        if not found and not self._in_hospital_by(row, now_h):
            self._next_day(person, row, now_h + DAY_H)

    def _in_hospital_by(self, row: int, at_h: float) -> bool:
        courses = self.epidemic.courses
        grave = int(courses.table[row]["grave"])
        return grave >= 0 and bool(courses.grave[grave]["severe_h"] <= at_h)

    def _sample(self, person: int, by: str) -> bool:
        """Take a sample now, known after the turnaround; tell whether it will be positive."""
        now_h = self.clock.now_h
        self.tests += 1
        positive = self.epidemic.examine(np.array([person]), "pcr", np.array([now_h]))
        known_h = float(tick(now_h + self.epidemic.spec.testing.turnaround))
        self.report(Finding(person, now_h, known_h, bool(positive[0]), by))
        return bool(positive[0])
