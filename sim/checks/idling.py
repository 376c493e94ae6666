"""When and where workers idle, as the logs tell: between outings, within shifts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.checks.logs import Floats, Ints, Logs, coded
from sim.checks.work import instant, rostered_until, shift_of

Place = tuple[int, int]  # grid, stairwell (-1: at none)


class Span(NamedTuple):
    """A task that waits, or a worker who idles, for more than an instant."""

    from_h: float
    until_h: float
    row: int


@dataclass(frozen=True)
class Idle:
    """Idle spans of more than an instant, cut where a worker is posted elsewhere."""

    worker: list[int]
    place: list[Place]
    rostered_until_h: list[float]
    by_area: dict[int, list[Span]]
    place_at_outing: list[Place]  # where the lead of each outing sets out from


def idle_spans(logs: Logs) -> Idle:
    """Find the idle spans of all workers."""
    rows, shifts = logs.assignments, logs.table("shifts")
    posted_worker, posted_h, _ = _postings(logs)
    worker = np.concatenate([shifts["worker"], rows.worker, posted_worker])
    from_h = np.concatenate([shifts["from_h"], rows.finished_h, posted_h])
    shift = shift_of(logs, worker, from_h)
    away = _away(logs, worker, from_h)
    worker, from_h, shift = (column[(shift >= 0) & ~away] for column in (worker, from_h, shift))
    until_h = np.minimum(
        shifts["until_h"][shift], _next(rows.worker, rows.set_out_h, worker, from_h)
    )
    until_h = np.minimum(until_h, _next(posted_worker, posted_h, worker, from_h, "right"))
    lasting = until_h > from_h
    worker, from_h, until_h = worker[lasting], from_h[lasting], until_h[lasting]
    area = logs.area_of_grid[posts(logs, worker, from_h)]
    by_area: dict[int, list[Span]] = defaultdict(list)
    triples = zip(from_h.tolist(), until_h.tolist(), range(len(worker)), strict=True)
    for place, span in zip(area.tolist(), triples, strict=True):
        by_area[place].append(Span(*span))
    return Idle(
        worker=worker.tolist(),
        place=places(logs, worker, from_h),
        rostered_until_h=np.nan_to_num(
            rostered_until(logs, worker, from_h), nan=-np.inf
        ).tolist(),
        by_area={place: sorted(spans) for place, spans in by_area.items()},
        place_at_outing=places(logs, logs.outings.lead, logs.outings.set_out_h),
    )


def posts(logs: Logs, worker: Ints, time_h: Floats) -> Ints:
    """Give the grid at which each worker is posted at an instant: her own if never moved."""
    posted_worker, posted_h, posted_grid = _postings(logs)
    last = _last(posted_worker, posted_h, worker, time_h)
    home = np.array([one.home_grid for one in logs.workers], np.int64)
    return np.where(last >= 0, np.append(posted_grid, 0)[last], home[worker])


def _postings(logs: Logs) -> tuple[Ints, Floats, Ints]:
    """Give who was posted to which grid, by worker and then by time."""
    events = logs.table("events")
    posted = events["event"] == "posted"
    worker = events["value"][posted].astype(np.int64)
    at_h, grid = events["time_h"][posted], coded(events["place"][posted], logs.town.grid_names)
    order = np.argsort(instant(worker, at_h), kind="stable")
    return worker[order], at_h[order], grid[order]


def _away(logs: Logs, worker: Ints, time_h: Floats) -> np.ndarray:
    """Tell who is on an outing at an instant that is not its end."""
    rows = logs.assignments
    order = np.argsort(instant(rows.worker, rows.set_out_h), kind="stable")
    last = _last(rows.worker[order], rows.set_out_h[order], worker, time_h)
    until_h = np.append(rows.finished_h[order], -np.inf)[last]
    return np.asarray((last >= 0) & (time_h < until_h), np.bool_)


def _next(of: Ints, at_h: Floats, worker: Ints, time_h: Floats, side: str = "left") -> Floats:
    """Give when something next happens to each worker, from an instant on (or after it)."""
    keys = np.sort(instant(of, at_h))
    place = np.searchsorted(
        keys, instant(worker, time_h), "left" if side == "left" else "right"
    )
    found = np.append(keys, np.iinfo(np.int64).max)[place]
    hers = found >> 38 == worker
    after_h = (found - instant(worker, np.full(len(worker), -1e5))) / 2.0**20 - 1e5
    return np.where(hers, after_h, np.inf)


def _last(of: Ints, at_h: Floats, worker: Ints, time_h: Floats) -> Ints:
    """Give the row of what last happened to each worker up to an instant, -1 for nothing."""
    place = np.searchsorted(instant(of, at_h), instant(worker, time_h), "right") - 1
    hers = np.append(of, -1)[place] == worker
    return np.where((place >= 0) & hers, place, -1)


def places(logs: Logs, worker: Ints, time_h: Floats) -> list[Place]:
    """Tell where workers are: at their last visit of this shift, else in their home grid.

    Who has walked back after a visit is at her post, at no stairwell.
    """
    rows, shifts = logs.assignments, logs.table("shifts")
    background = [service.need.per == "background" for service in logs.services]
    outside = ~np.array(background, np.bool_)[logs.tasks.service[rows.task]]
    order = np.flatnonzero(outside)
    order = order[np.argsort(instant(rows.worker, rows.finished_h)[order], kind="stable")]
    last = _last(rows.worker[order], rows.finished_h[order], worker, time_h)
    row = np.append(order, 0)[last]
    shift = shift_of(logs, worker, time_h)
    began_h = np.append(shifts["from_h"], np.inf)[shift]
    there = (last >= 0) & (np.append(rows.set_out_h, np.inf)[row] >= began_h)
    home = np.array([one.home_grid for one in logs.workers], np.int64)
    task = np.append(rows.task, 0)[row]
    if not len(logs.tasks.key):
        return [(grid, -1) for grid in home[worker].tolist()]
    grid = np.where(there, logs.tasks.grid[task], home[worker])
    stairwell = np.where(there, logs.tasks.stairwell[task], -1)
    returns = np.array([service.returns for service in logs.services], np.bool_)
    over_h = np.append(rows.finished_h, -np.inf)[row]
    back = there & returns[logs.tasks.service[task]] & logs.tasks.done[task]
    back &= over_h > logs.tasks.settled_h[task]
    if back.any():
        grid, stairwell = (
            np.where(back, posts(logs, worker, time_h), grid),
            np.where(back, -1, stairwell),
        )
    return list(zip(grid.tolist(), stairwell.tolist(), strict=True))


def walk_h(logs: Logs, at: Place, task: int) -> float:
    """Give the walk from a place to a task [h]."""
    service = logs.services[int(logs.tasks.service[task])]
    if service.content != "net" or service.need.per == "background":
        return 0.0
    grid = int(logs.tasks.grid[task])
    if at[0] != grid:
        return float(logs.town.walk_h[at[0], grid])
    near = at[1] == int(logs.tasks.stairwell[task])
    return 0.0 if near else float(logs.scenario.town.walk.stairwells)


def expected_h(logs: Logs) -> Floats:
    """Give the work to be expected of each task [h], of somebody without practice."""
    tasks = logs.tasks
    out = np.zeros(len(tasks.key))
    for number, service in enumerate(logs.services):
        mine = tasks.service == number
        stops = tasks.stops[mine]
        if service.need.per == "background":
            out[mine] = stops * service.need.slice
        else:
            walks = service.content == "net" and service.contact != "table"
            between = logs.scenario.town.walk.stops if walks else 0.0
            each = service.work.mean * service.time_factor + service.verification
            out[mine] = stops * each + (stops - 1) * between
    return out


def mean_h(logs: Logs, number: int) -> float:
    """Give the work to be expected of one stop of a service [h]."""
    service = logs.services[number]
    if service.need.per == "background":
        return service.need.slice
    return service.work.mean * service.time_factor
