"""When a worker was on duty, and why she was not: spans by day, overtime, reasons."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.experiment.diary import clock_of, day_of, length, listed
from sim.experiment.source import Source
from sim.scenario import chain_of
from sim.units import TICK

if TYPE_CHECKING:
    import pandas as pd

Spans = list[tuple[float, float]]
CALL_OUT_H = 12.0  # a span that begins so soon after a call-out is one; assumed


def spans_by_day(source: Source, worker: int) -> dict[int, Spans]:
    """Give a worker's spans on duty from clock 0 on [h], by the day on which they begin."""
    shifts = source.tables["shifts"]
    own = shifts[(shifts["worker"] == worker) & (shifts["until_h"] > 0)].sort_values("from_h")
    found: dict[int, Spans] = {}
    for from_h, until_h in zip(own["from_h"].tolist(), own["until_h"].tolist(), strict=True):
        for span in _cut(source, max(from_h, 0.0), min(until_h, source.scenario.horizon)):
            own_day = found.setdefault(day_of(source, span[0]), [])
            if own_day and own_day[-1][1] == span[0]:  # one followed on the other
                own_day[-1] = (own_day[-1][0], span[1])
            else:
                own_day.append(span)
    return found


def _cut(source: Source, from_h: float, until_h: float) -> Iterator[tuple[float, float]]:
    """Cut what lasts more than a day at the midnights."""
    start = source.start
    while until_h - from_h > 24:
        midnight_h = 24.0 * (day_of(source, from_h) + 1) - start.hour - start.minute / 60
        yield from_h, midnight_h
        from_h = midnight_h
    if until_h > from_h:
        yield from_h, until_h


def on_duty(source: Source, employer: str, spans: Spans, day: int) -> str:
    """Say in a sentence when a worker was on duty on a day, with breaks and overtime."""
    said = [
        f"{clock_of(source, from_h, day)} to {clock_of(source, until_h, day)}"
        for from_h, until_h in spans
    ]
    gaps = [after[0] - before[1] for before, after in itertools.pairwise(spans)]
    parts = [f"on duty {listed(said)}"]
    if any(gap > 0 for gap in gaps):
        parts.append(f"with {length(sum(gaps))} off between")
    over_h = max(sum(overtime_h(source, employer, span, day) for span in spans), 0.0)
    if over_h >= 1 / 60:
        parts.append(f"{length(over_h)} of it overtime")
    text = ", ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def overtime_h(source: Source, employer: str, span: tuple[float, float], day: int) -> float:
    """Give how long a span went on after the end of the rostered shift [h]; 0 without one."""
    staff = source.scenario.workforce.employers[employer]
    start = source.start
    midnight_h = 24.0 * day - start.hour - start.minute / 60
    name = staff.roster
    if staff.emergency_roster and emergency(source, midnight_h):
        name = staff.emergency_roster
    ends = []
    for shift in source.scenario.workforce.rosters[name].shifts:
        until = shift.until if shift.until > shift.from_ else shift.until + 24
        if midnight_h + shift.from_ <= span[0] + TICK < midnight_h + until:
            ends.append((abs(midnight_h + shift.from_ - span[0]), midnight_h + until))
    return max(span[1] - min(ends)[1], 0.0) if ends else 0.0


def emergency(source: Source, time_h: float) -> bool:
    """Say whether the emergency held at an instant."""
    events = source.tables["events"]
    levels = events[(events["event"] == "level") & (events["time_h"] <= time_h)]
    response = source.scenario.response
    first = chain_of(response).emergency if response is not None else 1
    return bool(len(levels)) and float(levels["value"].iloc[-1]) >= first


def reasons(
    source: Source, row: pd.Series, worked: dict[int, Spans], last: int
) -> dict[int, str]:
    """Say of each day without duty why a worker was not there, as far as is recorded."""
    staff = source.scenario.workforce.employers[str(row["employer"])]
    worker = int(row["worker"])
    arrives = _times(source, "worker_arrived", worker) if staff.call_up else [-math.inf]
    arrived = day_of(source, arrives[0]) if arrives and math.isfinite(arrives[0]) else -1
    absent = _absences(source, int(row["person"]), worker, worked, last)
    gone = max(worked, default=arrived)
    rests = _rest_days(source, row, worked)
    always_came = float(row["absent_h"]) == 0 and staff.attendance == 1
    found = {}
    for day in set(range(last + 1)) - set(worked):
        reserve = staff.call_up is not None
        if reserve and (not arrives or day < arrived):
            found[day] = "not called up" if not arrives else "not yet called up"
        elif reserve and day == arrived:
            found[day] = "no shift left after she came"
        elif day in absent:
            found[day] = absent[day]
        elif reserve and day > gone and not emergency(source, _evening(source, day)):
            found[day] = "stood down"
        elif rests:
            found[day] = "a rest day" if day % 7 in rests else "absent"
        else:
            found[day] = "a rest day" if always_came else "off duty"
    return found


def _rest_days(source: Source, row: pd.Series, worked: dict[int, Spans]) -> set[int]:
    """Find the days of the week on which a worker rests: those on which she never worked.

    Days on which she was called out do not count. None where they cannot be told from days on
    which she was away.
    """
    staff = source.scenario.workforce.employers[str(row["employer"])]
    rests = source.scenario.workforce.rosters[staff.roster].rest_days
    called = _times(source, "called_out", int(row["worker"]))
    rostered = {
        day % 7
        for day, spans in worked.items()
        if not any(0 <= spans[0][0] - at_h <= CALL_OUT_H for at_h in called)
    }
    never = set(range(7)) - rostered
    return never if len(never) == rests else set()


def _absences(
    source: Source, person: int, worker: int, worked: dict[int, Spans], last: int
) -> dict[int, str]:
    """Say of days why she was kept away; the graver reason holds."""
    found: dict[int, str] = {}
    for event, words in (("locked_in", "locked in by the zone where she lives"),
                         ("locked_out", "locked out of the closed town"),
                         ("injured", "at home after the injury")):  # fmt: skip
        for time_h in _times(source, event, worker):
            first = day_of(source, time_h)
            back = min((day for day in worked if day > first), default=last + 1)
            found |= dict.fromkeys(range(first, back), words)
    stays_h = [c.duration or 0.0 for c in _isolations(source)]
    for row in source.rows("infections", resident=person):
        spells = [
            ("ill", row.onset_h, row.infectious_until_h),
            (
                "in isolation as a case",
                row.detected_h,
                row.detected_h + max(stays_h, default=0),
            ),
        ]
        for words, from_h, until_h in spells:
            if math.isfinite(from_h) and math.isfinite(until_h):
                days = range(day_of(source, from_h), day_of(source, until_h) + 1)
                found |= dict.fromkeys(days, words)
    for time_h in _times(source, "left", worker):
        found |= dict.fromkeys(range(day_of(source, time_h), last + 1), "gone for good")
    for time_h in _times(source, "death", person):
        found |= dict.fromkeys(range(day_of(source, time_h), last + 1), "dead")
    return found


def _isolations(source: Source) -> list:  # type: ignore[type-arg]
    response = source.scenario.response
    controls = response.controls.values() if response else ()
    return [control for control in controls if control.kind == "isolation"]


def _times(source: Source, event: str, value: int) -> list[float]:
    """Give when an event of this value happened [h]."""
    events = source.tables["events"]
    own = events[(events["event"] == event) & (events["value"] == value)]
    return [float(time_h) for time_h in own["time_h"]]


def _evening(source: Source, day: int) -> float:
    start = source.start
    return 24.0 * (day + 1) - start.hour - start.minute / 60
