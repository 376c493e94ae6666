"""The tables of one replication, kept or made again, and what is asked of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sim.experiment.realised import realised, town_of
from sim.experiment.settings import Model
from sim.experiment.verbs import CallError
from sim.store import FolderError, Results, mixing
from sim.store.schemas import keyed

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario
    from sim.town import Town


@dataclass(frozen=True)
class Source:
    """What a story is told from: the tables of one replication, the town, the scenario."""

    tables: dict[str, pd.DataFrame]
    town: Town
    scenario: Scenario

    @property
    def start(self) -> datetime:
        """Give the date and time of clock 0."""
        return self.scenario.start

    def rows(self, table: str, **wanted: int) -> Iterator[Any]:
        """Go through the rows in which columns have these values."""
        found = self.tables[table]
        for column, value in wanted.items():
            found = found[found[column] == value]
        return each(found)

    def date(self, time_h: float) -> str:
        """Give an instant as date and time."""
        return (self.start + timedelta(hours=time_h)).strftime("%Y-%m-%d %H:%M")

    def person(self, number: int) -> str:
        """Name somebody of the table of infections: a resident, or a worker from outside."""
        if number < self.town.residents:
            return f"resident {number}"
        (worker,) = self.rows("workers", person=number)
        return f"worker {worker.worker} from outside ({worker.employer})"


def each(table: pd.DataFrame) -> Iterator[Any]:
    """Go through the rows of a table, each with its columns as fields."""
    return iter(table.itertuples(index=False))


def source_of(
    results: Results, tables: Sequence[str], index: int, replication: int, model: Model
) -> Source:
    """Give the source of one replication's story; raises what `read_tables` does."""
    found = read_tables(results, tables, index, replication, model)
    scenario = realised(results.scenarios()[index], replication)
    return Source(found, town_of(scenario), scenario)


def expect(what: str, found: int, count: int) -> None:
    """Raise CallError for a number that is not below a count."""
    if not 0 <= found < count:
        raise CallError(f"{what}: must be from 0 to {count - 1}, found {found}")


def read_tables(
    results: Results, tables: Sequence[str], index: int, replication: int, model: Model
) -> dict[str, pd.DataFrame]:
    """Read tables of one replication; those the log did not keep come from running it again.

    Raises CallError for a scenario or replication that is not there, FolderError if it has to
    be run again by other code than made it.
    """
    manifest = results.manifest()
    expect("scenario", index, len(manifest["scenarios"]))
    expect("replication", replication, int(manifest["replications"]))
    if all(results.path(name, index, replication).exists() for name in tables):
        return {n: results.read(n, index, replication).to_pandas() for n in tables}
    mixed = mixing(manifest)
    if mixed:
        raise FolderError(
            f"{results.folder}: this replication kept no log, and running it again may tell "
            f"another story ({'; '.join(mixed)})"
        )
    scenario = results.scenarios()[index]
    records = model.run(scenario, replication)
    return {
        name: keyed(name, scenario.name, replication, records.tables.get(name, {})).to_pandas()
        for name in tables
    }
