"""The diary of a worker: who she is, her days on duty and off, and what they add up to."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.experiment import duties
from sim.experiment.chains import Moment, when
from sim.experiment.diary import (
    EMPLOYED,
    caught,
    clock_of,
    counted,
    course,
    day_of,
    length,
    listed,
    named,
    pages,
)
from sim.experiment.outings import Outing, driver, idle, outings_of, told
from sim.experiment.source import Source, each, expect

if TYPE_CHECKING:
    import pandas as pd

_EVENTS = {
    "worker_arrived": "she arrived, called up",
    "called_out": "she was called out from her stand-by",
    "injured": "she was injured at work",
    "left": "she left for good",
    "locked_in": "the zone where she lives was closed with her in it",
    "locked_out": "the town was closed with her outside",
}
_TIME = {
    "serve_h": "serving",
    "travel_h": "walking",
    "ppe_h": "putting suits on and off",
    "idle_h": "without work",
}


def worker_diary(source: Source, worker: int) -> list[str]:
    """Tell a worker's days from clock 0 on; raise CallError where there is no such worker."""
    table = source.tables["workers"]
    expect("worker", worker, len(table))
    row = table[table["worker"] == worker].iloc[0]
    horizon_h = float(source.scenario.horizon)
    spans = duties.spans_by_day(source, worker)
    outings = outings_of(source, worker, horizon_h)
    moments = [m for m in _moments(source, worker, int(row["person"])) if 0 <= m[0] < horizon_h]
    by_day = _sentences(source, row, (spans, outings, moments))
    last = day_of(source, horizon_h) - 1  # the last whole day
    quiet = duties.reasons(source, row, spans, last)
    for day, sentences in by_day.items():
        reason = quiet.get(day, "")
        if reason and quiet.get(day - 1) == reason:  # off duty, and yet something happened
            sentences.insert(0, f"{reason[0].upper()}{reason[1:]}.")
    days = pages(source, by_day, quiet)
    return [_introduced(source, row), *days, _summed(source, row, spans, outings)]


def _introduced(source: Source, row: pd.Series) -> str:
    """Say who she is."""
    town, person, employer = source.town, int(row["person"]), str(row["employer"])
    spec = source.scenario.workforce.employers[employer]
    kind = EMPLOYED.get(employer, employer)
    article = "an" if kind[0] in "aeiou" else "a"
    skills = listed([named(skill) for skill in spec.skills])
    said = (
        f"Worker {row['worker']} is {article} {kind} of {row['home_grid']}; she can {skills}."
    )
    if person >= town.residents:
        return f"{said} She comes from outside."
    home = int(town.household[person])
    grid = town.grid_names[town.stairwell_grid[town.household_stairwell[home]]]
    others = int(town.household_start[home + 1] - town.household_start[home]) - 1
    company = f"with {counted(others, 'other')}" if others else "alone"
    return (
        f"{said} She is resident {person}, aged {town.age[person]}, and lives in household "
        f"{home} in {grid}, {company}."
    )


def _sentences(
    source: Source,
    row: pd.Series,
    parts: tuple[dict[int, duties.Spans], list[Outing], list[Moment]],
) -> dict[int, list[str]]:
    """Gather what happened by the day on which the shift began, else by the calendar."""
    spans, outings, moments = parts
    employer, home = str(row["employer"]), str(row["home_grid"])
    found: dict[int, list[tuple[float, int, str]]] = {}
    ends = sorted((span, day) for day, own in spans.items() for span in own)

    def day_at(time_h: float) -> int:
        for (from_h, until_h), day in ends:
            if from_h <= time_h <= until_h:
                return day
        return day_of(source, time_h)

    for day, own in spans.items():
        found[day] = [(-math.inf, 0, duties.on_duty(source, employer, own, day))]
    by_day: dict[int, list[Outing]] = {}
    for outing in outings:
        by_day.setdefault(day_at(outing.set_out_h), []).append(outing)
    for day in {**spans, **by_day}:
        mine = by_day.get(day, [])
        lines = [*told(source, mine, day, home), *idle(source, spans.get(day, []), mine, day)]
        found.setdefault(day, []).extend((at_h, 1, text) for at_h, text in lines)
    for at_h, text in moments:
        day = day_at(at_h)
        said = f"At {clock_of(source, at_h, day)} {text}."
        found.setdefault(day, []).append((at_h, 0, said))
    return {day: [text for _, _, text in sorted(lines)] for day, lines in found.items()}


def _moments(source: Source, worker: int, person: int) -> Iterator[Moment]:
    """Tell what befell her: infection and its course, posting, injury and the rest."""
    for row in source.rows("infections", resident=person):
        by = f" by {source.person(row.infector)}" if row.infector >= 0 else ""
        yield from when(row.time_h, f"she was infected{by} {caught(source, row, worker)}")
        yield from course(row, "she")
    for row in source.rows("infections", infector=person):
        if row.layer == "session":
            whom = f"she infected {source.person(row.resident)}"
            yield from when(row.time_h, f"{whom} {caught(source, row, worker)}")
    events = source.tables["events"]
    for row in each(events[events["value"] == worker]):
        if row.event == "posted":
            yield from when(row.time_h, f"she was posted to {row.place}")
        elif row.event in _EVENTS:
            yield from when(row.time_h, _EVENTS[row.event])


def _summed(
    source: Source, row: pd.Series, spans: dict[int, duties.Spans], outings: list[Outing]
) -> str:
    """Add her days up."""
    hours = float(row["hours"])
    if hours == 0:
        return "In all: no hour on duty."
    plain = [o for o in outings if driver(source, o.task.service) != "background"]
    stops = sum(len(outing.done) for outing in plain)
    late = sum(int((o.done["closed_h"] > o.done["due_h"]).sum()) for o in plain)
    over_h, absent_h = float(row["overtime_h"]), float(row["absent_h"])
    over = f"{length(over_h)} of them overtime" if over_h else "none of them overtime"
    parts = {words: 100 * float(row[name]) / hours for name, words in _TIME.items()}
    shares = [f"{part:.0f} % {words}" for words, part in parts.items() if part > 0.5]
    away = f" She missed {length(absent_h)} of her roster." if absent_h else ""
    return (
        f"In all: {counted(len(spans), 'day on duty')}, {length(hours)}, {over}; "
        f"{counted(stops, 'stop')} served on {counted(len(plain), 'outing')}"
        f"{f', {late:,} of them late' if late else ''}. "
        f"Of her time {listed(shares)}.{away}"
    )
