"""The rules of the desk as functions: deadlines, the order of a queue, work, errors, suits."""

from __future__ import annotations

import math

import numpy as np

from sim.kernels.desk_tables import NONE, RESUME, WAVES, Tables, compiled
from sim.kernels.numbers import quantile, tick
from sim.rng import Purpose, uniform

_WORK, _ERROR, _TIE = Purpose.WORK_CONTENT, Purpose.ERROR, Purpose.QUEUE_TIE
DISPATCH = (
    "first_come", "last_come", "priority", "earliest_due", "risk_weighted", "joint_command",
    "nearest", "own_grid_first",
)  # fmt: skip
_FIRST_COME, _LAST_COME, _PRIORITY, _EARLIEST_DUE, _RISK_WEIGHTED, _JOINT_COMMAND = range(6)
NEAREST, OWN_GRID_FIRST = 6, 7  # they look at the worker, and rank as priority does
FULL_DAY_H, RESTED_DAYS = 8.0, 6  # beyond these fatigue adds up; assumed


@compiled
def rank(t: Tables, i: int) -> None:
    """Place a task in the order of its service's dispatch rule: two words and a keyed tie."""
    task = t.tasks[i]
    service = t.services[task.service]
    task.next_rank = 0.0
    if service.rule == _FIRST_COME:
        task.rank = task.earliest_h
    elif service.rule == _LAST_COME:
        task.rank = -task.earliest_h
    elif service.rule == _EARLIEST_DUE:
        task.rank = task.due_h
    elif service.rule == _RISK_WEIGHTED:
        task.rank = task.due_h - task.ahead_h
    elif service.rule == _JOINT_COMMAND:
        task.rank = task.due_h - task.ahead_h - task.stops * service.mean_h
    else:
        task.rank, task.next_rank = service.priority, task.due_h
        if service.ageing_h > 0.0:  # all age alike, so the order of two never changes
            task.rank = service.priority * service.ageing_h + task.earliest_h
    task.tie = uniform(t.book[0].seed, _TIE, task.key, 0, 0)


@compiled
def set_deadlines(t: Tables, i: int) -> None:
    """Set when a task may start, is due, and lapses."""
    task = t.tasks[i]
    service = t.services[task.service]
    task.earliest_h = task.created_h
    if service.has_hours:
        task.earliest_h = _opening(t, task.created_h, service.opens_h, service.closes_h)
    task.due_h = task.earliest_h + service.due_h
    task.expires_h = task.earliest_h + service.expires_h
    patience_h = task.patience_h[task.wave]
    if patience_h < np.inf:
        task.expires_h = min(task.expires_h, tick(task.earliest_h + patience_h))


@compiled
def _opening(t: Tables, at_h: float, opens: float, closes: float) -> float:
    """Give the first instant from `at_h` [h] on within a service's hours."""
    time_of_day = (at_h + t.book[0].start_hour) % 24.0
    if time_of_day < opens:
        return tick(at_h + opens - time_of_day)
    return at_h if time_of_day < closes else tick(at_h + 24.0 + opens - time_of_day)


@compiled
def draw_work(t: Tables, i: int) -> None:
    """Draw the work of each stop [h], keyed by task and stop, whoever does it.

    The work at the vulnerable is multiplied; looking it over comes on top.
    """
    task = t.tasks[i]
    service, law = t.services[task.service], t.laws[task.service]
    task.drawn = True
    for number in range(task.stops):
        stop = t.stops[task.first + number]
        if service.background:
            stop.work_h = service.slice_h
        elif not task.is_round and service.fixed:
            stop.work_h = service.mean_h * stop.factor + service.verify_h
        else:
            u = uniform(t.book[0].seed, _WORK, task.key, number, task.wave)
            stop.work_h = quantile(law, u) * service.factor * stop.factor + service.verify_h


@compiled
def expected_h(t: Tables, i: int) -> float:
    """Guess how long a task takes somebody without practice, as a dispatcher would [h].

    Without travel; with the walks from stop to stop.
    """
    task = t.tasks[i]
    service = t.services[task.service]
    each_h = service.mean_h + service.verify_h
    return task.stops * each_h + (task.stops - 1) * service.between_h


@compiled
def look_over(t: Tables, i: int, number: int, errs: float) -> bool:
    """Note whether a stop was done wrong; tell whether that is found: it is to be done again.

    `errs`: the share of errors is multiplied by this. Nothing can go wrong at a post.
    """
    task = t.tasks[i]
    service, stop = t.services[task.service], t.stops[task.first + number]
    share = service.error_share * errs
    stop.wrong = False
    if share <= 0.0 or service.post:
        return False
    u = uniform(t.book[0].seed, _ERROR, task.key, number, task.wave)
    stop.wrong = u < share
    return task.wave < WAVES - 1 and u < share * service.verify_share


