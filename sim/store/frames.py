"""Saved tables as pandas, read when asked for; never fewer rows than were saved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.store.results import Results
from sim.store.schemas import TABLES

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from sim.scenario import Scenario


class Frames:
    """The tables of a results folder: ``frames.tasks`` or ``frames.table("tasks")``.

    Each is read, and verified, when it is first asked for, and kept.
    """

    def __init__(self, folder: str | Path) -> None:
        self.results = Results(Path(folder))
        self.manifest = self.results.manifest()
        self._read: dict[str, pd.DataFrame] = {}

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The resolved scenarios, the baseline first."""
        return self.results.scenarios()

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of all that is finished, no rows where the log kept none.

        Raises StoreError for a name that is no table and for a damaged or missing file.
        """
        if name not in self._read:
            self._read[name] = read_whole(self.results, name).to_pandas()
        return self._read[name]

    def __getattr__(self, name: str) -> Any:
        """Return a table by its name."""
        if name not in TABLES:
            raise AttributeError(f"no table {name!r}; there are {', '.join(TABLES)}")
        return self.table(name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *TABLES})


def open_results(folder: str | Path) -> Frames:
    """Open a results folder; its tables are pandas tables, read when they are asked for.

    Raises FolderError where there are no results.
    """
    return Frames(folder)


def read_whole(results: Results, table: str) -> pa.Table:
    """Read a table of a folder; StoreError where a file of it is damaged or was taken away.

    A folder that is not complete gives what it has.
    """
    return results.read(table)


def taken_away(results: Results, table: str) -> list[Path]:
    """List the files of a table that a complete folder should have and has not."""
    return results.taken_away(table, results.manifest())


def unfinished(results: Results) -> str:
    """Say that a folder is not complete, and how far it is; nothing if it is."""
    manifest = results.manifest()
    if manifest.get("status") == "complete":
        return ""
    count, runs = len(manifest["scenarios"]), int(manifest["replications"])
    log = str(manifest["log"])
    done = sum(results.finished(i, r, log) for r in range(runs) for i in range(count))
    return (
        f"{results.folder}: {done} of {count * runs} replications are finished; "
        "what follows is of these"
    )
