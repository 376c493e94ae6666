"""An outing: a crew sets out, its stops are laid out in time, it ends and is booked.

All stops of an outing are drawn and laid out when it sets out; only illness, the shift's end or
better work stops it before. Who meets whom is announced one floor ahead: an outing that lasts
longer is announced in parts.
"""

from __future__ import annotations

import numpy as np

from sim.kernels.desk_events import (
    ANNOUNCES,
    ENDS,
    FINISHED,
    MEET,
    NEW_TASK,
    WORK_END,
    plan,
    react,
)
from sim.kernels.desk_queue import count, end_idle, stand
from sim.kernels.desk_rules import draw_work, dress_h, found_wrong, walk_h
from sim.kernels.desk_tables import (
    DONE,
    DOOR,
    EXPIRED,
    LOSE,
    MET,
    NOBODY,
    NONE,
    ONE,
    OPEN,
    REDO,
    RESTART,
    RUNS_ITS_COURSE,
    SILENT,
    TOLD,
    Tables,
    compiled,
)
from sim.kernels.numbers import tick

# -- setting out -------------------------------------------------------------------------------


@compiled
def set_out(t: Tables, i: int, heads: int, now_h: float) -> None:
    """Send the first `heads` of the crew that formed; all stops are laid out in time now."""
    book, crew, task = t.book[0], t.crew[0], t.tasks[i]
    service, lead = t.services[task.service], t.workers[crew[0]]
    o = book.outings
    book.outings += 1
    outing = t.outings[o]
    outing.task, outing.lead, outing.area, outing.ill = i, crew[0], lead.area, -1
    outing.how, outing.set_out_h = RUNS_ITS_COURSE, now_h
    outing.called, outing.over, outing.announced = False, False, False
    travel_h, suit_h = 0.0, 0.0
    for place in range(heads):
        worker = t.workers[crew[place]]
        travel_h = max(travel_h, walk_h(t, crew[place], i))
        end_idle(t, crew[place], now_h)
        worker.busy, worker.outing = True, o
        worker.tasks += 1
        worker.next_in_crew = crew[place + 1] if place + 1 < heads else -1
    if service.suit_h > 0.0:
        for place in range(heads):
            suit_h = dress_h(t, crew[place], i, now_h + travel_h, suit_h)
    outing.travel_h, outing.suit_h = travel_h, suit_h
    outing.start_h = now_h + travel_h + suit_h
    task.busy, task.worker = True, crew[0]
    if np.isnan(task.started_h):  # the first time that anybody gets there
        task.set_out_h, task.started_h = now_h, outing.start_h
        count(t, -ONE, min(outing.start_h, book.horizon_h))
    end_h = _lay_out(t, o)
    if not service.finishes and end_h > lead.shift_until_h:
        end_h, outing.how = max(lead.shift_until_h, now_h), service.at_shift_end
    end_at(t, o, end_h)
    if service.background:
        stand(t.background[lead.area], t.outings, o)
    elif service.exposes:
        announce(t, o, NONE, now_h)


@compiled
def _lay_out(t: Tables, o: int) -> float:
    """Lay the open stops out in time and give the end of the last [h]."""
    outing = t.outings[o]
    task = t.tasks[outing.task]
    between_h, speed = t.services[task.service].between_h, t.workers[outing.lead].speed
    if not task.drawn:
        draw_work(t, outing.task)
    at_h, end_h = outing.start_h, outing.start_h
    for k in range(task.first, task.first + task.stops):
        stop = t.stops[k]
        if stop.outcome != OPEN:
            continue
        stop.start_h = tick(at_h) if task.is_round else at_h
        at_h += stop.work_h * speed
        end_h = tick(at_h)
        stop.end_h = end_h
        at_h += between_h
    return end_h


@compiled
def end_at(t: Tables, o: int, end_h: float) -> None:
    """Let an outing end at a time [h], whatever was planned before."""
    outing = t.outings[o]
    outing.end_h = end_h
    outing.end_event = plan(t, end_h, WORK_END, ENDS, o, NONE)


# -- who meets whom ----------------------------------------------------------------------------


@compiled
def announce(t: Tables, o: int, first: int, now_h: float) -> None:
    """Announce the stops of an outing from open stop `first` on, as far ahead as may be."""
    outing = t.outings[o]
    task = t.tasks[outing.task]
    if outing.over:
        return
    if not task.is_round:
        stop, door = t.stops[task.first], t.services[task.service].contact == DOOR
        if (stop.household if door else stop.resident) >= 0 and _may_infect(t, o, now_h):
            react(t, MEET, o, NONE, ONE)
        return
    limit_h, last, at_h, place = now_h + t.book[0].ahead_h, NOBODY, 0.0, NONE
    for k in range(task.first, task.first + task.stops):
        stop = t.stops[k]
        if stop.outcome != OPEN:
            continue
        if place > first and stop.end_h > limit_h:
            last, at_h = place, stop.start_h
            break
        place += 1
    if _may_infect(t, o, now_h):
        react(t, MEET, o, first, last if last >= 0 else place)
    if last >= 0:
        plan(t, max(at_h, now_h), NEW_TASK, ANNOUNCES, o, last)


