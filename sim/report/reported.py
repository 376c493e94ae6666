"""Reported beside simulated cases: day by day, the distance as it is."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sim.report import series
from sim.report.saved import Saved
from sim.report.wording import NO_DATA, number

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Observed, ObservedPoint

DAILY_COUNT = {"reported_cases": "cases_found"}
BANDS = (("low80", "high80"), ("low95", "high95"))


@dataclass(frozen=True)
class Comparison:
    """One observed series: its name and source, and a table of both sides by day."""

    name: str
    source: str
    bands: "pd.DataFrame"
    table: "pd.DataFrame"

    @property
    def points(self) -> tuple[tuple[float, float], ...]:
        """Return the reported (day, value)."""
        return tuple(zip(self.table["day"], self.table["reported"], strict=True))

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """Return date, what was counted, reported, median, 80 % and 95 % bands as text."""
        return [
            (
                str(row["date"]),
                str(row["counted"]),
                number(float(row["reported"])),
                number(float(row["median"])),
                *(_reach(row[low], row[high]) for low, high in BANDS),
            )
            for row in self.table.to_dict("records")
        ]

    @property
    def distance(self) -> str:
        """Say how far apart the two are, without a verdict."""
        both = self.table.dropna(subset=["median"])
        if not len(both):
            return "The simulated days and the reported days do not meet: no data."
        inside80, inside95 = (
            int(((both["reported"] >= both[low]) & (both["reported"] <= both[high])).sum())
            for low, high in BANDS
        )
        return (
            f"On the {len(both)} reported days {number(both['reported'].sum())} cases were "
            f"reported; "
            f"the simulated medians of those days add up to {number(both['median'].sum())}. "
            f"{inside80} of {len(both)} reports lie in the 80 % band and {inside95} in the 95 "
            f"% band. "
            f"The mean distance of a report from the median is "
            f"{number((both['reported'] - both['median']).abs().mean())} cases a day."
        )


def comparisons(saved: Saved) -> list[Comparison]:
    """Return the baseline's observed series beside its simulated counts."""
    baseline = saved.baseline
    found = []
    for name, observed in baseline.observed.items():
        count = DAILY_COUNT.get(observed.measure, observed.measure)
        bands = series.bands(series.by_day(saved, count))
        bands = bands[bands["scenario"] == baseline.name]
        rows = _points(observed, baseline.root, baseline.start.date())
        table = rows.merge(bands.drop(columns=["scenario"]), on="day", how="left")
        table = _up_to_the_hour(table, saved, observed.measure)
        found.append(Comparison(name, observed.source, bands, table.sort_values("day")))
    return found


def _points(observed: "Observed", root: Path, start: date) -> "pd.DataFrame":
    """Return day (after the start), date, reported, from the scenario or from its CSV file."""
    import pandas as pd

    from sim.scenario import read_observed

    if observed.file is not None:
        days = read_observed(root / observed.file)
        points: list[tuple[object, ...]] = [(day, count, "", None) for day, count in days]
    else:
        points = [(p.date, p.value, _counted(p), p.until) for p in observed.points or ()]
    table = pd.DataFrame(points, columns=["date", "value", "counted", "until"])
    when = pd.to_datetime(table["date"])
    day = (when - pd.Timestamp(start)).dt.days
    return pd.DataFrame(
        {
            "day": day,
            "date": when.dt.strftime("%Y-%m-%d"),
            "counted": table["counted"],
            "until": table["until"].astype(float),
            "reported": table["value"].astype(float),
        }
    )


def _up_to_the_hour(table: "pd.DataFrame", saved: Saved, measure: str) -> "pd.DataFrame":
    """Count simulated cases up to the hour of a report that does not cover the whole day."""
    if measure != "reported_cases" or table["until"].isna().all():
        return table
    cases = saved.infections
    cases = cases[cases["scenario"] == saved.baseline.name]
    runs = saved.daily.loc[
        saved.daily["scenario"] == saved.baseline.name, "replication"
    ].unique()
    start = saved.baseline.start
    for row in table.index[table["until"].notna()]:
        midnight_h = 24.0 * table.loc[row, "day"] - start.hour - start.minute / 60
        found_h = cases["detected_h"] - midnight_h
        partial = cases[(found_h >= 0) & (found_h < table.loc[row, "until"])]
        counts = partial.groupby("replication").size().reindex(runs, fill_value=0)
        for name, q in series.QUANTILES.items():
            table.loc[row, name] = float(counts.quantile(q))
    return table


def _reach(low: float, high: float) -> str:
    words = (number(float(low)), number(float(high)))
    return NO_DATA if NO_DATA in words else " to ".join(words)


def _counted(point: "ObservedPoint") -> str:
    """Say what a point counts: until which hour, and the note beside it."""
    until = "" if point.until is None else f"until {_clock(point.until)}"
    return "; ".join(part for part in (until, point.note) if part)


def _clock(hour_h: float) -> str:
    return f"{int(hour_h):02d}:{round(60 * hour_h) % 60:02d}"
