"""How tasks begin: asked for, arising by themselves, or done again."""

from __future__ import annotations

import numpy as np

from sim.kernels.desk_dispatch import enter
from sim.kernels.desk_events import (
    ARISES,
    ENTERS,
    EXPIRY,
    LOOKS,
    NEW_DAY,
    NEW_TASK,
    OVERDUE,
    WATCH,
    plan,
    react,
)
from sim.kernels.desk_rules import set_deadlines
from sim.kernels.desk_tables import (
    EXPIRED,
    NOBODY,
    NONE,
    OPEN,
    REDO,
    REWORK,
    WAVES,
    Tables,
    compiled,
)
from sim.rng import Purpose, bits

_FOLLOW_KEY = Purpose.FOLLOW_KEY


@compiled
def accept(t: Tables, i: int, now_h: float) -> None:
    """Let a task begin its life; it can be started from its earliest on."""
    task, service = t.tasks[i], t.services[t.tasks[i].service]
    task.outcome, task.worker = OPEN, NOBODY
    task.set_out_h = task.started_h = task.finished_h = np.nan
    for k in range(task.first, task.first + task.stops):
        t.stops[k].outcome, t.stops[k].met_h = OPEN, np.nan
    set_deadlines(t, i)
    if service.watched:
        react(t, WATCH, i, NONE, NONE)
    if service.willing >= 0 and task.due_h < np.inf:
        plan(t, task.due_h, EXPIRY, OVERDUE, i, NONE)
    if service.followed and task.expires_h < np.inf:  # somebody acts on its lapse
        plan(t, task.expires_h, EXPIRY, LOOKS, i, NONE)
    if t.tasks[i].earliest_h > now_h:
        plan(t, t.tasks[i].earliest_h, NEW_TASK, ENTERS, i, NONE)
    else:
        enter(t, i, now_h)


@compiled
def ask(t: Tables, i: int, now_h: float) -> None:
    """Let a task begin that was asked for: it can be withdrawn."""
    task = t.tasks[i]
    task.asked_before = t.asked[task.stairwell]
    t.asked[task.stairwell] = i
    accept(t, i, now_h)


@compiled
def arise(t: Tables, s: int, now_h: float) -> None:
    """Create a service's own needs that arise now, and plan the next of the day."""
    book, service = t.book[0], t.services[s]
    while service.next_need < service.last_need and t.needs[service.next_need].at_h <= now_h:
        need = t.needs[service.next_need]
        service.next_need += 1
        i, first = book.tasks, book.stops
        task = t.tasks[i]
        task.key, task.service, task.grid, task.stairwell = (
            need.key,
            s,
            need.grid,
            need.stairwell,
        )
        task.created_h, task.ahead_h, task.parent = now_h, need.ahead_h, NOBODY
        for wave in range(WAVES):
            task.patience_h[wave] = need.patience_h[wave]
        task.first, task.stops, task.is_round = first, max(need.slices, 1), need.slices > 0
        for k in range(first, first + task.stops):
            stop = t.stops[k]
            stop.household, stop.resident = need.household, need.resident
            stop.factor = need.factor
        book.tasks += 1
        book.stops += task.stops
        book.needs_ahead -= 1
        book.slices_ahead -= task.stops
        accept(t, i, now_h)
    if service.next_need < service.last_need:
        plan(t, t.needs[service.next_need].at_h, NEW_TASK, ARISES, s, NONE)
    else:
        plan(t, service.next_day_h, NEW_TASK, NEW_DAY, s, NONE)


@compiled
def do_again(t: Tables, i: int, now_h: float) -> None:
    """Have the wrong stops of a task done again."""
    book, task = t.book[0], t.tasks[i]
    again, wrong = t.tasks[book.tasks], NONE
    again.key, again.service = task.key + REWORK, task.service
    again.grid, again.stairwell, again.created_h = task.grid, task.stairwell, now_h
    again.wave, again.ahead_h = task.wave + 1, task.ahead_h
    again.parent = task.parent
    for wave in range(WAVES):
        again.patience_h[wave] = task.patience_h[wave]
    for k in range(task.first, task.first + task.stops):
        if t.stops[k].outcome == REDO:
            stop = t.stops[book.stops + wrong]
            stop.household, stop.resident = t.stops[k].household, t.stops[k].resident
            stop.factor = t.stops[k].factor
            wrong += 1
    again.first, again.stops, again.is_round = book.stops, wrong, task.is_round
    book.tasks += 1
    book.stops += wrong
    ask(t, book.tasks - 1, now_h)


@compiled
def follow(t: Tables, parent: int, s: int, now_h: float) -> None:
    """Create the need of a service that follows a task: as services/followups.py does."""
    book, led = t.book[0], t.tasks[parent]
    service, i, stops = t.services[s], book.tasks, NONE
    for k in range(led.first, led.first + led.stops):
        of = t.stops[k]
        met = of.outcome != OPEN and of.outcome != EXPIRED
        if (led.outcome == EXPIRED and met) or (stops > 0 and not service.rounds):
            continue
        stop = t.stops[book.stops + stops]
        stop.household, stop.resident, stop.factor = of.household, of.resident, 1.0
        stops += 1
    if stops == 0:
        return
    task = t.tasks[i]
    task.key = np.int64(bits(0, _FOLLOW_KEY, led.key, service.code, 0) >> np.uint64(2))
    task.service, task.parent, task.wave, task.ahead_h = s, parent, 0, 0.0
    task.grid, task.stairwell, task.created_h = led.grid, led.stairwell, now_h
    for wave in range(WAVES):
        task.patience_h[wave] = np.inf
    task.first, task.stops, task.is_round = book.stops, stops, service.rounds
    book.tasks += 1
    book.stops += stops
    ask(t, i, now_h)
