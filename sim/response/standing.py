"""Controls that stand: they begin and end by level, date, hours and place, not by cases."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock
from sim.response.acting import Acting
from sim.response.gate import Gate
from sim.response.windows import edges, in_window, windowed
from sim.scenario import STANDING, StandDown
from sim.units import tick


class Standing:
    """Which of the standing controls are in force, and in which grids."""

    def __init__(
        self,
        clock: Clock,
        acting: Acting,
        gate: Gate,
        stand_down: StandDown | None,
        start_hour: float,
    ) -> None:
        self.clock, self.acting, self.gate = clock, acting, gate
        self.stand_down, self.start_hour = stand_down, start_hour
        self.controls = {n: c for n, c in gate.controls.items() if c.kind in STANDING}
        self._in_force: dict[str, float] = {}  # since when [h], by name
        self._in_grids: dict[str, NDArray[np.bool_]] = {}
        self._first_h: dict[str, float] = {}  # of those with hours: when first at their level
        self._planned_h: dict[str, float] = {}  # when one with a delay takes effect
        self._lifted_at_h: dict[str, float] = {}  # in turn, by what was decided last

    def begin(self, name: str) -> None:
        """Schedule what a control has dates for, if it does not look at the level."""
        control = self.controls[name]
        if name in self.gate.called:
            return
        if windowed(control):
            at_an_edge = partial(self._at_an_edge, name)
            self.clock.follow(edges(self.clock, control, self.start_hour, at_an_edge))
        if not self.gate.always(name):
            return
        from_h, until_h = self.gate.dates_h(name)
        self.clock.at(max(from_h or 0.0, 0.0), order.COMMAND, self.impose, name)
        if until_h is not None:
            self.clock.at(until_h, order.COMMAND, self.lift, name)

    def level_changed(self, before: int, now: int) -> None:
        """Impose what the new level allows, and lift what it does not."""
        own = [
            n for n in self.controls if not self.gate.always(n) and n not in self.gate.called
        ]
        for name in own:
            if self.gate.allows(name, now) and not self.gate.allows(name, before):
                self._impose_in_time(name)
        over = [n for n in own if self.gate.allows(n, before) and not self.gate.allows(n, now)]
        rule = self.stand_down
        later = [n for n in (rule.order if rule else ()) if n in over and n in self._in_force]
        for name in over:
            self._first_h.pop(name, None)
            if name not in later:
                self.lift(name)
        for place, name in enumerate(later):
            at_h = float(tick(self.clock.now_h + place * (rule.every if rule else 0.0)))
            self._lifted_at_h[name] = at_h
            if place == 0:
                self.lift(name)
            else:
                self.clock.at(at_h, order.COMMAND, self._lift_if_over, name)

    def review(self) -> None:
        """Impose in the grids where a trigger came on, and lift where it went off."""
        for name in list(self._in_force):
            where = self.controls[name].where
            if where is not None:
                self._spread(name, self.gate.triggers.in_grids(where))

    def impose(self, name: str) -> None:
        """Impose a control, after its delay, in its hours and grids, and what comes with it."""
        if name in self._in_force or name in self._planned_h or not self._in_hours(name):
            return
        control = self.controls[name]
        if control.share_asked == 0 or self._over(name):
            return
        if control.delay > 0:
            at_h = self._planned_h[name] = float(tick(self.clock.now_h + control.delay))
            self.clock.at(at_h, order.COMMAND, self._take_effect, (name, at_h))
        else:
            self._start(name)

    def _take_effect(self, plan: tuple[str, float]) -> None:
        name, at_h = plan
        if self._planned_h.get(name) == at_h:
            del self._planned_h[name]
            self._start(name)

    def _start(self, name: str) -> None:
        control = self.controls[name]
        self._in_force[name] = now_h = self.clock.now_h
        if control.where is None:
            self.acting.begin(name, self.gate.residents(name))
        else:
            self._spread(name, self.gate.triggers.in_grids(control.where))
        if control.duration is not None:
            until_h = float(tick(self._first(name) + control.duration))
            self.clock.at(until_h, order.COMMAND, self._expire, (name, now_h))
        for other in control.with_:
            if other in self.controls and self.gate.usable(other, now_h):
                self.impose(other)
        if control.then is not None and control.then.control in self.controls:
            at_h = float(tick(now_h + control.then.after))
            self.clock.at(at_h, order.COMMAND, self._next, (name, now_h))

    def _expire(self, plan: tuple[str, float]) -> None:
        name, since_h = plan
        if self._in_force.get(name) == since_h:
            self.lift(name)

    def lift(self, name: str) -> None:
        """Lift a control, and what came with it and after it."""
        self._planned_h.pop(name, None)
        if self._in_force.pop(name, None) is None:
            return
        control = self.controls[name]
        self.acting.end(name, self.gate.residents(name, self._in_grids.pop(name, None)))
        for other in (*control.with_, *([control.then.control] if control.then else [])):
            if other in self.controls:
                self.lift(other)

    def _spread(self, name: str, grids: NDArray[np.bool_]) -> None:
        """Hold a control in these grids and no others."""
        held = self._in_grids.get(name, np.zeros(len(grids), np.bool_))
        if (grids & ~held).any():
            self.acting.begin(name, self.gate.residents(name, grids & ~held))
        if (held & ~grids).any():
            self.acting.end(name, self.gate.residents(name, held & ~grids), over=False)
        self._in_grids[name] = grids.copy()

    def _next(self, step: tuple[str, float]) -> None:
        """Take the next step where the one before it is still in force."""
        name, since_h = step
        then = self.controls[name].then
        if then is None or self._in_force.get(name) != since_h:
            return
        if not self.gate.usable(then.control, self.clock.now_h):
            return
        if then.unless is None or not self.gate.triggers.on(then.unless):
            self.impose(then.control)

    def _impose_in_time(self, name: str) -> None:
        """Impose a control of a level now, or when its dates begin."""
        now_h, (first_h, last_h) = self.clock.now_h, self.gate.dates_h(name)
        from_h = now_h if first_h is None else first_h
        until_h = math.inf if last_h is None else last_h
        if from_h <= now_h < until_h:
            self.impose(name)
        elif from_h > now_h:
            self.clock.at(from_h, order.COMMAND, self._impose_if_usable, name)
        if now_h < until_h < math.inf:
            self.clock.at(until_h, order.COMMAND, self.lift, name)

    def _impose_if_usable(self, name: str) -> None:
        if self.gate.usable(name, self.clock.now_h):
            self.impose(name)

    def _lift_if_over(self, name: str) -> None:
        due = self._lifted_at_h.get(name) == self.clock.now_h
        if due and not self.gate.allows(name):
            self.lift(name)

    # -- hours and days of the week ----------------------------------------------------------

    def _at_an_edge(self, name: str) -> None:
        """Lift what is out of its hours, and impose what is back in them."""
        if not self._in_hours(name):
            self.lift(name)
        elif self.clock.now_h >= 0.0 and self.gate.usable(name, self.clock.now_h):
            self.impose(name)

    def _in_hours(self, name: str) -> bool:
        """Tell whether a control holds at this time of day, on this day of the week."""
        control = self.controls[name]
        return in_window(control, self.gate.start, self.start_hour, self.clock.now_h)

    def _first(self, name: str) -> float:
        """Give since when the duration of a control counts [h]: across its hours, the first."""
        if not windowed(self.controls[name]):
            return self.clock.now_h
        return self._first_h.setdefault(name, self.clock.now_h)

    def _over(self, name: str) -> bool:
        """Tell whether the duration of a control is over that comes back at its hours."""
        lasts_h, first_h = self.controls[name].duration, self._first_h.get(name, math.inf)
        return lasts_h is not None and first_h + lasts_h <= self.clock.now_h
