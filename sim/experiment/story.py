"""What happened to one resident, household or task, in the order in which it happened."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sim.experiment.settings import Model
from sim.experiment.verbs import CallError
from sim.store import FolderError, Results, mixing
from sim.store.schemas import keyed

if TYPE_CHECKING:
    import pandas as pd

Moment = tuple[float, str]
_TABLES = ("tasks", "needs", "assignments", "infections", "restrictions", "events")


@dataclass(frozen=True)
class Subject:
    """Whom a story is about: kind is resident, household or task."""

    kind: str
    number: int


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
    tables = _tables(results, index, replication, model or Model())
    start = results.scenarios()[index].start
    moments = sorted(_TELLERS[subject.kind](tables, subject.number), key=lambda m: m[0])
    if not moments:
        return [f"Nothing is recorded of {subject.kind} {subject.number} in this replication."]
    return [f"{_date(start, time_h)}: {text}." for time_h, text in moments]


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


def _of_resident(tables: dict[str, pd.DataFrame], number: int) -> Iterator[Moment]:
    infections, needs = tables["infections"], tables["needs"]
    for row in _rows(infections, resident=number):
        yield from _infection(row)
    for row in _rows(infections, infector=number):
        yield row.time_h, f"infects resident {row.resident} (layer {row.layer})"
    yield from _restrictions(tables, number)
    for row in _rows(needs, resident=number):
        yield from _need(row)


def _of_household(tables: dict[str, pd.DataFrame], number: int) -> Iterator[Moment]:
    needs = tables["needs"]
    for row in _rows(needs, household=number):
        yield from _need(row)
    own = set(needs["task"][needs["household"] == number])
    for task in sorted(own - {-1}):
        yield from _crew(tables, task)


def _of_task(tables: dict[str, pd.DataFrame], number: int) -> Iterator[Moment]:
    for row in _rows(tables["tasks"], task=number):
        where = row.grid if isinstance(row.grid, str) else "the street"
        yield (
            row.created_h,
            f"task {number} ({row.service}, {row.stops} stops) arises in {where}",
        )
        yield from _when(row.due_h, "it is due")
        yield from _when(row.set_out_h, f"worker {row.worker} sets out")
        yield from _when(row.started_h, "work begins at the door")
        yield from _when(row.finished_h, f"work ends: {row.outcome}")
        if math.isnan(row.finished_h):
            yield from _when(row.expires_h, f"it would expire; in the end it is {row.outcome}")
    yield from _crew(tables, number)
    for row in _rows(tables["needs"], task=number):
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


def _restrictions(tables: dict[str, pd.DataFrame], number: int) -> Iterator[Moment]:
    for row in _rows(tables["restrictions"], resident=number):
        what = f"contacts in layer {row.layer} at {row.factor:g} of normal ({row.cause})"
        yield row.from_h, what
        yield from _when(row.until_h, f"the end of {row.cause} in layer {row.layer}")


def _need(row: Any) -> Iterator[Moment]:
    yield row.created_h, f"{_whose(row)} needs {row.service} (need {row.need})"
    if row.outcome != "met":
        yield from _when(row.due_h, f"{row.service} is due; in the end it is {row.outcome}")
    late = " (late)" if row.met_h > row.due_h else ""
    yield from _when(row.met_h, f"{row.service} is done: {row.outcome}{late}")


def _crew(tables: dict[str, pd.DataFrame], task: int) -> Iterator[Moment]:
    for row in _rows(tables["assignments"], task=task):
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


_TELLERS: dict[str, Callable[[dict[str, Any], int], Iterator[Moment]]] = {
    "resident": _of_resident,
    "household": _of_household,
    "task": _of_task,
}
