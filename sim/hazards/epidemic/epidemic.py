"""The epidemic: an exact event kernel, brought to now by whoever needs to know.

Between calls nothing is computed. `advance` never runs ahead of the clock; the process `rhythm`
advances once a floor, so that every onset, severe turn and death is known before it happens.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock, Rhythm
from sim.hazards.epidemic.alike import alike
from sim.hazards.epidemic.contacts import ContactRecord
from sim.hazards.epidemic.introductions import commuted, introduced
from sim.kernels import people, queue, sessions, spread
from sim.kernels.people import Courses, Fields, Infection, Places
from sim.ports import Contacts, Session
from sim.rng import Purpose, uniforms
from sim.scenario import EpidemicSpec, read_prevalence
from sim.state import State

DAY_H = 24.0
LEAST_SLOTS, LEAST_COURSES = 4096, 1024  # memory is used as they fill
NOBODY: NDArray[np.int64] = np.zeros(0, np.int64)
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
        slots: int = LEAST_SLOTS,
    ) -> None:
        self.spec, self.places, self.infection = spec, places, infection
        self.state, self.horizon_h = state, horizon_h
        # until when somebody is infectious, asked for at every outing
        self._until_h: dict[int, float] = {}
        stairwells = int(places.group[:, people.STAIRWELL].max(initial=-1)) + 1
        self._stairwell_until_h = [-np.inf] * stairwells
        self._noted = 0
        room = places.residents + LEAST_COURSES if slots >= LEAST_SLOTS else slots
        self.courses: Courses = people.new_courses(room)
        width_h = min(1.0, max(60_000 / max(places.residents, 1), 1 / 16))
        self.queue = queue.new_queue(max(slots, room // 2), 0.0, horizon_h, width_h)
        self.voided_h: NDArray[np.float64] = np.full(1024, np.inf)
        self._handles = 0
        self._advanced_h = 0.0
        self._quiet_until_h = -np.inf  # nothing is queued before
        self._told = 0
        self._record: ContactRecord | None = None

    # -- the kernel --------------------------------------------------------------------------

    def introduce(
        self, start: datetime, commuters: NDArray[np.int64] = NOBODY, root: Path = Path()
    ) -> None:
        """Queue the introductions of every variant.

        `start` is the scenario's start date, `commuters` the residents who work outside, `root`
        the folder of the scenario's files.
        """
        seed, number = self.infection.seed, 0
        of_variants = [self.spec.introductions]
        of_variants += [variant.introductions for variant in self.spec.variants.values()]
        for variant, spec in enumerate(of_variants):
            who = introduced(spec, self.places.residents, seed, start, variant)
            if spec.commuting is not None:
                outside = read_prevalence(root / spec.commuting.file)
                dose = self.infection.dose[people.WORK]
                dose *= self.infection.variants[variant, people.TRANSMISSIBILITY]
                rate = spec.commuting.contacts * min(dose, 1.0)
                who += commuted(
                    commuters, rate, outside, (start, self.horizon_h), seed, variant
                )
            while queue.room(self.queue) < len(who):
                self.queue = queue.grown(self.queue)
            for one in who:
                spread.introduce(
                    self.queue, one.person, one.time_h, number, variant, one.how, one.mark
                )
                number += 1
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
        who = (session.crew, session.crew_risk, session.stops)
        when = (session.numbers, session.start_h, session.end_h)
        if session.kind == "crew":
            crew = (*who, *when, session.per_h, session.risk, handle)
            self._again(lambda: sessions.push_crew(*self._arrays(), *crew))
        else:
            push = sessions.push_visits if session.kind == "door" else sessions.push_table
            stops = (session.task, *who, *when, session.risk, handle)
            self._again(lambda: push(*self._arrays(), *stops))
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
        new = people.known(self.courses)[self._noted :]
        for person, until_h in zip(
            new["person"].tolist(), new["infectious_until_h"].tolist(), strict=True
        ):
            self._until_h[person] = until_h
            stairwell = int(self.places.group[person, people.STAIRWELL])
            if stairwell >= 0 and until_h > self._stairwell_until_h[stairwell]:
                self._stairwell_until_h[stairwell] = until_h
        self._noted += len(new)

    def void(self, handle: int, from_h: float) -> None:
        """Withdraw the contacts of a session at and after `from_h` [h]."""
        if handle >= 0:
            self.voided_h[handle] = min(self.voided_h[handle], from_h)

    # -- what others may see -----------------------------------------------------------------

    def examine(
        self, residents: NDArray[np.int64], kind: str, at_h: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Examine residents at past instants `at_h` [h]: by `pcr` or for `symptoms`."""
        row = self._rows_at(residents, at_h)
        course = self.courses.table[row]
        ever = row >= 0
        if kind == "symptoms":
            ill = (at_h >= course["onset_h"]) & (at_h < course["infectious_until_h"])
            return np.asarray(ever & ill)
        testing = self.spec.testing
        hours, shares = zip(*testing.sensitivity, strict=True)
        since = at_h - course["time_h"]
        sensitivity = np.interp(since, hours, shares)
        if kind == "pooled":
            sensitivity = np.maximum(sensitivity - testing.pooled_loss, 0.0)
        chance = np.where(ever, sensitivity, 1.0 - testing.specificity)
        day = np.floor(at_h / 24.0).astype(np.int64)
        u = uniforms(
            self.infection.seed, Purpose.TEST, people.keys_of(self.places, residents), day
        )
        if testing.alike > 0:
            own = self._own_luck(residents, row)
            u = np.where(ever, alike(u, own, testing.alike), u)
        return np.asarray(u < chance)

    def _own_luck(
        self, residents: NDArray[np.int64], row: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Draw what all tests of a person in one infection share."""
        keys, number = people.keys_of(self.places, residents), self.courses.table["number"][row]
        return uniforms(self.infection.seed, Purpose.TEST_OWN, keys, number)

    def _rows_at(
        self, residents: NDArray[np.int64], at_h: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """Find each resident's latest infection that began by an instant; -1: none."""
        row = self.state.fields.latest[residents].astype(np.int64)
        table = self.courses.table
        while True:
            later = (row >= 0) & (table["time_h"][row] > at_h)
            if not np.any(later):
                return row
            row = np.where(later, table["previous"][row], row)

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
        now_h, rows = clock.now_h, int(self.courses.rows[0])
        onset, grave = (self.courses.table[what] for what in ("onset_h", "grave"))
        severe, death = (self.courses.grave[what] for what in ("severe_h", "death_h"))
        for row in range(self._told, rows):
            turns = [("onset", onset[row])]
            if grave[row] >= 0:
                turns += [("severe", severe[grave[row]]), ("death", death[grave[row]])]
            for what, at_h in turns:
                if at_h == at_h:
                    at = max(float(at_h), now_h)
                    clock.at(at, order.INFECTION, lambda turn: tell(*turn), (what, row, at))
        self._told = rows
