"""What an outing leaves when it ends: stops met or left, work done wrong, hours, practice."""

from __future__ import annotations

from sim.kernels.desk_events import FINISHED, react
from sim.kernels.desk_outings import may_be_infected
from sim.kernels.desk_queue import end_idle
from sim.kernels.desk_rules import look_over
from sim.kernels.desk_tables import (
    DONE,
    EXPIRED,
    LOSE,
    MET,
    NONE,
    OPEN,
    REDO,
    RESTART,
    RESUME,
    SILENT,
    TOLD,
    Tables,
    compiled,
)
from sim.kernels.desk_willing import note_met


@compiled
def settle(t: Tables, o: int, now_h: float) -> None:
    """Book the stops and hours of an outing that ends now.

    Where it ends early, `how` says what becomes of the rest: to hand over keeps what was met,
    to resume also what was done of the stop under way, to restart begins again, to lose gives
    the rest up.
    """
    outing, book = t.outings[o], t.book[0]
    i = outing.task
    task = t.tasks[i]
    service = t.services[task.service]
    task.busy = False
    _book_hours(t, o, now_h)
    whole, redo = _last_end_h(t, i) <= now_h, False
    book.numbers = 0
    if task.is_round and outing.how == RESTART and not whole:
        return
    for number in range(task.stops):
        stop = t.stops[task.first + number]
        if stop.outcome == OPEN and stop.end_h <= now_h:
            stop.met_h = stop.end_h if task.is_round else now_h
            if service.over > 0.0:
                t.workers[outing.lead].practice += 1
            if look_over(t, i, number, outing.errs):
                stop.outcome = REDO
            else:
                stop.outcome = MET
                t.numbers[book.numbers] = number
                book.numbers += 1
        elif stop.outcome == OPEN and outing.how == LOSE and not whole:
            stop.outcome = EXPIRED
        elif stop.outcome == OPEN and outing.how == RESUME and stop.start_h < now_h:
            stop.work_h = (stop.end_h - now_h) / outing.pace  # a post lasts to its end anyway
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
def come_back(t: Tables, o: int, now_h: float) -> None:
    """Book the way back of a crew, which ends now; nothing else is left to settle."""
    outing = t.outings[o]
    w = outing.lead
    while w >= 0:
        t.workers[w].travel_h += now_h - (outing.end_h - outing.back_h)
        w = t.workers[w].next_in_crew


@compiled
def tell_met(t: Tables, o: int, now_h: float) -> None:
    """Have Python act on the stops that an outing met rightly, where anybody cares."""
    i = t.outings[o].task
    task, book = t.tasks[i], t.book[0]
    tells = t.services[task.service].tells
    if book.numbers == 0:
        return
    wins = t.services[task.service].willing >= 0 and note_met(t, i, now_h)
    if tells == SILENT and not wins:
        return
    if wins or tells == TOLD or may_be_infected(t, task.stairwell, now_h):
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
