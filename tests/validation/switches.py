"""One consequence at a time switched off: pairs of runs under the same luck, where they part.

`Pair` compares the records of a run of `scenarios/effects/all-consequences.yaml` with those of
a run in which one kind of consequence is null.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from sim.measures import measure
from sim.records import Records
from sim.scenario import Scenario, load
from tests.towns import fingerprint, run
from tests.validation.runs import SCENARIOS

KINDS = (
    "compliance", "detection", "isolation", "tracing", "harm", "release", "repeat",
    "correction",
)  # fmt: skip
REPLICATION = 0
Row = tuple[Any, ...]
# What names a row of a table, and the times in it that are moments of the run.
LOGS = {
    "tasks": (("service", "task"), ("created_h", "set_out_h", "started_h", "finished_h")),
    "needs": (("service", "task", "household", "resident"), ("created_h", "met_h", "closed_h")),
    "shifts": (("worker",), ("from_h", "until_h")),
    "events": (("event", "place", "value"), ("time_h",)),
    "infections": (("resident", "infector", "layer"), ("time_h", "detected_h")),
    "restrictions": (("resident", "layer", "cause", "factor"), ("from_h", "until_h")),
}


def scenario() -> Scenario:
    """Load the town that has every consequence."""
    return load(SCENARIOS / "effects" / "all-consequences.yaml")


def without(base: Scenario, kind: str) -> Scenario:
    """Switch one kind of consequence off wherever it is stated."""
    stated = {
        name for name, service in base.services.items() if _kind_of(service.consequence) == kind
    }
    return base.override({f"services.{name}.consequence": None for name in stated})


def _kind_of(consequence: Any) -> str:
    return "" if consequence is None else str(consequence.kind)


def rows(records: Records, table: str, columns: Iterable[str]) -> list[Row]:
    """List the rows of a table, nan written as None."""
    chosen = [records.tables[table][name].tolist() for name in columns]
    return [
        tuple(None if value != value else value for value in row)
        for row in zip(*chosen, strict=True)
    ]


def log(records: Records) -> frozenset[Row]:
    """Give every moment of a run: (time [h], table, what happened, to whom)."""
    return frozenset(
        (row[-1], table, column, *row[:-1])
        for table, (names, times) in LOGS.items()
        for column in times
        for row in rows(records, table, (*names, column))
        if row[-1] is not None
    )


def split(records: Records, table: str, by: str) -> dict[Any, Counter[Row]]:
    """Part the rows of a table by the value of a column, the mere number of a row left out."""
    columns = [name for name in records.tables[table] if name != "need"]
    place, parts = columns.index(by), defaultdict(Counter)
    for row in rows(records, table, columns):
        parts[row[place]][row] += 1
    return dict(parts)


def differing(on: dict[Any, Any], off: dict[Any, Any]) -> set[Any]:
    """Name the keys whose values differ, or that one side has alone."""
    return {key for key in on.keys() | off.keys() if on.get(key) != off.get(key)}


@dataclass(frozen=True)
class Pair:
    """Records with a kind of consequence and without it."""

    kind: str
    on: Records
    off: Records

    @cached_property
    def tables(self) -> set[str]:
        """Name the tables that differ in any bit."""
        return differing(fingerprint(self.on), fingerprint(self.off))

    @cached_property
    def services(self) -> set[str]:
        """Name the services whose tasks or needs differ."""
        return {
            service
            for table in ("tasks", "needs")
            for service in differing(*(split(r, table, "service") for r in (self.on, self.off)))
        }

    @cached_property
    def employers(self) -> set[str]:
        """Name the employers whose workers' hours or tasks differ."""
        return differing(*(split(r, "workers", "employer") for r in (self.on, self.off)))

    @cached_property
    def events(self) -> set[str]:
        """Name the events that differ."""
        return differing(*(split(r, "events", "event") for r in (self.on, self.off)))

    @cached_property
    def measures(self) -> set[str]:
        """Name the measures that differ."""
        on, off = (
            {name: None if math.isnan(value) else value for name, value in measure(r).items()}
            for r in (self.on, self.off)
        )
        return differing(on, off)

    @cached_property
    def parted_h(self) -> float:
        """Find the first moment [h] that one run has and the other has not."""
        return float(
            min((moment[0] for moment in log(self.on) ^ log(self.off)), default=np.inf)
        )

    @cached_property
    def could_h(self) -> float:
        """Find the first moment [h] at which the consequence could act, by what it acts on."""
        on = self.on.tables
        match self.kind:
            case "compliance":
                return _first(on["tasks"], "due_h", service="packs")
            case "detection":
                return _first(on["infections"], "detected_h", found_by="health_check")
            case "isolation":
                return _first(on["tasks"], "finished_h", service="transport", outcome="done")
            case "release":  # without it zones are released when their clear days are over
                return _first(self.off.tables["events"], "time_h", event="zone_released")
            case "correction":
                return _first(on["tasks"], "finished_h", service="inspection", outcome="done")
        event = {"tracing": "traced", "harm": "harmed", "repeat": "repeat"}[self.kind]
        return _first(on["events"], "time_h", event=event)


def _first(table: Any, column: str, **where: str) -> float:
    keep = np.ones(len(table[column]), np.bool_)
    for name, value in where.items():
        keep &= table[name] == value
    return float(np.nanmin(table[column][keep], initial=np.inf))


@lru_cache(maxsize=1)
def _with_all() -> Records:
    return run(scenario(), REPLICATION)


@lru_cache(maxsize=len(KINDS))
def pair(kind: str) -> Pair:
    """Run the town with a kind of consequence and without it, once."""
    return Pair(kind, _with_all(), run(without(scenario(), kind), REPLICATION))
