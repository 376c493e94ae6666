"""A town from a user's own table: one row per grid, checked with line numbers."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.scenario.base import name_fault
from sim.scenario.tables import Table, read_table

NEEDED = ("name", "community", "households", "residents")
OPTIONAL = ("share_60_plus", "workers", "x_m", "y_m")
MOST_RESIDENTS = 100_000_000


@dataclass(frozen=True)
class GridTable:
    """The grids of a town in the order of the file; nan where a column was left out."""

    names: tuple[str, ...]
    communities: tuple[str, ...]
    households: NDArray[np.int64]
    residents: NDArray[np.int64]
    share_60_plus: NDArray[np.float64]
    workers: NDArray[np.float64]
    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]


def read_grid_table(file: Path) -> GridTable:
    """Read a table of grids; raise ScenarioError with every problem and its line."""
    table = read_table(file, NEEDED, OPTIONAL)
    numbers = [_numbers(table, line, row) for line, row in table.rows]
    _check_names(table)
    if ("x_m" in table.columns) != ("y_m" in table.columns):
        table.report(1, "x_m", "x_m and y_m come together", None)
    table.close()
    columns = {key: np.array([row[key] for row in numbers]) for key in numbers[0]}
    if columns["residents"].sum() > MOST_RESIDENTS:
        rule = f"a town has at most {MOST_RESIDENTS} residents"
        table.report(1, "residents", rule, f"{columns['residents'].sum():.0f}")
        table.close()
    for column in columns.values():
        column.setflags(write=False)
    return GridTable(
        names=tuple(row["name"].strip() for _, row in table.rows),
        communities=tuple(row["community"].strip() for _, row in table.rows),
        households=_whole(columns["households"]),
        residents=_whole(columns["residents"]),
        share_60_plus=columns["share_60_plus"],
        workers=columns["workers"],
        x_m=columns["x_m"],
        y_m=columns["y_m"],
    )


def _whole(column: NDArray[np.float64]) -> NDArray[np.int64]:
    numbers = column.astype(np.int64)
    numbers.setflags(write=False)
    return numbers


def _numbers(table: Table, line: int, row: dict[str, str]) -> dict[str, float]:
    """Read the numbers of one row; report what is wrong with them."""
    households = table.number(line, "households", row["households"], least=1, whole=True)
    residents = table.number(line, "residents", row["residents"], least=1, whole=True)
    if residents < households:
        rule = "must not be below households"
        table.report(line, "residents", rule, row["residents"].strip())
    found = {"households": households, "residents": residents}
    found["share_60_plus"] = _share(table, line, row.get("share_60_plus", ""))
    for column, least in (("workers", 0.0), ("x_m", -math.inf), ("y_m", -math.inf)):
        given = row.get(column)
        blank = given is None or (column == "workers" and not given.strip())
        found[column] = math.nan if blank else table.number(line, column, given or "", least)
    return found


def _share(table: Table, line: int, text: str) -> float:
    """Read a share, blank for the town's own."""
    return table.share(line, "share_60_plus", text) if text.strip() else math.nan


def _check_names(table: Table) -> None:
    for line, row in table.rows:
        for column in ("name", "community"):
            fault = name_fault(row[column].strip())
            if fault:
                table.report(line, column, fault, row[column].strip() or "nothing")
    first: dict[str, int] = {}
    counts = Counter(row["name"].strip() for _, row in table.rows)
    for line, row in table.rows:
        name = row["name"].strip()
        if counts[name] > 1 and name in first:
            rule = f"the name is given twice, first on line {first[name]}"
            table.report(line, "name", rule, name)
        first.setdefault(name, line)
