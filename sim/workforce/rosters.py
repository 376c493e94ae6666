"""When a roster puts whom on duty: the arithmetic of shifts, breaks, rest days and rows.

A span is a stretch of duty without a break. A split shift is two spans or more of a day, and a
row of a roster's file is one. Spans belong to the day on which they begin.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.scenario import OnCall, Roster, Scenario, read_duty_table
from sim.units import hours_since, tick

NEVER = float("inf")
CALLED_OUT_H = 4.0
"""How long who is called out stays at most [h]. Source: assumed, a stint of volunteers."""

Ints = NDArray[np.int64]
Hours = NDArray[np.float64]


class Spans(NamedTuple):
    """Spans of duty, by worker and then by time."""

    place: Ints  # of the worker among those asked for
    from_h: Hours
    until_h: Hours


class _Rows(NamedTuple):
    """The rows of a roster's file, in order of their start."""

    worker: Ints
    from_h: Hours
    until_h: Hours


class Rosters:
    """The rosters of a scenario, their files read."""

    def __init__(self, scenario: Scenario) -> None:
        self.rosters = scenario.workforce.rosters
        self._rows: dict[str, _Rows] = {}
        for name, roster in self.rosters.items():
            if roster.file is not None:
                table = read_duty_table(scenario.root / roster.file)
                begins, ends = (
                    np.array([hours_since(scenario.start, moment) for moment in moments])
                    for moments in (table.begins, table.ends)
                )
                self._rows[name] = _Rows(table.worker, begins, ends)

    def spans(self, name: str, turns: Ints, slots: Ints, day: int, midnight: float) -> Spans:
        """Give the spans of workers that begin on a day, by roster; none of who always works.

        `turns` deal the shifts and stagger the rest days, `slots` count an employer's slots.
        """
        if name in self._rows:
            return _spans_of_rows(self._rows[name], slots, midnight)
        return spans_of_shifts(self.rosters[name], turns, day, midnight)


def spans_of_shifts(roster: Roster, turns: Ints, day: int, midnight: float) -> Spans:
    """Give the spans of a day from shifts: of every so many turns, so many have each shift."""
    if not roster.shifts:
        return _spans(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    parts = [list(_parts(roster, number)) for number in range(len(roster.shifts))]
    begins, ends = np.array([span for shift in parts for span in shift]).T
    many = np.array([len(shift) for shift in parts])
    dealt = np.repeat(np.arange(len(parts)), [shift.heads for shift in roster.shifts])
    which = dealt[turns % len(dealt)]
    if roster.rotates:
        which = (which + day // roster.rotates) % len(parts)
    place = np.flatnonzero((turns + day) % 7 >= roster.rest_days)
    which = which[place]
    first = (np.cumsum(many) - many)[which]
    before = np.cumsum(many[which]) - many[which]
    part = np.arange(many[which].sum()) - np.repeat(before - first, many[which])
    place = np.repeat(place, many[which])
    return _spans(place, midnight + begins[part], midnight + ends[part])


def _parts(roster: Roster, number: int) -> Iterator[tuple[float, float]]:
    """Give the spans of a shift between its breaks [h after midnight]."""
    shift = roster.shifts[number]
    begin = shift.from_
    for one in shift.breaks:
        starts = shift.from_ + (one.from_ - shift.from_) % 24
        yield begin, starts
        begin = starts + one.length_h
    yield begin, shift.until if shift.until > shift.from_ else shift.until + 24.0


def _spans_of_rows(rows: _Rows, slots: Ints, midnight: float) -> Spans:
    """Give the spans of a day from rows of a file; rows of slots that nobody has are idle."""
    first, last = np.searchsorted(rows.from_h, (midnight, midnight + 24.0))
    worker = rows.worker[first:last]
    order = np.argsort(slots, kind="stable")
    at = np.minimum(np.searchsorted(slots[order], worker), max(len(slots) - 1, 0))
    if not len(slots):
        return _spans(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    place = order[at]
    hers = np.flatnonzero(slots[place] == worker)
    by_worker = hers[np.argsort(place[hers], kind="stable")]
    row = first + by_worker
    return _spans(place[by_worker], rows.from_h[row], rows.until_h[row])


def _spans(place: Ints, from_h: Hours, until_h: Hours) -> Spans:
    return Spans(place.astype(np.int64), from_h, until_h)


def called_out(on_call: OnCall, at_h: float, start_hour: float) -> tuple[float, float] | None:
    """Give from when until when [h] who is called at a time is on duty; None where too late.

    She comes after her notice, and stays up to 4 h, but not beyond the span on call.
    """
    day = np.floor((at_h + start_hour) / 24.0)
    for one in (day, day - 1.0):
        begin = float(tick(24.0 * one - start_hour + on_call.from_))
        end = float(tick(begin + on_call.length_h))
        from_h = float(tick(at_h + on_call.notice))
        if begin <= at_h and from_h < end:
            return from_h, min(end, from_h + CALLED_OUT_H)
    return None
