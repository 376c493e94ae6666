"""Who waits: tasks in the order of the dispatch rule, workers and outings in lines.

Each place and service has a queue, a pairing heap chained through the tasks: the order of two
tasks is strict, so the order in which they are taken does not hang on the heap's shape. What
came in a surge is sorted once, into a heap in which each task has one behind it. The place is
the pooling area; under a rule of distance, or with equipment, the grid, whose head may suit.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.kernels.desk_follow import tell_end
from sim.kernels.desk_rules import rank
from sim.kernels.desk_tables import (
    CANCELLED,
    EXPIRED,
    NOBODY,
    ONE,
    OPEN,
    Tables,
    compiled,
    inlined,
)

MANY = 64  # first tasks of queues in a list: more are sorted, fewer joined in pairs


@compiled
def comes_before(t: Tables, a: int, b: int) -> bool:
    """Tell whether task `a` goes before task `b`: by the rule's two words, the tie, the key."""
    one, other = t.tasks[a], t.tasks[b]
    if one.rank != other.rank:
        return one.rank < other.rank
    if one.next_rank != other.next_rank:
        return one.next_rank < other.next_rank
    if one.tie != other.tie:
        return one.tie < other.tie
    return one.key < other.key


@compiled
def _meld(t: Tables, a: int, b: int) -> int:
    """Join two queues and give the first task; -1 is an empty one."""
    if a < 0 or b < 0:
        return b if a < 0 else a
    if comes_before(t, b, a):
        a, b = b, a
    t.tasks[b].sibling = t.tasks[a].child
    t.tasks[a].child = b
    return a


@compiled
def area_of(t: Tables, s: int, grid: int) -> int:
    """Give the area in which tasks of a service in a grid are served."""
    return t.area_of_grid[t.desk_of[t.services[s].desk, grid]]


@compiled
def place_of(t: Tables, i: int) -> int:
    """Give the place in whose queue a task waits: its grid or its area."""
    task = t.tasks[i]
    if t.services[task.service].by_grid:
        return task.grid
    return area_of(t, task.service, task.grid)


@compiled
def push(t: Tables, i: int) -> None:
    """Put a task into the queue of its service and place."""
    task, place = t.tasks[i], place_of(t, i)
    task.child, task.sibling, task.queued = -1, -1, True
    t.queues[place, task.service] = _meld(t, t.queues[place, task.service], i)


@compiled
def pop(t: Tables, place: int, service: int) -> None:
    """Take the first task off a queue."""
    task = t.tasks[t.queues[place, service]]
    task.queued = False
    left = task.child
    t.queues[place, service] = _chain(t, left) if _many(t, left) else _pair(t, left)


@compiled
def _pair(t: Tables, one: int) -> int:
    """Join the queues of a list into one and give its first task."""
    pairs = NOBODY
    while one >= 0:  # join in pairs from the left, then all of them from the right
        other = t.tasks[one].sibling
        follows = t.tasks[other].sibling if other >= 0 else NOBODY
        t.tasks[one].sibling = -1
        if other >= 0:
            t.tasks[other].sibling = -1
        pair = _meld(t, one, other)
        t.tasks[pair].sibling = pairs
        pairs, one = pair, follows
    first = NOBODY
    while pairs >= 0:
        follows = t.tasks[pairs].sibling
        t.tasks[pairs].sibling = -1
        first = _meld(t, first, pairs)
        pairs = follows
    return first


@compiled
def _many(t: Tables, one: int) -> bool:
    """Tell whether a list is so long that it is better sorted than joined in pairs."""
    left = MANY
    while one >= 0 and left > 0:
        one, left = t.tasks[one].sibling, left - ONE
    return one >= 0


@compiled
def _chain(t: Tables, one: int) -> int:
    """Sort the queues of a long list by their first tasks, and put each behind the one before.

    They are then taken one after another without another look at the rest.
    """
    first = _sort(t, one)
    one, behind = first, t.tasks[first].sibling
    t.tasks[first].sibling = -1
    while behind >= 0:
        follows = t.tasks[behind].sibling
        t.tasks[behind].sibling = t.tasks[one].child
        t.tasks[one].child = behind
        one, behind = behind, follows
    return first


@compiled
def _sort(t: Tables, first: int) -> int:
    """Sort a list by merging runs of one, two, four ... from below; it needs no room."""
    length = 1
    while True:
        one, last, merges = first, NOBODY, 0
        while one >= 0:
            merges += 1
            other, ones, others = one, 0, length
            while ones < length and other >= 0:
                other, ones = t.tasks[other].sibling, ones + 1
            while ones > 0 or (others > 0 and other >= 0):
                left = others > 0 and other >= 0
                if ones == 0 or (left and comes_before(t, other, one)):
                    taken, other, others = other, t.tasks[other].sibling, others - 1
                else:
                    taken, one, ones = one, t.tasks[one].sibling, ones - 1
                if last >= 0:
                    t.tasks[last].sibling = taken
                else:
                    first = taken
                last = taken
            one = other
        t.tasks[last].sibling = -1
        if merges <= 1:
            return first
        length *= 2


