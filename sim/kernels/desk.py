"""The desk, compiled: who serves what next, from event to event. Read `advance` first.

Every entry point leaves in `reactions` what Python has to do before the next event: session to
push, needs met that have consequences, wrong work to be done again, workers who went home.
"""

from __future__ import annotations

import numpy as np

from sim.kernels import desk_queue as queue
from sim.kernels.desk_events import ARISES, ENDS, ENTERS, NEW_DAY, NEW_TASK, plan, pop
from sim.kernels.desk_outings import (
    AGAIN,
    DAY,
    DISBAND,
    HOME,
    WITHDRAW,
    announce,
    end_at,
    end_shift,
    react,
    set_out,
    settle,
    tell_met,
)
from sim.kernels.desk_queue import anybody_idle, begin_idle, end_idle, put, waits
from sim.kernels.desk_rules import expected_h, fits, set_deadlines
from sim.kernels.desk_tables import (
    HAND_OVER,
    OPEN,
    REDO,
    RUNS_ITS_COURSE,
    Tables,
    compiled,
    has_room,
)

REACHED, REACT, FULL = range(3)  # why `advance` stopped


@compiled
def advance(t: Tables, until_h: float, priority: int) -> int:
    """Let happen what comes before a time [h] and priority, until Python has to act."""
    book = t.book[0]
    while book.reactions == 0:
        if book.events == 0:
            return REACHED
        event = t.events[0]
        time_h, kind, subject, part = event.time_h, event.kind, event.subject, event.part
        number = event.number
        if time_h > until_h or (time_h == until_h and event.priority >= priority):
            return REACHED
        if not has_room(t):
            return FULL
        pop(t)
        book.now_h = time_h
        if kind == ENDS:
            if t.outings[subject].end_event == number:  # else it was planned anew
                end(t, subject, time_h)
        elif kind == ENTERS:
            enter(t, subject, time_h)
        elif kind == ARISES:
            arise(t, subject, time_h)
        elif kind == NEW_DAY:
            react(t, DAY, subject, 0, 0)
        else:
            announce(t, subject, part, time_h)
    return REACT


# -- tasks -------------------------------------------------------------------------------------


@compiled
def submit(t: Tables, first: int, last: int, asked: bool, now_h: float) -> int:
    """Accept the tasks of some rows; what was asked for is remembered in its stairwell."""
    if not has_room(t):
        return FULL
    for i in range(first, last):
        _accept(t, i, asked, now_h)
    return REACT


@compiled
def _accept(t: Tables, i: int, asked: bool, now_h: float) -> None:
    """Let a task begin its life; it can be started from its earliest on."""
    task = t.tasks[i]
    task.outcome, task.worker, task.asked_before = OPEN, -1, -1
    task.set_out_h = task.started_h = task.finished_h = np.nan
    for k in range(task.first, task.first + task.stops):
        t.stops[k].outcome, t.stops[k].met_h = OPEN, np.nan
    if asked:
        task.asked_before = t.asked[task.stairwell]
        t.asked[task.stairwell] = i
    set_deadlines(t, i)
    if t.tasks[i].earliest_h > now_h:
        plan(t, t.tasks[i].earliest_h, NEW_TASK, ENTERS, i, 0)
    else:
        enter(t, i, now_h)


@compiled
def begin_day(t: Tables, s: int, now_h: float) -> int:
    """Begin a day of needs that arise by themselves."""
    if not has_room(t):
        return FULL
    arise(t, s, now_h)
    return REACT


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
        task.created_h, task.patience_h = now_h, need.patience_h
        task.first, task.stops, task.is_round = first, max(need.slices, 1), need.slices > 0
        for k in range(first, first + task.stops):
            t.stops[k].household, t.stops[k].resident = need.household, need.resident
        book.tasks += 1
        book.stops += task.stops
        book.needs_ahead -= 1
        book.slices_ahead -= task.stops
        _accept(t, i, False, now_h)
    if service.next_need < service.last_need:
        plan(t, t.needs[service.next_need].at_h, NEW_TASK, ARISES, s, 0)
    else:
        plan(t, service.next_day_h, NEW_TASK, NEW_DAY, s, 0)


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
    soonest, until_h = -1, np.inf
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


