"""When workers were to be on duty, worked out anew from rosters, attendance and events.

A worker's spans of duty are those that the roster in force gives her on days that she attends;
in the emergency (the response's, or a hazard's), which is looked up at midnight, the emergency
roster's. The reserve keeps to
it from its arrival on. Who stood by and was called out is on duty as the event says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.checks.logs import Bools, Floats, Ints, Logs, told
from sim.rng import Purpose, uniforms
from sim.scenario import Employer, chain_of
from sim.units import tick
from sim.workforce.rosters import Rosters, called_out

TICKS = 2.0**20


class _Spans(NamedTuple):
    """Spans of duty in the order of `instant`."""

    worker: Ints
    from_h: Floats
    until_h: Floats


def instant(worker: Ints, time_h: Floats) -> Ints:
    """Code instants of workers as numbers that sort by worker and then by time."""
    ticks = np.rint((np.clip(time_h, -1e5, 1e5) + 1e5) * TICKS).astype(np.int64)
    return worker * (1 << 38) + ticks


def rostered_until(logs: Logs, worker: Ints, time_h: Floats) -> Floats:
    """Give the end of the rostered shift in which each instant lies [h], nan outside of one."""
    until_h = np.full(len(worker), np.nan)
    for spans in (_posted(logs, False), _posted(logs, True), _called_out(logs)):
        last = np.searchsorted(
            instant(spans.worker, spans.from_h), instant(worker, time_h), "right"
        )
        for row in (last - 1, last - 2):  # two spans may overlap where the roster changes
            of, begin, end = (np.append(column, -1)[np.maximum(row, -1)] for column in spans)
            holds = (row >= 0) & (of == worker) & (begin <= time_h) & (time_h < end)
            until_h = np.where(holds, np.fmax(until_h, end), until_h)
    return np.where(_always(logs)[worker], np.inf, until_h)


def _bodies(logs: Logs) -> list[Employer]:
    """Give each worker's employer."""
    return [getattr(logs.scenario.workforce, worker.employer) for worker in logs.workers]


def _always(logs: Logs) -> Bools:
    """Tell who is on duty day and night once she has come, by either of her rosters."""
    rosters = logs.scenario.workforce.rosters
    return np.array(
        [
            any(rosters[name].always for name in (one.roster, one.emergency_roster) if name)
            for one in _bodies(logs)
        ],
        np.bool_,
    )


def _posted(logs: Logs, emergency: bool) -> _Spans:
    """Give the spans that normal or emergency rosters give, on days that are attended."""
    rosters, staff, bodies = Rosters(logs.scenario), logs.workers, _bodies(logs)
    turn = np.array([one.number + one.home_grid for one in staff], np.int64)
    key = np.array([one.key for one in staff], np.int64)
    attendance = np.array([body.attendance for body in bodies], float)
    called = np.array([body.call_up is not None for body in bodies], np.bool_)
    employer = np.array([one.employer for one in staff])
    in_force = [body.emergency_roster if emergency else None for body in bodies]
    roster = np.array([n or body.roster for n, body in zip(in_force, bodies, strict=True)])
    first = {
        name: int(np.argmax(employer == name)) for name in dict.fromkeys(employer.tolist())
    }
    slot = np.arange(len(staff)) - np.array([first[one.employer] for one in staff], np.int64)
    found = []
    first_day = np.floor((logs.start_hour - logs.scenario.run.warm_up) / 24.0) - 1
    last_day = np.floor((logs.start_hour + logs.horizon_h) / 24.0)
    for day in range(int(first_day), int(last_day) + 1):
        midnight = 24.0 * day - logs.start_hour
        holds = np.full(len(staff), _emergency(logs, midnight) == emergency)
        holds |= called & emergency
        holds &= uniforms(logs.seed, Purpose.ATTENDANCE, key, day) < attendance
        for name in dict.fromkeys(roster[holds].tolist()):
            mine = np.flatnonzero(holds & (roster == name))
            for of in dict.fromkeys(employer[mine].tolist()):
                hers = mine[employer[mine] == of]
                spans = rosters.spans(name, turn[hers], slot[hers], day, midnight)
                found.append((hers[spans.place], spans.from_h, spans.until_h))
    return _in_order(found)


