"""Shelters: opened by staff, filled by household, cared for, and places of contact.

A household goes to the nearest shelter with room, by the ways that are left. Who is there meets
the others at a stated rate: the meetings are announced one floor ahead, as those of colleagues.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Rhythm
from sim.hazards.contract import HazardPorts
from sim.hazards.flood.leaving import Households
from sim.ports import Asked, Served, Session
from sim.rng import Purpose, uniform
from sim.scenario.flood_spec import AWAY
from sim.town import Town
from sim.units import tick

Ints = NDArray[np.int64]
APART = 1 << 40  # added to residents: their draws are not those of workers' slots
FIRST_MINUTE = 1 << 23


class Shelters:
    """One shelter a community, on its highest grid."""

    def __init__(self, town: Town, homes: Households) -> None:
        self.town, self.homes, self.spec = town, homes, homes.water.spec.shelters
        height_m, community = homes.water.grid_m, town.grid_community
        every = [np.flatnonzero(community == one) for one in range(town.communities)]
        self.grid = np.array([of[np.argmax(height_m[of])] for of in every], np.int64)
        self.stairwell = np.searchsorted(town.stairwell_grid, self.grid).astype(np.int64)
        self.people = np.zeros(len(self.grid), np.int64)
        self.open = np.zeros(len(self.grid), np.bool_)
        self.of = np.full(town.households, -1, np.int64)
        self.walk_h = np.asarray(town.walk_h, float)
        self.handle = np.full(len(self.grid), -1, np.int64)  # of the meetings announced
        self.until_h = np.zeros(len(self.grid))  # up to when they are

    def bind(self, ports: HazardPorts) -> None:
        """Take what may be asked, and hear when a shelter is opened."""
        self.ports = ports
        ports.hear("open_shelter", self._opened)

    def prepare(self) -> None:
        """Have every shelter opened."""
        self._ask("open_shelter", np.arange(len(self.grid)), np.zeros(len(self.grid), np.int64))

    def room(self) -> Ints:
        """Give the places left in each shelter; fewer are used while an outbreak is one."""
        share = self.spec.spaced if self.ports.alert() else 1.0
        places: Ints = int(self.spec.capacity * share) - self.people
        return places

    def admit(self, household: int) -> None:
        """Take in a household that has left: to relatives, or to a shelter with room."""
        homes = self.homes
        self.ports.impose(AWAY, homes.residents(np.array([household])))
        if uniform(homes.seed, Purpose.FLOOD_KIN, household, 0, 0) < homes.spec.kin:
            return
        heads, grid = int(homes.members[household]), int(homes.grid[household])
        fits = np.flatnonzero(self.room() >= heads)
        name = self.town.grid_names[grid]
        if not len(fits):
            self.ports.tell("flood_no_place", name, float(heads))
            return
        where = int(fits[np.argmin(self.walk_h[grid, self.grid[fits]])])
        self.of[household], self.people[where] = where, self.people[where] + heads
        self.ports.tell("gathered", self._name(where), float(household))
        if not self.open[where]:
            self.ports.tell("flood_shelter_shut", self._name(where), float(heads))

    def leave(self, households: Ints) -> None:
        """Let households go home."""
        left: set[int] = set()
        self.ports.lift(AWAY, self.homes.residents(households))
        for household in households[self.of[households] >= 0].tolist():
            self.people[self.of[household]] -= self.homes.members[household]
            where = self._name(int(self.of[household]))
            self.ports.tell("dispersed", where, float(household))
            left.add(int(self.of[household]))
            self.of[household] = -1
        for shelter in sorted(left):  # who stays meets the others without them
            self.ports.answers.void(int(self.handle[shelter]), self.ports.clock.now_h)
            if self.until_h[shelter] > self.ports.clock.now_h and self.people[shelter] > 1:
                self._meet(shelter)

    def care(self, until_h: float) -> Rhythm:
        """Ask for care of who is there, round after round."""
        clock, number = self.ports.clock, 0
        while clock.now_h < until_h or self.people.any():
            yield clock.event(float(tick(clock.now_h + self.spec.care_every)), order.NEW_TASK)
            tasks = -(-self.people // self.spec.people)
            shelters = np.repeat(np.arange(len(tasks)), tasks)
            first = np.repeat(np.cumsum(tasks) - tasks, tasks)
            self._ask("care", shelters, (np.arange(len(first)) - first) * 64 + number % 64)
            number += 1

    def meetings(self, ahead_h: float, until_h: float) -> Rhythm:
        """Announce who meets whom in the shelters, one floor after the other."""
        clock = self.ports.clock
        while clock.now_h < until_h or self.people.any():
            self.handle[:], self.until_h[:] = -1, float(tick(clock.now_h + ahead_h))
            for shelter in np.flatnonzero(self.people > 1).tolist():
                self._meet(shelter)
            yield clock.event(float(tick(clock.now_h + ahead_h)), order.SHIFT_START)

    def _meet(self, shelter: int) -> None:
        """Let those who are there now meet until the next look."""
        people = self.homes.residents(np.flatnonzero(self.of == shelter))
        now_h, ones = self.ports.clock.now_h, np.ones(len(people))
        minute = round(now_h * 60.0) + FIRST_MINUTE
        self.handle[shelter] = self.ports.answers.session(
            Session(
                task=-1,
                kind="crew",
                crew=people,
                crew_risk=ones,
                stops=people + APART,
                numbers=np.full(len(people), minute, np.int64),
                start_h=ones * now_h,
                end_h=ones * float(self.until_h[shelter]),
                risk=self.spec.risk,
                per_h=ones * self.spec.contacts,
            )
        )

    def _ask(self, what: str, shelters: Ints, numbers: Ints) -> None:
        if len(shelters):
            nobody = np.full(len(shelters), -1, np.int64)
            endless = np.full(len(shelters), np.inf)
            self.ports.ask(Asked(what, self.stairwell[shelters], nobody, numbers, endless))

    def _opened(self, served: Served) -> None:
        if served.met:
            self.open[self.stairwell == served.stairwell] = True
            where = self.town.grid_names[int(self.town.stairwell_grid[served.stairwell])]
            self.ports.tell("flood_shelter_open", where, 1.0)

    def _name(self, shelter: int) -> str:
        return self.town.grid_names[int(self.grid[shelter])]