# -- dispatch ----------------------------------------------------------------------------------


@compiled
def _serve(t: Tables, area: int, w: int, now_h: float) -> None:
    """Start the first task that can be started, until the worker is busy or none can."""
    worker, refused = t.workers[w], 0
    while not worker.busy:
        best, chosen = -1, -1
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
            set_out(t, best, 1, now_h)
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
    heads = _form_crew(t, area, i, now_h) if i >= 0 else 0
    if heads == 0:
        return False
    queue.pop(t, area, s)
    set_out(t, i, heads, now_h)
    return True


@compiled
def _form_crew(t: Tables, area: int, i: int, now_h: float) -> int:
    """Form a crew from idle workers, the least skilled and longest idle first; 0 for none."""
    service, crew, work_h = t.services[t.tasks[i].service], t.crew[0], expected_h(t, i)
    heads = 0
    for part in range(service.crew):
        missing = service.crew_count[part]
        for skilled in range(len(t.skills)):
            if not t.skills[skilled] & service.crew_skill[part]:
                continue
            w = t.idle[area, skilled].first
            while w >= 0 and missing > 0:
                chosen = False
                for place in range(heads):
                    chosen = chosen or crew[place] == w
                if not chosen and fits(t, w, i, work_h, now_h):
                    crew[heads] = w
                    heads += 1
                    missing -= 1
                w = t.workers[w].next
        if missing > 0:
            return 0
    return heads


# -- the end of an outing ----------------------------------------------------------------------


@compiled
def end(t: Tables, o: int, now_h: float) -> None:
    """End an outing now: book what was done, free the crew, let the rest wait again."""
    book, outing = t.book[0], t.outings[o]
    task = t.tasks[outing.task]
    background = t.services[task.service].background
    outing.end_event = -1
    if background:
        queue.step_out(t.background[outing.area], t.outings, o)
    if outing.announced and outing.how != RUNS_ITS_COURSE:
        react(t, WITHDRAW, o, 0, 0)
    if now_h < outing.start_h and outing.start_h == task.started_h:  # never got there
        task.set_out_h = task.started_h = np.nan
        start_h = max(min(outing.start_h, book.horizon_h), 0.0)
        book.waited_h += max(now_h, 0.0) - start_h
    outing.over = True
    settle(t, o, now_h)
    w = outing.lead
    while w >= 0:
        worker, row = t.workers[w], t.assignments[book.assignments]
        book.assignments += 1
        row.outing, row.worker, row.until_h = o, w, now_h
        worker.busy, worker.outing = False, -1
        if not background:
            worker.grid, worker.stairwell = task.grid, task.stairwell
        w = worker.next_in_crew
    tell_met(t, o, now_h)
    if task.outcome == REDO:
        react(t, AGAIN, outing.task, 0, 0)  # before the crew sees what waits
        react(t, DISBAND, o, 0, 0)
        return
    if task.outcome == OPEN:
        enter(t, outing.task, now_h)
    _disband(t, o, now_h)


@compiled
def disband(t: Tables, o: int, now_h: float) -> int:
    """Send the crew of an outing on, when its wrong work has been seen to."""
    if not has_room(t):
        return FULL
    _disband(t, o, now_h)
    return REACT


@compiled
def _disband(t: Tables, o: int, now_h: float) -> None:
    """Send the crew home or to what waits; who has fallen ill is seen to by duty."""
    outing, crew, heads = t.outings[o], t.crew[1], 0
    w = outing.lead
    while w >= 0:
        crew[heads] = w
        heads += 1
        w = t.workers[w].next_in_crew
    for place in range(heads):
        w = crew[place]
        worker = t.workers[w]
        if w == outing.ill:
            continue
        if worker.leaving or worker.shift_until_h <= now_h:
            end_shift(t, w, now_h)
            react(t, HOME, w, 0, 0)
        else:
            _arrive(t, w, now_h)


