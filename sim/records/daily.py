"""Stocks and flows by calendar day, folded from the tables of a run; pure.

Day 0 is the date of the start. Flows count what happened on a day, stocks what stands at its
end (the midnight after it).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.records.links import links_of
from sim.records.records import Table, named
from sim.records.reproduction import Profiles, at_instant, by_cohort

Floats = NDArray[np.float64]
FLOWS = ("created", "due", "on_time", "met")
OUTSIDE = "introduced"  # the layer of who was infected outside the town


class Days:
    """The calendar days of a run, and counting by day and grid."""

    def __init__(
        self, start_hour: float, from_h: float, until_h: float, grids: list[str]
    ) -> None:
        self.start_hour = start_hour
        self.first = int(np.floor((from_h + start_hour) / 24.0))
        self.last = int(np.ceil((until_h + start_hour) / 24.0))
        self.grids = grids
        self._place = {name: place for place, name in enumerate(grids)}
        self.rows: list[tuple[str, NDArray[np.float64]]] = []  # measure, [days, grids + 1]

    @property
    def count(self) -> int:
        """Count the days."""
        return self.last - self.first

    def day_of(self, time_h: Floats) -> NDArray[np.int64]:
        """Give the day of an instant, 0 = the first of the run."""
        return np.floor((time_h + self.start_hour) / 24.0).astype(np.int64) - self.first

    def places(self, grid: NDArray[np.object_]) -> NDArray[np.int64]:
        """Give the place of each grid's name, -1 where it is None."""
        return np.array([self._place.get(name, -1) for name in grid], np.int64)

    def flow(self, measure: str, time_h: Floats, place: NDArray[np.int64]) -> None:
        """Count instants by day and grid; instants that never come are nan or inf."""
        known = np.isfinite(time_h)
        day, place = self.day_of(time_h[known]), place[known]
        inside = (day >= 0) & (day < self.count)
        table = np.zeros((self.count, len(self.grids) + 1))
        np.add.at(table, (day[inside], place[inside]), 1.0)
        table[:, -1] = np.bincount(day[inside], minlength=self.count)
        self.rows.append((measure, table))

    def stock(
        self, measure: str, from_h: Floats, until_h: Floats, place: NDArray[np.int64]
    ) -> None:
        """Count what lasts from one instant to another, at the end of each day."""
        midnight = 24.0 * (self.first + 1 + np.arange(self.count)) - self.start_hour
        table = np.zeros((self.count + 1, len(self.grids) + 1))
        first = np.searchsorted(midnight, from_h, side="left")
        last = np.searchsorted(midnight, np.nan_to_num(until_h, nan=np.inf), side="left")
        for at, sign in ((first, 1.0), (np.maximum(last, first), -1.0)):
            np.add.at(table, (at, place), sign)
            table[:, -1] += sign * np.bincount(at, minlength=self.count + 1)
        if len(self.grids):
            unplaced = place < 0
            for at, sign in ((first, -1.0), (np.maximum(last, first), 1.0)):
                table[:, -1] += sign * np.bincount(at[unplaced], minlength=self.count + 1)
        self.rows.append((measure, np.cumsum(table, axis=0)[: self.count]))

    def spread(self, measure: str, from_h: Floats, until_h: Floats) -> None:
        """Add up the hours between instants by day, for the street as a whole."""
        table = np.zeros((self.count, len(self.grids) + 1))
        for day in range(self.count):
            low = 24.0 * (self.first + day) - self.start_hour
            inside = np.minimum(until_h, low + 24.0) - np.maximum(from_h, low)
            table[day, -1] = np.maximum(inside, 0.0).sum()
        self.rows.append((measure, table))

    def street(self, measure: str, values: Floats) -> None:
        """Tell a number of the street as a whole by day; nan is no data and leaves no row."""
        table = np.zeros((self.count, len(self.grids) + 1))
        table[:, -1] = values
        self.rows.append((measure, table))

    @property
    def edges_h(self) -> Floats:
        """Give the midnights that bound the days [count + 1]."""
        return np.asarray(24.0 * (self.first + np.arange(self.count + 1)) - self.start_hour)

    def table(self) -> Table:
        """Give the tidy table: a row for the street always, for a grid where it is not 0.

        A number that is no data has no row.
        """
        stacked = np.array([values for _, values in self.rows])
        told = stacked != 0
        told[:, :, -1] = ~np.isnan(stacked[:, :, -1])
        row, day, grid = np.nonzero(told)
        return {
            "day": day + self.first,
            "grid": named(self.grids, np.where(grid < len(self.grids), grid, -1)),
            "measure": named([measure for measure, _ in self.rows], row),
            "value": stacked[told],
        }


