"""One replication's logs as one list of events in order of time, comparable between runs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sim.experiment.source import Source

TABLES = ("tasks", "events", "infections", "restrictions", "workers")


@dataclass(frozen=True, order=True)
class Entry:
    """Something that happened: when [h], in words, and what it is an event of.

    Two entries are the same event where time and words are the same. `subject` finds the event
    of the same thing at another time in another run. Within an instant, events of the response
    come first (`rank`), then infections, restrictions, and tasks that end, arise and are begun:
    the logs keep no finer order.
    """

    time_h: float
    rank: int
    said: str
    subject: tuple[Any, ...] = field(compare=False)


def logbook(source: Source) -> list[Entry]:
    """Merge tasks, events, infections and restrictions of a replication, by time and words.

    Workers are named by employer and slot, which are the same in every paired run; their
    numbers shift with the staff.
    """
    names = _Names(source)
    entries = [
        *_tasks(source, names), *_events(source), *_infections(source, names),
        *_restrictions(source),
    ]  # fmt: skip
    return sorted(entry for entry in entries if not math.isnan(entry.time_h))


class _Names:
    """Names people and workers as every paired run would."""

    def __init__(self, source: Source) -> None:
        self._residents = source.town.residents
        rows = list(source.rows("workers"))
        slots = {row.worker: _slot(row) for row in rows}
        self._worker = slots
        self._outside = {row.person: slots[row.worker] for row in rows}

    def worker(self, number: int) -> str:
        return self._worker.get(number, "nobody")

    def person(self, number: int) -> str:
        if 0 <= number < self._residents:
            return f"resident {number}"
        return self._outside.get(number, "nobody of the town")


def _slot(row: Any) -> str:
    return f"worker {row.key} ({row.employer} of {row.home_grid or 'the street'})"


def _tasks(source: Source, names: _Names) -> Iterator[Entry]:
    for row in source.rows("tasks"):
        where = row.grid or "the street"
        if row.household >= 0:
            where = f"household {row.household} in {where}"
        task = f"task {row.task}"
        stops = f"{row.stops} stop{'s' if row.stops != 1 else ''}"
        made = f"{task} arises: {row.service}, {where}, {stops}, due {row.due_h:.4g} h"
        begun = f"{task} ({row.service}, {where}) is begun by {names.worker(row.worker)}"
        ended = f"{task} ({row.service}, {where}) ends: {row.outcome}"
        yield Entry(row.created_h, 4, made, ("arises", row.task))
        yield Entry(row.started_h, 5, begun, ("is begun", row.task))
        yield Entry(row.finished_h, 3, ended, ("ends", row.task))


def _events(source: Source) -> Iterator[Entry]:
    for row in source.rows("events"):
        place = f" in {row.place}" if isinstance(row.place, str) and row.place else ""
        value = "" if math.isnan(row.value) else f": {row.value:g}"
        what = f"event {row.event}{place}{value}"
        yield Entry(row.time_h, 0, what, (what,))


def _infections(source: Source, names: _Names) -> Iterator[Entry]:
    for row in source.rows("infections"):
        who = names.person(row.resident)
        by = "from outside" if row.infector < 0 else f"by {names.person(row.infector)}"
        caught = f"{who} is infected {by} ({row.layer}, {row.variant}, doses {row.doses})"
        yield Entry(row.time_h, 1, caught, ("infected", who, row.number))
        how = f" by {row.found_by}" if isinstance(row.found_by, str) else ""
        yield Entry(row.detected_h, 1, f"{who} is found{how}", ("found", who, row.number))
        yield Entry(row.death_h, 1, f"{who} dies", ("dies", who))


def _restrictions(source: Source) -> Iterator[Entry]:
    for row in source.rows("restrictions"):
        what = f"of resident {row.resident} in layer {row.layer}, by {row.cause}"
        key = (row.resident, row.layer, row.cause)
        share = f"restriction {what}, begins: {row.factor:g} of contacts left"
        yield Entry(row.from_h, 2, share, ("restricted", *key))
        yield Entry(row.until_h, 2, f"restriction {what}, ends", ("free", *key))
