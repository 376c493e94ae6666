"""A daily series as small multiples: median and bands over replications, baseline dashed."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.report import canvas, panels
from sim.report.canvas import Paper
from sim.report.panels import Panels

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

POINTS: dict[str, Any] = {
    "color": canvas.BLACK,
    "marker": "D",
    "markersize": 4.5,
    "linestyle": "none",
    "markerfacecolor": canvas.ORANGE,
}


@dataclass(frozen=True)
class Axis:
    """The vertical axis: what it counts, whether it is a share, and a line across."""

    label: str
    share: bool = False
    target: float = math.nan
    target_words: str = "target"
    points: tuple[tuple[float, float], ...] = ()  # reported (day, value), on the baseline


def curves(table: "pd.DataFrame", shared: Panels, axis: Axis, paper: Paper) -> "Figure":
    """Draw bands (of `series.bands`) for each scenario; say 'no data' in an empty panel."""
    return panels.finished(lambda: _curves(table, shared, axis, paper))


def _curves(table: "pd.DataFrame", shared: Panels, axis: Axis, paper: Paper) -> "Figure":
    figure, axes = shared.grid(paper)
    first = next(iter(shared.titles))
    base = table[table["scenario"] == first].sort_values("day")
    for ax, name in panels.each(axes, shared.titles):
        rows = table[table["scenario"] == name].sort_values("day")
        _bands(ax, rows)
        if name != first and len(base):
            ax.plot(base["day"], base["median"], color=canvas.BLACK, lw=0.9, ls=(0, (1, 1)))
        if math.isfinite(axis.target):
            ax.axhline(axis.target, color=canvas.GREEN, linewidth=0.9, linestyle="-.")
        if axis.points and name == first:
            ax.plot(*zip(*axis.points, strict=True), clip_on=False, **POINTS)
        shared.dress(ax, name, paper)
    _scale(axes[0], table, axis)
    panels.key(figure, axis.label, _entries(shared, axis), paper)
    return figure


def _bands(ax: "Axes", rows: "pd.DataFrame") -> None:
    if not rows["median"].notna().any():
        ax.text(0.5, 0.5, "no data", transform=ax.transAxes, ha="center", color=canvas.GREY)
        return
    day = rows["day"]
    ax.fill_between(day, rows["low95"], rows["high95"], color="#CFE3F1", linewidth=0)
    ax.fill_between(day, rows["low80"], rows["high80"], color="#8DBEDF", linewidth=0)
    ax.plot(day, rows["median"], color=canvas.BLUE, linewidth=1.4)


def _scale(ax: "Axes", table: "pd.DataFrame", axis: Axis) -> None:
    if axis.share:
        lowest = float(table["low95"].min()) if len(table) else 0.0
        foot = 0.5 if lowest >= 0.5 else 0.0  # one half, where nothing lies below it
        ax.set_ylim(foot, 1 + 0.02 * (1 - foot))
        ticks = [0.5, 0.6, 0.7, 0.8, 0.9, 1.0] if foot else [0.0, 0.25, 0.5, 0.75, 1.0]
        ax.set_yticks(ticks, labels=[f"{100 * tick:.0f} %" for tick in ticks])
        return
    tops = [float(table["high95"].max())] if len(table) else []
    top = max([*tops, *(value for _, value in axis.points)], default=math.nan)
    ax.set_ylim(0, 1.05 * top if math.isfinite(top) and top > 0 else 1)
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")


def _entries(shared: Panels, axis: Axis) -> list[tuple[object, str]]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    entries: list[tuple[object, str]] = [
        (Line2D([], [], color=canvas.BLUE, lw=1.4), "median"),
        (Patch(color="#8DBEDF"), "80 % of replications"),
        (Patch(color="#CFE3F1"), "95 %"),
    ]
    if axis.points:
        entries.append((Line2D([], [], **POINTS), "reported"))
    if len(shared.titles) > 1:
        dotted = Line2D([], [], color=canvas.BLACK, lw=0.9, ls=(0, (1, 1)))
        entries.append((dotted, "baseline median"))
    if math.isfinite(axis.target):
        line = Line2D([], [], color=canvas.GREEN, lw=0.9, ls="-.")
        entries.append((line, axis.target_words))
    if shared.marks:
        words = next(iter(shared.marks.values())).words
        mark = Line2D([], [], color=canvas.VERMILLION, lw=1, ls=(0, (4, 2)))
        entries.append((mark, words))
    return entries
