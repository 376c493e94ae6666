"""A roster from a user's own table: one row per span of duty, checked with line numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.scenario.tables import Table, read_table
from sim.units import UnitError, parse_moment

NEEDED, OPTIONAL = ("worker", "from", "until"), ("note",)


@dataclass(frozen=True)
class DutyTable:
    """Spans of duty in order of their start; `worker` counts an employer's slots from 0."""

    worker: NDArray[np.int64]
    begins: tuple[datetime, ...]
    ends: tuple[datetime, ...]


def read_duty_table(file: Path) -> DutyTable:
    """Read a table of duty rows; raise ScenarioError with every problem and its line."""
    table = read_table(file, NEEDED, OPTIONAL)
    rows = [_row(table, line, row) for line, row in table.rows]
    table.close()
    whole = [row for row in rows if row is not None]
    _check_overlaps(table, whole)
    table.close()
    whole.sort(key=lambda row: row[1:3])
    worker = np.array([row[0] for row in whole], np.int64)
    worker.setflags(write=False)
    return DutyTable(worker, tuple(row[1] for row in whole), tuple(row[2] for row in whole))


Row = tuple[int, datetime, datetime, int]  # worker, from, until, line


def _row(table: Table, line: int, row: dict[str, str]) -> Row | None:
    """Read one row; report what is wrong with it and give None then."""
    worker = table.number(line, "worker", row["worker"], least=0, whole=True)
    begins, ends = (_moment(table, line, column, row[column]) for column in ("from", "until"))
    if begins is not None and ends is not None and ends <= begins:
        table.report(line, "until", "must lie after from", row["until"].strip())
    if begins is None or ends is None or worker != worker:
        return None
    return int(worker), begins, ends, line


def _moment(table: Table, line: int, column: str, text: str) -> datetime | None:
    try:
        return parse_moment(text)
    except UnitError as error:
        table.report(line, column, str(error), text.strip() or "nothing")
        return None


def _check_overlaps(table: Table, rows: list[Row]) -> None:
    """Report each row that begins before the row before it of the same worker ends."""
    last: dict[int, Row] = {}
    for row in sorted(rows, key=lambda row: (row[0], row[1], row[3])):
        before = last.get(row[0])
        if before is not None and row[1] < before[2]:
            rule = f"worker {row[0]} is on duty then already, by line {before[3]}"
            table.report(row[3], "from", rule, str(row[1]))
        if before is None or row[2] > before[2]:
            last[row[0]] = row
