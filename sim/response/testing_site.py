"""A site of mass testing: who was called waits, tables take one stairwell each at a time.

Who waits at a site is a session: they meet each other, whichever stairwell they come from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock
from sim.ports import PushSession, Session, Void
from sim.scenario import TestingSites
from sim.state import State
from sim.units import tick

Ints = NDArray[np.int64]
MET, OPEN_TASK = 1, 0
REFRESH_H = 0.25  # a queue is announced anew so often: who was sampled meanwhile leaves it
SLOT = 1 << 40  # apart from the slots of workers


class AtTable(Protocol):
    """What a site sees of the task of a stairwell at a table."""

    row: int

    @property
    def outcome(self) -> int:
        """0 open, 1 done, 2 redo, 3 expired, 4 cancelled."""

    @property
    def stops(self) -> NDArray[Any]:
        """The rows of its stops."""

    @property
    def residents(self) -> Ints:
        """The resident of each stop."""


class OrderTable(Protocol):
    """Order the samples of those called from one stairwell (response -> services)."""

    def __call__(self, service: str, stairwell: int, at_h: float, called: Ints, /) -> AtTable:
        """Create the task and give it to watch."""


@dataclass
class SitePorts:
    """What sites may ask of the other parts."""

    order: OrderTable
    withdraw: Callable[[str, Ints], None]  # a service, stairwells
    present: Callable[[Ints], NDArray[np.bool_]]  # who is not taken away
    session: PushSession
    void: Void
    tell: Callable[[str, str, float], None]
    ahead_h: float  # a session may be announced so far ahead; inf without a hazard


class Called(NamedTuple):
    """Those called from one stairwell, when [h], and the round for which they were."""

    stairwell: int
    residents: Ints
    called_h: float
    round: Any


@dataclass
class Site:
    """One site: its stairwells, who waits, who is at a table."""

    number: int
    grid: int
    stairwells: Ints
    ready_h: float | None = None  # when its first set-up is done
    open: bool = False
    waiting: list[Called] = field(default_factory=list)
    at_tables: dict[int, tuple[Called, AtTable]] = field(default_factory=dict)
    handle: int = -1  # of the queue as it was last announced
    age: int = 0


class Queue:
    """Seats who waits at the sites, and announces queues as sessions."""

    def __init__(
        self, clock: Clock, state: State, spec: TestingSites, ports: SitePorts, names: list[str]
    ) -> None:
        self.clock, self.state, self.spec, self.ports = clock, state, spec, ports
        self.names = names  # of the grids
        self._site_of: dict[int, Site] = {}  # by row of a task at a table
        self._crowds = spec.queue_contacts * spec.queue_risk > 0 and ports.ahead_h > 0

    def call(self, site: Site, called: Called) -> None:
        """Take in those called from a stairwell."""
        site.waiting.append(called)
        self.seat(site)

    def seat(self, site: Site) -> None:
        """Give free tables to those who wait, in the order in which they were called."""
        while site.open and site.waiting and len(site.at_tables) < self.spec.tables:
            called = site.waiting.pop(0)
            now_h, service = self.clock.now_h, called.round.spec.service
            task = self.ports.order(service, called.stairwell, now_h, called.residents)
            site.at_tables[task.row] = (called, task)
            self._site_of[task.row] = site
        self._announce((site, site.age))

    def settled(self, task: AtTable) -> None:
        """Count whom a table sampled, and give it to the next."""
        site = self._site_of.pop(task.row, None)
        if site is None:
            return
        called, _ = site.at_tables.pop(task.row)
        stops = task.stops
        met = stops["outcome"] == MET
        if not called.round.over:
            called.round.sampled += int(met.sum())
        if met.any():
            place = self.names[site.grid]
            waited_h = float((stops["start_h"][met] - called.called_h).sum())
            what = "swabbed_late" if called.round.over else "swabbed"
            self.ports.tell(what, place, float(met.sum()))
            self.ports.tell("swab_queue_h", place, waited_h)
        self.seat(site)

    def close(self, site: Site) -> list[Called]:
        """Close a site; give those who waited in vain. Who is at work at a table goes on."""
        site.open = False
        left, site.waiting = site.waiting, []
        for called, task in list(site.at_tables.values()):
            if self._withdrawn(called, task):
                missed = task.residents[task.stops["outcome"] != MET]
                left += [called._replace(residents=missed)] if len(missed) else []
        return left

    def drop(self, site: Site, one: Any) -> None:
        """Withdraw what a site still has of a round that is over."""
        site.waiting = [called for called in site.waiting if called.round is not one]
        for called, task in list(site.at_tables.values()):
            if called.round is one:
                self._withdrawn(called, task)

    def _withdrawn(self, called: Called, task: AtTable) -> bool:
        """Withdraw a task unless somebody is at work on it; tell whether it has ended."""
        if task.outcome == OPEN_TASK:
            stairwell = np.array([called.stairwell])
            self.ports.withdraw(called.round.spec.service, stairwell)
        if task.outcome == OPEN_TASK:
            return False
        self.settled(task)
        return True

    # -- the queue as a session --------------------------------------------------------------

    def _announce(self, plan: tuple[Site, int]) -> None:
        """Announce who waits together from now on for a while, in place of what was said."""
        site, age = plan
        if age != site.age or not self._crowds:
            return
        site.age += 1
        now_h = self.clock.now_h
        if site.handle >= 0:
            self.ports.void(site.handle, now_h)
            site.handle = -1
        if not site.waiting and not site.at_tables:
            return
        until_h = float(tick(now_h + min(REFRESH_H, self.ports.ahead_h)))
        people, end_h = self._crowd(site, until_h)
        self.state.before_change()  # who was infected until now may infect in it
        if len(people) > 1 and (self.state.fields.latest[people] >= 0).any():
            site.handle = self.ports.session(self._session(people, end_h))
        if len(people):
            self.clock.at(until_h, order.SHIFT_START, self._announce, (site, site.age))

    def _crowd(self, site: Site, until_h: float) -> tuple[Ints, NDArray[np.float64]]:
        """List who waits at a site, and until when at most [h]."""
        now_h = self.clock.now_h
        people = [called.residents for called in site.waiting]
        end_h = [np.full(len(one), until_h) for one in people]
        for _, task in site.at_tables.values():
            stops, residents = task.stops, task.residents
            start_h = np.nan_to_num(stops["start_h"], nan=until_h)
            begun = stops["outcome"] != 0
            start_h = np.where(begun, now_h, np.where(start_h <= 0, until_h, start_h))
            people.append(residents)
            end_h.append(np.minimum(start_h, until_h))
        everybody = np.concatenate(people).astype(np.int64)
        ends = np.concatenate(end_h)
        stay = ends > now_h
        return everybody[stay], ends[stay]

    def _session(self, people: Ints, end_h: NDArray[np.float64]) -> Session:
        now_h, count = self.clock.now_h, len(people)
        return Session(
            task=-1,
            kind="crew",
            crew=people,
            crew_risk=np.ones(count),
            stops=people + SLOT,
            numbers=np.full(count, round(now_h * 3600), np.int64),
            start_h=np.full(count, now_h),
            end_h=end_h,
            risk=self.spec.queue_risk,
            per_h=np.full(count, self.spec.queue_contacts),
        )
