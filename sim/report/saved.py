"""What a report is made from: one saved results folder, each table read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.store import Results

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario
    from sim.town import Town


@dataclass(frozen=True)
class Saved:
    """A results folder: manifest, scenarios in order (the first is the baseline), tables."""

    folder: Path
    manifest: Mapping[str, Any]
    scenarios: tuple["Scenario", ...]

    @property
    def baseline(self) -> "Scenario":
        """Return the first scenario."""
        return self.scenarios[0]

    @property
    def titles(self) -> dict[str, str]:
        """Return what people call each scenario, by name and in order."""
        return {scenario.name: scenario.title or scenario.name for scenario in self.scenarios}

    @property
    def days(self) -> int:
        """Return how many calendar days the run covers to their end, at least 1 [d]."""
        start = self.baseline.start
        into_day_h = start.hour + start.minute / 60
        return max(1, int((self.baseline.horizon + into_day_h) // 24))

    @cached_property
    def measures(self) -> "pd.DataFrame":
        """Return scenario, replication, measure, value, unit."""
        return self._read("measures")

    @cached_property
    def daily(self) -> "pd.DataFrame":
        """Return scenario, replication, day, grid, measure, value; from clock 0 on."""
        table = self._read("daily")
        return table[table["day"] >= 0]

    @cached_property
    def infections(self) -> "pd.DataFrame":
        """Return every infection, one row each."""
        return self._read("infections")

    @cached_property
    def workers(self) -> "pd.DataFrame":
        """Return the hours of every worker in the window by what they were spent on."""
        return self._read("workers")

    @cached_property
    def events(self) -> "pd.DataFrame":
        """Return scenario, replication, time_h, event, place, value."""
        return self._read("events")

    @cached_property
    def comparison(self) -> "pd.DataFrame":
        """Return the paired differences; no rows unless the folder holds a comparison."""
        return self._read("comparison")

    @cached_property
    def replications(self) -> int:
        """Return how many replications of the baseline are finished."""
        runs = self.measures
        return int(runs.loc[runs["scenario"] == self.baseline.name, "replication"].nunique())

    def town(self) -> "Town":
        """Build the baseline's town again; it is drawn from its own seed."""
        from sim.town import build_town

        return build_town(self.baseline.town, self.baseline.root)

    def _read(self, name: str) -> "pd.DataFrame":
        """Read a table of all finished replications; its text columns are categories."""
        table: pd.DataFrame = Results(self.folder).read(name).to_pandas()
        return table


def open_folder(folder: Path) -> Saved:
    """Read a folder's manifest and scenarios; raise FolderError where there are none."""
    results = Results(folder)
    return Saved(folder, results.manifest(), results.scenarios())
