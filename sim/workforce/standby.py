"""Standing by: workers on call come out for urgent work that nobody at hand starts.

The rule. While a roster's span on call lasts, the queues are looked at every quarter of an
hour of the day. For each waiting task of a service up to the roster's priority class, for which
nobody was called yet, one worker is called: of those with the skill that leads, in the task's
area, who are not on duty, stopped, absent or on their way, the one with the fewest hours this
week, then of the lowest key. She is on duty after her notice, for up to 4 h but not beyond the
span on call, whatever she does in that time.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Rhythm
from sim.scenario import EMPLOYERS, OnCall
from sim.units import tick
from sim.workforce.rosters import called_out

if TYPE_CHECKING:
    from sim.workforce.duty import Duty, Waiting

LOOKS_PER_H = 4


class Standby:
    """Calls workers out who stand by."""

    def __init__(self, duty: Duty) -> None:
        self.duty, self.start_hour = duty, duty.posting.start_hour
        self._called: set[int] = set()  # tasks for which somebody was
        self._busy_until_h = np.full(len(duty.staff), -np.inf)

    def rhythm(self) -> Rhythm:
        """Look at what waits every quarter of an hour."""
        clock = self.duty.clock
        look = math.ceil((clock.now_h + self.start_hour) * LOOKS_PER_H)
        while True:
            at_h = float(tick(look / LOOKS_PER_H - self.start_hour))
            yield clock.event(max(at_h, clock.now_h), order.DISPATCH)
            self._look()
            look += 1

    def _look(self) -> None:
        on_call = list(self._on_call())
        if not on_call:
            return
        highest = max(spec.priority for _, spec, _ in on_call)
        for waiting in sorted(self.duty.desk.waiting(highest)):
            if waiting.task not in self._called:
                self._call_for(waiting, on_call)

    def _on_call(self) -> Iterator[tuple[NDArray[np.bool_], OnCall, tuple[float, float]]]:
        """Give who stands by now by employer, and when she would be on duty."""
        duty, now_h = self.duty, self.duty.clock.now_h
        staff = duty.staff
        for name, employer in duty.spec.employers.items():
            spec = duty.spec.rosters[duty.posting.roster_of(employer)].on_call
            span = called_out(spec, now_h, self.start_hour) if spec else None
            if spec is None or span is None:
                continue
            free = (staff["employer"] == EMPLOYERS.index(name)) & ~staff["on_duty"]
            free &= (staff["arrives_h"] <= now_h) & (staff["absent_until_h"] <= now_h)
            free &= (duty.on_off.until_h <= now_h) & (self._busy_until_h <= now_h)
            yield free, spec, span

    def _call_for(
        self,
        waiting: Waiting,
        on_call: list[tuple[NDArray[np.bool_], OnCall, tuple[float, float]]],
    ) -> None:
        """Call one worker for a task, if there is one."""
        duty, staff = self.duty, self.duty.staff
        able = (staff["skills"] & waiting.lead) != 0
        able &= duty.desk.area_of_grid[staff["post"]] == waiting.area
        best: tuple[float, int, int, tuple[float, float]] | None = None
        for free, spec, span in on_call:
            if waiting.priority > spec.priority:
                continue
            for worker in np.flatnonzero(free & able & (self._busy_until_h < span[0])).tolist():
                one = (float(staff["week_h"][worker]), int(staff["key"][worker]), worker, span)
                best = one if best is None else min(best, one)
        if best is not None:
            *_, worker, span = best
            self._called.add(waiting.task)
            self._busy_until_h[worker] = span[1]
            self.duty.tell("called_out", EMPLOYERS[staff["employer"][worker]], float(worker))
            duty.call_out(worker, *span)
