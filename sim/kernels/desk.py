"""The desk, compiled: who serves what next, from event to event. `let` is its only door.

What happens leaves in `reactions` what Python has to do before anything else happens: sessions
to push, needs met that have consequences, workers who went home.
"""

from __future__ import annotations

import numpy as np

from sim.kernels import desk_queue as queue
from sim.kernels.desk_dispatch import arrive, enter, serve
from sim.kernels.desk_ends import end, interrupt
from sim.kernels.desk_events import (
    ANNOUNCES,
    ARISES,
    DAY,
    ENDS,
    ENTERS,
    EXPIRY,
    FOLLOWS,
    LOOKS,
    NEW_DAY,
    OVERDUE,
    plan,
    pop,
    react,
)
from sim.kernels.desk_outings import announce
from sim.kernels.desk_queue import begin_idle, end_idle
from sim.kernels.desk_settle import end_shift
from sim.kernels.desk_tables import NOBODY, NONE, Tables, compiled, entry, has_room
from sim.kernels.desk_tasks import arise, ask, follow
from sim.kernels.desk_view import tables_at
from sim.kernels.desk_willing import overdue

# What Python may ask for, beside the kinds of event that the desk plans itself (0-9).
ADVANCE, SUBMIT, ARRIVE, LEAVE, INTERRUPT, REPOST, POOL, WITHDRAW, LOOK, CLOSE = range(10, 20)
STOCK_UP, REMIND = 20, 21
DAY_H = 24.0
REACHED, REACT, FULL = range(3)  # why `let` came back


@entry
def let(at: int, kind: int, subject: int, part: int, time_h: float, priority: int) -> int:
    """Let one thing happen at a time [h]; with ADVANCE, all that comes before it.

    `at`: where the places of the tables stand (desk_view). Nothing happens where the tables are
    FULL. The book says what comes next.
    """
    t: Tables = tables_at(at)
    status = REACT
    if kind == ADVANCE:
        status = _advance(t, time_h, priority)
    elif not has_room(t):
        status = FULL
    elif kind == CLOSE:
        queue.close(t, time_h)
    else:
        _happen(t, kind, subject, part, time_h)
    book = t.book[0]
    book.due_h = t.events[0].time_h if book.events > 0 else np.inf
    book.due_priority = t.events[0].priority
    return status


@compiled
def _advance(t: Tables, until_h: float, priority: int) -> int:
    """Let happen what comes before a time [h] and priority, until Python has to act."""
    book = t.book[0]
    while book.reactions == 0:
        event = t.events[0]
        time_h, kind, subject, part = event.time_h, event.kind, event.subject, event.part
        if book.events == 0 or time_h > until_h:
            return REACHED
        if time_h == until_h and event.priority >= priority:
            return REACHED
        if not has_room(t):
            return FULL
        planned_anew = kind == ENDS and t.outings[subject].end_event != event.number
        pop(t)
        book.now_h = time_h
        if not planned_anew:
            _happen(t, kind, subject, part, time_h)
    return REACT


@compiled
def _happen(t: Tables, kind: int, subject: int, part: int, now_h: float) -> None:
    """Let one thing happen now."""
    if kind == ENDS:
        end(t, subject, now_h)
    elif kind == ENTERS:
        enter(t, subject, now_h)
    elif kind == ARISES:
        arise(t, subject, now_h)
    elif kind == NEW_DAY:
        react(t, DAY, subject, NONE, NONE)
    elif kind == ANNOUNCES:
        announce(t, subject, part, now_h)
    elif kind == SUBMIT:  # tasks from row `subject` up to row `part`
        for i in range(subject, part):
            ask(t, i, now_h)
    elif kind == ARRIVE:
        for place in range(subject):
            arrive(t, t.chosen[place], now_h)
    elif kind == LEAVE:
        for place in range(subject):
            end_shift(t, t.chosen[place], now_h)
    elif kind == INTERRUPT:
        interrupt(t, subject, now_h)
    elif kind == REPOST:
        for place in range(subject):
            _repost(t, t.chosen[place], now_h)
    elif kind == POOL:
        _pool(t, now_h)
    elif kind == WITHDRAW:  # services as bits
        _withdraw(t, subject, part, now_h)
    elif kind == LOOK or kind == LOOKS:  # noqa: SIM109, numba is given plain comparisons
        queue.look(t, subject, now_h)
    elif kind == FOLLOWS:
        follow(t, subject, part, now_h)
    elif kind == OVERDUE:
        overdue(t, subject)
    elif kind == REMIND:  # of a task that is overdue, in a day
        plan(t, now_h + DAY_H, EXPIRY, OVERDUE, subject, NONE)
    elif kind == STOCK_UP:  # so many suits were delivered
        t.book[0].suits += subject
        for place in range(_list_idle(t)):
            _serve_again(t, t.chosen[place], now_h)


@compiled
def _withdraw(t: Tables, stairwell: int, services: int, now_h: float) -> None:
    """Cancel what waits in a stairwell of some services."""
    i = t.asked[stairwell]
    while i >= 0:
        if services >> t.tasks[i].service & 1:
            queue.cancel(t, i, now_h)
        i = t.tasks[i].asked_before


@compiled
def _repost(t: Tables, w: int, now_h: float) -> None:
    """Let a worker serve where she was posted: at once if idle, else after this outing."""
    if t.workers[w].idle:
        end_idle(t, w, now_h)
        arrive(t, w, now_h)


@compiled
def _pool(t: Tables, now_h: float) -> None:
    """Let what waits and who idles go over to the areas in which their grids now lie."""
    t.queues[:] = -1
    for i in range(t.book[0].tasks):
        if t.tasks[i].queued:
            queue.push(t, i)
    idle, idlers = t.chosen, _list_idle(t)
    for area in range(len(t.idle)):
        for skilled in range(len(t.skills)):
            t.idle[area, skilled].first = t.idle[area, skilled].last = -1
    for w in range(len(t.workers)):
        t.workers[w].area = t.area_of_grid[t.workers[w].post]
    _move_giving_way(t)
    for place in range(idlers):
        begin_idle(t, idle[place])
    for place in range(idlers):
        _serve_again(t, idle[place], now_h)


@compiled
def _list_idle(t: Tables) -> int:
    """List who idles, by area and skills, the longest idle first; give how many."""
    idlers = NONE
    for area in range(len(t.idle)):
        for skilled in range(len(t.skills)):
            w = t.idle[area, skilled].first
            while w >= 0:
                t.chosen[idlers] = w
                idlers += 1
                w = t.workers[w].next
    return idlers


@compiled
def _serve_again(t: Tables, w: int, now_h: float) -> None:
    """Let a worker who idled take what she now can, unless another's crew took her."""
    if not t.workers[w].busy:
        serve(t, t.workers[w].area, w, now_h)


@compiled
def _move_giving_way(t: Tables) -> None:
    """Sort the outings that may be called off by the areas to which workers now belong."""
    under_way = NOBODY  # chained in their old order, by area
    last = NOBODY
    for area in range(len(t.giving_way)):
        line = t.giving_way[area]
        if line.first >= 0:
            if last >= 0:
                t.outings[last].next = line.first
            else:
                under_way = line.first
            last = line.last
        line.first = line.last = -1
    o = under_way
    while o >= 0:
        follows = t.outings[o].next
        t.outings[o].area = t.workers[t.outings[o].lead].area
        queue.stand(t.giving_way[t.outings[o].area], t.outings, o)
        o = follows