def _called_out(logs: Logs) -> _Spans:
    """Give the spans of those who stood by and were called out."""
    events, rosters = logs.table("events"), logs.scenario.workforce.rosters
    rows = np.flatnonzero(events["event"] == "called_out")
    found = []
    for at_h, number in zip(events["time_h"][rows], events["value"][rows], strict=True):
        worker = int(number)
        body = _bodies(logs)[worker]
        name = body.emergency_roster if _emergency(logs, float(at_h)) else None
        on_call = rosters[name or body.roster].on_call
        span = called_out(on_call, float(at_h), logs.start_hour) if on_call else None
        if span is not None:
            found.append((np.array([worker]), np.array([span[0]]), np.array([span[1]])))
    return _in_order([*found, *_mustered(logs)])


def _mustered(logs: Logs) -> Iterator[tuple[Ints, Floats, Floats]]:
    """Give the spans of those whom a hazard's emergency called."""
    events, until_h = logs.table("events"), np.nan
    for place in np.flatnonzero(np.isin(events["event"], ["muster", "mustered"])).tolist():
        value, at_h = float(events["value"][place]), float(events["time_h"][place])
        if events["event"][place] == "muster":
            until_h = value
        else:
            yield np.array([int(value)]), np.array([at_h]), np.array([until_h])


def _in_order(found: list[tuple[Ints, Floats, Floats]]) -> _Spans:
    """Join spans and sort them by worker and then by time."""
    none = (np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    worker, from_h, until_h = (np.concatenate(part) for part in zip(none, *found, strict=True))
    from_h, until_h = tick(from_h), tick(until_h)
    order = np.argsort(instant(worker, from_h), kind="stable")
    return _Spans(worker[order], from_h[order], until_h[order])


def _emergency(logs: Logs, time_h: float) -> bool:
    """Tell whether the emergency stood just before an instant."""
    events = logs.table("events")
    earlier = events["time_h"] < time_h
    levels = events["value"][earlier & (events["event"] == "level")]
    response = logs.scenario.response
    first = chain_of(response).emergency if response is not None else 1
    called = earlier & (events["event"] == "hazard_level")
    of, value = events["place"][called], events["value"][called]
    return bool(len(levels) and levels[-1] >= first) or any(
        bool(value[of == name][-1] > 0) for name in set(of.tolist())
    )


def rostered(logs: Logs) -> list[str]:
    """Return a sentence for each outing and shift begun when its worker was not to be there."""
    rows, shifts = logs.assignments, logs.table("shifts")
    outside = np.isnan(rostered_until(logs, rows.worker, rows.set_out_h))
    early = np.isnan(rostered_until(logs, shifts["worker"], shifts["from_h"]))
    early &= shifts["from_h"] < logs.horizon_h
    gone = shifts["from_h"] >= _left_h(logs)[shifts["worker"]]
    return [
        *told(
            np.flatnonzero(outside),
            lambda row: (
                f"worker {rows.worker[row]} sets out for task"
                f" {logs.tasks.key[rows.task[row]]} at"
                f" {rows.set_out_h[row]:.4f} h, when she is not rostered or does not attend"
            ),
        ),
        *told(
            np.flatnonzero(early),
            lambda row: (
                f"worker {shifts['worker'][row]} begins a shift at"
                f" {shifts['from_h'][row]:.4f} h, when she is not rostered or does not attend"
            ),
        ),
        *told(
            np.flatnonzero(gone),
            lambda row: (
                f"worker {shifts['worker'][row]} begins a shift at"
                f" {shifts['from_h'][row]:.4f} h, though she has left"
            ),
        ),
    ]


def _left_h(logs: Logs) -> Floats:
    """Give when each worker left for good [h], inf for never."""
    events = logs.table("events")
    rows = events["event"] == "left"
    left_h = np.full(len(logs.workers), np.inf)
    left_h[events["value"][rows].astype(np.int64)] = events["time_h"][rows]
    return left_h
