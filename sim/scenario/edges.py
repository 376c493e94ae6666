"""Pairs of residents who meet, from a table or a GraphML file: checked, with line numbers."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import Problem
from sim.scenario.tables import (
    LARGEST_FILE,
    Table,
    check_header,
    read_table,
    read_text,
    shown_path,
)

COLUMNS, OPTIONAL = ("a", "b"), ("weight",)
HIGHEST = 100_000_000
"""Numbers of residents lie below this."""
MOST_PROBLEMS = 100
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Edges:
    """Undirected pairs of residents in the order of the file, and the number of nodes."""

    a: NDArray[np.int32]
    b: NDArray[np.int32]
    weight: Floats
    nodes: int


def read_edges(path: Path) -> Edges:
    """Read pairs a, b, weight; raise ScenarioError with every problem and its line."""
    if path.suffix.lower() == ".graphml":
        from sim.scenario.graphml import read_graphml

        pairs, nodes = read_graphml(path)
        report = _Report(Table(shown_path(path), (), []), None)
    else:
        pairs, lines, table = _read_csv(path)
        nodes, report = 0, _Report(table, lines)
    _check(pairs, report)
    whole = np.ascontiguousarray(pairs[:, :2].T).astype(np.int32)
    columns = (whole[0].copy(), whole[1].copy(), np.ascontiguousarray(pairs[:, 2]))
    for column in columns:
        column.setflags(write=False)
    return Edges(*columns, nodes=max(nodes, int(whole.max()) + 1))


def _read_csv(path: Path) -> tuple[Floats, NDArray[np.int64], Table]:
    """Read the rows at once where they are plain numbers, else one by one to say why not."""
    text = read_text(path, LARGEST_FILE)
    table = Table(shown_path(path), (), [])
    first, _, rest = text.partition("\n")
    names = tuple(name.strip() for name in first.split(","))
    if set(COLUMNS) <= set(names) <= {*COLUMNS, *OPTIONAL} and rest.strip():
        check_header(table, names, COLUMNS, OPTIONAL)
        try:
            rows = np.loadtxt(io.StringIO(rest), delimiter=",", comments=None, ndmin=2)
        except ValueError:
            return _read_rows(path)
        if rows.shape[1] == len(names):
            return _in_order(rows, names), _lines(rest, len(rows)), table
    return _read_rows(path)


def _lines(rest: str, rows: int) -> NDArray[np.int64]:
    """Give the line of each row below the first line, blank lines skipped."""
    if rest.count("\n") in (rows, rows - 1):
        return np.arange(2, rows + 2)
    filled = [bool(line.strip()) for line in rest.split("\n")]
    return np.flatnonzero(filled) + 2


def _in_order(rows: Floats, names: tuple[str, ...]) -> Floats:
    pairs = np.ones((len(rows), 3))
    for place, name in enumerate((*COLUMNS, *OPTIONAL)):
        if name in names:
            pairs[:, place] = rows[:, names.index(name)]
    return pairs


def _read_rows(path: Path) -> tuple[Floats, NDArray[np.int64], Table]:
    table = read_table(path, COLUMNS, OPTIONAL, LARGEST_FILE)
    rows = []
    for line, row in table.rows:
        numbers = [table.number(line, name, row[name], 0, whole=True) for name in COLUMNS]
        weight = row.get("weight")
        numbers.append(1.0 if weight is None else table.number(line, "weight", weight, 0))
        rows.append(numbers)
        if len(table.problems) >= MOST_PROBLEMS:
            break
    table.close()
    lines = np.array([line for line, _ in table.rows], np.int64)
    return np.array(rows, np.float64), lines, table


@dataclass(frozen=True)
class _Report:
    """Where a pair stands: at a line of a table, or only by its numbers."""

    table: Table
    lines: NDArray[np.int64] | None

    def line(self, row: int) -> int | None:
        """Give the line of a row."""
        return None if self.lines is None else int(self.lines[row])

    def add(self, row: int, column: str, rule: str, found: str | None) -> None:
        """Note a problem of a row."""
        problem = Problem(self.table.file, self.line(row), column, rule, found)
        self.table.problems.append(problem)


def _check(pairs: Floats, report: _Report) -> None:
    for place, name in enumerate(COLUMNS):
        ends = pairs[:, place]
        wrong = ~((ends >= 0) & (ends < HIGHEST) & (ends == np.floor(ends)))
        rule = f"must be a whole number from 0 to {HIGHEST - 1}"
        _each(wrong, report, name, rule, ends)
    weight = pairs[:, 2]
    wrong = ~(np.isfinite(weight) & (weight >= 0))
    _each(wrong, report, "weight", "must be a number of at least 0", weight)
    report.table.close()
    _each(pairs[:, 0] == pairs[:, 1], report, "", "nobody meets herself", pairs[:, 0])
    _check_once(pairs, report)
    report.table.close()


def _each(wrong: Any, report: _Report, column: str, rule: str, found: Floats) -> None:
    for row in np.flatnonzero(wrong)[:MOST_PROBLEMS]:
        number = float(found[row])
        shown = f"{number:.0f}" if math.isfinite(number) and number % 1 == 0 else f"{number:g}"
        report.add(int(row), column, rule, shown)


def _check_once(pairs: Floats, report: _Report) -> None:
    """Report each pair that is given again, in either order."""
    key = pairs[:, :2].min(axis=1) * HIGHEST + pairs[:, :2].max(axis=1)
    order = np.argsort(key.astype(np.int64), kind="stable")
    again = np.flatnonzero(np.diff(key[order]) == 0)[:MOST_PROBLEMS]
    for place in again:
        first, row = int(order[place]), int(order[place + 1])
        earlier = report.line(first)
        where = "" if earlier is None else f", first on line {earlier}"
        found = f"{pairs[row, 0]:.0f}, {pairs[row, 1]:.0f}"
        report.add(row, "", f"the pair is given twice{where}", found)
