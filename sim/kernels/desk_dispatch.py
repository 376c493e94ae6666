"""Dispatch: what waits meets who idles. The order in which both are looked at is all here."""

from __future__ import annotations

import numpy as np

from sim.kernels import desk_queue as queue
from sim.kernels.desk_crews import form_crew, head, move_equipment
from sim.kernels.desk_outings import end_at, set_out
from sim.kernels.desk_queue import anybody_idle, begin_idle, put, waits
from sim.kernels.desk_rules import enough_suits, expected_h, fits
from sim.kernels.desk_tables import (
    HAND_OVER,
    NEVER,
    NOBODY,
    NONE,
    ONE,
    OPEN,
    RIGHT_NOW,
    Tables,
    compiled,
)

_HANDED_OVER = np.int64(HAND_OVER)


@compiled
def enter(t: Tables, i: int, now_h: float) -> None:
    """Let a task wait, and start it at once where a crew is idle."""
    task = t.tasks[i]
    if task.outcome != OPEN:
        return
    area, s = queue.area_of(t, task.service, task.grid), task.service
    put(t, i, now_h)
    queue.look(t, i, now_h)  # it may have run out of time while somebody was at it
    for skilled in range(len(t.skills)):
        if t.idle[area, skilled].first >= 0 and t.skills[skilled] & t.services[s].lead:
            _start_all(t, area, s, now_h)
            break
    if t.giving_way[area].first >= 0 and not t.services[s].background and waits(t, i):
        _call_off_slices(t, area, s, now_h)
        if t.services[s].preempts != NEVER:
            _preempt(t, area, s, now_h)


@compiled
def _call_off_slices(t: Tables, area: int, s: int, now_h: float) -> None:
    """Have background work give way to a task of a service that waits.

    For a task that one may do alone, the first to reach the end of her slice; for a crew, all
    who have a part in it.
    """
    soonest, until_h = NOBODY, np.inf
    o = t.giving_way[area].first
    while o >= 0:
        outing = t.outings[o]
        gives = t.services[t.tasks[outing.task].service].background and not outing.called
        if gives and t.workers[outing.lead].skills & t.services[s].parts:
            slice_end_h = _slice_end_h(t, o, now_h)
            if not t.services[s].alone:
                _stop_at(t, o, slice_end_h, _HANDED_OVER)
            elif slice_end_h < until_h:
                soonest, until_h = o, slice_end_h
        o = outing.next
    if soonest >= 0:
        _stop_at(t, soonest, until_h, _HANDED_OVER)


@compiled
def _preempt(t: Tables, area: int, s: int, now_h: float) -> None:
    """Take as many outings of later classes as a crew needs heads off their work."""
    service = t.services[s]
    for part in range(service.crew):
        for _ in range(service.crew_count[part]):
            o = _least(t, area, s, service.crew_skill[part])
            if o < 0:
                return
            end_h = now_h if service.preempts == RIGHT_NOW else _slice_end_h(t, o, now_h)
            _stop_at(t, o, end_h, t.services[t.tasks[t.outings[o].task].service].when_preempted)


@compiled
def _least(t: Tables, area: int, s: int, skill: int) -> int:
    """Find the outing of the latest class, of these the last to set out, that may be cut."""
    least, latest = NOBODY, t.services[s].priority
    o = t.giving_way[area].first
    while o >= 0:
        outing = t.outings[o]
        of = t.services[t.tasks[outing.task].service]
        skilled = t.workers[outing.lead].skills & skill != 0
        if outing.called or of.background or not skilled:
            o = outing.next
            continue
        if of.priority >= latest and of.priority > t.services[s].priority:
            least, latest = o, of.priority
        o = outing.next
    return least


@compiled
def _slice_end_h(t: Tables, o: int, now_h: float) -> float:
    """Give the end of the slice that is under way [h]."""
    k = t.tasks[t.outings[o].task].first
    while t.stops[k].outcome != OPEN or t.stops[k].end_h < now_h:
        k += 1
    return t.stops[k].end_h


@compiled
def _stop_at(t: Tables, o: int, end_h: float, how: int) -> None:
    """Let an outing stop at a time [h] before its end; what is left waits again."""
    outing = t.outings[o]
    outing.called = True
    if end_h < outing.end_h:
        outing.how = how
        end_at(t, o, end_h)


@compiled
def arrive(t: Tables, w: int, now_h: float) -> None:
    """Take a worker who has come on duty or come back from an outing."""
    worker = t.workers[w]
    worker.idle_since_h = now_h
    worker.area = t.area_of_grid[worker.post]
    begin_idle(t, w)
    serve(t, worker.area, w, now_h)


@compiled
def serve(t: Tables, area: int, w: int, now_h: float) -> None:
    """Start the first task that can be started, until the worker is busy or none can."""
    worker, refused = t.workers[w], NONE
    while not worker.busy:
        best, chosen = NOBODY, NOBODY
        for s in range(len(t.services)):
            if t.services[s].parts & worker.skills and not refused >> s & 1:
                i = head(t, area, s, w, now_h)
                if i >= 0 and (best < 0 or queue.comes_before(t, i, best)):
                    best, chosen = i, s
        if best < 0:
            return
        alone = t.services[chosen].alone and t.services[chosen].lead & worker.skills != 0
        if alone and fits(t, w, best, expected_h(t, best), now_h):
            t.crew[0, 0] = w
            _start(t, best, ONE, now_h)
        elif alone or not _start_with_crew(t, area, best, now_h):
            if t.services[chosen].holds:
                return
            refused |= 1 << chosen
            continue
        _start_all(t, area, chosen, now_h)  # the next in that queue may suit others who idle


@compiled
def _start_all(t: Tables, area: int, s: int, now_h: float) -> None:
    """Start the waiting tasks of a service, in their order, while crews are idle."""
    while anybody_idle(t, area):
        i = head(t, area, s, NOBODY, now_h)
        if i < 0 or not _start_with_crew(t, area, i, now_h):
            return


@compiled
def _start_with_crew(t: Tables, area: int, i: int, now_h: float) -> bool:
    """Start a task that is first in its queue, if a crew is idle."""
    heads = form_crew(t, area, i, now_h)
    if heads == 0 or not enough_suits(t, i, heads, now_h):
        return False
    _start(t, i, heads, now_h)
    return True


@compiled
def _start(t: Tables, i: int, heads: int, now_h: float) -> None:
    """Take a task that is first off its queue, and its crew sets out."""
    queue.pop(t, queue.place_of(t, i), t.tasks[i].service)
    move_equipment(t, i, -ONE)
    set_out(t, i, heads, now_h)


@compiled
def bring_back(t: Tables, i: int, now_h: float) -> None:
    """Bring back the equipment of a task, and let others go that wait for it."""
    move_equipment(t, i, ONE)
    kind = t.services[t.tasks[i].service].equipment
    place = t.equipment_of[kind, t.tasks[i].grid]
    for s in range(len(t.services)):
        if t.services[s].equipment != kind:
            continue
        for grid in range(len(t.area_of_grid)):
            if t.equipment_of[kind, grid] == place and t.queues[grid, s] >= 0:
                _start_all(t, queue.area_of(t, s, grid), s, now_h)
