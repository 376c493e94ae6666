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
    def prefix(self) -> int | None:
        """Return how many replications, from 0 without a gap, every scenario has finished.

        None where all are: nothing has to be left out. Small outbreaks finish first, so of an
        unfinished folder nothing after a gap may count.
        """
        if self.manifest.get("status", "complete") == "complete":
            return None
        table = Results(self.folder).read("measures").to_pandas()
        sets = [
            set(table.loc[table["scenario"] == scenario.name, "replication"])
            for scenario in self.scenarios
        ]
        finished, count = set.intersection(*sets), 0
        while count in finished:
            count += 1
        return count

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
        """Return the paired differences, of an unfinished folder those so far; or no rows."""
        if self.prefix is None:
            return self._read("comparison")
        return self._interim(self.prefix)

    @cached_property
    def replications(self) -> int:
        """Return how many replications of the baseline are finished."""
        runs = self.measures
        return int(runs.loc[runs["scenario"] == self.baseline.name, "replication"].nunique())

    @property
    def towns(self) -> int:
        """Return in how many towns the replications lie in turn."""
        return self.baseline.run.towns or 1

    def town(self) -> "Town":
        """Build the baseline's town again; of several the first, that of replication 0."""
        from sim.town import build_town

        return build_town(self.baseline.town, self.baseline.root)

    def _read(self, name: str) -> "pd.DataFrame":
        """Read a table of the replications that count; its text columns are categories."""
        table: pd.DataFrame = Results(self.folder).read(name).to_pandas()
        return table if self.prefix is None else table[table["replication"] < self.prefix]

    def _interim(self, count: int) -> "pd.DataFrame":
        """Return the paired differences over the first replications."""
        import pandas as pd

        from sim.experiment import so_far
        from sim.store import schema

        kept = schema("comparison").names
        if len(self.scenarios) < 2 or count < 1:
            return pd.DataFrame(columns=kept)
        answer = so_far(self.folder, self.scenarios, self.measures, count)
        table: pd.DataFrame = pd.DataFrame(answer.rows())[kept]
        return table


def open_folder(folder: Path) -> Saved:
    """Read a folder's manifest and scenarios; raise FolderError where there are none."""
    results = Results(folder)
    return Saved(folder, results.manifest(), results.scenarios())
