"""What workers spent their hours on: bars of shares of rostered hours, by employer."""

import math
from functools import partial
from typing import TYPE_CHECKING

from sim.report import canvas, panels
from sim.report.canvas import Paper
from sim.report.picture import Picture
from sim.report.saved import Saved
from sim.report.stacked import STAFF, edge
from sim.report.wording import NO_DATA, listed, number, wrapped

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Of each kind the column, fill and hatch; neighbours differ in lightness as well as colour.
KINDS = {
    "serving": ("serve_h", "#0072B2", ""),
    "under way": ("travel_h", "#A6D8F5", ""),
    "suits on and off": ("ppe_h", "#F0E442", "////"),
    "idle": ("idle_h", "#FFFFFF", ""),
    "absent": ("absent_h", "#D55E00", "...."),
}


def picture(saved: Saved) -> Picture:
    """Return the picture of workers' hours."""
    table = shares(saved.workers)
    told = _most(saved, table)
    return Picture(
        key="hours-of-workers",
        title="What workers spent their hours on, by employer",
        description=f"Stacked bars, one panel per scenario, one bar per employer. {told}",
        caption=f"{told} Of 100 rostered hours, all replications together; what lies beyond "
        "the line at 100 is overtime. Idle is on duty without a task, so it is also what is at "
        "hand for the next one.",
        table=table,
        draw=partial(bars, table, saved.titles),
    )


def shares(workers: "pd.DataFrame") -> "pd.DataFrame":
    """Return scenario, employer, kind, hours and share of the employer's rostered hours.

    Employers without rostered hours in a scenario have no rows there.
    """
    import pandas as pd

    names = ["scenario", "employer", "kind", "hours", "share"]
    if not len(workers):
        return pd.DataFrame({name: pd.Series(dtype=float) for name in names})
    plain = workers.assign(
        scenario=workers["scenario"].astype(str), employer=workers["employer"].astype(str)
    )
    sums = plain.groupby(["scenario", "employer"], sort=False)[
        ["hours", "overtime_h", *(column for column, _, _ in KINDS.values())]
    ].sum()
    rostered = sums["hours"] - sums["overtime_h"] + sums["absent_h"]
    rows = [
        (scenario, employer, kind, float(sums[column][scenario, employer]), whole)
        for (scenario, employer), whole in zip(rostered.index.to_list(), rostered, strict=True)
        for kind, (column, _, _) in KINDS.items()
        if math.isfinite(whole) and whole > 0
    ]
    table = pd.DataFrame(rows, columns=[*names[:-1], "whole"])
    return table.assign(share=table["hours"] / table["whole"]).drop(columns="whole")


def bars(table: "pd.DataFrame", titles: dict[str, str], paper: Paper) -> "Figure":
    """Draw the shares (scenario, employer, kind, share) as stacked bars."""
    return panels.finished(lambda: _bars(table, titles, paper))


def _bars(table: "pd.DataFrame", titles: dict[str, str], paper: Paper) -> "Figure":
    from matplotlib.figure import Figure

    present = set(table["employer"])
    order = [name for name in STAFF.fills if name in present]
    order += sorted(present - set(order))
    across = 1 if paper.narrow else min(len(titles), 2)
    down = math.ceil(len(titles) / across)
    each_in = 0.55 + 0.2 * max(len(order), 1)
    figure = Figure(figsize=(paper.width_in, each_in * down + 0.6), layout="constrained")
    axes = list(figure.subplots(down, across, sharex=True, squeeze=False).flat)
    for axis in axes[len(titles) :]:
        axis.remove()
    for position, (axis, name) in enumerate(zip(axes, titles, strict=False)):
        _panel(axis, table[table["scenario"] == name], order)
        words = [name.replace("_", " ") for name in order]
        labels = words if position % across == 0 else [""] * len(words)
        axis.set_yticks(range(len(order)), labels=labels)
        axis.set_title(canvas.drawable(wrapped(titles[name], 44)))
        axis.tick_params(labelbottom=position + across >= len(titles))
    panels.key(figure, "Of 100 rostered hours", _entries(), paper)
    return figure


def _panel(axis: "Axes", rows: "pd.DataFrame", order: list[str]) -> None:
    axis.set_ylim(max(len(order), 1) - 0.4, -0.6)
    axis.tick_params(axis="y", length=0)
    axis.xaxis.grid(visible=True)
    if not len(rows):
        axis.text(0.5, 0.5, NO_DATA, transform=axis.transAxes, ha="center", color=canvas.GREY)
        return
    share = {(r["employer"], r["kind"]): 100 * r["share"] for r in rows.to_dict("records")}
    for place, employer in enumerate(order):
        left = 0.0
        for kind, (_, fill, hatch) in KINDS.items():
            width = share.get((employer, kind), 0.0)
            axis.barh(
                place, width, left=left, height=0.66, color=fill, hatch=hatch,
                edgecolor=edge(fill), linewidth=0.4,
            )  # fmt: skip
            left += width
        if not left:
            axis.text(1, place, NO_DATA, va="center", color=canvas.GREY, fontsize=7)
    axis.axvline(100, color=canvas.BLACK, linewidth=0.9)


def _entries() -> list[tuple[object, str]]:
    from matplotlib.patches import Patch

    return [
        (Patch(facecolor=fill, hatch=hatch, edgecolor=edge(fill), linewidth=0.4), kind)
        for kind, (_, fill, hatch) in KINDS.items()
    ]


def _most(saved: Saved, table: "pd.DataFrame") -> str:
    """Say what the baseline's employer with most hours spent them on."""
    mine = table[table["scenario"] == saved.baseline.name]
    sums = mine.groupby("employer")["hours"].sum()
    if not len(sums):
        return f"There are {NO_DATA} for the baseline."
    employer = str(sums.idxmax())
    part = mine[mine["employer"] == employer].set_index("kind")["share"]
    words = [f"{number(100 * float(part[kind]))} {kind}" for kind in KINDS if part[kind] > 0]
    who = employer.replace("_", " ")
    return f"Of 100 rostered hours of the baseline's {who}: {listed(words)}."
