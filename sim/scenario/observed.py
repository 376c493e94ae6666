"""An observed series from a file: the columns date and value."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sim.scenario.tables import read_table
from sim.units import UnitError, parse_moment


def read_observed(file: Path) -> tuple[tuple[datetime, float], ...]:
    """Read (day, value) pairs in order; raise ScenarioError with every problem and its line."""
    table = read_table(file, ("date", "value"), ("note",))
    points: list[tuple[datetime, float]] = []
    for line, row in table.rows:
        value = table.number(line, "value", row["value"], least=0)
        try:
            points.append((parse_moment(row["date"]), value))
        except UnitError as error:
            table.report(line, "date", str(error), row["date"].strip() or "nothing")
    table.close()
    return tuple(sorted(points))
