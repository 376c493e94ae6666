"""What happened to one resident, household, worker or task, in the order of time."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.experiment.chains import Moment, chain, infection, passed_on, when
from sim.experiment.household_story import household_diary
from sim.experiment.settings import Model
from sim.experiment.source import Source, expect, source_of
from sim.experiment.worker_story import worker_diary
from sim.store import Results

if TYPE_CHECKING:
    from sim.town import Town

_TABLES = (
    "tasks", "needs", "assignments", "shifts", "workers", "events", "infections",
    "restrictions",
)  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """Whom a story is about: kind is resident, household, worker or task."""

    kind: str
    number: int


def tell(
    results: Results,
    subject: Subject,
    index: int = 0,
    replication: int = 0,
    model: Model | None = None,
) -> list[str]:
    """Return the story in order of time: of a resident or task as sentences with dates.

    Of a worker and of a household it is a diary: a paragraph a day. Tables that the log did
    not keep come from running the replication again from its keys.
    Raises CallError for a scenario, replication or subject that is not there, FolderError if
    the replication has to be run again by other code than made it.
    """
    source = source_of(results, _TABLES, index, replication, model or Model())
    town, said = source.town, []
    if subject.kind == "worker":
        return worker_diary(source, subject.number)
    if subject.kind == "household":
        expect("household", subject.number, town.households)
        return household_diary(source, subject.number)
    if subject.kind == "resident":
        expect("resident", subject.number, town.residents)
        said = [_introduced(town, subject.number)]
        caught = source.rows("infections", resident=subject.number)
        said += [chain(source, row) for row in caught]
    moments = sorted(_TELLERS[subject.kind](source, subject.number), key=lambda m: m[0])
    if not moments:
        return [*said, f"Nothing is recorded of {subject.kind} {subject.number} here."]
    return [*said, *(f"{source.date(time_h)}: {text}." for time_h, text in moments)]


def _introduced(town: Town, number: int) -> str:
    """Say who it is and where that is."""
    home = int(town.household[number])
    grid = town.grid_names[town.stairwell_grid[town.household_stairwell[home]]]
    return f"Resident {number} is {town.age[number]}, of household {home} in {grid}."


def _of_resident(source: Source, number: int) -> Iterator[Moment]:
    home = int(source.town.household[number])
    for row in source.rows("infections", resident=number):
        yield from infection(source, row)
    yield from passed_on(source, number)
    yield from _restrictions(source, number)
    for row in source.rows("needs", household=home):
        if row.resident in (-1, number):
            yield from _need(row)


def _of_task(source: Source, number: int) -> Iterator[Moment]:
    for row in source.rows("tasks", task=number):
        where = row.grid if isinstance(row.grid, str) else "the street"
        yield (
            row.created_h,
            f"task {number} ({row.service}, {row.stops} stops) arises in {where}",
        )
        yield from when(row.due_h, "it is due")
        yield from when(row.started_h, "work begins at the door")
        yield from when(row.finished_h, f"work ends: {row.outcome}")
        if math.isnan(row.finished_h):
            yield from when(row.expires_h, f"it would expire; in the end it is {row.outcome}")
    yield from _crew(source, number)
    for row in source.rows("needs", task=number):
        yield from when(row.met_h, f"{_whose(row)} is served: {row.outcome}")


def _restrictions(source: Source, number: int) -> Iterator[Moment]:
    """Gather the layers that change at one moment into one sentence."""
    begun: dict[tuple[float, str], list[str]] = defaultdict(list)
    over: dict[tuple[float, str], list[str]] = defaultdict(list)
    for row in source.rows("restrictions", resident=number):
        begun[row.from_h, row.cause].append(f"{row.layer} {row.factor:g}")
        over[row.until_h, row.cause].append(row.layer)
    for (from_h, cause), layers in begun.items():
        yield from_h, f"under {cause}, share of contacts left: {', '.join(layers)}"
    for (until_h, cause), layers in over.items():
        yield from when(until_h, f"the end of {cause} in {', '.join(layers)}")


def _need(row: Any) -> Iterator[Moment]:
    yield row.created_h, f"{_whose(row)} needs {row.service} (need {row.need})"
    if row.outcome != "met":
        yield from when(row.due_h, f"{row.service} is due; in the end it is {row.outcome}")
    late = " (late)" if row.met_h > row.due_h else ""
    yield from when(row.met_h, f"{row.service} is done: {row.outcome}{late}")


def _crew(source: Source, task: int) -> Iterator[Moment]:
    for row in source.rows("assignments", task=task):
        yield from when(
            row.set_out_h, f"worker {row.worker} ({row.role}) goes out for task {task}"
        )


def _whose(row: Any) -> str:
    return f"resident {row.resident}" if row.resident >= 0 else f"household {row.household}"


_TELLERS: dict[str, Callable[[Source, int], Iterator[Moment]]] = {
    "resident": _of_resident,
    "task": _of_task,
}
