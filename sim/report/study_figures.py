"""Figures of a study: differences, break-even curves, maps of the best choice, lines."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import cycle
from typing import TYPE_CHECKING, Any

from sim.experiment.break_even import FOUND, STEPS, along
from sim.report import canvas, panels
from sim.report.canvas import Paper, drawable
from sim.report.forest import Column, forest
from sim.report.study_tables import mean_of
from sim.report.wording import SHARES, number, unit_of_difference, wrapped

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.experiment.studies import BestCell, BreakEvenRow, EffectRow, LineRow

COLOURS = (
    canvas.BLUE, canvas.VERMILLION, canvas.GREEN, canvas.PURPLE, canvas.ORANGE, canvas.BLACK,
)  # fmt: skip
MARKERS, DASHES = "osD^vP", ("-", "--", "-.", ":", "-", "--")
FILLS = (canvas.SKY, canvas.ORANGE, "#FFFFFF", canvas.YELLOW, canvas.PURPLE, canvas.GREEN)


def effects_figure(
    rows: Sequence[EffectRow],
    columns: Sequence[Column],
    place: Callable[[EffectRow], tuple[str, str]],
) -> Figure:
    """Draw differences with intervals; place gives a row's label and its column."""
    import pandas as pd

    table: pd.DataFrame = pd.DataFrame(
        {
            "scenario": place(row)[0],
            "measure": place(row)[1],
            "difference": row.found.difference if row.found else math.nan,
            "low": row.found.low if row.found else math.nan,
            "high": row.found.high if row.found else math.nan,
        }
        for row in rows
    )
    titles = {label: label for label in dict.fromkeys(table["scenario"])}
    return forest(table, titles, columns, canvas.WIDE)


def break_even_figure(
    rows: Sequence[BreakEvenRow],
    titles: Sequence[str],
    axis_title: str,
    units: Sequence[str],
) -> Figure:
    """Draw the mean gain along a factor with its band, a panel a row, and where it is 0."""

    def draw() -> Figure:
        figure, axes = _panels(len(rows), 2.0)
        for row, title, unit, axis in zip(rows, titles, units, axes, strict=True):
            _curve(axis, row, 100 if unit in SHARES else 1)
            axis.set_title(drawable(wrapped(title, 34)))
            axis.set_xlabel(drawable(axis_title))
            axis.set_ylabel(drawable(wrapped(f"gain, {unit_of_difference(unit)}", 26)))
        return figure

    return panels.finished(draw)


def best_figure(
    cells: Sequence[BestCell],
    levels: tuple[Sequence[str], Sequence[str], Sequence[str]],
    words: tuple[str, str, str],
    titles: Sequence[str],
) -> Figure:
    """Draw a map of the best level, a panel a context; hatched where it is not told apart.

    levels: chosen, across, down. words: what is chosen, and the titles of both axes.
    """
    contexts = list(dict.fromkeys(tuple(cell.context.items()) for cell in cells))
    looks = dict(zip(levels[0], cycle(FILLS), strict=False))

    def draw() -> Figure:
        figure, axes = _panels(len(contexts), 0.35 * len(levels[2]) + 1.0, shared=True)
        for context, title, axis in zip(contexts, titles, axes, strict=True):
            for cell in cells:
                if tuple(cell.context.items()) == context:
                    _cell(axis, cell, levels, looks)
            axis.set_title(drawable(wrapped(title, 34)))
            axis.set_xticks(range(len(levels[1])), labels=[drawable(v) for v in levels[1]])
            axis.set_yticks(range(len(levels[2])), labels=[drawable(v) for v in levels[2]])
            axis.set(xlim=(-0.5, len(levels[1]) - 0.5), ylim=(-0.5, len(levels[2]) - 0.5))
            axis.set_xlabel(drawable(words[1]))
            axis.set_ylabel(drawable(wrapped(words[2], 26)))
            axis.tick_params(length=0)
        panels.key(figure, drawable(words[0]), _key(looks), canvas.WIDE)
        return figure

    return panels.finished(draw)


def lines_figure(
    rows: Sequence[LineRow],
    titles: dict[tuple[tuple[str, str], ...], str],
    words: tuple[str, str, str],
    places: dict[str, float],
) -> Figure:
    """Draw a measure along a factor with intervals, a panel a context, a line a level.

    words: titles of the lines and of both axes. places: of the levels across.
    """
    from matplotlib.lines import Line2D

    lines = list(dict.fromkeys(row.line for row in rows))
    looks = {
        line: {"color": colour, "marker": marker, "linestyle": dash}
        for line, colour, marker, dash in zip(lines, COLOURS, MARKERS, DASHES, strict=False)
    }

    def draw() -> Figure:
        figure, axes = _panels(len(titles), 2.2, shared=True)
        for (context, title), axis in zip(titles.items(), axes, strict=True):
            for row in rows:
                if tuple(row.context.items()) == context:
                    _line(axis, row, looks[row.line], places)
            axis.set_title(drawable(wrapped(title, 34)))
            axis.set_xticks(list(places.values()), labels=[drawable(v) for v in places])
            axis.set_xlabel(drawable(words[1]))
            axis.set_ylabel(drawable(wrapped(words[2], 30)))
            axis.set_ylim(bottom=0)
        handles = [(Line2D([], [], markersize=4, **looks[line]), line) for line in lines]  # type: ignore[arg-type]
        panels.key(figure, drawable(words[0]), handles, canvas.WIDE)
        return figure

    return panels.finished(draw)


