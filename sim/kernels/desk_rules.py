"""The rules of the desk as functions: deadlines, the order of a queue, work, walks, suits."""

from __future__ import annotations

import numpy as np

from sim.kernels.desk_tables import WAVES, Tables, compiled
from sim.kernels.numbers import quantile, tick
from sim.rng import Purpose, uniform

_WORK, _ERROR, _TIE = Purpose.WORK_CONTENT, Purpose.ERROR, Purpose.QUEUE_TIE
DISPATCH = ("first_come", "priority", "earliest_due")
_FIRST_COME, _PRIORITY, _EARLIEST_DUE = range(3)


@compiled
def rank(t: Tables, i: int) -> None:
    """Place a task in the order of its service's dispatch rule: two words and a keyed tie."""
    task = t.tasks[i]
    service = t.services[task.service]
    task.rank, task.next_rank = task.due_h, 0.0
    if service.rule == _FIRST_COME:
        task.rank = task.earliest_h
    elif service.rule == _PRIORITY:
        task.rank, task.next_rank = service.priority, task.due_h
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
def _rate(t: Tables, i: int) -> float:
    """Give the people per hour of a round: learning by the zone's round number."""
    task = t.tasks[i]
    service = t.services[task.service]
    return t.rates[task.service, min(task.round_number, service.rates - 1)]


@compiled
def draw_work(t: Tables, i: int) -> None:
    """Draw the work of each stop [h], keyed by task and stop, whoever does it."""
    task = t.tasks[i]
    service, law = t.services[task.service], t.laws[task.service]
    task.drawn = True
    for stop in range(task.stops):
        row = t.stops[task.first + stop]
        if service.background:
            row.work_h = service.slice_h
        elif not task.is_round and service.fixed:
            row.work_h = service.mean_h
        elif task.is_round and service.rates > 0:
            row.work_h = service.factor / _rate(t, i)
        else:
            u = uniform(t.book[0].seed, _WORK, task.key, stop, task.wave)
            row.work_h = quantile(law, u) * service.factor


@compiled
def expected_h(t: Tables, i: int) -> float:
    """Guess how long a task takes, as a dispatcher would, without travel [h]."""
    task = t.tasks[i]
    service = t.services[task.service]
    if service.rates > 0:
        return task.stops * service.factor / _rate(t, i)
    return task.stops * service.mean_h + (task.stops - 1) * service.between_h


@compiled
def found_wrong(t: Tables, i: int, stop: int) -> bool:
    """Tell whether a stop was done wrong and found so: then it is to be done again."""
    task = t.tasks[i]
    share = t.services[task.service].wrong_share
    if share <= 0.0 or task.wave >= WAVES - 1:
        return False
    return uniform(t.book[0].seed, _ERROR, task.key, stop, task.wave) < share


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
    """Tell whether a worker would be back in time, by expectation."""
    worker, task = t.workers[w], t.tasks[i]
    service = t.services[task.service]
    start_h = now_h + walk_h(t, w, i)
    if start_h >= worker.suit_until_h:
        start_h += service.suit_h
    if service.finishes:
        return start_h + work_h <= worker.shift_until_h + t.book[0].overtime_h
    return start_h + work_h / task.stops <= worker.shift_until_h


@compiled
def dress_h(t: Tables, w: int, i: int, at_h: float, suit_h: float) -> float:
    """Put on a worker's suit if her stint is over; give the time that it takes the crew [h]."""
    worker, service = t.workers[w], t.services[t.tasks[i].service]
    if at_h < worker.suit_until_h:
        return suit_h
    worker.suit_until_h = at_h + service.suit_h + service.stint_h
    return service.suit_h