@compiled
def _may_infect(t: Tables, o: int, now_h: float) -> bool:
    """Tell whether anybody of an outing may infect, as far as is known without asking."""
    w = t.outings[o].lead
    while w >= 0:
        person = t.workers[w].person
        if t.latest[person] != t.spent[person]:
            return True
        w = t.workers[w].next_in_crew
    return may_be_infected(t, t.tasks[t.outings[o].task].stairwell, now_h)


@compiled
def may_be_infected(t: Tables, stairwell: int, now_h: float) -> bool:
    """Tell whether anybody of a stairwell is infected, or may be by now."""
    if now_h > t.book[0].quiet_until_h:
        return True
    for person in range(t.people_start[stairwell], t.people_start[stairwell + 1]):
        if t.latest[person] != t.spent[person]:
            return True
    return False


# -- the end -----------------------------------------------------------------------------------


@compiled
def settle(t: Tables, o: int, now_h: float) -> None:
    """Book the stops and hours of an outing that ends now.

    Where it ends early, `how` says what becomes of the rest: to hand over keeps what was met,
    to restart begins again, to lose gives the rest up.
    """
    outing = t.outings[o]
    i = outing.task
    task = t.tasks[i]
    task.busy = False
    _book_hours(t, o, now_h)
    whole, redo = _last_end_h(t, i) <= now_h, False
    t.book[0].numbers = 0
    if task.is_round and outing.how == RESTART and not whole:
        return
    for number in range(task.stops):
        stop = t.stops[task.first + number]
        if stop.outcome == OPEN and stop.end_h <= now_h:
            stop.met_h = stop.end_h if task.is_round else now_h
            if found_wrong(t, i, number):
                stop.outcome = REDO
            else:
                stop.outcome = MET
                t.numbers[t.book[0].numbers] = number
                t.book[0].numbers += 1
        elif stop.outcome == OPEN and outing.how == LOSE and not whole:
            stop.outcome = EXPIRED
        redo = redo or stop.outcome == REDO
    if whole:
        task.outcome, task.finished_h = REDO if redo else DONE, now_h
    elif outing.how == LOSE:
        task.outcome = EXPIRED
        task.finished_h = task.expires_h = now_h


@compiled
def _last_end_h(t: Tables, i: int) -> float:
    """Give the end of the last stop laid out for a task [h]."""
    task = t.tasks[i]
    k = task.first + task.stops - 1
    while t.stops[k].outcome != OPEN:
        k -= 1
    return t.stops[k].end_h


@compiled
def _book_hours(t: Tables, o: int, now_h: float) -> None:
    """Split the crew's hours into walking (and waiting for each other), suits and serving."""
    outing = t.outings[o]
    spent = now_h - outing.set_out_h
    walked = min(outing.travel_h, spent)
    suited = min(outing.suit_h, spent - walked)
    w = outing.lead
    while w >= 0:
        worker = t.workers[w]
        worker.travel_h += walked
        worker.ppe_h += suited
        worker.serve_h += spent - walked - suited
        w = worker.next_in_crew


@compiled
def tell_met(t: Tables, o: int, now_h: float) -> None:
    """Have Python act on the stops that an outing met rightly, where anybody cares."""
    i = t.outings[o].task
    task, book = t.tasks[i], t.book[0]
    tells = t.services[task.service].tells
    if book.numbers == 0 or tells == SILENT:
        return
    if tells == TOLD or may_be_infected(t, task.stairwell, now_h):
        react(t, FINISHED, i, NONE, book.numbers)


@compiled
def end_shift(t: Tables, w: int, now_h: float) -> None:
    """Book the hours of a worker's shift that ends now, and let her idle no more."""
    worker, book = t.workers[w], t.book[0]
    if worker.idle:
        end_idle(t, w, now_h)
    worker.on_duty, worker.leaving = False, False
    worker.hours += now_h - worker.shift_from_h
    worker.overtime_h += max(now_h - worker.shift_until_h, 0.0)
    shift = t.shifts[book.shifts]
    book.shifts += 1
    shift.worker, shift.from_h, shift.until_h = w, worker.shift_from_h, now_h