def _panels(
    count: int, height_in: float, *, shared: bool = False, paper: Paper = canvas.WIDE
) -> tuple[Figure, list[Axes]]:
    from matplotlib.figure import Figure

    across = count if count < 4 else 2 if count == 4 else 3
    down = math.ceil(count / across)
    width_in = paper.width_in if across > 1 else 4.4
    size = (width_in, height_in * down + 0.6)
    figure = Figure(figsize=size, layout="constrained", facecolor="white")
    grid = figure.subplots(down, across, squeeze=False, sharex=shared, sharey=shared)
    axes = list(grid.flat)
    for axis in axes[count:]:
        axis.remove()
    for axis in axes[:count]:
        axis.tick_params(labelleft=True, labelbottom=True)
    return figure, axes[:count]


def _curve(axis: Axes, row: BreakEvenRow, scale: float) -> None:
    band = along(row.places, row.gains)
    thin = slice(None, None, STEPS // 20)
    places, mean = band.places[thin], scale * band.mean[thin]
    low, high = scale * band.low[thin], scale * band.high[thin]
    axis.fill_between(places, low, high, color=canvas.SKY, alpha=0.45, linewidth=0)
    axis.plot(places, mean, color=canvas.BLUE, linewidth=1.4)
    axis.plot(
        row.places,
        [scale * mean_of(gains) for gains in row.gains],
        "o",
        color=canvas.BLUE,
        markersize=3.5,
    )
    axis.axhline(0, color=canvas.BLACK, linewidth=0.7)
    axis.yaxis.set_major_formatter(lambda value, _: number(value, sign=True))
    axis.yaxis.grid(visible=True)
    if row.places[0] > row.places[-1]:
        axis.invert_xaxis()
    found = row.found
    if found.verdict == FOUND:
        axis.plot([found.low, found.high], [0, 0], color=canvas.VERMILLION, linewidth=3)
        axis.plot(
            [found.value], [0], "D", color=canvas.VERMILLION, markersize=5,
            markeredgecolor=canvas.BLACK, markeredgewidth=0.6, zorder=5,
        )  # fmt: skip


def _cell(
    axis: Axes,
    cell: BestCell,
    levels: tuple[Sequence[str], Sequence[str], Sequence[str]],
    looks: dict[str, str],
) -> None:
    from matplotlib.patches import Rectangle

    x, y = levels[1].index(cell.across), levels[2].index(cell.down)
    unclear = bool(cell.not_told_from)
    look: dict[str, Any] = {
        "facecolor": looks.get(cell.best, "white"),
        "edgecolor": canvas.GREY,
    }
    if unclear:
        look |= {"hatch": "////", "edgecolor": canvas.GREY}
    axis.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, linewidth=0.6, **look))
    words = cell.best[:1].upper() if not unclear else ""
    if unclear:
        near = [v for v in levels[0] if v == cell.best or v in cell.not_told_from]
        words = "=".join(v[:1].upper() for v in near)
    axis.text(
        x, y, words, ha="center", va="center", fontsize=7,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.85},
    )  # fmt: skip


def _key(looks: dict[str, str]) -> list[tuple[Any, str]]:
    from matplotlib.patches import Patch

    frame = {"edgecolor": canvas.GREY, "linewidth": 0.6}
    known = [
        (Patch(facecolor=look, **frame), f"{level[:1].upper()} {level}")  # type: ignore[arg-type]
        for level, look in looks.items()
    ]
    unclear = Patch(facecolor="white", hatch="////", edgecolor=canvas.GREY)
    return [*known, (unclear, "not told apart")]


def _line(axis: Axes, row: LineRow, look: dict[str, Any], places: dict[str, float]) -> None:
    at = [places[level] for level in row.estimates]
    means = [e.mean for e in row.estimates.values()]
    below = [
        max(0.0, e.mean - e.low) if e.low == e.low else 0.0 for e in row.estimates.values()
    ]
    above = [e.high - e.mean if e.high == e.high else 0.0 for e in row.estimates.values()]
    axis.errorbar(
        at, means, yerr=[below, above], linewidth=1.3, markersize=4, elinewidth=0.9, **look
    )
    axis.yaxis.grid(visible=True)
