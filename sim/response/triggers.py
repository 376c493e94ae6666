"""Triggers: conditions on what the command knows, on or off, with hysteresis.

Each has a state for every grid and one for the street: `where` of a control asks for a grid's,
a level for the street's. The street's state of a measure taken in grids or communities is on
while it is on in one of them; `all`, `any` and `none` are worked out in the street and in each
grid by themselves. States change only when they are looked at: at the command's meetings and
at the times that are dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from sim.response.observed import Amounts, Observed
from sim.scenario import Trigger
from sim.units import hours_since

States = NDArray[np.bool_]  # [grids + 1], the street last
DAY_H = 24.0


class Triggers:
    """The triggers of a response and their states."""

    def __init__(self, triggers: Mapping[str, Trigger], observed: Observed, grids: int) -> None:
        self.triggers, self.observed, self.grids = triggers, observed, grids
        self.start = datetime.min
        self.names = in_order(triggers)
        self._on = {name: np.zeros(grids + 1, np.bool_) for name in triggers}
        self._since_h = {name: np.full(grids + 1, -np.inf) for name in triggers}
        self._seen: dict[str, list[tuple[float, Amounts]]] = {}

    def on(self, name: str) -> bool:
        """Tell whether a trigger was on in the street when it was last looked at."""
        return bool(self._on[name][-1])

    def in_grids(self, name: str) -> States:
        """Tell in which grids a trigger was on when it was last looked at [grids]."""
        return self._on[name][:-1]

    def look(self, now_h: float) -> None:
        """Look at everything now, those first of which others are made."""
        for name in self.names:
            wanted = self._wanted(name, self.triggers[name], now_h)
            was, stays = self._on[name], self.triggers[name].stays
            held = was & ~wanted & (now_h - self._since_h[name] < stays)
            now = wanted | held
            self._since_h[name][now & ~was] = now_h
            self._on[name] = now

    def moments(self, name: str) -> list[float]:
        """Give the hours [h] at which a trigger comes on or goes off by date."""
        trigger = self.triggers[name]
        begins = trigger.date or trigger.ordered
        if begins is None:
            return []
        at_h = [hours_since(self.start, begins) + trigger.notice]
        return at_h + ([hours_since(self.start, trigger.until)] if trigger.until else [])

    def _wanted(self, name: str, trigger: Trigger, now_h: float) -> States:
        if trigger.measure is not None:
            return _with_street(self._measured(name, trigger, now_h))
        if trigger.quiet is not None:
            return _with_street(
                self.observed.quiet_h(trigger.place, now_h) >= trigger.quiet,
            )
        if trigger.dated:
            from_h, *until_h = self.moments(name)
            on = from_h <= now_h and not any(end_h <= now_h for end_h in until_h)
            return np.full(self.grids + 1, on)
        made_of = [self._on[other] for other in trigger.others]
        none = np.zeros(self.grids + 1, np.bool_)
        if trigger.all is not None:
            return np.asarray(np.logical_and.reduce([~none, *made_of]), np.bool_)
        anywhere = np.asarray(np.logical_or.reduce([none, *made_of]), np.bool_)
        return anywhere if trigger.any is not None else ~anywhere

    def _measured(self, name: str, trigger: Trigger, now_h: float) -> NDArray[np.bool_]:
        """Tell in which grids a measure is as it should be, on as many days as it should."""
        value = self.observed.look(trigger, now_h)
        if trigger.looks_at_days == 1 and trigger.change is None:
            return self._beyond(trigger, value, self._on[name][:-1])
        seen = self._seen.setdefault(name, [])
        seen.append((now_h, value))
        oldest_h = now_h - DAY_H * (trigger.looks_at_days + 2)
        self._seen[name] = seen = [one for one in seen if one[0] >= oldest_h]
        unknown, held = np.full(self.grids, np.nan), np.zeros(self.grids, np.int64)
        for back in range(trigger.looks_at_days):
            day = _last_by(seen, now_h - DAY_H * back, unknown)
            before = _last_by(seen, now_h - DAY_H * (back + 1), unknown)
            if trigger.change is None:
                held += self._beyond(trigger, day, np.zeros(self.grids, np.bool_))
            else:
                held += day > before if trigger.change == "rising" else day < before
        return held >= trigger.days

    def _beyond(
        self, trigger: Trigger, value: Amounts, on: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Tell where a value is beyond its threshold, or not yet back; the unknown is not."""
        if trigger.at_least is not None:
            back = trigger.at_least if trigger.off_below is None else trigger.off_below
            return np.where(on, value >= back, value >= trigger.at_least)
        assert trigger.at_most is not None
        back = trigger.at_most if trigger.off_above is None else trigger.off_above
        return np.where(on, value <= back, value <= trigger.at_most)


def _with_street(grids: NDArray[np.bool_]) -> States:
    return np.append(grids, grids.any())


def _last_by(seen: list[tuple[float, Amounts]], at_h: float, unknown: Amounts) -> Amounts:
    """Give what was last seen by an hour [h], and not more than a day before it."""
    for time_h, value in reversed(seen):
        if time_h <= at_h:
            return value if time_h > at_h - DAY_H else unknown
    return unknown


def in_order(triggers: Mapping[str, Trigger]) -> list[str]:
    """List triggers so that those of which others are made come first."""
    found: dict[str, None] = {}

    def take(name: str) -> None:
        for other in triggers[name].others:
            if other not in found:
                take(other)
        found[name] = None

    for name in triggers:
        take(name)
    return list(found)
