"""Stocks and shares at whole hours: how many are open, how many are overdue, and since when."""

from __future__ import annotations

import numpy as np

from sim.measures.base import Bools, Floats, Ints, RecordsLike, column
from sim.measures.tables import Needs, Tasks

CHUNK = 1 << 16  # rows at a time: what fits the cache needs no fresh memory


def _come(time_h: Floats, keep: Bools, hours: int) -> Ints:
    """Count at each whole hour 0..hours how many of the kept times have been."""
    count = np.zeros(hours + 2, dtype=np.int64)
    for at in range(0, len(time_h), CHUNK):
        part = time_h[at : at + CHUNK][keep[at : at + CHUNK]]
        hour = np.ceil(np.clip(part, 0, hours + 1)).astype(np.int64)
        count += np.bincount(hour, minlength=hours + 2)
    return np.cumsum(count)[: hours + 1]


def open_needs(needs: Needs, horizon_h: float) -> Ints:
    """Count needs created and not settled at each whole hour, the horizon included."""
    keep, hours = ~needs.background, int(horizon_h)
    return _come(needs.created_h, keep, hours) - _come(needs.closed_h, keep, hours)


def overdue_needs(needs: Needs, horizon_h: float) -> Ints:
    """Count needs past due and not settled at each whole hour; at due is not yet overdue."""
    late = (needs.closed_h > needs.due_h) & ~needs.background
    hours = int(horizon_h)
    first = np.floor(needs.due_h[late]) + 1
    last = np.maximum(np.ceil(needs.closed_h[late]), first)
    every = np.ones(len(first), dtype=bool)
    return _come(first, every, hours) - _come(last, every, hours)


def trailing_on_time(needs: Needs, horizon_h: float) -> Floats:
    """Return at each whole hour the share on time of the needs due in the 24 h before it.

    The day before an hour h is (h - 24, h]; nan where nothing fell due in it.
    """
    hours = int(horizon_h)
    due = _come(needs.due_h, needs.counted, hours)
    met = _come(needs.due_h, needs.on_time, hours)
    due[24:], met[24:] = due[24:] - due[:-24], met[24:] - met[:-24]
    return np.where(due > 0, met / np.maximum(due, 1), np.nan)


def spells_below(below: Bools, hold_h: int) -> list[tuple[int, int, bool]]:
    """Return (fall, recovery, recovered) of each spell, in whole hours.

    A spell ends at the first hour from which nothing is below for `hold_h` hours; a spell for
    which the record ends earlier lasts to the end and is not recovered.
    """
    bad = np.flatnonzero(below)
    if not len(bad):
        return []
    cut = np.flatnonzero(np.diff(bad) > hold_h + 1)
    falls = bad[np.concatenate([[0], cut + 1])]
    lasts = bad[np.concatenate([cut, [len(bad) - 1]])]
    end = len(below) - 1
    return [
        (int(fall), int(last + 1), True)
        if last + 1 + hold_h <= end
        else (int(fall), end, False)
        for fall, last in zip(falls, lasts, strict=True)
    ]


def spent_h(tasks: Tasks, done: Bools, records: RecordsLike, services: int) -> Floats:
    """Return the worker-hours of the outings of tasks that were done, by service."""
    of_outing = column(records, "assignments", "task")
    if not len(of_outing):
        return np.zeros(services)
    ids = column(records, "tasks", "task")
    order = np.argsort(ids, kind="stable")
    place = order[np.minimum(np.searchsorted(ids[order], of_outing), len(ids) - 1)]
    span_h = column(records, "assignments", "finished_h").astype(float)
    span_h = span_h - column(records, "assignments", "set_out_h").astype(float)
    counted = done[place] & ~np.isnan(span_h)
    hours: Floats = np.bincount(
        tasks.service[place[counted]], weights=span_h[counted], minlength=services
    ).astype(float)
    return hours
