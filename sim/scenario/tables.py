"""Tables from users: CSV text in UTF-8 or GB18030, cells read with line numbers."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sim.errors import Problem, ScenarioError
from sim.scenario.closest import closest
from sim.units import UnitError, parse_share

LARGEST = 20_000_000
LARGEST_FILE = 500_000_000
"""The most bytes of a file that holds a network of residents."""


def read_text(file: Path, largest: int = LARGEST) -> str:
    """Read a text file in UTF-8, with or without BOM, or else in GB18030."""
    shown = shown_path(file)
    try:
        with file.open("rb") as stream:
            content = stream.read(largest + 1)
    except OSError as error:
        rule = f"cannot be read: {error.strerror}"
        raise ScenarioError([Problem(shown, None, "", rule)]) from None
    if len(content) > largest:
        rule = f"a table has at most {largest} bytes"
        raise ScenarioError([Problem(shown, None, "", rule)])
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ScenarioError([Problem(shown, None, "", "must be text in UTF-8 or GB18030")])


def shown_path(file: Path) -> str:
    """Write a path as short as it goes: from the working folder where it lies under it."""
    here = Path.cwd()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)


@dataclass
class Table:
    """Rows of a CSV file with their lines, and the problems found on the way."""

    file: str
    columns: tuple[str, ...]
    rows: list[tuple[int, dict[str, str]]]
    problems: list[Problem] = field(default_factory=list)

    def report(
        self, line: int, column: str, rule: str, found: str | None, meant: str | None = None
    ) -> None:
        """Note a problem of a cell."""
        self.problems.append(Problem(self.file, line, column, rule, found, meant))

    def number(
        self, line: int, column: str, text: str, least: float = -math.inf, whole: bool = False
    ) -> float:
        """Read a finite number of at least `least`; report and give nan where it is none."""
        try:
            value = float(text.strip())
        except ValueError:
            value = math.nan
        wrong = not math.isfinite(value) or value < least or (whole and value % 1 != 0)
        if wrong or not text.isascii() or "_" in text:
            kind = "a whole number" if whole else "a number"
            at_least = f" of at least {least:g}" if math.isfinite(least) else ""
            self.report(line, column, f"must be {kind}{at_least}", text.strip() or "nothing")
            return math.nan
        return value

    def share(self, line: int, column: str, text: str) -> float:
        """Read a share from 0 to 1; report and give nan where it is none."""
        try:
            share = parse_share(text)
        except UnitError as error:
            self.report(line, column, str(error), text.strip() or "nothing")
            return math.nan
        if not 0 <= share <= 1:
            self.report(line, column, "must be a share from 0 to 1", text.strip())
        return share

    def close(self) -> None:
        """Raise the problems found, if any."""
        if self.problems:
            raise ScenarioError(sorted(self.problems, key=lambda p: p.line or 0))


def read_table(
    file: Path,
    needed: Iterable[str],
    optional: Iterable[str] = (),
    largest: int = LARGEST,
) -> Table:
    """Read a CSV file and check its columns."""
    reader = csv.reader(io.StringIO(read_text(file, largest), newline=""), strict=True)
    table = Table(shown_path(file), (), [])
    lines = _lines(reader, table)
    _, header = next(lines, (1, []))
    names = tuple(name.strip() for name in header)
    check_header(table, names, tuple(needed), tuple(optional))
    table.columns = names
    for line, cells in lines:
        if len(cells) != len(names):
            rule = f"must have {len(names)} cells like the first line"
            table.report(line, "", rule, str(len(cells)))
        else:
            table.rows.append((line, dict(zip(names, cells, strict=True))))
    if not table.rows and not table.problems:
        table.report(1, "", "must have at least one row", "none")
    return table


def _lines(reader: Iterator[list[str]], table: Table) -> Iterator[tuple[int, list[str]]]:
    """Give each row with the line it starts on; skip blank lines."""
    start = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            table.report(start, "", f"not CSV: {error}", None)
            return
        if any(cell.strip() for cell in cells):
            yield start, cells
        start = int(reader.line_num) + 1  # type: ignore[attr-defined]


def check_header(
    table: Table, names: tuple[str, ...], needed: tuple[str, ...], optional: tuple[str, ...]
) -> None:
    """Refuse columns that are unknown, given twice or missing."""
    known = (*needed, *optional)
    meant = {name: closest(name, [k for k in known if k not in names]) for name in names}
    for name in names:
        if name not in known:
            rule = f"unknown column (known: {', '.join(known)})"
            table.report(1, name, "unknown column" if meant[name] else rule, None, meant[name])
        elif names.count(name) > 1:
            table.report(1, name, "the column is given twice", None)
    for name in needed:
        if name not in names and name not in meant.values():
            table.report(1, name, "the column is missing", None)
    if table.problems:
        table.close()
