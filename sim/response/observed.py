"""What triggers may look at: the picture, what was ordered, and what the desks know. Read only.

Every measure is a sum by grid over another sum by grid, or one sum; a place larger than a grid
adds both up before it divides.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.ports import Known
from sim.response.confined import Confined
from sim.response.picture import Picture
from sim.response.zone import Zone
from sim.response.zones import Zones
from sim.scenario import Trigger
from sim.town import Town

Amounts = NDArray[np.float64]  # [grids]
DAY_H = 24.0
PLACES = ("street", "community", "grid")


class Observed:
    """Measures of what the command knows, by grid."""

    def __init__(
        self, town: Town, picture: Picture, confined: Confined, zones: Zones, known: Known
    ) -> None:
        self.town, self.picture = town, picture
        self.confined, self.zones, self.known = confined, zones, known
        self.since_h = -math.inf  # cases count from here: the last return to normal
        self._released_h = np.full(town.grids, -np.inf)
        self._known_h = np.zeros(0)  # of the cases taken in so far
        self._grid = np.zeros(0, np.int64)
        grids = np.arange(town.grids)
        self._area = {
            "street": np.zeros(town.grids, np.int64),
            "community": town.grid_community.astype(np.int64),
            "grid": grids,
        }
        self._looks: dict[str, Callable[[Trigger, float], tuple[Amounts, Amounts | None]]] = {
            "cases": self._cases,
            "backlog": lambda one, _: (known.open_stops(one.services, overdue=False), None),
            "overdue": lambda one, _: (known.open_stops(one.services, overdue=True), None),
            "on_time": lambda one, now_h: known.due_stops(
                one.services, now_h - (one.last or DAY_H)
            ),
            "staff": lambda one, _: (known.staff(one.employers, absent=False), None),
            "absent": lambda one, _: (known.staff(one.employers, absent=True), None),
            "suits": lambda _, __: (self._in_the_street(known.suits()), None),
            "confined": lambda _, __: (confined.by_grid(), None),
            "zones": lambda _, __: (self._open_zones(), None),
        }

    def look(self, trigger: Trigger, now_h: float) -> Amounts:
        """Give what a trigger looks at, in the place of each grid; nan for the unknown."""
        assert trigger.measure is not None
        whole, of = self._looks[trigger.measure](trigger, now_h)
        area = self._area[trigger.place]
        summed = np.bincount(area, weights=whole)
        if of is not None:
            total = np.bincount(area, weights=of)
            summed = np.where(total > 0, summed / np.maximum(total, 1), np.nan)
        return np.asarray(summed[area], np.float64)

    def quiet_h(self, place: str, now_h: float) -> Amounts:
        """Give how long no case was new and no zone closed, in the place of each grid [h].

        It is counted from clock 0 at the earliest: nobody looked before.
        """
        last_h = np.maximum(self._released_h, 0.0)
        self._take_in()
        np.maximum.at(last_h, self._grid, self._known_h)
        closed = list(self.zones.open)
        last_h[self.town.stairwell_grid[closed]] = np.inf  # it is not over: a wait without end
        area = self._area[place]
        latest = np.full(int(area.max()) + 1, -np.inf)
        np.maximum.at(latest, area, last_h)
        return np.asarray(now_h - latest[area], np.float64)

    def released(self, zone: Zone, now_h: float) -> None:
        """Take in that a zone was released."""
        self._released_h[self.town.stairwell_grid[zone.stairwells]] = now_h

    def _cases(self, trigger: Trigger, now_h: float) -> tuple[Amounts, None]:
        self._take_in()
        if trigger.last is None:
            known = self._known_h >= self.since_h
        else:
            known = self._known_h > now_h - trigger.last
        counted = np.bincount(self._grid[known], minlength=self.town.grids)
        return counted.astype(np.float64), None

    def _take_in(self) -> None:
        """Take in when and where the cases that are new in the picture became known."""
        new = self.picture.cases[len(self._grid) :]
        if new:
            who = np.array([case.resident for case in new], np.int64)
            self._grid = np.append(self._grid, self.town.resident_grid[who].astype(np.int64))
            self._known_h = np.append(self._known_h, [case.known_h for case in new])

    def _open_zones(self) -> Amounts:
        grids = [
            int(self.town.stairwell_grid[zone.stairwells[0]])
            for zone in self.zones.zones
            if not zone.released and len(zone.stairwells)
        ]
        counted = np.bincount(np.array(grids, np.int64), minlength=self.town.grids)
        return counted.astype(np.float64)

    def _in_the_street(self, amount: float) -> Amounts:
        at = np.zeros(self.town.grids)
        at[0] = amount
        return at
