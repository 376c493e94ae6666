"""What is to happen at the desk, in order of time, priority and number: a binary heap."""

from __future__ import annotations

import numpy as np

from sim.kernels.desk_tables import NONE, ONE, Tables, compiled

# priorities; those of sim.order
WORK_END, EXPIRY, NEW_TASK = np.int64(2), np.int64(5), np.int64(8)
# planned by the desk itself
ENDS, ENTERS, ARISES, NEW_DAY, ANNOUNCES, LOOKS, OVERDUE, FOLLOWS = map(np.int64, range(8))
_BEFORE = np.int64(1 << 62)  # what follows at once comes before what was planned earlier
# What Python has to do: the subject is a task, an outing, a worker or a service.
VOID, FINISHED, WATCH, HOME, MEET, DAY, SETTLED, NO_SUITS, LATE = map(np.int64, range(9))


@compiled
def react(t: Tables, kind: int, subject: int, first: int, last: int) -> None:
    """Leave something for Python to do before the next event."""
    book = t.book[0]
    reaction = t.reactions[book.reactions]
    book.reactions += 1
    reaction.kind, reaction.subject = kind, subject
    reaction.first, reaction.last = first, last


@compiled
def plan(t: Tables, time_h: float, priority: int, kind: int, subject: int, part: int) -> int:
    """Plan an event and give its number; of equals, the one planned first happens first.

    What follows at once is an exception: it goes before others of its time and priority.
    """
    book, events = t.book[0], t.events
    number = book.event_number - (_BEFORE if kind == FOLLOWS else NONE)
    book.event_number += 1
    place = book.events
    book.events += 1
    while place > 0:
        above = (place - 1) >> 1
        one = events[above]
        if one.time_h < time_h:
            break
        if one.time_h == time_h and (
            one.priority < priority or (one.priority == priority and one.number < number)
        ):
            break
        events[place] = one
        place = above
    event = events[place]
    event.time_h, event.number, event.priority = time_h, number, priority
    event.kind, event.subject, event.part = kind, subject, part
    return number


@compiled
def _comes_before(t: Tables, a: int, b: int) -> bool:
    one, other = t.events[a], t.events[b]
    if one.time_h != other.time_h:
        return one.time_h < other.time_h
    if one.priority != other.priority:
        return one.priority < other.priority
    return one.number < other.number


@compiled
def pop(t: Tables) -> None:
    """Take the first event off."""
    book, events = t.book[0], t.events
    book.events -= 1
    last = book.events
    # the hole sinks to the bottom, then the last event rises from there
    place, below = NONE, ONE
    while below < last:
        if below + 1 < last and _comes_before(t, below + 1, below):
            below += 1
        events[place] = events[below]
        place, below = below, 2 * below + 1
    while place > 0:
        above = (place - 1) >> 1
        if _comes_before(t, above, last):
            break
        events[place] = events[above]
        place = above
    events[place] = events[last]
