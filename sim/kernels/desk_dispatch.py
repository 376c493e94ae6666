"""Dispatch: what waits meets who idles. The order in which both are looked at is all here."""

from __future__ import annotations

import numpy as np

from sim.kernels import desk_queue as queue
from sim.kernels.desk_outings import end_at, set_out
from sim.kernels.desk_queue import anybody_idle, begin_idle, put, waits
from sim.kernels.desk_rules import expected_h, fits
from sim.kernels.desk_tables import HAND_OVER, NOBODY, NONE, ONE, OPEN, Tables, compiled


@compiled
def enter(t: Tables, i: int, now_h: float) -> None:
    """Let a task wait, and start it at once where a crew is idle."""
    task = t.tasks[i]
    if task.outcome != OPEN:
        return
    area, s = t.area_of_grid[task.grid], task.service
    put(t, i, area, now_h)
    queue.look(t, i, now_h)  # it may have run out of time while somebody was at it
    for skilled in range(len(t.skills)):
        if t.idle[area, skilled].first >= 0 and t.skills[skilled] & t.services[s].lead:
            _start_all(t, area, s, now_h)
            break
    if t.background[area].first >= 0 and not t.services[s].background and waits(t, i):
        _call_off(t, area, s, now_h)


@compiled
def _call_off(t: Tables, area: int, s: int, now_h: float) -> None:
    """Have background work give way to a task of a service that waits.

    For a task that one may do alone, the first to reach the end of her slice; for a crew, all
    who have a part in it.
    """
    soonest, until_h = NOBODY, np.inf
    o = t.background[area].first
    while o >= 0:
        outing = t.outings[o]
        if not outing.called and t.workers[outing.lead].skills & t.services[s].parts:
            slice_end_h = _slice_end_h(t, o, now_h)
            if not t.services[s].alone:
                _stop_at(t, o, slice_end_h)
            elif slice_end_h < until_h:
                soonest, until_h = o, slice_end_h
        o = outing.next
    if soonest >= 0:
        _stop_at(t, soonest, until_h)


@compiled
def _slice_end_h(t: Tables, o: int, now_h: float) -> float:
    """Give the end of the slice that is under way [h]."""
    k = t.tasks[t.outings[o].task].first
    while t.stops[k].outcome != OPEN or t.stops[k].end_h < now_h:
        k += 1
    return t.stops[k].end_h


@compiled
def _stop_at(t: Tables, o: int, end_h: float) -> None:
    """Let an outing stop at the end of a slice; what is left waits again."""
    outing = t.outings[o]
    outing.called = True
    if end_h < outing.end_h:
        outing.how = HAND_OVER
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
                i = queue.first(t, area, s, now_h)
                if i >= 0 and (best < 0 or queue.comes_before(t, i, best)):
                    best, chosen = i, s
        if best < 0:
            return
        alone = t.services[chosen].alone and t.services[chosen].lead & worker.skills != 0
        if alone and fits(t, w, best, expected_h(t, best), now_h):
            queue.pop(t, area, chosen)
            t.crew[0, 0] = w
            set_out(t, best, ONE, now_h)
        elif alone or not _start_next(t, area, chosen, now_h):
            refused |= 1 << chosen
            continue
        _start_all(t, area, chosen, now_h)  # the next in that queue may suit others who idle


@compiled
def _start_all(t: Tables, area: int, s: int, now_h: float) -> None:
    """Start the waiting tasks of a service, in their order, while crews are idle."""
    while t.queues[area, s] >= 0 and anybody_idle(t, area) and _start_next(t, area, s, now_h):
        pass


@compiled
def _start_next(t: Tables, area: int, s: int, now_h: float) -> bool:
    """Start the first waiting task of a service, if a crew is idle."""
    i = queue.first(t, area, s, now_h)
    heads = _form_crew(t, area, i, now_h) if i >= 0 else NONE
    if heads == 0:
        return False
    queue.pop(t, area, s)
    set_out(t, i, heads, now_h)
    return True


@compiled
def _form_crew(t: Tables, area: int, i: int, now_h: float) -> int:
    """Form a crew from idle workers, the least skilled and longest idle first; 0 for none.

    Where the first is of a fixed team, all are of it; else the next first one is tried.
    """
    passed, heads = NONE, NOBODY
    while heads < 0:
        heads = _form_behind(t, area, i, passed, now_h)
        passed += 1
    return heads


@compiled
def _form_behind(t: Tables, area: int, i: int, passed: int, now_h: float) -> int:
    """Form a crew whose first member has so many before her in line.

    0 where no crew can be formed, -1 where another first member's team might do.
    """
    service, crew, work_h = t.services[t.tasks[i].service], t.crew[0], expected_h(t, i)
    heads, team = NONE, NOBODY
    for part in range(service.crew):
        missing = service.crew_count[part]
        for skilled in range(len(t.skills)):
            if not t.skills[skilled] & service.crew_skill[part]:
                continue
            w = t.idle[area, skilled].first
            while w >= 0 and missing > 0:
                chosen = team >= 0 and t.workers[w].team != team
                for place in range(heads):
                    chosen = chosen or crew[place] == w
                if not chosen and fits(t, w, i, work_h, now_h):
                    if passed > 0:
                        passed -= 1
                    else:
                        team = t.workers[w].team if heads == 0 else team
                        crew[heads] = w
                        heads += 1
                        missing -= 1
                w = t.workers[w].next
        if missing > 0:
            return NOBODY if team >= 0 else NONE
    return heads