# -- workers -----------------------------------------------------------------------------------


@compiled
def arrive(t: Tables, workers: np.ndarray, now_h: float) -> int:
    """Take workers who have come on duty."""
    if not has_room(t):
        return FULL
    for w in workers:
        _arrive(t, w, now_h)
    return REACT


@compiled
def _arrive(t: Tables, w: int, now_h: float) -> None:
    worker = t.workers[w]
    worker.idle_since_h = now_h
    worker.area = t.area_of_grid[worker.post]
    begin_idle(t, w)
    _serve(t, worker.area, w, now_h)


@compiled
def leave(t: Tables, workers: np.ndarray, now_h: float) -> int:
    """Let workers who are not on an outing end their shifts."""
    if not has_room(t):
        return FULL
    for w in workers:
        end_shift(t, w, now_h)
    return REACT


@compiled
def interrupt(t: Tables, w: int, now_h: float) -> int:
    """Stop the outing of a worker who has fallen ill; her crew stops with her."""
    if not has_room(t):
        return FULL
    o = t.workers[w].outing
    outing = t.outings[o]
    outing.ill = w
    outing.how = t.services[t.tasks[outing.task].service].on_illness
    end(t, o, now_h)
    return REACT


@compiled
def repost(t: Tables, w: int, grid: int, now_h: float) -> int:
    """Post a worker to another grid: at once if idle, else after this outing."""
    if not has_room(t):
        return FULL
    t.workers[w].post = grid
    if t.workers[w].idle:
        end_idle(t, w, now_h)
        _arrive(t, w, now_h)
    return REACT


@compiled
def pool(t: Tables, now_h: float) -> int:
    """Let what waits and who idles go over to the areas in which their grids now lie."""
    if not has_room(t):
        return FULL
    t.queues[:] = -1
    for i in range(t.book[0].tasks):
        if t.tasks[i].queued:
            queue.push(t, i, t.area_of_grid[t.tasks[i].grid])
    idle, idlers = t.crew[1], 0
    for area in range(len(t.idle)):
        for skilled in range(len(t.skills)):
            line = t.idle[area, skilled]
            w = line.first
            while w >= 0:
                idle[idlers] = w
                idlers += 1
                w = t.workers[w].next
            line.first = line.last = -1
    for w in range(len(t.workers)):
        t.workers[w].area = t.area_of_grid[t.workers[w].post]
    _move_background(t)
    for place in range(idlers):
        begin_idle(t, idle[place])
    for place in range(idlers):
        if not t.workers[idle[place]].busy:
            _serve(t, t.workers[idle[place]].area, idle[place], now_h)
    return REACT


@compiled
def _move_background(t: Tables) -> None:
    """Sort the background outings anew by the areas to which their workers now belong."""
    under_way = -1  # chained in their old order, by area
    last = -1
    for area in range(len(t.background)):
        line = t.background[area]
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
        queue.stand(t.background[t.outings[o].area], t.outings, o)
        o = follows


# -- what was asked for ------------------------------------------------------------------------


@compiled
def under_way(t: Tables, s: int, stairwell: int, household: int) -> bool:
    """Tell whether a household's need of a service is open: one visit serves two cases."""
    i = t.asked[stairwell]
    while i >= 0:
        task = t.tasks[i]
        same = task.service == s and t.stops[task.first].household == household
        if same and task.outcome == OPEN and not task.is_round:
            return True
        i = task.asked_before
    return False


@compiled
def withdraw(t: Tables, stairwell: int, services: int, now_h: float) -> None:
    """Cancel what waits in a stairwell of some services, given as bits."""
    i = t.asked[stairwell]
    while i >= 0:
        if services >> t.tasks[i].service & 1:
            queue.cancel(t, i, now_h)
        i = t.tasks[i].asked_before
