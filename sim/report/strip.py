"""The values of one measure, one dot per replication, with the mean and its interval."""

import math
from typing import TYPE_CHECKING

from sim.report import canvas, panels
from sim.report.canvas import Paper
from sim.report.wording import wrapped

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def strip(table: "pd.DataFrame", titles: dict[str, str], words: str, paper: Paper) -> "Figure":
    """Draw (scenario, replication, value) as dots, mean and 95 % interval on one line each."""
    return panels.finished(lambda: _strip(table, titles, words, paper))


def _strip(table: "pd.DataFrame", titles: dict[str, str], words: str, paper: Paper) -> "Figure":
    from matplotlib.figure import Figure

    figure = Figure(figsize=(paper.width_in, 0.45 * len(titles) + 0.9), layout="constrained")
    axis = figure.subplots()
    for place, name in enumerate(titles):
        _line(axis, place, table.loc[table["scenario"] == name, "value"].dropna())
    labels = [canvas.drawable(wrapped(t, 30)) for t in titles.values()]
    axis.set_yticks(range(len(titles)), labels=labels)
    axis.set_ylim(len(titles) - 0.4, -0.6)
    axis.xaxis.grid(visible=True)
    axis.set_xlabel(canvas.drawable(words))
    return figure


def _line(axis: "Axes", place: int, values: "pd.Series[float]") -> None:
    from scipy import stats

    count = len(values)
    if not count:
        axis.text(0.02, place, "no data", transform=axis.get_yaxis_transform(), va="center")
        return
    axis.plot(values, [place] * count, "o", ms=4, color=canvas.SKY, mec=canvas.BLUE, alpha=0.7)
    mean = values.mean()
    if count > 1:
        reach = stats.t.ppf(0.975, count - 1) * values.std(ddof=1) / math.sqrt(count)
        axis.plot([mean - reach, mean + reach], [place] * 2, color=canvas.BLACK, linewidth=1.6)
    axis.plot([mean], [place], "|", ms=12, mew=1.6, color=canvas.BLACK)
