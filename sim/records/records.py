"""What a run leaves behind: frozen tables, and the recorder that takes down events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

Table = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Records:
    """The tables of one run: columns by table and name, times in hours from clock 0.

    Text columns are object arrays; a grid is its name, None the whole street. `facts` are
    single numbers of the run: residents, households, grids, horizon_h, staff by employer.
    """

    scenario: Scenario
    replication: int
    tables: Mapping[str, Table]
    facts: Mapping[str, float | int | str]

    def frame(self, table: str) -> pd.DataFrame:
        """Return one table for pandas; KeyError where there is none of that name."""
        import pandas as pd

        return pd.DataFrame(self.tables[table])


@dataclass
class Recorder:
    """Takes down what happens while a run goes on."""

    events: list[tuple[float, str, str, float]] = field(default_factory=list)

    def tell(self, time_h: float, event: str, place: str, value: float) -> None:
        """Take down one event."""
        self.events.append((time_h, event, place, value))

    def table(self) -> Table:
        """Make the table of events, in order of time."""
        rows = sorted(self.events)
        columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
        return {
            "time_h": np.array(columns[0], float),
            "event": text(columns[1]),
            "place": text([place or None for place in columns[2]]),
            "value": np.array(columns[3], float),
        }


def text(values: Any) -> NDArray[np.object_]:
    """Make a column of text."""
    column = np.empty(len(values), object)
    column[:] = list(values)
    return column


def named(names: tuple[str, ...] | list[str], codes: NDArray[Any]) -> NDArray[np.object_]:
    """Spell out codes by their names; -1 is None."""
    lookup = text([*names, None])
    spelt: NDArray[np.object_] = lookup[codes]
    return spelt
