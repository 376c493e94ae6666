"""Paired differences as a picture: one panel per measure, one line per scenario."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.report import canvas, panels
from sim.report.canvas import Paper
from sim.report.wording import SHARES, number, unit_of_difference, wrapped

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.ticker import Locator


@dataclass(frozen=True)
class Column:
    """One measure of the picture: its id, its title, its unit, and which way is better."""

    id: str
    title: str
    unit: str
    direction: str


def forest(
    table: "pd.DataFrame", titles: dict[str, str], columns: Sequence[Column], paper: Paper
) -> "Figure":
    """Draw differences with intervals (scenario, measure, difference, low, high)."""
    return panels.finished(lambda: _forest(table, titles, columns, paper))


def _forest(
    table: "pd.DataFrame", titles: dict[str, str], columns: Sequence[Column], paper: Paper
) -> "Figure":
    from matplotlib.figure import Figure

    across = 1 if paper.narrow else min(3, len(columns))
    down = math.ceil(len(columns) / across)
    lines = max(len(titles), 1)
    labels = [wrapped(t, 20 if paper.narrow else 28) for t in titles.values()]
    tallest = max((label.count("\n") + 1 for label in labels), default=1)
    figure = Figure(
        figsize=(paper.width_in, down * ((0.09 + 0.13 * tallest) * lines + 0.95)),
        layout="constrained",
    )
    axes = list(figure.subplots(down, across, squeeze=False).flat)
    for axis in axes[len(columns) :]:
        axis.remove()
    for position, (axis, column) in enumerate(zip(axes, columns, strict=False)):
        rows = {
            str(r["scenario"]): r
            for r in table[table["measure"] == column.id].to_dict("records")
        }
        _panel(axis, rows, list(titles), column)
        shown = position % across == 0
        axis.set_yticks(
            range(lines), labels=[canvas.drawable(t) if shown else "" for t in labels]
        )
        axis.set_title(canvas.drawable(wrapped(column.title, 30)))
    return figure


def _panel(axis: "Axes", rows: dict[str, Any], names: list[str], column: Column) -> None:
    scale = 100 if column.unit in SHARES else 1
    for place, name in enumerate(names):
        if name not in rows or not math.isfinite(rows[name]["difference"]):
            axis.text(0, place, " no data", va="center", color=canvas.GREY, fontsize=7)
            continue
        middle, low, high = (
            scale * float(rows[name][key]) for key in ("difference", "low", "high")
        )
        clear = low > 0 or high < 0
        colour = canvas.BLUE if clear else canvas.GREY
        axis.plot([low, high], [place, place], color=colour, linewidth=1.6)
        face = colour if clear else "white"
        axis.plot(
            [middle],
            [place],
            "o",
            ms=5,
            color=colour,
            markerfacecolor=face,
            markeredgewidth=1.2,
        )
    axis.axvline(0, color=canvas.BLACK, linewidth=0.7)
    axis.set_ylim(len(names) - 0.4, -0.6)
    axis.margins(x=0.08)
    axis.tick_params(axis="y", length=0)
    axis.spines["left"].set_visible(False)
    axis.xaxis.grid(visible=True)
    axis.xaxis.set_major_locator(_locator())
    axis.xaxis.set_major_formatter(lambda value, _: number(value, sign=True))
    axis.set_xlabel(_caption(column))


def _locator() -> "Locator":
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=3, steps=[1, 2, 2.5, 5, 10])


def _caption(column: Column) -> str:
    unit = unit_of_difference(column.unit)
    better = {"higher": "better \N{RIGHTWARDS ARROW}", "lower": "\N{LEFTWARDS ARROW} better"}
    return canvas.drawable("   ".join(p for p in (unit, better.get(column.direction, "")) if p))
