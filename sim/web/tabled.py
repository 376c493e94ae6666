"""Every measure of a comparison as rows of text, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.report.differences import PROBLEMS, meaning
from sim.report.wording import NO_DATA, SHARES, number
from sim.web.sayings import differences, explanation, title_of

if TYPE_CHECKING:
    from sim.experiment import Answer
    from sim.web.words import Words


@dataclass(frozen=True)
class Cell:
    """One plan's value of a measure: its mean, and its interval or difference."""

    mean: str
    beside: str
    verdict: str


@dataclass(frozen=True)
class Row:
    """One measure over all plans."""

    title: str
    unit: str
    explained: str
    cells: tuple[Cell, ...]


def groups(answer: Answer, words: Words) -> list[tuple[str, list[Row]]]:
    """Return every measure that has data, by the problem it belongs to."""
    found: dict[str, list[Row]] = {}
    for measure in answer.values:
        known = meaning(measure)
        row = _row(measure, answer, words)
        if row is not None:
            found.setdefault(known.problem if known else "other", []).append(row)
    order = [*PROBLEMS, *sorted(set(found) - set(PROBLEMS))]
    return [
        (words(f"problem.{p}") if words.has(f"problem.{p}") else p, found[p])
        for p in order
        if p in found
    ]


def _row(measure: str, answer: Answer, words: Words) -> Row | None:
    unit = answer.units[measure]
    scale = 100 if unit in SHARES else 1
    first = answer.estimates[answer.baseline.name][measure]
    cells = [Cell(number(scale * first.mean), _reach(first.low, first.high, scale, words), "")]
    for name, entry in differences(answer, measure).items():
        mean = number(scale * answer.estimates[name][measure].mean)
        beside = "=" if entry.same else ""
        if entry.known and not entry.same:
            low, high = (entry.shown(v, sign=True) for v in (entry.low, entry.high))
            beside = words("say.ends", low=low, high=high)
        cells.append(Cell(mean, beside, entry.verdict))
    if all(cell.mean == NO_DATA for cell in cells):
        return None
    shown = [Cell(words("no_data"), "", "") if cell.mean == NO_DATA else cell for cell in cells]
    word = words("unit.of_100") if scale == 100 else words.unit(unit)
    return Row(
        title_of(measure, answer, words), word, explanation(measure, words), tuple(shown)
    )


def _reach(low: float, high: float, scale: int, words: Words) -> str:
    ends = number(scale * low), number(scale * high)
    return "" if NO_DATA in ends else words("say.ends", low=ends[0], high=ends[1])


def as_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """Write rows as CSV that no spreadsheet takes for formulas."""
    listed = list(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(listed[0]) if listed else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _harmless(value) for key, value in row.items()} for row in listed)
    return out.getvalue()


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in tuple("=+-@\t\r") else cell
