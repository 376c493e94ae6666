"""Outings in sentences: what for, where, for whom, with whom, when, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.experiment.diary import clock_of, counted, length, named, workers
from sim.experiment.source import Source, each

if TYPE_CHECKING:
    import pandas as pd

IDLE_H = 1.0  # longer spells without work are told


@dataclass(frozen=True)
class Outing:
    """One worker's part in an outing; `stops` are the needs still open when she set out.

    `done` marks those of them that were settled by the work of this outing.
    """

    task: Any
    set_out_h: float
    started_h: float
    until_h: float
    over: bool
    crew: tuple[int, ...]
    stops: pd.DataFrame
    done: pd.DataFrame


def outings_of(source: Source, worker: int, end_h: float) -> list[Outing]:
    """Give the outings of a worker from clock 0 on, in order; none lasts beyond the end [h]."""
    all_of = source.tables["assignments"]
    own = all_of[(all_of["worker"] == worker) & ~(all_of["finished_h"] <= 0)]
    own = own.sort_values("set_out_h")
    tasks, needs = source.tables["tasks"], source.tables["needs"]
    task_of = {row.task: row for row in each(tasks[tasks["task"].isin(own["task"])])}
    stops_of = dict(list(needs[needs["task"].isin(own["task"])].groupby("task")))
    beside = all_of[all_of["task"].isin(own["task"])].groupby(["task", "set_out_h"])["worker"]
    crews = {key: tuple(crew) for key, crew in beside}
    found = []
    for row in each(own):
        over = row.finished_h <= end_h
        until_h = float(row.finished_h) if over else end_h
        stops = stops_of.get(row.task, needs.iloc[:0])
        stops = stops[~(stops["closed_h"] <= row.set_out_h)]
        done = stops["outcome"].isin(("met", "redo")) & (stops["closed_h"] <= until_h)
        crew = tuple(one for one in crews[row.task, row.set_out_h] if one != worker)
        times = (float(row.set_out_h), float(row.started_h), until_h, bool(over))
        found.append(Outing(task_of[row.task], *times, crew, stops, stops[done]))
    return found


def told(
    source: Source, outings: list[Outing], day: int, home: str
) -> Iterator[tuple[float, str]]:
    """Tell outings of one day in order; background work in a row shares a sentence.

    The grid is named where it is not `home`.
    """
    row: list[Outing] = []
    before_h = -1.0  # the end of the outing told last
    for outing in outings:
        if row and not _continues(source, row[-1], outing):
            yield row[0].set_out_h, _sentence(source, row, (day, home, before_h))
            before_h, row = row[-1].until_h, []
        row.append(outing)
    if row:
        yield row[0].set_out_h, _sentence(source, row, (day, home, before_h))


def idle(
    source: Source, spans: list[tuple[float, float]], outings: list[Outing], day: int
) -> Iterator[tuple[float, str]]:
    """Tell the spells on duty without work that are longer than an hour."""
    for from_h, until_h in spans:
        free_h = from_h
        inside = [o for o in outings if from_h <= o.set_out_h < until_h]
        ends = [(o.set_out_h, o.until_h) for o in inside]
        for begin_h, end_h in [*ends, (until_h, until_h)]:
            if begin_h - free_h > IDLE_H:
                begin = clock_of(source, free_h, day)
                until = clock_of(source, begin_h, day)
                whole = len(spans) == 1 and begin_h - free_h == until_h - from_h
                spell = "All that time" if whole else f"From {begin} to {until}"
                yield free_h, f"{spell} there was nothing for her to do."
            free_h = max(free_h, end_h)


def driver(source: Source, service: str) -> str:
    """Give what drives the needs of a service."""
    known = source.scenario.services.get(service)
    return str(known.need.per) if known is not None else ""


def _continues(source: Source, before: Outing, after: Outing) -> bool:
    """Say whether background work went on after another slice of it."""
    return (
        driver(source, after.task.service) == "background"
        and before.task.service == after.task.service
        and before.task.grid == after.task.grid
        and after.set_out_h - before.until_h <= IDLE_H
    )


def _sentence(source: Source, row: list[Outing], said: tuple[int, str, float]) -> str:
    outing, last, (day, home, before_h) = row[0], row[-1], said
    service, grid = named(outing.task.service), outing.task.grid
    where = "" if grid == home else f" in {grid}" if isinstance(grid, str) else ""
    begin, end = (clock_of(source, at_h, day) for at_h in (outing.set_out_h, last.until_h))
    kind = driver(source, outing.task.service)
    company = f" with {workers(source, outing.crew)}" if outing.crew else ""
    if kind == "background":
        spent_h = sum(one.until_h - one.set_out_h for one in row)
        whole = "" if len(row) == 1 else f", {length(spent_h)} in all"
        return f"From {begin} to {end} she did {service}{where}{whole}."
    if kind == "post":
        return f"From {begin} to {end} she was on the {service}{where}{company}."
    follows = outing.set_out_h == before_h
    opening = (
        f"At {begin} she went on to {service}"
        if follows
        else f"At {begin} she set out for {service}"
    )
    what = f"{opening} {of_whom(source, outing.stops)}{where}{company}"
    if not outing.started_h <= last.until_h:
        return f"{what}, but had to turn back at {end}{_ending(outing)}."
    until = f" to {end}" if last.over else ", still at the end"
    started = clock_of(source, outing.started_h, day)
    return f"{what}, {_suited(source, outing)}from {started}{until}{_ending(outing)}."


def _suited(source: Source, outing: Outing) -> str:
    """Say that she put on a suit on the way, where there was time for it and need of it."""
    spec = source.scenario.services.get(outing.task.service)
    donning_h = source.scenario.workforce.donning
    if spec is None or not spec.ppe or donning_h <= 0:
        return ""
    return "in a new suit " if outing.started_h - outing.set_out_h >= donning_h else ""


def of_whom(source: Source, stops: pd.DataFrame) -> str:
    """Say for whom stops are and in which stairwell, if all are in one."""
    residents = [one for one in stops["resident"].tolist() if one >= 0]
    homes = sorted({home for home in stops["household"].tolist() if home >= 0})
    stairwells = {int(source.town.household_stairwell[home]) for home in homes}
    inside = f" in stairwell {next(iter(stairwells))}" if len(stairwells) == 1 else ""
    if len(residents) == 1:
        age = source.town.age[residents[0]]
        return f"for resident {residents[0]} (aged {age}) of household {homes[0]}{inside}"
    if residents:
        return f"for {counted(len(residents), 'resident')}{inside}"
    if len(homes) == 1:
        return f"for household {homes[0]}{inside}"
    return f"for {counted(len(homes), 'household')}{inside}" if homes else "for the grid"


def _ending(outing: Outing) -> str:
    """Say what came of an outing: met, late, wrong, handed over, fallen away."""
    stops, done = outing.stops, outing.done
    alone, left = len(stops) == 1, len(stops) - len(done)
    late = int((done["closed_h"] > done["due_h"]).sum())
    parts = [_done(len(done), late, left)] if len(done) else []
    redo = int((done["outcome"] == "redo").sum())
    unseen = int((done["wrong"] & (done["outcome"] == "met")).sum())
    if redo:
        parts.append(
            "but wrong, to be done again" if alone else f"{redo} wrong, to be done again"
        )
    if unseen:
        wrong = "but wrong" if alone else f"{unseen} wrong"
        parts.append(f"{wrong}, which nobody noticed")
    if left and outing.over:
        parts.append(_left(outing, left, alone))
    return f": {', '.join(parts)}" if parts else ""


def _done(done: int, late: int, left: int) -> str:
    """Say how many stops were done, and how many of them late."""
    if done == 1 and not left:
        return "done late" if late else "done"
    said = f"{done} done" if left else "both done" if done == 2 else f"all {done} done"
    if not late:
        return said
    return f"{said}{' and' if left else ''} late" if late == done else f"{said}, {late} late"


def _left(outing: Outing, left: int, alone: bool) -> str:
    """Say what became of the stops that were left."""
    task, stops = outing.task, "" if alone else f"{left} left: "
    if task.finished_h <= outing.until_h and task.outcome in ("expired", "cancelled"):
        return stops + ("it lapsed" if task.outcome == "expired" else "no longer needed")
    return "handed over, not done" if alone else f"{left} handed over"
