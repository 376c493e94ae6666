"""A results folder with made-up but plausible tables, written by the store itself."""

import csv
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from sim.measures import MEASURES, lookup
from sim.scenario import Scenario, load
from sim.store import Call, open_for, schema

KEY = ("scenario", "replication")
COLUMNS = ("name", "community", "households", "residents", "share_60_plus", "x_m", "y_m")
STAFF = ("grid_workers", "volunteers", "cadres", "medics")
MEMBERS = {
    "<service>": "packs",
    "<cause>": "zone",
    "<layer>": "grid",
    "<variant>": "ba2",
    "<...>": "III",
}
IDS = [re.sub("<.*>", lambda found: MEMBERS[found[0]], m) for m in MEASURES]
NOTHING: dict[str, dict[str, np.ndarray]] = {
    table: {
        name: np.array(
            [], str if pa.types.is_dictionary(schema(table).field(name).type) else float
        )
        for name in schema(table).names
        if name not in KEY
    }
    for table in ("infections",)
}
HAN = "一二三四五六七八九十"
BASE = """\
schema: 1
name: street
title: A street of three grids & <one> worker each
start: 2022-03-01 08:00
horizon: {days} d
town:
  grids: grids.csv
  households_per_stairwell: {{value: 26, source: "Census 2020 <table 3>"}}
targets: {{on_time: 90 %}}
hazards:
  outbreak:
    kind: epidemic
    variant: omicron-ba2
    growth: 0.35 /d
    household_attack_rate: 40 %
    layers: {{household: {{contacts: 2 /d}}, grid: {{contacts: 5 /d}}}}
observed:
  county: {{measure: reported_cases, source: "County briefing, 12 March", points: [
    {{date: 2022-03-03, value: 4}}, {{date: 2022-03-05, value: 11, until: "18:00"}}]}}
"""


@dataclass(frozen=True)
class Overlay:
    """A made-up scenario: name, title, and staff, outbreak and service beside the baseline."""

    name: str
    title: str
    staff: float = 1.0
    outbreak: float = 1.0
    on_time: float = 0.71


