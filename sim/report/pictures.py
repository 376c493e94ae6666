"""Which pictures the report shows, in order: prepared, described, drawn wide and narrow."""

import math
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from sim.report import differences, hours, outbreak, reported, series
from sim.report.curves import Axis, curves
from sim.report.forest import Column, forest
from sim.report.panels import Panels
from sim.report.picture import Picture, date_of, peak_of
from sim.report.saved import Saved
from sim.report.stacked import STAFF, stacked
from sim.report.townmap import Places, Shares, town_map
from sim.report.wording import NO_DATA, number

if TYPE_CHECKING:
    import pandas as pd

# The measures of the picture of differences, where the comparison has them.
MAIN = (
    "on_time",
    "never_served_per_1000_resident_days",
    "wait_h",
    "infections",
    "confined_person_days",
    "cost_total",
)


def pictures(saved: Saved) -> Iterator[Picture]:
    """Yield the figures of the report in their order, each with the table behind it."""
    from sim.scenario import of_kind

    shared = series.panels_of(saved)
    yield outbreak.infections(saved, shared)
    if of_kind(saved.baseline.hazards, "epidemic"):
        yield outbreak.by_layer(saved, shared)
        yield outbreak.reproduction(saved, shared)
    yield _on_time(saved, shared)
    yield _backlog(saved, shared)
    yield _staff(saved, shared)
    yield hours.picture(saved)
    yield _map(saved)
    if len(saved.comparison):
        yield _forest(saved)


def beside(saved: Saved, found: reported.Comparison) -> Picture:
    """Return the picture of reported beside simulated cases."""
    name = saved.baseline.name
    last = max([day for day, _ in found.points if day < saved.days], default=saved.days)
    days = min(saved.days, int(last) + 8)
    shared = Panels({name: saved.titles[name]}, saved.baseline.start.date(), days, {})
    axis = Axis("Cases a day", points=found.points)
    return Picture(
        key=f"reported-{list(saved.baseline.observed).index(found.name)}",
        title=f"Reported and simulated cases a day: {found.name.replace('_', ' ')}",
        description=found.distance,
        caption="Diamonds are reported counts, bands simulated cases found over replications. "
        "Nothing was tuned to the reports.",
        table=found.table,
        draw=partial(curves, found.bands[found.bands["day"] < days], shared, axis),
    )


def _on_time(saved: Saved, shared: Panels) -> Picture:
    bands = series.bands(series.share_by_day(saved, "on_time", "due"))
    target = float(saved.baseline.targets.on_time)
    return Picture(
        key="service-level",
        title="Needs on time, of all that fell due that day",
        description="Curves with bands, one panel per scenario, in percent. "
        + _lowest(saved, bands),
        caption=f"{_lowest(saved, bands)} The target is {number(100 * target)} of 100. "
        "A day on which nothing fell due has no data and leaves a gap.",
        table=bands,
        draw=partial(curves, bands, shared, Axis("On time", share=True, target=target)),
    )


def _backlog(saved: Saved, shared: Panels) -> Picture:
    bands = series.bands(series.by_day(saved, "waiting"))
    peak = peak_of(saved, bands, "has its highest median at", "needs waiting at midnight")
    return Picture(
        key="backlog",
        title="Needs still open at midnight",
        description=f"Curves with bands, one panel per scenario. {peak}",
        caption=f"{peak} Needs that expired or were withdrawn no longer wait: "
        "read this beside the needs never met in the table below.",
        table=bands,
        draw=partial(curves, bands, shared, Axis("Open needs at midnight")),
    )


def _staff(saved: Saved, shared: Panels) -> Picture:
    table = series.mean_by_day(saved, "staff_")
    tops = table.groupby(["scenario", "day"], observed=True)["value"].sum() / 8
    words = [
        f"{title}: at most {number(float(tops[name].max()))} shifts a day"
        for name, title in saved.titles.items()
        if name in tops.index.get_level_values(0)
    ]
    told = "; ".join(words) + "." if words else "There are no data."
    return Picture(
        key="staff-on-duty",
        title="Staff on duty, by employer",
        description=f"Stacked areas, one panel per scenario. {told}",
        caption="Hours on duty as 8-hour shifts; means over replications, which add up.",
        table=table,
        draw=partial(stacked, table, shared, STAFF),
    )


def _map(saved: Saved) -> Picture:
    table = series.share_by_grid(saved, "on_time", "due")
    town = saved.town()
    community = [town.community_names[c] for c in town.grid_community]
    places = Places(town.grid_names, list(town.grid_x_m), list(town.grid_y_m), community)
    maps = []
    for name, title in saved.titles.items():
        rows = table[table["scenario"] == name]
        maps.append(Shares(title, dict(zip(rows["grid"], rows["share"], strict=True))))
    told = _extremes(maps[0], len(town.grid_names))
    several = f"Of {saved.towns} towns the first, with its replications alone. "
    return Picture(
        key="map-of-grids",
        title="Needs on time, by grid",
        description=f"One square per grid, the number is needs on time of 100. {told}",
        caption=f"{told} Needs on time of 100 that fell due, all days and replications "
        "together; hatched where nothing fell due (no data). "
        f"{several if saved.towns > 1 else ''}Groups are communities; the places are the "
        "model's, not a survey's.",
        table=table,
        draw=partial(town_map, places, maps, "Needs on time"),
    )


def _forest(saved: Saved) -> Picture:
    found = differences.differences(saved)
    present = {measure: entry for (_, measure), entry in found.items()}
    columns = [
        Column(m, differences.title(m), present[m].unit, present[m].direction)
        for m in MAIN
        if m in present
    ]
    titles = {n: t for n, t in saved.titles.items() if n != saved.baseline.name}
    clear = sum(entry.clear for entry in found.values() if entry.measure in MAIN)
    shown = sum(entry.known for entry in found.values() if entry.measure in MAIN)
    told = f"{clear} of the {shown} differences shown leave out 0."
    return Picture(
        key="differences",
        title=f"Differences from the baseline: {saved.titles[saved.baseline.name]}",
        description=f"Points with 95 percent intervals, one panel per measure. {told}",
        caption=f"{told} A point is the mean paired difference, a line its 95 % interval; "
        "filled and blue where the interval leaves out 0, hollow and grey where it does not.",
        table=saved.comparison,
        draw=partial(forest, saved.comparison, titles, columns),
    )


def _lowest(saved: Saved, bands: "pd.DataFrame") -> str:
    rows = bands[bands["scenario"] == saved.baseline.name].dropna(subset=["median"])
    if not len(rows):
        return f"There are {NO_DATA} for the baseline."
    low = rows.sort_values("median").iloc[0]
    return (
        f"The baseline's median is lowest on {date_of(saved, low['day'])}: "
        f"{number(100 * float(low['median']))} of 100 on time."
    )


def _extremes(shares: Shares, grids: int) -> str:
    known = {g: share for g, share in shares.values.items() if math.isfinite(share)}
    if not known:
        return f"There are {NO_DATA} for the baseline."
    worst, best = min(known, key=known.__getitem__), max(known, key=known.__getitem__)
    return (
        f"In the baseline the grid served least on time is {worst} "
        f"({number(100 * known[worst])} of 100), the best {best} "
        f"({number(100 * known[best])}); "
        f"{grids - len(known)} of {grids} grids have no data."
    )
