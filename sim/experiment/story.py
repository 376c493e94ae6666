"""What happened to one resident, household or task, in the order in which it happened."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sim.experiment.settings import Model, town_of
from sim.experiment.verbs import CallError
from sim.store import FolderError, Results, mixing
from sim.store.schemas import keyed

if TYPE_CHECKING:
    import pandas as pd

    from sim.town import Town

Moment = tuple[float, str]
_TABLES = ("tasks", "needs", "assignments", "infections", "restrictions")


@dataclass(frozen=True)
class Subject:
    """Whom a story is about: kind is resident, household or task."""

    kind: str
    number: int


@dataclass(frozen=True)
class Source:
    """What a story is told from: the tables of one replication, and the town."""

    tables: dict[str, pd.DataFrame]
    town: Town


def tell(
    results: Results,
    subject: Subject,
    index: int = 0,
    replication: int = 0,
    model: Model | None = None,
) -> list[str]:
    """Return the story as sentences with dates, in order of time.

    Tables that the log did not keep come from running the replication again from its keys.
    Raises CallError for a scenario, replication or subject that is not there, FolderError if
    the replication has to be run again by other code than made it.
    """
    manifest = results.manifest()
    _expect("scenario", index, len(manifest["scenarios"]))
    _expect("replication", replication, int(manifest["replications"]))
    scenario = results.scenarios()[index]
    town = town_of(scenario)
    if subject.kind != "task":
        known = town.age if subject.kind == "resident" else town.household_stairwell
        _expect(subject.kind, subject.number, len(known))
    source = Source(_tables(results, index, replication, model or Model()), town)
    moments = sorted(_TELLERS[subject.kind](source, subject.number), key=lambda m: m[0])
    said = [_introduced(town, subject)] if subject.kind != "task" else []
    if not moments:
        return [*said, f"Nothing is recorded of {subject.kind} {subject.number} here."]
    return [*said, *(f"{_date(scenario.start, time_h)}: {text}." for time_h, text in moments)]


def _introduced(town: Town, subject: Subject) -> str:
    """Say who it is and where that is."""
    number = subject.number
    home = number if subject.kind == "household" else int(town.household[number])
    first, last = town.household_start[home], town.household_start[home + 1]
    grid = town.grid_names[town.stairwell_grid[town.household_stairwell[home]]]
    if subject.kind == "resident":
        return f"Resident {number} is {town.age[number]}, of household {home} in {grid}."
    return f"Household {home} in {grid}: residents {first} to {last - 1}."


def _expect(what: str, found: int, count: int) -> None:
    if not 0 <= found < count:
        raise CallError(f"{what}: must be from 0 to {count - 1}, found {found}")


def _tables(
    results: Results, index: int, replication: int, model: Model
) -> dict[str, pd.DataFrame]:
    """Read the tables of one replication, or run it again where one was dropped."""
    if all(results.path(name, index, replication).exists() for name in _TABLES):
        return {n: results.read(n, index, replication).to_pandas() for n in _TABLES}
    mixed = mixing(results.manifest())
    if mixed:
        raise FolderError(
            f"{results.folder}: this replication kept no log, and running it again may tell "
            f"another story ({'; '.join(mixed)})"
        )
    scenario = results.scenarios()[index]
    records = model.run(scenario, replication)
    return {
        name: keyed(name, scenario.name, replication, records.tables.get(name, {})).to_pandas()
        for name in _TABLES
    }


def _date(start: datetime, time_h: float) -> str:
    moment = start + timedelta(hours=time_h)
    return moment.strftime("%Y-%m-%d %H:%M")


def _of_resident(source: Source, number: int) -> Iterator[Moment]:
    infections, needs = source.tables["infections"], source.tables["needs"]
    home = int(source.town.household[number])
    for row in _rows(infections, resident=number):
        yield from _infection(row)
    for row in _rows(infections, infector=number):
        yield row.time_h, f"infects resident {row.resident} (layer {row.layer})"
    yield from _restrictions(source, number)
    for row in _rows(needs, household=home):
        if row.resident in (-1, number):
            yield from _need(row)


def _of_household(source: Source, number: int) -> Iterator[Moment]:
    needs, start = source.tables["needs"], source.town.household_start
    for resident in range(start[number], start[number + 1]):
        for row in _rows(source.tables["infections"], resident=resident):
            yield from _infection(row)
    for row in _rows(needs, household=number):
        yield from _need(row)
    own = set(needs["task"][needs["household"] == number])
    for task in sorted(own - {-1}):
        yield from _crew(source, task)


def _of_task(source: Source, number: int) -> Iterator[Moment]:
    for row in _rows(source.tables["tasks"], task=number):
        where = row.grid if isinstance(row.grid, str) else "the street"
        yield (
            row.created_h,
            f"task {number} ({row.service}, {row.stops} stops) arises in {where}",
        )
        yield from _when(row.due_h, "it is due")
        yield from _when(row.started_h, "work begins at the door")
        yield from _when(row.finished_h, f"work ends: {row.outcome}")
        if math.isnan(row.finished_h):
            yield from _when(row.expires_h, f"it would expire; in the end it is {row.outcome}")
    yield from _crew(source, number)
    for row in _rows(source.tables["needs"], task=number):
        yield from _when(row.met_h, f"{_whose(row)} is served: {row.outcome}")


def _infection(row: Any) -> Iterator[Moment]:
    by = "from outside" if row.infector < 0 else f"by resident {row.infector}"
    yield row.time_h, f"resident {row.resident} is infected {by} (layer {row.layer})"
    yield from _when(row.infectious_from_h, "becomes infectious")
    yield from _when(row.onset_h, "falls ill")
    yield from _when(row.severe_h, "turns severe and goes to hospital")
    yield from _when(row.detected_h, "the infection is found")
    if row.outcome != "infectious":
        yield from _when(row.infectious_until_h, "is infectious no longer")
    yield from _when(row.death_h, "dies")


def _restrictions(source: Source, number: int) -> Iterator[Moment]:
    """Gather the layers that change at one moment into one sentence."""
    begun: dict[tuple[float, str], list[str]] = defaultdict(list)
    over: dict[tuple[float, str], list[str]] = defaultdict(list)
    for row in _rows(source.tables["restrictions"], resident=number):
        begun[row.from_h, row.cause].append(f"{row.layer} {row.factor:g}")
        over[row.until_h, row.cause].append(row.layer)
    for (from_h, cause), layers in begun.items():
        yield from_h, f"under {cause}, share of contacts left: {', '.join(layers)}"
    for (until_h, cause), layers in over.items():
        yield from _when(until_h, f"the end of {cause} in {', '.join(layers)}")


def _need(row: Any) -> Iterator[Moment]:
    yield row.created_h, f"{_whose(row)} needs {row.service} (need {row.need})"
    if row.outcome != "met":
        yield from _when(row.due_h, f"{row.service} is due; in the end it is {row.outcome}")
    late = " (late)" if row.met_h > row.due_h else ""
    yield from _when(row.met_h, f"{row.service} is done: {row.outcome}{late}")


def _crew(source: Source, task: int) -> Iterator[Moment]:
    for row in _rows(source.tables["assignments"], task=task):
        yield from _when(
            row.set_out_h, f"worker {row.worker} ({row.role}) goes out for task {task}"
        )


def _whose(row: Any) -> str:
    return f"resident {row.resident}" if row.resident >= 0 else f"household {row.household}"


def _when(time_h: float, text: str) -> Iterator[Moment]:
    """Yield a moment if it ever came."""
    if math.isfinite(time_h):
        yield float(time_h), text


def _rows(table: pd.DataFrame, **wanted: int) -> Iterator[Any]:
    """Go through the rows in which a column has a value."""
    ((column, value),) = wanted.items()
    return iter(table[table[column] == value].itertuples(index=False))


_TELLERS: dict[str, Callable[[Source, int], Iterator[Moment]]] = {
    "resident": _of_resident,
    "household": _of_household,
    "task": _of_task,
}