# -- who does it: practice and fatigue ---------------------------------------------------------


@compiled
def learned(t: Tables, w: int, s: int) -> float:
    """Give the share of the first time that a worker needs, by the stops she has led.

    Practice brings it down to a floor exponentially; assumed.
    """
    service = t.services[s]
    if service.over <= 0.0:
        return 1.0
    left = math.exp(-t.workers[w].practice / service.over)
    return service.floor + (1.0 - service.floor) * left


@compiled
def slowed(t: Tables, w: int, pressed: bool, now_h: float) -> float:
    """Give the factor of time of a worker who sets out: quick if pressed, slow when tired.

    `pressed`: others wait behind the task. Long hours and days without rest add up.
    """
    book, days = t.book[0], max(t.workers[w].days - RESTED_DAYS, 0)
    factor = 1.0 + book.tired_per_h * _beyond_h(t, w, now_h) + book.tired_per_day * days
    factor = min(factor, book.most_tired)
    return factor * (1.0 - book.speed_up) if pressed else factor


@compiled
def erring(t: Tables, w: int, now_h: float) -> float:
    """Give the factor of errors of a worker who sets out: long hours raise it."""
    return 1.0 + t.book[0].errors_per_h * _beyond_h(t, w, now_h)


@compiled
def _beyond_h(t: Tables, w: int, now_h: float) -> float:
    """Give how long a worker has been on duty beyond a full day; who never goes home rests."""
    worker = t.workers[w]
    if worker.shift_until_h == np.inf:
        return 0.0
    return max(now_h - worker.shift_from_h - FULL_DAY_H, 0.0)


# -- the way, the suit, the time that is left --------------------------------------------------


@compiled
def walk_h(t: Tables, w: int, i: int) -> float:
    """Give the walk of a worker to a task [h]; gross work has the walk inside."""
    worker, task = t.workers[w], t.tasks[i]
    if not t.services[task.service].travels:
        return 0.0
    if worker.grid != task.grid:
        return t.walk_h[worker.grid, task.grid]
    if worker.stairwell == task.stairwell and task.stairwell >= 0:
        return 0.0
    return t.book[0].within_h


@compiled
def fits(t: Tables, w: int, i: int, work_h: float, now_h: float) -> bool:
    """Tell whether a worker would be back in time, by expectation, and could go in a suit.

    A post is taken for what is left of the stint, or of the shift if it may be handed over.
    """
    worker, task, book = t.workers[w], t.tasks[i], t.book[0]
    if now_h >= worker.shift_until_h:  # her shift ends at this very instant
        return False
    service, way_h = t.services[task.service], walk_h(t, w, i)
    start_h, back_h = now_h + way_h, way_h if service.returns else 0.0
    if service.suit_h > 0.0 and start_h >= worker.suit_until_h:
        if book.suits != 0:
            start_h += service.suit_h
        elif not book.in_raincoats:
            return False
    work_h *= learned(t, w, task.service)
    if service.post:
        work_h = task.expires_h - start_h
        if work_h <= 0.0 or not service.finishes:
            return work_h > 0.0 and start_h < worker.shift_until_h
    if service.finishes:
        return start_h + work_h + back_h <= worker.shift_until_h + book.overtime_h
    if service.at_shift_end == RESUME:  # nothing of what she begins is lost
        return start_h < worker.shift_until_h
    return start_h + work_h / task.stops + back_h <= worker.shift_until_h


@compiled
def enough_suits(t: Tables, i: int, heads: int, now_h: float) -> bool:
    """Tell whether all of the crew that formed could go in suits, where nobody goes without."""
    book, crew, travel_h, needed = t.book[0], t.crew[0], 0.0, NONE
    if book.suits < 0 or book.in_raincoats or t.services[t.tasks[i].service].suit_h <= 0.0:
        return True
    for place in range(heads):
        travel_h = max(travel_h, walk_h(t, crew[place], i))
    for place in range(heads):
        if now_h + travel_h >= t.workers[crew[place]].suit_until_h:
            needed += 1
    return needed <= book.suits


@compiled
def dress_h(t: Tables, w: int, o: int, at_h: float, suit_h: float) -> float:
    """Put on a worker's suit if her stint is over; give the time that it takes the crew [h].

    It comes from the street's stock; with none left she goes in a raincoat, as she is.
    """
    book, worker, outing = t.book[0], t.workers[w], t.outings[o]
    service = t.services[t.tasks[outing.task].service]
    if at_h < worker.suit_until_h:
        return suit_h
    if book.suits == 0:
        outing.raincoats += 1
        return suit_h
    if book.suits > 0:
        book.suits -= 1
    book.suits_used += 1
    worker.suit_until_h = at_h + service.suit_h + service.stint_h
    return service.suit_h
