"""The pictures of the outbreak: its curve, through which layers, how many a case infects."""

import math
from functools import partial
from typing import TYPE_CHECKING

from sim.report import series
from sim.report.curves import Axis, curves
from sim.report.panels import Panels
from sim.report.picture import SPREAD, Picture, date_of, peak_of
from sim.report.saved import Saved
from sim.report.stacked import LAYERS, stacked
from sim.report.wording import NO_DATA, number

if TYPE_CHECKING:
    import pandas as pd


def infections(saved: Saved, shared: Panels) -> Picture:
    """Return the picture of new infections a day."""
    bands = series.bands(series.by_day(saved, "infections"))
    peak = peak_of(saved, bands, "has its highest median at", "infections a day")
    return Picture(
        key="epidemic-curve",
        title="New infections a day",
        description=f"Curves with bands, one panel per scenario. {peak}",
        caption=f"{peak} {SPREAD}",
        table=bands,
        draw=partial(curves, bands, shared, Axis("New infections a day")),
    )


def by_layer(saved: Saved, shared: Panels) -> Picture:
    """Return the picture of new infections a day, by where they happen."""
    table = series.mean_by_day(saved, "infections_", but="infections_of_")
    largest = _largest_layers(saved, table)
    return Picture(
        key="infections-by-layer",
        title="New infections a day, by where they happen",
        description=f"Stacked areas, one panel per scenario. {largest}",
        caption=f"{largest} Session is contact at work for the response, at the door or at a "
        "sampling table; introduced is infection outside the town. Means over replications, "
        "which add up.",
        table=table,
        draw=partial(stacked, table, shared, LAYERS),
    )


def _largest_layers(saved: Saved, table: "pd.DataFrame") -> str:
    mine = table[table["scenario"] == saved.baseline.name]
    sums = mine.groupby("kind")["value"].sum().sort_values(ascending=False)
    if not len(sums) or not sums.sum() > 0:
        return f"There are {NO_DATA} for the baseline."
    shares = [f"{kind} {number(100 * sums[kind] / sums.sum())}" for kind in sums.index[:3]]
    return f"Of 100 infections in the baseline: {', '.join(shares)}."


def reproduction(saved: Saved, shared: Panels) -> Picture:
    """Return the picture of the reproduction number by day."""
    bands = series.bands(series.numbers_by_day(saved, "reproduction_instant"))
    last = _below_one(saved, bands)
    axis = Axis(
        "Infections that a case causes",
        target=1.0,
        target_words="1: neither more nor fewer",
    )
    return Picture(
        key="reproduction-number",
        title="Reproduction number, by day",
        description=f"Curves with bands, one panel per scenario. {last}",
        caption=f"{last} Infections passed on during a day over the infectiousness of that "
        "day, from who infected whom (the instantaneous reproduction number of Fraser 2007); "
        "above the line the outbreak grows. A day on which fewer infect than make one whole "
        "case has no data. The table daily has the number by day of the infector's own "
        "infection too, as reproduction_case. " + SPREAD,
        table=bands,
        draw=partial(curves, bands, shared, axis),
    )


def _below_one(saved: Saved, bands: "pd.DataFrame") -> str:
    rows = bands[bands["scenario"] == saved.baseline.name].dropna(subset=["median"])
    if not len(rows):
        return f"There are {NO_DATA} for the baseline."
    last = rows[rows["median"] >= 1]["day"].max()
    if not math.isfinite(last):
        return "The baseline's median is below 1 on every day."
    return f"The baseline's median is 1 or more for the last time on {date_of(saved, last)}."
