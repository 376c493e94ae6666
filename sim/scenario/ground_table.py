"""The table of the ground: the height of each grid above the lowest."""

from __future__ import annotations

import csv
import math
from pathlib import Path

from sim.errors import Problem, ScenarioError

COLUMNS = ["grid", "ground_m"]


def read_ground(file: Path) -> dict[str, float]:
    """Read heights [m] by the name of the grid; all problems of the file in one error."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    found: dict[str, float] = {}
    problems: list[Problem] = []
    if not rows or [cell.strip() for cell in rows[0]] != COLUMNS:
        problems.append(Problem(str(file), 1, "", f"needs the columns {', '.join(COLUMNS)}"))
        rows = []
    for line, row in enumerate(rows[1:], 2):
        name, height = (row[0].strip(), _number(row[1])) if len(row) == 2 else ("", math.nan)
        if not name or name in found or not 0 <= height <= 10_000:
            rule = "needs a grid not yet named and its height, 0 to 10000 m"
            problems.append(Problem(str(file), line, "", rule, ",".join(row)))
            continue
        found[name] = height
    if problems:
        raise ScenarioError(problems)
    return found


def count_no_residents(file: Path) -> int:
    """Read the table; it names no residents."""
    read_ground(file)
    return 0


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