def daily(
    tables: dict[str, Table],
    days: Days,
    background: list[str],
    resident_grid: NDArray[np.int32],
    horizon_h: float,
) -> Table:
    """Fold the tables of a run into its days.

    The services named in `background` (records, patrols) are kept apart from what residents
    wait for; `resident_grid` is the place of each resident's grid.
    """
    _services(tables["tasks"], tables["needs"], days, (background, horizon_h))
    infections = tables["infections"]
    place = days.places(infections["grid"])
    days.flow("infections", infections["time_h"], place)
    days.flow("onsets", _before(infections["onset_h"], horizon_h), place)
    days.flow("deaths", _before(infections["death_h"], horizon_h), place)
    days.flow("cases_found", infections["detected_h"], place)
    _zones(tables["events"], days)
    _confined(tables["restrictions"], days, resident_grid)
    shifts, employers = tables["shifts"], tables["workers"]["employer"]
    of_shift = employers[shifts["worker"]]
    for employer in dict.fromkeys(employers.tolist()):
        mine = of_shift == employer
        days.spread(f"staff_{employer}", shifts["from_h"][mine], shifts["until_h"][mine])
    return days.table()


def spread_by_day(
    infections: Table, days: Days, layers: Sequence[str], profiles: Profiles, horizon_h: float
) -> None:
    """Fold infections into the street's days: by layer, by variant, and what each caused.

    `layers` are those that may pass the infection on; `profiles` of infectiousness by variant.
    """
    nowhere = np.full(len(infections["time_h"]), -1, np.int64)
    parts = [(f"infections_{name}", "layer", name) for name in (*layers, OUTSIDE)]
    if len(profiles) > 1:
        parts += [(f"infections_of_{name}", "variant", name) for name in profiles]
    for measure, column, name in parts:
        mine = infections[column] == name
        days.flow(measure, infections["time_h"][mine], nowhere[mine])
    links, edges_h = links_of(infections, horizon_h), days.edges_h
    for name, found in (
        ("reproduction_case", by_cohort(links, edges_h, layers)),
        ("reproduction_instant", at_instant(links, edges_h, layers, profiles)),
    ):
        for layer, values in found.items():
            days.street(f"{name}_{layer}" if layer else name, values)


def _confined(restrictions: Table, days: Days, resident_grid: NDArray[np.int32]) -> None:
    """Count residents whose contacts in the grid are cut to less than a quarter."""
    cut = (restrictions["layer"] == "grid") & (restrictions["factor"] < 0.25)
    place = resident_grid[restrictions["resident"][cut]].astype(np.int64)
    days.stock("confined", restrictions["from_h"][cut], restrictions["until_h"][cut], place)


def _services(
    tasks: Table, needs: Table, days: Days, apart_until: tuple[list[str], float]
) -> None:
    """Count needs that arose, fell due, were met, and those that wait.

    The needs of a task stand together, in the order of the tasks.
    """
    background, horizon_h = apart_until
    of_background = np.array([name in background for name in tasks["service"]], np.bool_)
    apart = np.repeat(of_background, tasks["stops"])
    place = np.repeat(days.places(tasks["grid"]), tasks["stops"])
    days.stock(
        "background_waiting", needs["created_h"][apart], needs["closed_h"][apart], place[apart]
    )
    names = ("created_h", "due_h", "met_h", "closed_h")
    created_h, due_h, met_h, closed_h = (needs[name][~apart] for name in names)
    outcome, place = needs["outcome"][~apart], place[~apart]
    withdrawn = (outcome == "cancelled") & (closed_h <= due_h)
    in_window = np.where((due_h < horizon_h) & ~withdrawn, due_h, np.nan)
    days.flow("created", created_h, place)
    days.flow("due", in_window, place)
    days.flow("on_time", np.where(met_h <= in_window, in_window, np.nan), place)
    days.flow("met", met_h, place)
    days.stock("waiting", created_h, closed_h, place)
    late = (due_h < horizon_h) & ~(closed_h <= due_h)
    days.stock("overdue", due_h[late], closed_h[late], place[late])


def _before(time_h: Floats, horizon_h: float) -> Floats:
    return np.where(time_h < horizon_h, time_h, np.nan)


def _zones(events: Table, days: Days) -> None:
    """Count the zones open at the end of each day, by the grid that holds them."""
    opened = events["event"] == "zone_opened"
    released = events["event"] == "zone_released"
    until = dict(zip(events["value"][released], events["time_h"][released], strict=True))
    until_h = np.array([until.get(number, np.nan) for number in events["value"][opened]], float)
    days.stock("zones", events["time_h"][opened], until_h, days.places(events["place"][opened]))
