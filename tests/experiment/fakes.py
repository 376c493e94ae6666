"""A scenario, an engine and measures small enough to see through, for processes too."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.experiment import Model
from sim.store import TABLES, Results


@dataclass(frozen=True)
class FakeRun:
    replications: int = 4
    seed: int = 1
    log: str = "daily"
    until: dict[str, float] | None = None
    at_most: int | None = None
    towns: int | None = None


@dataclass(frozen=True)
class FakeScenario:
    """Looks to the experiment like a scenario; ``effect`` is what a policy adds to a count."""

    name: str = "base"
    title: str = ""
    effect: float = 0.0
    trouble: str = ""
    run: FakeRun = field(default_factory=FakeRun)
    root: Path = Path()
    hazards: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    observed: dict[str, Any] = field(default_factory=dict)

    def override(self, values: dict[str, Any], name: str | None = None) -> FakeScenario:
        run = {k.removeprefix("run."): v for k, v in values.items() if k.startswith("run.")}
        own = {k: v for k, v in values.items() if "." not in k}
        return replace(self, name=name or self.name, run=replace(self.run, **run), **own)

    def hash(self) -> str:
        return f"{self.effect} {self.run}"

    def to_yaml(self) -> str:
        return f"name: {self.name}\n"


def fake_run(scenario: FakeScenario, replication: int) -> Any:
    trouble(scenario, replication)
    draws = sha256(f"{scenario.run.seed} {replication}".encode()).digest()[:3]
    counts = np.array([draw % 10 for draw in draws], float) + getattr(scenario, "effect", 0.0)
    tables = {
        "daily": {
            "day": np.arange(3),
            "grid": np.array(["网格-1", None, "grid-2"], dtype=object),
            "measure": np.array(["met"] * 3, dtype=object),
            "value": counts,
        },
        "events": {
            "time_h": np.array([0.5, 2.0**-20]),
            "event": np.array(["level", "case_found"], dtype=object),
            "place": np.array([None, "grid-2"], dtype=object),
            "value": np.array([1.0, np.nan]),
        },
    }
    return SimpleNamespace(
        scenario=scenario, replication=replication, tables=tables, facts={"residents": 10}
    )


def trouble(scenario: FakeScenario, replication: int) -> None:
    """Do what the scenario's trouble says: 'slow', or 'error 2', 'die 2', 'crash 2'."""
    kind, _, which = getattr(scenario, "trouble", "").partition(" ")
    if kind == "slow":
        time.sleep(0.15)
    if not which or replication != int(which.split()[0]):
        return
    if kind == "long":
        sum(range(5 * 10**9))  # one call that lets no other thread in
    if kind == "error":
        raise ZeroDivisionError("nothing to divide by")
    if kind == "die" or (kind == "die_once" and _first_time(which.split()[1])):
        os.kill(os.getpid(), 9)
    if kind == "crash":
        os.abort()


def _first_time(path: str) -> bool:
    try:
        Path(path).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def fake_measure(records: Any) -> dict[str, float]:
    value = records.tables["daily"]["value"]
    first = records.replication == 0
    return {
        "on_time": float(value[0]) / 100,
        "infections": float(value.sum()),
        "deaths": 0.0,
        "cost_total": float("nan") if first else float(value[1]),
    }


def fake_unit(measure: str) -> str:
    return {"on_time": "share", "cost_total": "CNY"}.get(measure, "people")


def fake_check(records: Any) -> list[str]:
    return [] if records.replication else ["worker 3 is in two places at 2.5 h"]


MODEL = Model(run=fake_run, measure=fake_measure, unit=fake_unit, check=fake_check)


def saved_rows(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Read every table of a folder as rows, no data written in words."""
    results = Results(folder)
    frames = {name: results.read(name).to_pandas() for name in TABLES}
    return {
        name: frame.astype(object).where(frame.notna(), "no data").to_dict("records")
        for name, frame in frames.items()
    }