def write_grids(path: Path, communities: int, per_community: int) -> list[str]:
    """Write a town of small grids with Chinese names and return the names."""
    names = []
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for c in range(communities):
            for g in range(per_community):
                name = f"桂阳{HAN[c]}区{HAN[g]}格"
                names.append(name)
                x_m, y_m = 1000 * (c % 4) + 300 * (g % 3), 800 * (c // 4) + 300 * (g // 3)
                writer.writerow([name, f"桂阳{HAN[c]}社区", 52, 120, 0.25, x_m, y_m])
    return names


def make(
    folder: Path,
    overlays: Sequence[Overlay],
    *,
    replications: int = 4,
    days: int = 12,
    size: tuple[int, int] = (1, 3),
    base_on_time: float = 0.71,
) -> Path:
    """Write a whole results folder of (communities, grids in each): all that a report reads."""
    inputs = folder.parent / f"{folder.name}-inputs"
    inputs.mkdir(parents=True)
    grids = write_grids(inputs / "grids.csv", *size)
    path = inputs / "street.yaml"
    path.write_text(BASE.format(days=days), encoding="utf-8")
    base = load(path)
    made = [Overlay("street", base.title, on_time=base_on_time), *overlays]
    scenarios = [base, *(_changed(base, overlay) for overlay in overlays)]
    verb = "compare" if overlays else "run"
    results, _ = open_for(Call(verb, tuple(scenarios), 1, replications, "daily"), folder, True)
    values = np.zeros((len(made), replications, len(IDS)))
    for index, overlay in enumerate(made):
        for replication in range(replications):
            tables = _tables(overlay, replication, days, grids)
            values[index, replication] = tables["measures"]["value"]
            results.save(index, overlay.name, replication, NOTHING | tables)
        if index:
            results.save_comparison(index, _compared(values[0], values[index], overlay.name))
    results.update(status="complete", seconds=12.5)
    return folder


def _changed(base: Scenario, overlay: Overlay) -> Scenario:
    return base.override(
        {"title": overlay.title, "town.own_grid_share": 0.6}, name=overlay.name
    )


def _tables(
    overlay: Overlay, replication: int, days: int, grids: list[str]
) -> dict[str, dict[str, np.ndarray]]:
    luck = np.random.default_rng(replication)
    rows = [*_daily(overlay, luck, days, grids)]
    day, grid, measure, value = (np.array(column, object) for column in zip(*rows, strict=True))
    totals: dict[str, float] = {}
    for d, name, amount in zip(day, measure, value, strict=True):
        if d >= 0:
            totals[name] = totals.get(name, 0.0) + amount
    numbers = _numbers(overlay, totals, luck)
    return {
        "daily": {
            "day": day.astype(np.int32),
            "grid": grid,
            "measure": measure,
            "value": value.astype(float),
        },
        "events": {
            "time_h": np.array([40.0 + 6 * replication]),
            "event": np.array(["level"], object),
            "place": np.array([None], object),
            "value": np.array([1.0]),
        },
        "workers": _workers(overlay),
        "measures": {
            "measure": np.array(IDS, object),
            "value": np.array([numbers.get(name, math.nan) for name in IDS]),
            "unit": np.array([lookup(name).unit for name in IDS], object),
        },
    }


def _workers(overlay: Overlay) -> dict[str, np.ndarray]:
    """Make two grid workers and a medic whom nobody called, with their hours."""
    serve_h = np.array([60.0 * overlay.on_time, 30.0, 0.0])
    hours = np.array([80.0, 40.0, 0.0])
    rest_h = hours - serve_h
    return {
        "worker": np.arange(3),
        "employer": np.array(["grid_workers", "grid_workers", "medics"], object),
        "home_grid": np.array(["桂阳一区一格"] * 3, object),
        "person": np.arange(3),
        "key": np.arange(3),
        "hours": hours,
        "overtime_h": np.array([8.0, 0.0, 0.0]),
        "serve_h": serve_h,
        "travel_h": 0.2 * rest_h,
        "ppe_h": 0.3 * rest_h,
        "idle_h": 0.5 * rest_h,
        "absent_h": np.array([0.0, 8.0, 0.0]),
        "tasks": np.zeros(3),
        "infected": np.zeros(3, bool),
    }


def _daily(
    overlay: Overlay, luck: np.random.Generator, days: int, grids: list[str]
) -> Iterator[tuple[int, str | None, str, float]]:
    size, peak = overlay.outbreak * luck.lognormal(0, 0.4), luck.normal(0.4, 0.05) * days
    for day in range(-2, days):
        wave = size * math.exp(-(((day - peak) / (0.16 * days)) ** 2)) if day >= 0 else 0.0
        for position, grid in enumerate(grids):
            yield day, grid, "infections", float(luck.poisson(2.5 * wave))
            yield day, grid, "cases_found", float(luck.poisson(1.5 * wave))
            created = float(luck.poisson(30 + 60 * wave))
            share = overlay.on_time - 0.25 * wave / (1 + wave) / overlay.staff
            share = min(max(share + 0.02 * (position % 6) + 0.2 * (1 - wave), 0.02), 0.99)
            due = 0.0 if position == len(grids) - 1 else created
            yield day, grid, "created", created
            yield day, grid, "due", due
            yield day, grid, "on_time", float(luck.binomial(int(due), share))
            yield day, grid, "met", float(luck.binomial(int(created), min(share + 0.1, 1)))
            yield day, grid, "waiting", float(luck.poisson(120 * (1 - share)))
        if wave > 0:
            for layer, part in (("household", 1.0), ("grid", 3.0), ("introduced", 0.2)):
                yield day, None, f"infections_{layer}", part * wave
            yield day, None, "infections_of_ba2", 5.0 * wave
        if wave > 0.05:
            yield day, None, "reproduction_instant", luck.lognormal(0.4 - 0.1 * day, 0.1)
        surge = min(max(day - 2, 0) / 4, 1) * overlay.staff
        for employer, hours in zip(STAFF, (8, 12 * surge, 5 * surge, 3 * surge), strict=True):
            yield day, None, f"staff_{employer}", len(grids) * hours


def _numbers(
    overlay: Overlay, totals: dict[str, float], luck: np.random.Generator
) -> dict[str, float]:
    numbers = {name: float(luck.uniform(0.2, 0.8) * overlay.staff**0.2) for name in IDS}
    numbers["on_time"] = totals["on_time"] / totals["due"]
    numbers["infections"] = totals["infections"]
    numbers["deaths"] = float(round(totals["infections"] / 200))
    numbers["confined_person_days"] = 14.0 * totals["cases_found"]
    numbers["cost_total"] = 30.0 * sum(v for k, v in totals.items() if k.startswith("staff_"))
    numbers["recovery_h"] = math.nan
    numbers["growth_realised"] = 0.3 + 0.02 * luck.normal()
    numbers["reproduction_early"] = math.nan
    numbers["household_attack_rate"] = 0.38
    numbers["generation_time_h"] = 84.0
    return numbers


def _compared(before: np.ndarray, after: np.ndarray, name: str) -> dict[str, np.ndarray]:
    """Return the columns of `comparison`; a plain paired t interval."""
    from scipy import stats

    apart, count = after - before, len(before)
    reach = stats.t.ppf(0.975, count - 1) * apart.std(axis=0, ddof=1) / math.sqrt(count)
    ids, one = IDS, np.ones(len(IDS))
    return {
        "baseline": np.array(["street"] * len(ids), object),
        "scenario": np.array([name] * len(ids), object),
        "measure": np.array(ids, object),
        "difference": apart.mean(axis=0),
        "low": apart.mean(axis=0) - reach,
        "high": apart.mean(axis=0) + reach,
        "confidence": 0.95 * one,
        "replications": np.full(len(ids), count),
        "correlation": 0.8 * one,
        "correlation_low": 0.5 * one,
        "correlation_high": 0.95 * one,
        "variance_reduction": 3 * one,
        "identical_share": 0 * one,
        "without_data": np.zeros(len(ids), int),
        "baseline_mean": before.mean(axis=0),
        "scenario_mean": after.mean(axis=0),
        "unit": np.array([lookup(name).unit for name in IDS], object),
    }
