"""A run made by hand: rows in, records out, everything else as in a small quiet town."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

Row = Mapping[str, Any]
NAN = float("nan")

BLANK: dict[str, dict[str, Any]] = {
    "tasks": {
        "task": 0, "service": "requests", "grid": "A", "household": -1, "stops": 1,
        "priority": 0, "created_h": 0.0, "earliest_h": NAN, "set_out_h": NAN,
        "started_h": NAN, "finished_h": NAN, "due_h": NAN, "expires_h": NAN,
        "outcome": "open", "worker": -1,
    },
    "needs": {
        "need": 0, "task": 0, "service": "requests", "grid": "A", "household": -1,
        "resident": -1, "vulnerable": False, "created_h": 0.0, "due_h": NAN,
        "expires_h": NAN, "met_h": NAN, "closed_h": NAN, "wrong": False, "outcome": "open",
    },
    "assignments": {
        "task": 0, "worker": 0, "role": "lead", "set_out_h": NAN, "started_h": NAN,
        "finished_h": NAN,
    },
    "shifts": {"worker": 0, "from_h": 0.0, "until_h": 0.0},
    "workers": {
        "worker": 0, "employer": "grid_workers", "home_grid": "A", "person": 0, "key": 0,
        "hours": 0.0, "overtime_h": 0.0, "serve_h": 0.0, "travel_h": 0.0, "ppe_h": 0.0,
        "idle_h": 0.0, "absent_h": 0.0, "tasks": 0, "infected": False,
    },
    "events": {"time_h": 0.0, "event": "", "place": None, "value": 0.0},
    "infections": {
        "resident": 0, "number": 0, "household": -1, "members": 0, "time_h": 0.0,
        "infector": -1, "infector_number": 0, "layer": "grid", "variant": "x", "grid": "A",
        "doses": 0, "infectious_from_h": NAN, "infectious_until_h": NAN, "onset_h": NAN,
        "isolates": False, "severe_h": NAN, "critical_h": NAN, "death_h": NAN,
        "detected_h": NAN, "found_by": None, "outcome": "recovered",
    },
    "restrictions": {
        "resident": 0, "layer": "grid", "from_h": 0.0, "until_h": 0.0, "cause": "zone",
        "factor": 0.0,
    },
}  # fmt: skip
TEXT = {"service", "grid", "outcome", "employer", "home_grid", "event", "place", "layer"}
TEXT |= {"variant", "cause", "found_by", "role"}


@dataclass(frozen=True)
class Made:
    """Stand in for the records of a run."""

    tables: dict[str, dict[str, Any]]
    facts: dict[str, float | int | str]
    scenario: Any = field(default=None)


def table_of(name: str, rows: Sequence[Row]) -> dict[str, Any]:
    """Turn rows into columns; what a row leaves out is blank, ids count up."""
    first = next(iter(BLANK[name]))
    counted = [{first: number} for number in range(len(rows))]
    full = [BLANK[name] | number | dict(row) for number, row in zip(counted, rows, strict=True)]
    return {
        key: np.array([row[key] for row in full], dtype=object if key in TEXT else None)
        for key in BLANK[name]
    }


def scenario_of(services: Sequence[str] = ("requests", "packs", "records")) -> SimpleNamespace:
    """Make what measures read of a scenario."""
    drivers = {"requests": "resident", "packs": "sealed_household", "records": "background"}
    even, early = SimpleNamespace(profile=(1.0,)), SimpleNamespace(profile=(3.0, 1.0))
    outbreak = SimpleNamespace(
        layers={"household": None, "grid": None}, courses=lambda: {"x": even, "y": early}
    )
    return SimpleNamespace(
        start=datetime(2022, 3, 1, 8),
        hazards={"outbreak": outbreak},
        services={
            name: SimpleNamespace(need=SimpleNamespace(per=drivers[name]), crew={"any": 1})
            for name in services
        },
        targets=SimpleNamespace(on_time=0.9),
        workforce=SimpleNamespace(
            donning=0.25, doffing=0.25, volunteers=SimpleNamespace(call_up=object())
        ),
        costs=SimpleNamespace(
            grid_workers=22.0, volunteers=0.0, volunteer_wage=15.0, test_pooled=3.5,
            suit=30.0, preparedness_per_year=0.0, outbreaks_per_year=1.0,
        ),
    )  # fmt: skip


@pytest.fixture(scope="session")
def made() -> Callable[..., Made]:
    """Give a maker of records: `made(needs=[...], tasks=[...], horizon_h=100)`."""

    def make(horizon_h: float = 100.0, **given: Any) -> Made:
        tables = {name: table_of(name, given.get(name, ())) for name in BLANK}
        facts = {
            "residents": 1000,
            "households": 400,
            "grids": 2,
            "horizon_h": horizon_h,
            "warm_up_h": 336.0,
            "staff_volunteers": 10,
            "tests": 0,
        }
        return Made(tables, facts | given.get("facts", {}), scenario_of())

    return make
