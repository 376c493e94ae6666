"""An answer for a terminal and as JSON."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.experiment.primary import as_rows as primary_rows
from sim.experiment.sentences import KEY_MEASURES, amount, gap
from sim.experiment.statistics import EXACT

if TYPE_CHECKING:
    from rich.table import Table

    from sim.experiment.answer import Answer

MOST_ROWS = 60
"""Longest table that is shown whole; above, only key measures. Source: assumed."""


def as_table(answer: Answer) -> Table:
    """Lay the answer out for a terminal: all measures, or the key ones of a long comparison.

    What has no data in any row, as a measure of something that no scenario has, is left out.
    """
    from rich.box import SIMPLE
    from rich.markup import escape
    from rich.table import Table

    alone = len(answer.scenarios) == 1
    rows = _with_data(answer.rows(), "mean" if alone else "difference")
    if not alone and len(rows) > MOST_ROWS:
        rows = [row for row in rows if row["measure"] in KEY_MEASURES]
    table = Table(box=SIMPLE)
    for heading in ["measure"] if alone else ["scenario", "measure"]:
        table.add_column(heading, no_wrap=heading == "measure")
    for heading in ["mean" if alone else "difference", "95 % interval", "n", "unit"]:
        table.add_column(heading, justify="left" if heading == "unit" else "right")
    for row in rows:
        cells = _estimate(row) if alone else _difference(row)
        table.add_row(*(escape(cell) for cell in cells))
    return table


def _with_data(rows: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """Leave out measures of which no row has a value."""
    known = {row["measure"] for row in rows if not math.isnan(row[key])}
    return [row for row in rows if row["measure"] in known]


def _estimate(row: dict[str, Any]) -> list[str]:
    unit = row["unit"]
    interval = _interval(amount(row["low"], unit), amount(row["high"], unit), row["low"])
    interval += ", exact" if row["interval"] == EXACT else ""
    return [row["measure"], amount(row["mean"], unit), interval, str(row["replications"]), unit]


def _difference(row: dict[str, Any]) -> list[str]:
    unit = row["unit"]
    interval = _interval(gap(row["low"], unit), gap(row["high"], unit), row["low"])
    cells = [row["scenario"], row["measure"], gap(row["difference"], unit), interval]
    return [*cells, str(row["replications"]), unit]


def _interval(low: str, high: str, value: float) -> str:
    """Write an interval, the unit of its ends once."""
    return (
        ""
        if math.isnan(value)
        else f"{low.removesuffix(' points').removesuffix(' %')} to {high}"
    )


def as_json(answer: Answer) -> dict[str, Any]:
    """Return the answer as plain values; no data and infinity are null."""
    alone = len(answer.scenarios) == 1
    return {
        "answer": answer.sentences(),
        "table": [{key: _finite(value) for key, value in row.items()} for row in answer.rows()],
        "primary": [] if alone else primary_rows(answer),
        "replications": answer.replications,
        "seed": answer.seed,
        "results": str(answer.folder),
        "violations": list(answer.violations),
    }


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
