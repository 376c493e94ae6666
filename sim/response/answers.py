"""Answers to cases: zones, quarantines and isolation, and the steps that follow them."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock
from sim.response.acting import Acting
from sim.response.gate import Gate
from sim.response.picture import Case, Picture
from sim.response.windows import edges, in_window, windowed
from sim.response.zone import Zone
from sim.scenario import ANSWERING, Control
from sim.units import tick

DAY_H = 24.0


class Answers:
    """What is done about each case that is known, by which control."""

    def __init__(self, clock: Clock, acting: Acting, gate: Gate, picture: Picture) -> None:
        self.clock, self.gate, self.picture = clock, gate, picture
        self.acting, self.zones = acting, acting.zones
        self.town, self.controls = self.zones.town, gate.controls
        self._answered: dict[str, int] = {}  # cases dealt with, by control

    def begin(self, name: str) -> None:
        """Schedule the answers of a control whose dates begin."""
        control = self.controls[name]
        if windowed(control):
            at_an_edge = partial(self._at_an_edge, name)
            at_an_edge()
            self.clock.follow(edges(self.clock, control, self.zones.start_hour, at_an_edge))
        from_h, _ = self.gate.dates_h(name)
        if self.controls[name].kind in ANSWERING and from_h is not None:
            self.clock.at(max(from_h, 0.0), order.COMMAND, lambda _: self.act(), name)

    def _at_an_edge(self, name: str) -> None:
        """Have what a control asks hold in its hours; who is under it stays so."""
        hour, now_h = self.zones.start_hour, self.clock.now_h
        holds = in_window(self.controls[name], self.gate.start, hour, now_h)
        self.acting.covering.restrictions.hold(name, holds)

    def act(self) -> None:
        """Have every control that may be used answer the cases it has not dealt with."""
        now_h = self.clock.now_h
        for name, control in self.controls.items():
            own = control.kind in ANSWERING and name not in self.gate.called
            if not own or not self.gate.usable(name, now_h):
                continue
            first = self._answered.get(name, 0)
            self._answered[name] = len(self.picture.cases)
            for case in self.picture.cases[first:]:
                if now_h - case.known_h > lasts_h(control):
                    continue  # found before the control could be used; over by now
                if self.gate.answers(name, case.resident):
                    self._answer_in_time(case, name)

    def _answer_in_time(self, case: Case, name: str) -> None:
        control = self.controls[name]
        if control.delay > 0:
            at_h = float(tick(self.clock.now_h + control.delay))
            self.clock.at(at_h, order.COMMAND, self._answer, (case, name))
        else:
            self._answer((case, name))

    def _answer(self, answer: tuple[Case, str]) -> None:
        """Answer a case by a control and by those that come with it; plan the next step."""
        case, name = answer
        control = self.controls[name]
        was_closed = control.kind == "zone" and self._zone_of(case) is not None
        self.acting.answer(case, name, control)
        for other in control.with_:
            usable = other in self.controls and self.gate.usable(other, self.clock.now_h)
            if usable and self.gate.asks(other, case.resident):
                self._answer_in_time(case, other)
        if control.then is not None and not was_closed:
            at_h = float(tick(self.clock.now_h + control.then.after))
            self.clock.at(at_h, order.COMMAND, self._next, (case, name))

    def _next(self, step: tuple[Case, str]) -> None:
        """Take the next step around a case, where the one before it is still in force."""
        case, name = step
        then = self.controls[name].then
        if then is None or then.control not in self.controls or not self._holds(case, name):
            return
        if not self.gate.usable(then.control, self.clock.now_h):
            return
        if not self.gate.asks(then.control, case.resident):
            return
        if then.unless is not None and self.gate.triggers.on(then.unless):
            return
        following = self.controls[then.control]
        if following.kind == "zone":
            self.zones.widen(case, then.control, following)
            if following.then is not None:
                at_h = float(tick(self.clock.now_h + following.then.after))
                self.clock.at(at_h, order.COMMAND, self._next, (case, then.control))
        else:
            self._answer((case, then.control))

    def _holds(self, case: Case, name: str) -> bool:
        """Tell whether a control is still in force around a case."""
        if self.controls[name].kind == "zone":
            return self._zone_of(case) is not None
        household = np.array([int(self.town.household[case.resident])])
        return bool(self.acting.quarantines.holds(name, household)[0])

    def _zone_of(self, case: Case) -> Zone | None:
        household = int(self.town.household[case.resident])
        return self.zones.at(int(self.town.household_stairwell[household]))

    def isolate(self, residents: NDArray[np.int64]) -> None:
        """Bring residents to isolation now, by every control of it that may be used."""
        for name, control in self.controls.items():
            if control.kind == "isolation" and self.gate.usable(name, self.clock.now_h):
                self.acting.isolate(name, residents)

    def quarantine(self, residents: NDArray[np.int64], name: str) -> float:
        """Quarantine the households of residents; give the end [h], now if it is not to be."""
        control, now_h = self.controls.get(name), self.clock.now_h
        if control is None or control.duration is None or not self.gate.usable(name, now_h):
            return now_h
        at_h = float(tick(now_h + control.delay))
        households = np.unique(self.town.household[residents]).astype(np.int64)
        what = (households, name, control)
        if control.delay > 0:
            self.clock.at(
                at_h, order.COMMAND, lambda one: self.acting.quarantines.impose_on(*one), what
            )
        else:
            self.acting.quarantines.impose_on(*what)
        return float(tick(at_h + control.duration))


def lasts_h(control: Control) -> float:
    """Give how long the answer to a case is in force at least [h]."""
    if control.kind == "zone":
        return max(DAY_H * control.clear_days, DAY_H)
    return max(control.duration or 0.0, DAY_H)
