"""Parts of a whole over time, stacked by kind; means over replications, which add up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.report import canvas, panels
from sim.report.canvas import Paper
from sim.report.panels import Panels

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SPARE = (canvas.PALE, "xx")


@dataclass(frozen=True)
class Stack:
    """What is stacked: its label, the unit in which it is counted, the look of each kind.

    ``fills`` gives fill and hatch: neighbours differ in lightness as well as in colour.
    """

    label: str
    fills: Mapping[str, tuple[str, str]]
    unit: float = 1.0


STAFF = Stack(
    "8-hour shifts on duty that day",
    {
        "grid_workers": ("#0072B2", ""),
        "volunteers": ("#A6D8F5", ""),
        "cadres": ("#D55E00", ""),
        "medics": ("#F0E442", "////"),
        "property_staff": ("#009E73", ""),
        "ngo": ("#E3B7CF", "...."),
        "part_time_workers": ("#0072B2", "////"),
        "community_staff": ("#6A3D7C", ""),
        "building_heads": ("#FFFFFF", "xxxx"),
        "drivers": ("#000000", ""),
    },
    unit=8.0,
)
LAYERS = Stack(
    "New infections a day, by where they happen",
    {
        "household": ("#0072B2", ""),
        "stairwell": ("#A6D8F5", ""),
        "grid": ("#D55E00", ""),
        "school": ("#F0E442", "////"),
        "work": ("#009E73", ""),
        "city": ("#E3B7CF", "...."),
        "edges": ("#6A3D7C", ""),
        "session": ("#FFFFFF", "xxxx"),
        "introduced": ("#000000", ""),
    },
)


def stacked(table: "pd.DataFrame", shared: Panels, stack: Stack, paper: Paper) -> "Figure":
    """Draw a count a day by kind (scenario, day, kind, value), in the unit of the stack."""
    return panels.finished(lambda: _stacked(table, shared, stack, paper))


def _stacked(table: "pd.DataFrame", shared: Panels, stack: Stack, paper: Paper) -> "Figure":
    figure, axes = shared.grid(paper)
    kinds = _kinds(table, stack)
    for ax, name in panels.each(axes, shared.titles):
        _draw(ax, table[table["scenario"] == name], kinds, stack)
        shared.dress(ax, name, paper)
    axes[0].set_ylim(bottom=0)
    axes[0].yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    panels.key(figure, stack.label, _entries(kinds, shared, stack), paper)
    return figure


def _kinds(table: "pd.DataFrame", stack: Stack) -> list[str]:
    sums = table.groupby("kind")["value"].sum()
    present = [str(kind) for kind in sums.index if sums[kind] > 0]
    order = list(stack.fills)
    return sorted(present, key=lambda kind: order.index(kind) if kind in order else 99)


def _draw(ax: "Axes", rows: "pd.DataFrame", kinds: list[str], stack: Stack) -> None:
    if not len(rows):
        ax.text(0.5, 0.5, "no data", transform=ax.transAxes, ha="center", color=canvas.GREY)
        return
    wide = rows.pivot_table(index="day", columns="kind", values="value", fill_value=0.0)
    base = 0 * wide.iloc[:, 0]
    for kind in kinds:
        if kind not in wide:
            continue
        top = base + wide[kind] / stack.unit
        fill, hatch = stack.fills.get(kind, SPARE)
        ax.fill_between(
            wide.index, base, top, facecolor=fill, hatch=hatch, edgecolor=edge(fill), lw=0.4
        )
        base = top
    ax.plot(wide.index, base, color=canvas.BLACK, linewidth=0.7)


def edge(fill: str) -> str:
    """Give the colour of hatch and edge: one that shows on the fill."""
    return canvas.GREY if fill == "#FFFFFF" else "white"


def _entries(kinds: list[str], shared: Panels, stack: Stack) -> list[tuple[object, str]]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    entries: list[tuple[object, str]] = []
    for kind in kinds:
        fill, hatch = stack.fills.get(kind, SPARE)
        patch = Patch(facecolor=fill, hatch=hatch, edgecolor=edge(fill))
        entries.append((patch, kind.replace("_", " ")))
    if shared.marks:
        mark = Line2D([], [], color=canvas.VERMILLION, lw=1, ls=(0, (4, 2)))
        entries.append((mark, next(iter(shared.marks.values())).words))
    return entries
