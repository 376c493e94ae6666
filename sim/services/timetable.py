"""Needs at fixed times of the day: of buildings, of places by the calendar, and of posts."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Rhythm
from sim.scenario import BuildingNeed, CalendarNeed, PostNeed
from sim.services.catalogue import ServiceRules
from sim.services.needs import Needs
from sim.services.task import task_key
from sim.units import tick

Ints = NDArray[np.int64]
DAY_H = 24.0
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HEADS = 64  # numbers that a minute of the day has: one a head of a post


def _nobody(households: Ints) -> NDArray[np.bool_]:
    """Answer for a world without controls: nobody is shut in."""
    return np.zeros(len(households), np.bool_)


class Timetable:
    """Creates what is needed by the clock.

    A place stands at its first stairwell. A task's number within the day is the minute times
    64, plus the head of the post that it is for: so no two of a service collide, and another
    head or time leaves the others alone.
    """

    def __init__(self, needs: Needs, weekday: int) -> None:
        """Prepare; `weekday`: of the start's date, 0 for Monday."""
        self.needs, self.town, self.weekday = needs, needs.town, weekday
        self.confined: Callable[[Ints], NDArray[np.bool_]] = _nobody
        self.gated: Callable[[], NDArray[np.bool_]] = lambda: np.zeros(
            needs.town.stairwells, np.bool_
        )  # stairwells in zones with gates
        self.alert: Callable[[], bool] = lambda: False
        town = self.town
        grids = np.searchsorted(town.stairwell_grid, np.arange(town.grids)).astype(np.int64)
        first_grids = np.searchsorted(town.grid_community, np.arange(town.communities))
        self._first = {
            "grid": grids,
            "community": grids[first_grids],
            "street": grids[:1],
            "building": town.building_start[:-1].astype(np.int64),
        }

    def rhythm(self, rules: ServiceRules) -> Rhythm:
        """Create a service's needs at its times of day, from the start of the run on."""
        need, clock, start_hour = rules.spec.need, self.needs.clock, self.needs.start_hour
        assert isinstance(need, BuildingNeed | CalendarNeed | PostNeed)
        while True:
            day = math.floor((clock.now_h + start_hour) / DAY_H)
            midnight_h = DAY_H * day - start_hour
            for time_of_day in sorted(need.at) if self._on(need, day) else ():
                at_h = tick(midnight_h + time_of_day)
                if at_h >= clock.now_h:
                    yield clock.event(at_h, order.NEW_TASK)
                    self._arise(rules, day, int(time_of_day * 60) * HEADS)
            yield clock.event(midnight_h + DAY_H, order.NEW_TASK)

    def _on(self, need: BuildingNeed | CalendarNeed | PostNeed, day: int) -> bool:
        """Tell whether there are needs on a calendar day; day 0 is the start's."""
        if isinstance(need, BuildingNeed):
            return day % need.every_days == 0
        if isinstance(need, CalendarNeed):
            return WEEKDAYS[(self.weekday + day) % 7] in need.days
        return True

    def _arise(self, rules: ServiceRules, day: int, number: int) -> None:
        """Create the needs of an instant, one a place, or one a head of each post."""
        need, heads = rules.spec.need, 1
        if isinstance(need, PostNeed):
            if need.when == "emergency" and not self.alert():
                return
            heads = need.heads
        places = np.repeat(self._places(rules), heads)
        numbers = number + np.arange(len(places)) % heads
        if len(places):
            nobody = np.full(len(places), -1, np.int64)
            keys = task_key(rules.code, places, day, numbers)
            self.needs.make(rules, (keys, places), (nobody, nobody), nobody * 0 + 1)

    def _places(self, rules: ServiceRules) -> Ints:
        """List the first stairwells of the places that have the need now."""
        need = rules.spec.need
        if isinstance(need, CalendarNeed):
            return self._first[need.place]
        if isinstance(need, BuildingNeed):
            where = "building" if need.where == "all" else "sealed_building"
        else:
            assert isinstance(need, PostNeed)
            where = need.where
        kind = where.removeprefix("sealed_")
        if kind != where and isinstance(need, PostNeed):
            inside = np.logical_or.reduceat(self.gated(), self._first[kind])
            return self._first[kind][inside]
        return self._first[kind][self._sealed(kind)] if kind != where else self._first[kind]

    def _sealed(self, kind: str) -> NDArray[np.bool_]:
        """Tell which grids or buildings have any household shut in."""
        town = self.town
        shut_in = self.confined(np.arange(town.households))
        first = town.stairwell_start[self._first[kind]].astype(np.int64)
        return np.asarray(np.logical_or.reduceat(shut_in, first), np.bool_)
