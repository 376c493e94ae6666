"""The epidemic: an exact event kernel, brought to now by whoever needs to know.

Between calls nothing is computed. `advance` never runs ahead of the clock; the process `rhythm`
advances once a floor, so that every onset, severe turn and death is known before it happens.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock, Rhythm
from sim.hazards.epidemic.contacts import ContactRecord
from sim.hazards.epidemic.introductions import introduced
from sim.kernels import people, queue, sessions, spread
from sim.kernels.people import Courses, Fields, Infection, Places
from sim.ports import Contacts, Session
from sim.rng import Purpose, uniforms
from sim.scenario import EpidemicSpec
from sim.state import State

DAY_H = 24.0
FIRST_SLOTS, FIRST_COURSES = 4096, 1024
CourseEvent = Callable[[str, int, float], None]  # what (onset, severe, death), row, time [h]


class Epidemic:
    """An outbreak in one town; people are residents, then outsiders."""

    def __init__(
        self,
        spec: EpidemicSpec,
        places: Places,
        infection: Infection,
        state: State,
        horizon_h: float,
    ) -> None:
        self.spec, self.places, self.infection = spec, places, infection
        self.state = state
        # until when somebody is infectious, asked for at every outing
        self._until_h: dict[int, float] = {}
        self._stairwell_until_h = [-np.inf] * (len(places.stairwell_start) - 1)
        self._noted = 0
        self.courses: Courses = people.new_courses(FIRST_COURSES)
        self.queue = queue.new_queue(FIRST_SLOTS, 0.0, horizon_h)
        self.voided_h: NDArray[np.float64] = np.full(1024, np.inf)
        self._handles = 0
        self._advanced_h = 0.0
        self._quiet_until_h = -np.inf  # nothing is queued before
        self._told = 0
        self._record: ContactRecord | None = None

    # -- the kernel --------------------------------------------------------------------------

    def introduce(self, start: datetime) -> None:
        """Queue the introductions; `start` is the scenario's start date."""
        residents, seed = self.places.residents, self.infection.seed
        people = introduced(self.spec.introductions, residents, seed, start)
        while queue.room(self.queue) < len(people):
            self.queue = queue.grown(self.queue)
        for number, (person, time_h, at_once) in enumerate(people):
            spread.introduce(self.queue, person, time_h, number, at_once)
        self._quiet_until_h = -np.inf

    def advance(self, until_h: float) -> None:
        """Let every contact before `until_h` [h] happen."""
        if until_h <= self._advanced_h:
            return
        if until_h > self._quiet_until_h:
            self._again(lambda: spread.advance(*self._arrays(), self.voided_h, until_h))
            self._quiet_until_h = queue.quiet_until_h(self.queue)
        self._advanced_h = until_h

    def restricted(self, persons: NDArray[np.int64], now_h: float) -> None:
        """Lay open the household contacts that a modifier above 1 of these people allows."""
        fields = self.state.fields
        above = fields.factors[fields.restriction[persons], people.HOUSEHOLD] > 1.0
        for person in persons[above & (fields.latest[persons] >= 0)].tolist():
            self._again(partial(self._raise_bands, person, now_h))
            self._quiet_until_h = -np.inf

    def _raise_bands(self, person: int, now_h: float) -> int:
        status: int = spread.raise_bands(*self._arrays(), person, now_h)
        return status

    def _arrays(self) -> tuple[Places, Infection, Courses, Fields, queue.Queue]:
        """Give what every kernel works on, as it stands now."""
        return self.places, self.infection, self.courses, self.state.fields, self.queue

    def _again(self, call: Callable[[], int]) -> None:
        """Repeat a kernel call, making room until it is done."""
        while (status := call()) != spread.DONE:
            if status == spread.QUEUE_FULL:
                self.queue = queue.grown(self.queue)
            else:
                self.courses = people.grown(self.courses)

    # -- sessions ----------------------------------------------------------------------------

    def session(self, session: Session) -> int:
        """Push a session; give the handle to void it by."""
        self.state.before_change()  # who was infected until now may infect in it
        if self._handles == len(self.voided_h):
            self.voided_h = np.concatenate([self.voided_h, np.full(self._handles, np.inf)])
        handle = self._handles
        self._handles += 1
        push = sessions.push_visits if session.kind == "door" else sessions.push_table
        who = (session.task, session.crew, session.crew_risk, session.stops)
        when = (session.numbers, session.start_h, session.end_h)
        self._again(lambda: push(*self._arrays(), *who, *when, session.risk, handle))
        self._quiet_until_h = -np.inf
        return handle

    def risky(self, crew: list[int], stairwell: int) -> bool:
        """Tell whether anybody of a crew or of a stairwell is infected, or was a day ago."""
        self.state.before_change()
        since_h = self._advanced_h - DAY_H
        self._note_infections()
        if self._stairwell_until_h[stairwell] > since_h:
            return True
        until_h = self._until_h
        return any(person in until_h and until_h[person] > since_h for person in crew)

    def _note_infections(self) -> None:
        """Note until when the lately infected are infectious, by person and stairwell."""
        courses, rows = self.courses, int(self.courses.rows[0])
        for row in range(self._noted, rows):
            person, until_h = int(courses.person[row]), float(courses.infectious_until_h[row])
            self._until_h[person] = until_h
            stairwell = int(self.places.stairwell[person])
            if stairwell >= 0 and until_h > self._stairwell_until_h[stairwell]:
                self._stairwell_until_h[stairwell] = until_h
        self._noted = rows

    def void(self, handle: int, from_h: float) -> None:
        """Withdraw the contacts of a session at and after `from_h` [h]."""
        if handle >= 0:
            self.voided_h[handle] = min(self.voided_h[handle], from_h)

    # -- what others may see -----------------------------------------------------------------

    def examine(
        self, residents: NDArray[np.int64], kind: str, at_h: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Examine residents at past instants `at_h` [h]: by `pcr` or for `symptoms`."""
        row = self.state.fields.latest[residents]
        ever = (row >= 0) & (at_h >= self.courses.time_h[row])
        if kind == "symptoms":
            onset, until = self.courses.onset_h[row], self.courses.infectious_until_h[row]
            return ever & (at_h >= onset) & (at_h < until)
        testing = self.spec.testing
        hours, shares = zip(*testing.sensitivity, strict=True)
        since = at_h - self.courses.time_h[row]
        sensitivity = np.interp(since, hours, shares)
        if kind == "pooled":
            sensitivity = np.maximum(sensitivity - testing.pooled_loss, 0.0)
        chance = np.where(ever, sensitivity, 1.0 - testing.specificity)
        day = np.floor(at_h / 24.0).astype(np.int64)
        u = uniforms(self.infection.seed, Purpose.TEST, self.places.key[residents], day)
        return np.asarray(u < chance)

    def contacts(self, resident: int, from_h: float, to_h: float) -> Contacts:
        """Find whom a resident met in [from_h, to_h) [h]; see contacts.py for what is known.

        Raises ValueError where `to_h` lies after now.
        """
        self.state.before_change()
        if to_h > self._advanced_h:
            raise ValueError(
                f"contacts are known up to {self._advanced_h} h, not up to {to_h} h"
            )
        if self._record is None:
            self._record = ContactRecord(self.places, self.infection, self.state)
        return self._record.contacts(self.courses, resident, from_h, to_h)

    def rhythm(self, clock: Clock, tell: CourseEvent) -> Rhythm:
        """Advance once a floor and announce every turn of a course at its exact time."""
        step = self.infection.floor_h
        yield clock.event(max(clock.now_h, 0.0), order.INFECTION)
        while True:
            self.advance(clock.now_h)
            self._announce(clock, tell)
            yield clock.event(clock.now_h + step, order.INFECTION)

    def _announce(self, clock: Clock, tell: CourseEvent) -> None:
        courses, now_h = self.courses, clock.now_h
        turns = (
            ("onset", courses.onset_h),
            ("severe", courses.severe_h),
            ("death", courses.death_h),
        )
        rows = int(courses.rows[0])
        for row in range(self._told, rows):
            for what, at_h in turns:
                if at_h[row] == at_h[row]:
                    at = max(float(at_h[row]), now_h)
                    clock.at(at, order.INFECTION, lambda turn: tell(*turn), (what, row, at))
        self._told = rows
