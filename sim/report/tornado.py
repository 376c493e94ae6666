"""A tornado: what each number does to the answer, the largest on top."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.report import canvas
from sim.report.wording import SHARES, number, unit_of_difference, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.experiment.screening import Bar, SensitivityAnswer

MOST_BARS = 15
"""Bars of a panel. Source: assumed."""


def tornado(found: "SensitivityAnswer") -> "Figure":
    """Draw one panel a measure: ends of the answer, or the size of each number's effect."""
    from matplotlib.figure import Figure

    measures = found.asked.spec.measures
    counts = [max(1, min(MOST_BARS, len(found.of(measure)))) for measure in measures]
    with canvas.drawing():
        height = sum(0.24 * count + 0.9 for count in counts)
        figure = Figure(figsize=(canvas.WIDE.width_in, height), layout="constrained")
        axes = figure.subplots(len(measures), 1, squeeze=False, height_ratios=counts)
        for axis, measure in zip(axes[:, 0], measures, strict=True):
            _panel(axis, found, measure)
    return figure


def _panel(axis: "Axes", found: "SensitivityAnswer", measure: str) -> None:
    bars = [bar for bar in found.of(measure) if not math.isnan(bar.size)][:MOST_BARS]
    unit = found.answer.units[measure]
    scale = 100 if unit in SHARES and found.asked.spec.method != "sobol" else 1
    base = scale * found.base[measure].mean
    for place, bar in enumerate(bars):
        _bar(axis, place, bar, scale)
    axis.set_yticks(
        range(len(bars)), labels=[canvas.drawable(wrapped(_label(bar), 48)) for bar in bars]
    )
    axis.set_ylim(max(len(bars), 1) - 0.4, -0.6)
    axis.tick_params(axis="y", length=0)
    axis.xaxis.grid(visible=True)
    axis.xaxis.set_major_formatter(lambda value, _: number(value))
    two = found.asked.spec.method == "tornado"
    if two:
        axis.axvline(base, color=canvas.BLACK, linewidth=0.8)
    if two and len(found.asked.scenarios) > 1:
        axis.axvline(0, color=canvas.VERMILLION, linewidth=0.8, linestyle="--")
    axis.set_title(canvas.drawable(measure))
    axis.set_xlabel(canvas.drawable(_caption(found, unit)))


def _bar(axis: "Axes", place: int, bar: "Bar", scale: float) -> None:
    colour = canvas.VERMILLION if bar.overturns else canvas.BLUE
    if bar.at_low is None or bar.at_high is None:
        axis.barh([place], [scale * bar.size], color=colour, height=0.6)
        return
    ends = [scale * bar.at_low.mean, scale * bar.at_high.mean]
    axis.barh([place], [ends[1] - ends[0]], left=[ends[0]], color=colour, height=0.6)


def _label(bar: "Bar") -> str:
    return f"{bar.factor}: {bar.levels[0]} to {bar.levels[1]}"


def _caption(found: "SensitivityAnswer", unit: str) -> str:
    method = found.asked.spec.method
    if method == "sobol":
        return "total index"
    kind = "mu*" if method == "morris" else "answer at both ends; dashed: no difference"
    return f"{kind}, {unit_of_difference(unit)}"


def write_tornado(found: "SensitivityAnswer") -> Path:
    """Save the tornado beside the results, with a title and a description."""
    names: Sequence[str] = found.asked.spec.measures
    told = f"Which numbers change {', '.join(names)} most; the largest on top."
    text = canvas.svg(tornado(found), "Tornado", told, "tornado")
    file = found.folder / "tornado.svg"
    file.write_text(text, encoding="utf-8")
    return file
