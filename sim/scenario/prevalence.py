"""The prevalence outside the town from a file: the columns date and prevalence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.scenario.tables import read_table
from sim.units import UnitError, hours_since, parse_moment


@dataclass(frozen=True)
class Prevalence:
    """The share infectious outside, at rising dates."""

    dates: tuple[datetime, ...]
    share: NDArray[np.float64]

    def since(self, start: datetime) -> NDArray[np.float64]:
        """Give the dates as hours [h] since a start."""
        return np.array([hours_since(start, date) for date in self.dates])


def read_prevalence(path: Path) -> Prevalence:
    """Read dates and shares; raise ScenarioError with every problem and its line."""
    table = read_table(path, ("date", "prevalence"), ("note",))
    dates: list[datetime] = []
    shares = [table.share(line, "prevalence", row["prevalence"]) for line, row in table.rows]
    for line, row in table.rows:
        try:
            date = parse_moment(row["date"])
        except UnitError as error:
            table.report(line, "date", str(error), row["date"].strip() or "nothing")
            continue
        if dates and date <= dates[-1]:
            table.report(line, "date", "dates must rise", row["date"].strip())
        dates.append(date)
    table.close()
    share = np.array(shares, np.float64)
    share.setflags(write=False)
    return Prevalence(tuple(dates), share)