@compiled
def waits(t: Tables, i: int) -> bool:
    """Tell whether somebody could still set out for a task."""
    return t.tasks[i].outcome == OPEN and not t.tasks[i].busy


@compiled
def put(t: Tables, i: int, now_h: float) -> None:
    """Let a task wait."""
    task = t.tasks[i]
    task.entered = True
    if np.isnan(task.started_h):  # nobody has begun it yet
        count(t, ONE, now_h)
    rank(t, i)
    push(t, i)


@compiled
def first(t: Tables, place: int, service: int, now_h: float) -> int:
    """Find the first task of a queue that still waits, -1 for none.

    A task that lapsed while it waited is noticed here or at the horizon; its times are exact
    all the same. On the lapse of those that are followed somebody acts: it is looked for.
    """
    while t.queues[place, service] >= 0:
        i = t.queues[place, service]
        if waits(t, i):
            if t.tasks[i].expires_h > now_h:
                return i
            if not t.services[service].followed:
                _lapse(t, i, now_h)
        pop(t, place, service)
    return -1


@compiled
def look(t: Tables, i: int, now_h: float) -> None:
    """Notice that a task lapsed while it waited, if it did."""
    if waits(t, i) and t.tasks[i].expires_h <= now_h:
        _lapse(t, i, now_h)


@compiled
def _lapse(t: Tables, i: int, now_h: float) -> None:
    task = t.tasks[i]
    task.outcome, task.finished_h = EXPIRED, task.expires_h
    if np.isnan(task.started_h):
        count(t, -ONE, task.expires_h)
    if t.services[task.service].followed:
        tell_end(t, i, now_h)


@compiled
def cancel(t: Tables, i: int, now_h: float) -> None:
    """Withdraw a task that nobody has set out for."""
    if waits(t, i):
        task = t.tasks[i]
        task.outcome, task.finished_h = CANCELLED, now_h
        if task.entered and np.isnan(task.started_h):
            count(t, -ONE, now_h)


@compiled
def count(t: Tables, step: int, at_h: float) -> None:
    """Keep the integral of the number waiting from clock 0 on: one comes or goes at `at_h`."""
    book = t.book[0]
    book.waiting += step
    if at_h > 0.0:
        book.waited_h -= step * at_h


@compiled
def close(t: Tables, horizon_h: float) -> None:
    """Settle at the horizon what lapsed unnoticed, and cut what lies beyond it."""
    book = t.book[0]
    for i in range(book.tasks):
        look(t, i, horizon_h)
        book.reactions = book.events = 0  # nothing comes of what lapses at the horizon
        if t.tasks[i].started_h >= horizon_h:
            t.tasks[i].started_h = np.nan
    book.waited_h += book.waiting * horizon_h


# -- lines of workers who idle, and of outings that give way -----------------------------------


@inlined
def stand(line: Any, rows: Any, one: int) -> None:
    """Let a row of `rows` stand at the end of a line."""
    rows[one].previous, rows[one].next = line.last, -1
    if line.last >= 0:
        rows[line.last].next = one
    else:
        line.first = one
    line.last = one


@inlined
def step_out(line: Any, rows: Any, one: int) -> None:
    """Let a row of `rows` leave its line."""
    before, after = rows[one].previous, rows[one].next
    if before >= 0:
        rows[before].next = after
    else:
        line.first = after
    if after >= 0:
        rows[after].previous = before
    else:
        line.last = before


@compiled
def begin_idle(t: Tables, w: int) -> None:
    """Let a worker stand idle in her area."""
    worker = t.workers[w]
    worker.idle = True
    stand(t.idle[worker.area, worker.skilled], t.workers, w)


@compiled
def end_idle(t: Tables, w: int, now_h: float) -> None:
    """Let a worker stand idle no more, and book her time."""
    worker = t.workers[w]
    worker.idle = False
    step_out(t.idle[worker.area, worker.skilled], t.workers, w)
    worker.idle_h += now_h - worker.idle_since_h


@compiled
def anybody_idle(t: Tables, area: int) -> bool:
    """Tell whether anybody idles in an area."""
    skilled = 0
    while skilled < len(t.skills) and t.idle[area, skilled].first < 0:
        skilled += 1
    return skilled < len(t.skills)
