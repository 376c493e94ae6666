"""The needs of a household in sentences: what was needed, by when, who came, and how late."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.experiment.chains import Moment
from sim.experiment.diary import (
    SAME_H,
    clock_of,
    counted,
    day_of,
    length,
    listed,
    named,
    workers,
)
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
    again = " asked for again" if _told_by(source, "repeat", row, row["created_h"]) else ""
    what = f"{service[0].upper()}{service[1:]}{_for(stops)}{again}"
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
        return f"no longer needed at {at}{', and overdue by then' if late_h > 0 else ''}"
    who = _crew(source, int(row["task"]), ends_h)
    late = f", {length(late_h)} late" if late_h > 0 else ""
    said = f"done at {at}{f' by {who}' if who else ''}{late}{_reached(source, row)}"
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
    found = _consequence(source, service) == "detection"
    return ", so nobody asked about symptoms" if found else ""


def _reached(source: Source, row: Any) -> str:
    """Say how many contacts an interview led to."""
    if _consequence(source, row["service"]) != "tracing":
        return ""
    reached = _told_by(source, "traced", row, row["closed_h"])
    return f"; {counted(int(sum(reached)), 'contact')} reached" if reached else ""


def _consequence(source: Source, service: str) -> str:
    """Give the kind of consequence that a service's needs have, empty for none."""
    known = source.scenario.services.get(service)
    return getattr(getattr(known, "consequence", None), "kind", "")


def _told_by(source: Source, event: str, row: Any, time_h: float) -> list[float]:
    """Give the values of the events of a kind at an instant in the grid of a need."""
    events = source.tables["events"]
    there = (events["time_h"] - time_h).abs() < SAME_H
    there &= (events["event"] == event) & (events["place"] == row["grid"])
    return [float(value) for value in events["value"][there]]
