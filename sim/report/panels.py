"""Small multiples: one panel per scenario, common axes, dates below, marks in time."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sim.report import canvas
from sim.report.canvas import Paper
from sim.report.wording import wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Mark:
    """Something that happened on a day [d after the start], with a few words."""

    day: float
    words: str


@dataclass(frozen=True)
class Panels:
    """What the panels of one figure share: names with titles, the first date, days, marks."""

    titles: dict[str, str]
    start: date
    days: int
    marks: dict[str, Mark]

    def grid(self, paper: Paper, height_in: float = 1.55) -> tuple["Figure", list["Axes"]]:
        """Return a figure with one empty panel per scenario."""
        from matplotlib.figure import Figure

        count = len(self.titles)
        columns = min(count, paper.columns, 2 if count in (2, 4) else 3 if count < 7 else 4)
        rows = math.ceil(count / columns)
        each_in = 2.3 if count == 1 else height_in
        figure = Figure(figsize=(paper.width_in, each_in * rows + 0.6), layout="constrained")
        axes = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
        flat = list(axes.flat)
        for axis in flat[count:]:
            axis.remove()
        for position, axis in enumerate(flat[:count]):
            axis.tick_params(
                labelleft=position % columns == 0, labelbottom=position + columns >= count
            )
        return figure, flat[:count]

    def dress(self, axis: "Axes", name: str, paper: Paper) -> None:
        """Add the title, the dates and the mark of one scenario's panel."""
        several = len(self.titles) > 1
        width = 80 if not several else 26 if paper.narrow or len(self.titles) > 6 else 36
        axis.set_title(canvas.drawable(wrapped(self.titles[name], width)), fontweight="normal")
        axis.set_xlim(0, max(self.days - 1, 1))
        step = _step(self.days, crowded=several and (paper.narrow or len(self.titles) > 1))
        ticks = list(range(0, self.days, step))
        axis.set_xticks(ticks, labels=[dated(self.start, day) for day in ticks])
        axis.yaxis.grid(visible=True)
        mark = self.marks.get(name)
        if mark is not None and math.isfinite(mark.day):
            axis.axvline(mark.day, color=canvas.VERMILLION, linewidth=1, linestyle=(0, (4, 2)))


def dated(start: date, day: float) -> str:
    """Return a day of the run as a date without its year: '14 Mar'."""
    when = start + timedelta(days=int(day))
    return f"{when.day} {MONTHS[when.month - 1]}"


def key(figure: "Figure", title: str, entries: Sequence[tuple[Any, str]], paper: Paper) -> None:
    """Write what the vertical axis counts, and the key, once above all panels."""
    if not entries:
        return
    figure.legend(
        title=title,
        alignment="left",
        handles=[handle for handle, _ in entries],
        labels=[canvas.drawable(words) for _, words in entries],
        loc="outside upper left",
        ncols=2 if paper.narrow else math.ceil(len(entries) / math.ceil(len(entries) / 7)),
        borderaxespad=0.1,
        columnspacing=1.4,
    )


def finished(draw: Callable[[], "Figure"]) -> "Figure":
    """Draw a figure in the house style and settle its layout while the style is in force."""
    with canvas.drawing():
        figure = draw()
        figure.draw_without_rendering()
        figure.set_layout_engine("none")
    return figure


def each(axes: Sequence["Axes"], titles: dict[str, str]) -> Iterator[tuple["Axes", str]]:
    """Pair the panels with the scenarios."""
    return zip(axes, titles, strict=True)


def _step(days: int, *, crowded: bool) -> int:
    wanted = days / (3 if crowded else 6)
    return next((step for step in (1, 2, 3, 5, 7, 14, 21, 28, 56) if step >= wanted), 91)
