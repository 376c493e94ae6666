"""Tables for figures: days and grids summed, spread over replications."""

import math
from typing import TYPE_CHECKING

from sim.report.panels import Mark, Panels
from sim.report.saved import Saved

if TYPE_CHECKING:
    import pandas as pd

QUANTILES = {"low95": 0.025, "low80": 0.1, "median": 0.5, "high80": 0.9, "high95": 0.975}
RUN = ["scenario", "replication"]


def by_day(saved: Saved, measure: str) -> "pd.DataFrame":
    """Return scenario, replication, day, value: one count of the whole street, 0 where none.

    Empty where no replication recorded the measure at all. The daily table has a row for the
    street beside those of its grids; where there is none, the grids are added up.
    """
    import pandas as pd

    daily = saved.daily
    rows = daily[daily["measure"] == measure] if len(daily) else daily
    of_street = rows["grid"].isna() if len(rows) else rows
    rows = rows[of_street] if len(rows) and of_street.any() else rows
    if not len(rows):
        return pd.DataFrame({name: pd.Series(dtype=float) for name in [*RUN, "day", "value"]})
    sums = rows.groupby([*RUN, "day"], observed=True)["value"].sum().reset_index()
    runs = _plain(daily[RUN].drop_duplicates())
    days = pd.DataFrame({"day": range(saved.days)})
    full = runs.merge(days, how="cross").merge(_plain(sums), on=[*RUN, "day"], how="left")
    return full.assign(value=full["value"].fillna(0.0))


def numbers_by_day(saved: Saved, measure: str) -> "pd.DataFrame":
    """Return scenario, replication, day, value: a number of the street, nan where no data."""
    import pandas as pd

    daily = saved.daily
    rows = daily[daily["measure"] == measure] if len(daily) else daily
    if not len(rows):
        return pd.DataFrame({name: pd.Series(dtype=float) for name in [*RUN, "day", "value"]})
    runs = _plain(daily[RUN].drop_duplicates())
    days = pd.DataFrame({"day": range(saved.days)})
    told = _plain(rows)[[*RUN, "day", "value"]]
    return runs.merge(days, how="cross").merge(told, on=[*RUN, "day"], how="left")


def share_by_day(saved: Saved, part: str, whole: str) -> "pd.DataFrame":
    """Return scenario, replication, day, value = part / whole; nan where the whole is 0."""
    key = [*RUN, "day"]
    both = by_day(saved, whole).merge(
        by_day(saved, part), on=key, how="left", suffixes=("_whole", "_part")
    )
    whole_sum = both["value_whole"].where(both["value_whole"] > 0)
    return both[key].assign(value=both["value_part"].fillna(0.0) / whole_sum)


def bands(table: "pd.DataFrame") -> "pd.DataFrame":
    """Return scenario, day, low95, low80, median, high80, high95, replications with data."""
    import pandas as pd

    groups = table.groupby(["scenario", "day"], observed=True)["value"]
    columns = {name: groups.quantile(q) for name, q in QUANTILES.items()}
    return pd.DataFrame(columns).assign(replications=groups.count()).reset_index()


def mean_by_day(saved: Saved, prefix: str, but: str = "<") -> "pd.DataFrame":
    """Return scenario, day, kind, value: means over replications of counts with a prefix.

    Those that begin with `but` are others.
    """
    import pandas as pd

    daily = saved.daily
    found = [] if not len(daily) else sorted(daily["measure"].unique())
    parts = []
    for measure in (m for m in found if m.startswith(prefix) and not m.startswith(but)):
        means = by_day(saved, measure).groupby(["scenario", "day"])["value"].mean()
        parts.append(means.reset_index().assign(kind=measure.removeprefix(prefix)))
    if not parts:
        columns = ["scenario", "day", "kind", "value"]
        return pd.DataFrame({name: pd.Series(dtype=float) for name in columns})
    return pd.concat(parts, ignore_index=True)


def share_by_grid(saved: Saved, part: str, whole: str) -> "pd.DataFrame":
    """Return scenario, grid, part, whole, share over all days and replications; nan of 0.

    Where replications lie in several towns, those of the first: a name is another grid in each.
    """
    import pandas as pd

    daily = saved.daily
    daily = daily[daily["replication"] % saved.towns == 0] if len(daily) else daily
    if not len(daily):
        return pd.DataFrame(columns=["scenario", "grid", part, whole, "share"])
    rows = daily[daily["measure"].isin([part, whole]) & daily["grid"].notna()]
    table = rows.pivot_table(
        index=["scenario", "grid"],
        columns="measure",
        values="value",
        aggfunc="sum",
        observed=True,
    )
    table = table.reindex(columns=[part, whole], fill_value=0.0).fillna(0.0)
    counted = table[whole].where(table[whole] > 0)
    shares = table.assign(share=table[part] / counted).reset_index()
    return _plain(shares.rename_axis(columns=None)).assign(grid=shares["grid"].astype(str))


def activations(saved: Saved) -> "pd.DataFrame":
    """Return scenario, day (median of those that got there), reached, replications."""
    import pandas as pd

    runs = _plain(saved.measures).groupby("scenario")["replication"].nunique()
    events = _plain(saved.events)
    if len(events):
        levels = events[(events["event"] == "level") & (events["time_h"] >= 0)]
        rises = levels[pd.to_numeric(levels["value"], errors="coerce") > 0]
        firsts = rises.groupby(RUN)["time_h"].min() / 24
    else:
        firsts = pd.Series(dtype=float, index=pd.MultiIndex.from_arrays([[], []], names=RUN))
    day = firsts.groupby("scenario").median().reindex(runs.index)
    reached = firsts.groupby("scenario").count().reindex(runs.index, fill_value=0)
    return pd.DataFrame({"day": day, "reached": reached, "replications": runs}).reset_index()


def panels_of(saved: Saved) -> Panels:
    """Return what the panels of all figures over time share, marks of activation included."""
    marks = {
        str(row["scenario"]): Mark(float(row["day"]), "emergency begins")
        for row in activations(saved).to_dict("records")
        if math.isfinite(row["day"])
    }
    return Panels(saved.titles, saved.baseline.start.date(), saved.days, marks)


def _plain(table: "pd.DataFrame") -> "pd.DataFrame":
    """Return the table with the scenario as plain text, so that tables of all kinds join."""
    return table.assign(scenario=table["scenario"].astype(str)) if len(table) else table
