"""Hours of the day and days of the week: when a control holds, and the edges between."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime

from sim import order
from sim.clock import Clock, Rhythm
from sim.scenario import Control
from sim.units import tick

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_H = 24.0


def windowed(control: Control) -> bool:
    """Tell whether a control holds at some times of the week only."""
    return control.hours is not None or bool(control.weekdays)


def in_window(control: Control, start: datetime, start_hour: float, at_h: float) -> bool:
    """Tell whether a control holds at an hour [h]; clock 0 is so many hours after midnight."""
    at_h += start_hour
    if control.weekdays:
        day = start.weekday() + math.floor(at_h / DAY_H)
        if WEEKDAYS[day % 7] not in control.weekdays:
            return False
    if control.hours is None:
        return True
    return control.hours[0] <= at_h % DAY_H < control.hours[1]


def edges(
    clock: Clock, control: Control, start_hour: float, at_an_edge: Callable[[], None]
) -> Rhythm:
    """Call `at_an_edge` where a control's hours begin and end, and at every midnight."""
    opens, closes = control.hours or (0.0, DAY_H)
    while True:
        day = math.floor((clock.now_h + start_hour) / DAY_H)
        midnight_h = DAY_H * day - start_hour
        for time_of_day in (opens, closes):
            at_h = float(tick(midnight_h + time_of_day))
            if at_h >= max(clock.now_h, 0.0) and time_of_day < DAY_H:
                yield clock.event(at_h, order.COMMAND)
                at_an_edge()
        yield clock.event(float(tick(midnight_h + DAY_H)), order.COMMAND)
        at_an_edge()
