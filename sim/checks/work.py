"""Checks of the work: workers in one place at a time, in shifts, in crews, in time.

The rules. The outings of a worker do not overlap. Each is set out for within a shift of hers as
logged, when her roster and her attendance give it or she was called out, and not after she has
left; not between her onset and the end of her infectious span, nor after her death. A crew has
the heads and the skills that the service states. Nobody sets out before a task's `earliest` (or
before it was created), at or after its expiry, or once it is settled; work does not end before
it begins, but for an outing that was called off on the way.
"""

from __future__ import annotations

import numpy as np

from sim.checks.logs import Bools, Floats, Ints, Logs, told
from sim.checks.rostered import instant as instant
from sim.checks.rostered import rostered
from sim.checks.rostered import rostered_until as rostered_until


def work(logs: Logs) -> list[str]:
    """Return a sentence for each violation of a rule about workers and times."""
    return [
        *_one_place(logs),
        *_in_shifts(logs),
        *rostered(logs),
        *_not_when_ill(logs),
        *_crews(logs),
        *_in_time(logs),
    ]


def _one_place(logs: Logs) -> list[str]:
    rows, shifts = logs.assignments, logs.table("shifts")
    order = np.argsort(instant(rows.worker, rows.set_out_h), kind="stable")
    same = rows.worker[order][1:] == rows.worker[order][:-1]
    early = rows.set_out_h[order][1:] < rows.finished_h[order][:-1]
    key = logs.tasks.key[rows.task]

    def twice(place: int) -> str:
        one, two = order[place], order[place + 1]
        return (
            f"worker {rows.worker[one]} sets out for task {key[two]} at"
            f" {rows.set_out_h[two]:.4f} h while on task {key[one]} until"
            f" {rows.finished_h[one]:.4f} h"
        )

    found = told(np.flatnonzero(same & early), twice)
    order_of = np.argsort(instant(shifts["worker"], shifts["from_h"]), kind="stable")
    same = shifts["worker"][order_of][1:] == shifts["worker"][order_of][:-1]
    early = shifts["from_h"][order_of][1:] < shifts["until_h"][order_of][:-1]
    return found + told(
        np.flatnonzero(same & early),
        lambda place: (
            f"worker {shifts['worker'][order_of[place]]} begins a shift at"
            f" {shifts['from_h'][order_of[place + 1]]:.4f} h within another"
        ),
    )


def shift_of(logs: Logs, worker: Ints, time_h: Floats) -> Ints:
    """Give the row of the logged shift in which each instant lies, -1 where it lies in none."""
    shifts = logs.table("shifts")
    if not len(shifts["worker"]):
        return np.full(len(worker), -1)
    order = np.argsort(instant(shifts["worker"], shifts["from_h"]), kind="stable")
    starts = instant(shifts["worker"], shifts["from_h"])[order]
    row = order[np.maximum(np.searchsorted(starts, instant(worker, time_h), "right") - 1, 0)]
    inside = (shifts["worker"][row] == worker) & (shifts["from_h"][row] <= time_h)
    inside &= (time_h < shifts["until_h"][row]) | (shifts["from_h"][row] == time_h)
    return np.where(inside, row, -1)


def _in_shifts(logs: Logs) -> list[str]:
    rows = logs.assignments
    outside = shift_of(logs, rows.worker, rows.set_out_h) < 0
    outside &= rows.finished_h > rows.set_out_h  # else called off at once: she was sent home
    return told(
        np.flatnonzero(outside),
        lambda row: (
            f"worker {rows.worker[row]} sets out for task {logs.tasks.key[rows.task[row]]} at"
            f" {rows.set_out_h[row]:.4f} h outside her shifts"
        ),
    )


def _not_when_ill(logs: Logs) -> list[str]:
    rows, cases = logs.assignments, logs.table("infections")
    person = np.array([worker.person for worker in logs.workers], np.int64)
    if not len(cases["resident"]) or not len(person):
        return []
    keys = instant(cases["resident"], cases["time_h"])
    order, who = np.argsort(keys, kind="stable"), person[rows.worker]
    place = np.searchsorted(keys[order], instant(who, rows.set_out_h), "right") - 1
    case = order[np.maximum(place, 0)]  # the latest before she set out
    hers = (cases["resident"][case] == who) & (place >= 0)
    onset_h, until_h = cases["onset_h"][case], cases["infectious_until_h"][case]
    ill = hers & (onset_h <= rows.set_out_h) & (rows.set_out_h < until_h)
    ill |= hers & (cases["death_h"][case] <= rows.set_out_h)
    return told(
        np.flatnonzero(ill),
        lambda place: (
            f"worker {rows.worker[place]} sets out for task"
            f" {logs.tasks.key[rows.task[place]]} at {rows.set_out_h[place]:.4f} h, ill since"
            f" {onset_h[place]:.4f} h"
        ),
    )


def _crews(logs: Logs) -> list[str]:
    rows, outings = logs.assignments, logs.outings
    service = logs.tasks.service[outings.task]
    size = np.array([sum(one.crew.values()) for one in logs.services], np.int64)
    key = logs.tasks.key[outings.task]
    found = told(
        np.flatnonzero(outings.heads != size[service]),
        lambda row: (
            f"task {key[row]} ({logs.names[service[row]]}) has a crew of {outings.heads[row]}"
            f" at {outings.set_out_h[row]:.4f} h, not of {size[service[row]]}"
        ),
    )
    skills = np.array([worker.skills for worker in logs.workers], np.int64)
    wanted = np.zeros((len(size), int(size.max(initial=0)) + 1), np.int64)
    for number, one in enumerate(logs.services):
        bits = [logs.skill_bits[skill] for skill, n in one.crew.items() for _ in range(n)]
        wanted[number, : len(bits)] = bits
    place = np.minimum(rows.place, wanted.shape[1] - 1)
    asked = wanted[logs.tasks.service[rows.task], place]
    name_of = {bit: name for name, bit in logs.skill_bits.items()}
    return found + told(
        np.flatnonzero((asked != 0) & (skills[rows.worker] & asked == 0)),
        lambda row: (
            f"worker {rows.worker[row]} on task {logs.tasks.key[rows.task[row]]} at"
            f" {rows.set_out_h[row]:.4f} h lacks the skill {name_of[int(asked[row])]}"
        ),
    )


def _in_time(logs: Logs) -> list[str]:
    tasks, outings = logs.tasks, logs.outings
    of = outings.task
    set_out_h = outings.set_out_h
    key = tasks.key[of]
    rules: tuple[tuple[Bools, str, Floats], ...] = (
        (set_out_h < tasks.created_h[of], "before it was created", tasks.created_h[of]),
        (set_out_h < tasks.earliest_h[of], "before its earliest", tasks.earliest_h[of]),
        (set_out_h >= tasks.expires_h[of], "when it had expired", tasks.expires_h[of]),
        (set_out_h > tasks.settled_h[of], "when it was settled", tasks.settled_h[of]),
        (set_out_h > outings.started_h, "after the start of work", outings.started_h),
        (set_out_h > outings.finished_h, "after the end of work", outings.finished_h),
    )
    found = []
    for broken, words, at_h in rules:
        found += told(
            np.flatnonzero(broken),
            lambda row, words=words, at_h=at_h: (  # type: ignore[misc]
                f"task {key[row]} is set out for at {set_out_h[row]:.4f} h, {words} at"
                f" {at_h[row]:.4f} h"
            ),
        )
    return found
