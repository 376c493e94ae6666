"""The table of temperatures: the highest of each day."""

from __future__ import annotations

import csv
import math
from datetime import date
from pathlib import Path

from sim.errors import Problem, ScenarioError

COLUMNS = ["date", "maximum_c"]
LEAST_C, MOST_C = -90.0, 60.0


def read_temperatures(file: Path) -> dict[date, float]:
    """Read the highest temperature [°C] of each day; all problems of the file in one error."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    found: dict[date, float] = {}
    problems: list[Problem] = []
    if not rows or [cell.strip() for cell in rows[0]] != COLUMNS:
        problems.append(Problem(str(file), 1, "", f"needs the columns {', '.join(COLUMNS)}"))
        rows = []
    for line, row in enumerate(rows[1:], 2):
        day, value = _read(row)
        if day is None or day in found or not LEAST_C <= value <= MOST_C:
            rule = "needs a date not yet named and a temperature, -90 to 60 °C"
            problems.append(Problem(str(file), line, "", rule, ",".join(row)))
            continue
        found[day] = value
    if problems:
        raise ScenarioError(problems)
    return found


def no_residents(file: Path) -> int:
    """Read the table; it names no residents."""
    read_temperatures(file)
    return 0


def _read(row: list[str]) -> tuple[date | None, float]:
    try:
        return date.fromisoformat(row[0].strip()), float(row[1])
    except (IndexError, ValueError):
        return None, math.nan
