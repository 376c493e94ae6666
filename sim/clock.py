"""The clock: SimPy's environment, with the order of simultaneous events made explicit."""

from __future__ import annotations

from collections.abc import Callable, Generator
from operator import attrgetter
from typing import Any, Protocol

import simpy
from simpy.events import Event

Rhythm = Generator[Event, Any, None]
Due = tuple[float, int]  # time [h] and priority


class Beside(Protocol):
    """Somebody who keeps happenings of one's own, compiled, between those of SimPy."""

    def due(self) -> Due:
        """Give the time [h] and priority of the next of them."""

    def advance(self, until: Due) -> None:
        """Let happen what comes before a time [h] and priority; may stop earlier."""


def _call(event: Event) -> None:
    """Call what an event carries."""
    call, value = event._value
    call(value)


class Clock:
    """Hours since clock 0, and what is to happen when.

    Events at the horizon itself do not happen: a run covers [start, horizon).
    """

    def __init__(self, start_h: float) -> None:
        self.env = simpy.Environment(initial_time=start_h)
        self.beside: Beside | None = None
        self._schedule = self.env.schedule

    # The time [h]. A getter in C: it is asked for millions of times in a run.
    now_h: float = property(attrgetter("env._now"))  # type: ignore[assignment]

    def event(self, time_h: float, priority: int, value: object = None) -> Event:
        """Make an event that happens at a time [h]; a process may wait for it."""
        happening = Event(self.env)
        happening._ok = True
        happening._value = value
        delay = time_h - self.env._now
        if not delay >= 0:  # also refuses nan, which SimPy accepts
            raise ValueError(f"time {time_h} h lies before now, {self.env.now} h")
        self._schedule(happening, priority, delay)  # type: ignore[arg-type]
        return happening

    def at(
        self, time_h: float, priority: int, call: Callable[[Any], None], value: object
    ) -> Event:
        """Call `call(value)` at a time [h]."""
        happening = self.event(time_h, priority, (call, value))
        happening.callbacks.append(_call)
        return happening

    def cancel(self, happening: Event) -> None:
        """Let a scheduled event pass without effect."""
        if happening.callbacks is not None:
            happening.callbacks.clear()

    def follow(self, rhythm: Rhythm) -> None:
        """Start a process that yields events: the rhythm of the command, of shifts, of days."""
        self.env.process(rhythm)

    def move(self, time_h: float) -> None:
        """Move on to a time [h] at which something happens beside SimPy."""
        self.env._now = time_h

    def run(self, until_h: float) -> None:
        """Let everything before `until_h` [h] happen."""
        if not until_h > self.now_h:
            raise ValueError(f"time {until_h} h does not lie after now, {self.now_h} h")
        queue, step, beside, end = self.env._queue, self.env.step, self.beside, (until_h, -1)
        while True:
            upcoming = min(queue[0][:2], end) if queue else end
            if beside is not None and beside.due() < upcoming:
                beside.advance(upcoming)
            elif upcoming == end:
                break
            else:
                step()
        self.move(until_h)
