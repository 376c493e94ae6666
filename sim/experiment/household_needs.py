"""The needs of a household in sentences: what was needed, by when, who came, and how late."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.experiment.chains import Moment
from sim.experiment.diary import clock_of, day_of, length, listed, named, workers
from sim.experiment.source import Source

if TYPE_CHECKING:
    import pandas as pd


def needs_told(source: Source, household: int) -> Iterator[Moment]:
    """Tell each need from clock 0 on when it arises, and again where it ends on a later day."""
    needs = source.tables["needs"]
    own = needs[(needs["household"] == household)]
    for _, stops in own.groupby("task", sort=False):
        yield from _one(source, stops)


def _one(source: Source, stops: pd.DataFrame) -> Iterator[Moment]:
    """Tell the stops of one task at a household: one need, or one of each of its members."""
    row = stops.iloc[0]
    day, ends_h = day_of(source, row["created_h"]), float(stops["closed_h"].max())
    service = named(row["service"])
    what = f"{service[0].upper()}{service[1:]}{_for(stops)}"
    asked = clock_of(source, row["created_h"], day)
    due = clock_of(source, row["due_h"], day)
    said = f"{what}, needed at {asked} and due by {due}"
    over = ends_h < float(source.scenario.horizon)
    if over and day_of(source, ends_h) == day:
        if row["created_h"] >= 0:
            yield row["created_h"], f"{said}: {_outcome(source, stops, day)}."
        return
    if row["created_h"] >= 0:
        later = "" if over else ": still open at the end"
        yield row["created_h"], f"{said}{later}."
    if over and ends_h >= 0:
        then = day_of(source, ends_h)
        since = clock_of(source, row["created_h"], then)
        yield ends_h, f"{what} of {since}: {_outcome(source, stops, then)}."


def _for(stops: pd.DataFrame) -> str:
    residents = [str(number) for number in stops["resident"].tolist() if number >= 0]
    if not residents:
        return ""
    return f" of resident{'s' if len(residents) > 1 else ''} {listed(residents)}"


def _outcome(source: Source, stops: pd.DataFrame, day: int) -> str:
    """Say how needs ended: met by whom and when, late, wrong, lapsed, fallen away."""
    row = stops.iloc[int(stops["closed_h"].argmax())]
    ends_h = float(row["closed_h"])
    at = clock_of(source, ends_h, day)
    late_h = ends_h - float(row["due_h"])
    if row["outcome"] == "expired":
        return f"nobody came, it lapsed at {at}{_unseen(source, row['service'])}"
    if row["outcome"] == "cancelled":
        return f"no longer needed at {at}{', and by then overdue' if late_h > 0 else ''}"
    who = _crew(source, int(row["task"]), ends_h)
    late = f", {length(late_h)} late" if late_h > 0 else ""
    said = f"done at {at}{f' by {who}' if who else ''}{late}"
    if (stops["outcome"] == "redo").any():
        return f"{said}, but wrong: to be done again"
    if stops["wrong"].any():
        return f"{said}, but wrong, which nobody noticed"
    return said


def _crew(source: Source, task: int, ends_h: float) -> str:
    """Name the crew of the outing under way when a stop was done."""
    table = source.tables["assignments"]
    there = table[
        (table["task"] == task)
        & (table["set_out_h"] <= ends_h)
        & ~(table["finished_h"] < ends_h)
    ]
    return workers(source, there["worker"].tolist())


def _unseen(source: Source, service: str) -> str:
    """Say what a lapsed need means where a need that is met lets symptoms be found."""
    known = source.scenario.services.get(service)
    kind = getattr(getattr(known, "consequence", None), "kind", "")
    return ", so nobody asked about symptoms" if kind == "detection" else ""
