"""An outing: a crew sets out, its stops are laid out in time.

All stops of an outing are drawn and laid out when it sets out; only illness, the shift's end or
better work stops it before. Who meets whom is announced one floor ahead: an outing that lasts
longer is announced in parts.
"""

from __future__ import annotations

import numpy as np

from sim.kernels import desk_queue as queue
from sim.kernels.desk_events import (
    ANNOUNCES,
    ENDS,
    MEET,
    NEW_TASK,
    NO_SUITS,
    WORK_END,
    plan,
    react,
)
from sim.kernels.desk_queue import count, end_idle, stand
from sim.kernels.desk_rules import draw_work, dress_h, erring, learned, slowed, walk_h
from sim.kernels.desk_tables import (
    DOOR,
    NOBODY,
    NONE,
    ONE,
    OPEN,
    RUNS_ITS_COURSE,
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
    outing.returning, outing.raincoats = False, 0
    _set_pace(t, o, now_h)
    travel_h = 0.0
    for place in range(heads):
        worker = t.workers[crew[place]]
        travel_h = max(travel_h, walk_h(t, crew[place], i))
        end_idle(t, crew[place], now_h)
        worker.busy, worker.outing = True, o
        worker.tasks += 1
        worker.next_in_crew = crew[place + 1] if place + 1 < heads else -1
    suit_h = _dress(t, o, heads, now_h + travel_h) if service.suit_h > 0.0 else 0.0
    outing.travel_h, outing.suit_h = travel_h, suit_h
    outing.back_h = travel_h if service.returns else 0.0
    outing.start_h = now_h + travel_h + suit_h
    task.busy, task.worker = True, crew[0]
    if np.isnan(task.started_h):  # the first time that anybody gets there
        task.set_out_h, task.started_h = now_h, outing.start_h
        count(t, -ONE, min(outing.start_h, book.horizon_h))
    end_h = _lay_out(t, o)
    if not service.finishes and end_h > lead.shift_until_h:
        end_h, outing.how = max(lead.shift_until_h, now_h), service.at_shift_end
    end_at(t, o, end_h)
    if service.gives_way:
        stand(t.giving_way[lead.area], t.outings, o)
    if service.exposes:
        announce(t, o, NONE, now_h)


@compiled
def _set_pace(t: Tables, o: int, now_h: float) -> None:
    """Set how fast and how well a crew works, by its lead; it stays so for the outing."""
    outing, book = t.outings[o], t.book[0]
    task, w = t.tasks[outing.task], outing.lead
    place = queue.place_of(t, outing.task)
    pressed = book.speed_up > 0.0 and queue.first(t, place, task.service, now_h) >= 0
    outing.tired, outing.errs = slowed(t, w, pressed, now_h), erring(t, w, now_h)
    outing.pace = t.workers[w].speed * outing.tired * learned(t, w, task.service)


@compiled
def _dress(t: Tables, o: int, heads: int, at_h: float) -> float:
    """Have the first `heads` of the crew that formed dress; give how long it takes [h]."""
    stock, suit_h = t.book[0].suits, 0.0
    for place in range(heads):
        suit_h = dress_h(t, t.crew[0, place], o, at_h, suit_h)
    if stock > 0 and t.book[0].suits == 0:
        react(t, NO_SUITS, NONE, NONE, NONE)
    return suit_h


@compiled
def _lay_out(t: Tables, o: int) -> float:
    """Lay the open stops out in time and give the end of the last [h]."""
    outing = t.outings[o]
    task = t.tasks[outing.task]
    service, pace = t.services[task.service], outing.pace
    if not task.drawn:
        draw_work(t, outing.task)
    at_h, end_h = outing.start_h, outing.start_h
    for k in range(task.first, task.first + task.stops):
        stop = t.stops[k]
        if stop.outcome != OPEN:
            continue
        stop.start_h = tick(at_h) if task.is_round else at_h
        if service.post:  # for what is left of the stint, whoever stands there
            stop.work_h, pace = max(task.expires_h - at_h, 0.0), 1.0
        at_h += stop.work_h * pace
        end_h = tick(at_h)
        stop.end_h = end_h
        at_h += service.between_h
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
