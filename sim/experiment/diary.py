"""A diary: what happened, gathered into one paragraph a day; quiet days are short."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sim.experiment.chains import FOUND_BY, Moment, at_work
from sim.experiment.source import Source
from sim.units import TICK

EMPLOYED = {
    "grid_workers": "grid worker",
    "volunteers": "volunteer",
    "cadres": "posted cadre",
    "medics": "medic",
    "property_staff": "worker of the property firm",
    "ngo": "worker of a social organisation",
    "part_time_workers": "part-time grid worker",
    "community_staff": "community worker",
    "building_heads": "head of a building",
    "drivers": "driver",
}
SAME_H = 1e-6  # instants closer than this are one
LAYERS = {
    "household": "at home",
    "stairwell": "in the stairwell",
    "grid": "in the grid",
    "school": "at school",
    "work": "at a workplace",
    "city": "in the town",
    "introduced": "outside the town",
    "edges": "through the network",
}


def day_of(source: Source, time_h: float) -> int:
    """Give the calendar day of an instant; 0 is the date of the start."""
    start = source.start
    return math.floor((time_h + start.hour + start.minute / 60) / 24 + TICK)


def date_of(source: Source, day: int) -> str:
    """Name a calendar day: 'Tuesday 1 March'."""
    date = source.start + timedelta(days=day)
    return f"{date:%A} {date.day} {date:%B}"


def clock_of(source: Source, time_h: float, day: int) -> str:
    """Give the time of day to the minute, with the weekday where it is another day's."""
    date = source.start + timedelta(minutes=round(60 * time_h))
    other = date.date() != (source.start + timedelta(days=day)).date()
    return f"{date:%H:%M} ({date:%a})" if other else f"{date:%H:%M}"


def length(hours_h: float) -> str:
    """Say how long something lasted: '45 min', '2 h', '3 h 20 min'."""
    minutes = max(round(60 * hours_h), 0)
    whole, rest = divmod(minutes, 60)
    if not whole:
        return f"{rest} min"
    return f"{whole} h {rest} min" if rest else f"{whole} h"


def listed(words: Sequence[str]) -> str:
    """Join words as in a sentence: 'a, b and c'."""
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " and " + words[-1]


def counted(number: int, what: str) -> str:
    """Say how many: '1 household', '3 households', '2 days on duty'."""
    first, *rest = what.split(" ")
    return " ".join([f"{number:,}", first if number == 1 else first + "s", *rest])


def named(service: str) -> str:
    """Write a service's name in words."""
    return service.replace("_", " ").replace("pcr", "PCR")


def workers(source: Source, numbers: Iterable[int]) -> str:
    """Name workers with their employers; more than two are counted by employer."""
    known = source.tables["workers"].set_index("worker")["employer"]
    who = [(number, EMPLOYED.get(known[number], known[number])) for number in numbers]
    if len(who) <= 2:
        return listed([f"worker {number} ({kind})" for number, kind in who])
    kinds = [kind for _, kind in who]
    return listed([counted(kinds.count(kind), kind) for kind in dict.fromkeys(kinds)])


def pages(
    source: Source, by_day: Mapping[int, Sequence[str]], quiet: Mapping[int, str]
) -> list[str]:
    """Make a paragraph of each day's sentences; days without any say what `quiet` says.

    Quiet days in a row that say the same share a line; what a quiet day says may be empty:
    then the day has no line.
    """
    told: list[str] = []
    first, words = 0, ""
    last = max([*by_day, *quiet], default=-1)
    for day in range(last + 2):
        sentences = by_day.get(day, ())
        now = "" if sentences or day > last else quiet.get(day, "")
        if words and now != words:
            told.append(f"{_span(source, first, day - 1)}: {words}.")
        if now != words:
            first, words = day, now
        if sentences:
            told.append(f"{date_of(source, day)}: {' '.join(sentences)}")
    return told


def _span(source: Source, first: int, last: int) -> str:
    if first == last:
        return date_of(source, first)
    begin = date_of(source, first)
    month, ends = begin.rpartition(" "), date_of(source, last)
    same = month[2] == ends.rpartition(" ")[2]
    return f"{month[0] if same else begin} {'and' if last == first + 1 else 'to'} {ends}"


def course(row: Any, whom: str) -> Iterable[Moment]:
    """Tell the turns of one infection after its beginning, in the past tense, without times."""
    found_by = row.found_by
    by = FOUND_BY.get(found_by, found_by) if isinstance(found_by, str) else ""
    stays = " and kept to herself at home" if row.isolates else ""
    turns = {
        "onset_h": f"{whom} fell ill{stays}",
        "severe_h": f"{whom} turned severe and went to hospital",
        "critical_h": f"{whom} turned critical",
        "detected_h": f"{whom} was confirmed as a case{f' by {by}' if by else ''}",
        "death_h": f"{whom} died",
    }
    for name, text in turns.items():
        time_h = float(getattr(row, name))
        if math.isfinite(time_h):
            yield time_h, text


def caught(source: Source, row: Any, worker: int = -1) -> str:
    """Say where somebody was infected: 'at home', 'at a health check with worker 4'.

    Who tells it (a worker, -1 for others) and who is named as infector are not named again.
    """
    if row.layer != "session":
        return LAYERS.get(row.layer, f"in the layer {row.layer}")
    outing = at_work(source, row)
    if outing is None:
        return "among colleagues"
    task, other = outing
    tasks, staff = source.tables["tasks"], source.tables["workers"]
    (service,) = tasks["service"][tasks["task"] == task]
    if other is None:
        return f"in the queue for {named(service)}"
    (person,) = staff["person"][staff["worker"] == other]
    if other == worker or (person == row.infector and person >= source.town.residents):
        return f"at {named(service)}"
    return f"at {named(service)} with {workers(source, [other])}"
