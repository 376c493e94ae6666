"""Staff on duty by employer over time, stacked; means over replications, which add up."""

from typing import TYPE_CHECKING

from sim.report import canvas, panels
from sim.report.canvas import Paper
from sim.report.panels import Panels

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Fill and hatch of each employer: neighbours differ in lightness as well as in colour.
FILLS = {
    "grid_workers": ("#0072B2", ""),
    "volunteers": ("#A6D8F5", ""),
    "cadres": ("#D55E00", ""),
    "medics": ("#F0E442", "////"),
    "property_staff": ("#009E73", ""),
    "ngo": ("#E3B7CF", "...."),
}
SPARE = (canvas.PALE, "xx")
HOURS_OF_A_SHIFT = 8


def staff(table: "pd.DataFrame", shared: Panels, paper: Paper) -> "Figure":
    """Draw worker-hours on duty a day (scenario, day, kind, value), in 8-hour shifts."""
    return panels.finished(lambda: _staff(table, shared, paper))


def _staff(table: "pd.DataFrame", shared: Panels, paper: Paper) -> "Figure":
    figure, axes = shared.grid(paper)
    kinds = _kinds(table)
    for ax, name in panels.each(axes, shared.titles):
        _stack(ax, table[table["scenario"] == name], kinds)
        shared.dress(ax, name, paper)
    axes[0].set_ylim(bottom=0)
    axes[0].yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    panels.key(figure, "8-hour shifts on duty that day", _entries(kinds, shared), paper)
    return figure


def _kinds(table: "pd.DataFrame") -> list[str]:
    sums = table.groupby("kind")["value"].sum()
    present = [str(kind) for kind in sums.index if sums[kind] > 0]
    order = list(FILLS)
    return sorted(present, key=lambda kind: order.index(kind) if kind in FILLS else 99)


def _stack(ax: "Axes", rows: "pd.DataFrame", kinds: list[str]) -> None:
    if not len(rows):
        ax.text(0.5, 0.5, "no data", transform=ax.transAxes, ha="center", color=canvas.GREY)
        return
    wide = rows.pivot_table(index="day", columns="kind", values="value", fill_value=0.0)
    base = 0 * wide.iloc[:, 0]
    for kind in kinds:
        if kind not in wide:
            continue
        top = base + wide[kind] / HOURS_OF_A_SHIFT
        fill, hatch = FILLS.get(kind, SPARE)
        ax.fill_between(
            wide.index, base, top, facecolor=fill, hatch=hatch, edgecolor="white", lw=0.4
        )
        base = top
    ax.plot(wide.index, base, color=canvas.BLACK, linewidth=0.7)


def _entries(kinds: list[str], shared: Panels) -> list[tuple[object, str]]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    entries: list[tuple[object, str]] = []
    for kind in kinds:
        fill, hatch = FILLS.get(kind, SPARE)
        patch = Patch(facecolor=fill, hatch=hatch, edgecolor="white")
        entries.append((patch, kind.replace("_", " ")))
    if shared.marks:
        mark = Line2D([], [], color=canvas.VERMILLION, lw=1, ls=(0, (4, 2)))
        entries.append((mark, next(iter(shared.marks.values())).words))
    return entries
