"""What a measure is, and the small arithmetic that all of them share."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, SupportsFloat

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Table = Mapping[str, NDArray[Any]]

Direction = Literal["lower", "higher", "none"]
Problem = Literal[
    "quality",
    "efficiency",
    "strength",
    "transformation",
    "epidemic",
    "hazard",
    "confinement",
    "cost",
]


@dataclass(frozen=True)
class Measure:
    """Describe one output number.

    An id that ends in ``<...>`` stands for a family: one measure per service or per cause.
    ``direction`` says which way is better; ``source`` is where the formula comes from, empty
    for a plain count or mean. ``yes_or_no``: it is 1 or 0 in each replication.
    """

    id: str
    title: str
    definition: str
    unit: str
    direction: Direction
    denominator: str
    problem: Problem
    source: str = ""
    yes_or_no: bool = False

    @property
    def explained(self) -> str:
        """Return the definition, followed by the source of its formula where it has one."""
        return f"{self.definition} Source: {self.source}." if self.source else self.definition


class RecordsLike(Protocol):
    """Say what measures read of a run: its tables, its facts and its scenario."""

    @property
    def tables(self) -> Mapping[str, Table]:
        """Columns by table and name."""

    @property
    def facts(self) -> Mapping[str, float | int | str]:
        """Single numbers: residents, households, grids, horizon_h, tests and others."""

    @property
    def scenario(self) -> Any:
        """The scenario that was run: targets, costs, services, workforce, start."""


def ratio(part: SupportsFloat, whole: SupportsFloat) -> float:
    """Divide; 0 of 0 is no data, and so is anything of nothing."""
    return float(part) / float(whole) if float(whole) > 0 else math.nan


def fact(records: RecordsLike, name: str) -> float:
    """Return a number among the facts, nan where the run did not state it."""
    value = records.facts.get(name, math.nan)
    return math.nan if isinstance(value, str) else float(value)


def column(records: RecordsLike, table: str, name: str) -> NDArray[Any]:
    """Return a column; a table that was not kept reads as an empty one."""
    found = records.tables.get(table, {}).get(name)
    return np.empty(0) if found is None else found


def happenings(records: RecordsLike, event: str, horizon_h: float) -> tuple[Floats, Floats]:
    """Return the times [h], in order, and the values of an event in the window."""
    time_h = column(records, "events", "time_h").astype(float)
    keep = np.asarray(column(records, "events", "event") == event, dtype=bool)
    keep &= (time_h >= 0) & (time_h < horizon_h)
    order = np.argsort(time_h[keep], kind="stable")
    values = column(records, "events", "value").astype(float)
    return time_h[keep][order], values[keep][order]


def overlap_h(start_h: Floats, end_h: Floats, horizon_h: float) -> Floats:
    """Return the hours of each span that lie in the window [0, horizon)."""
    inside: Floats = np.minimum(end_h, horizon_h) - np.maximum(start_h, 0.0)
    return inside.clip(min=0.0)


def day_of(records: RecordsLike, time_h: Floats) -> Ints:
    """Return the calendar day of each time; 0 is the date on which the scenario starts."""
    start = records.scenario.start
    into_day_h = start.hour + start.minute / 60 + start.second / 3600
    day: Floats = np.floor((np.asarray(time_h, dtype=float) + into_day_h) / 24)
    return day.astype(np.int64)
