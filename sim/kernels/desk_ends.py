"""How outings end: what was done is booked, the crew is free, what is left waits again."""

from __future__ import annotations

import numpy as np

from sim.kernels import desk_queue as queue
from sim.kernels.desk_dispatch import arrive, bring_back, enter
from sim.kernels.desk_events import HOME, VOID, react
from sim.kernels.desk_follow import tell_end
from sim.kernels.desk_outings import end_at
from sim.kernels.desk_settle import come_back, end_shift, settle, tell_met
from sim.kernels.desk_tables import NONE, OPEN, REDO, RUNS_ITS_COURSE, Tables, compiled
from sim.kernels.desk_tasks import do_again


@compiled
def end(t: Tables, o: int, now_h: float) -> None:
    """End an outing now: book what was done, free the crew, let the rest wait again.

    A crew that returns to its post after all its work is free only when it is back there.
    """
    book, outing = t.book[0], t.outings[o]
    outing.end_event = -1
    if outing.returning:
        come_back(t, o, now_h)
        _free(t, o, now_h)
        _disband(t, o, now_h)
        _bring_back(t, outing.task, now_h)
        return
    task = t.tasks[outing.task]
    if t.services[task.service].gives_way:
        queue.step_out(t.giving_way[outing.area], t.outings, o)
    if outing.announced and outing.how != RUNS_ITS_COURSE:
        react(t, VOID, o, NONE, NONE)
    if now_h < outing.start_h and outing.start_h == task.started_h:  # never got there
        task.set_out_h = task.started_h = np.nan
        start_h = max(min(outing.start_h, book.horizon_h), 0.0)
        book.waited_h += max(now_h, 0.0) - start_h
    outing.over = True
    settle(t, o, now_h)
    outing.returning = outing.how == RUNS_ITS_COURSE and outing.back_h > 0.0
    if outing.returning:
        end_at(t, o, now_h + outing.back_h)
    else:
        _free(t, o, now_h)
    tell_met(t, o, now_h)
    if task.outcome != OPEN and t.services[task.service].followed:
        tell_end(t, outing.task, now_h)
    if task.outcome == OPEN:
        enter(t, outing.task, now_h)
    elif task.outcome == REDO:
        do_again(t, outing.task, now_h)
    if not outing.returning:
        _disband(t, o, now_h)
        _bring_back(t, outing.task, now_h)


@compiled
def _bring_back(t: Tables, i: int, now_h: float) -> None:
    """Bring back what a task took along, if anything."""
    if t.services[t.tasks[i].service].equipment >= 0:
        bring_back(t, i, now_h)


@compiled
def _free(t: Tables, o: int, now_h: float) -> None:
    """Take the crew off its outing: it stands where it was, or back at its post."""
    book, outing = t.book[0], t.outings[o]
    task = t.tasks[outing.task]
    w = outing.lead
    while w >= 0:
        worker, row = t.workers[w], t.assignments[book.assignments]
        book.assignments += 1
        row.outing, row.worker, row.until_h = o, w, now_h
        worker.busy, worker.outing = False, -1
        if outing.returning:
            worker.grid, worker.stairwell = worker.post, -1
        elif not t.services[task.service].background:
            worker.grid, worker.stairwell = task.grid, task.stairwell
        w = worker.next_in_crew


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
            react(t, HOME, w, NONE, NONE)
        else:
            arrive(t, w, now_h)


@compiled
def interrupt(t: Tables, w: int, now_h: float) -> None:
    """Stop the outing of a worker who has fallen ill; her crew stops with her."""
    o = t.workers[w].outing
    outing = t.outings[o]
    outing.ill = w
    outing.how = t.services[t.tasks[outing.task].service].on_illness
    end(t, o, now_h)
