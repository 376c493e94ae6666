"""The numbers behind the pictures over time and of the differences, for the page's scripts."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.report.wording import SHARES
from sim.web.sayings import MAIN, differences, explanation, title_of

if TYPE_CHECKING:
    from sim.experiment import Answer
    from sim.web.found import Floats, Found
    from sim.web.words import Words

QUANTILES = {"low": 0.1, "middle": 0.5, "high": 0.9}


@dataclass(frozen=True)
class Fan:
    """A picture over time: its key among the words, and values by replication and day."""

    key: str
    values: Callable[[Found, int, int], Floats]
    share: bool = False


def _count(measure: str) -> Callable[[Found, int, int], Floats]:
    return lambda found, plan, count: found.of_street(plan, measure, count)


def _on_time(found: Found, plan: int, count: int) -> Floats:
    due = found.of_street(plan, "due", count)
    met = found.of_street(plan, "on_time", count)
    return np.where(due > 0, 100 * met / np.maximum(due, 1), np.nan)


def _on_duty(found: Found, plan: int, count: int) -> Floats:
    """Return workers on duty as shifts of 8 h, by replication and day."""
    employers = found.scenarios[plan].workforce.employers
    each = [found.of_street(plan, f"staff_{name}", count) for name in employers]
    return np.sum(each, axis=0) / 8 if each else np.zeros((count, found.days))


FANS = (
    Fan("on_time", _on_time, share=True),
    Fan("waiting", _count("waiting")),
    Fan("infections", _count("infections")),
    Fan("staff", _on_duty),
)


def fans(found: Found, answer: Answer, words: Words) -> list[dict[str, Any]]:
    """Return the pictures over time: by plan the middle and 8 of 10 replications, by day."""
    start = found.scenarios[0].start.date()
    dates = [(start + timedelta(days=day)).isoformat() for day in range(found.days)]
    pictures = []
    for fan in FANS:
        plans = [
            _bands(fan.values(found, plan, answer.replications))
            for plan in range(len(found.scenarios))
        ]
        if fan.key == "infections" and not found.scenarios[0].hazards:
            continue
        pictures.append(
            {
                "key": fan.key,
                "title": words(f"figure.{fan.key}"),
                "axis": words(f"figure.{fan.key}.axis"),
                "share": fan.share,
                "dates": dates,
                "plans": plans,
                "target": 100 * found.scenarios[0].targets.on_time if fan.share else None,
                "said": _said(fan, plans, dates, found.titles, words),
            }
        )
    return pictures


def _bands(values: Floats) -> dict[str, list[float | None]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a day without data in any run
        return {
            name: [finite(v) for v in np.nanquantile(values, q, axis=0)]
            for name, q in QUANTILES.items()
        }


def _said(fan: Fan, plans: list[Any], dates: list[str], titles: list[str], words: Words) -> str:
    """Say in words what a picture shows: the extreme of each plan's middle line."""
    said = []
    for title, plan in zip(titles, plans, strict=True):
        known = [
            (v, day) for v, day in zip(plan["middle"], dates, strict=True) if v is not None
        ]
        if known:
            value, day = min(known) if fan.share else max(known)
            said.append(
                words(f"figure.{fan.key}.said", plan=title, value=f"{value:,.0f}", day=day)
            )
    return " ".join(said)


def forest(answer: Answer, words: Words) -> list[dict[str, Any]]:
    """Return the paired differences: by measure and plan the mean, interval and every pair."""
    if len(answer.scenarios) < 2:
        return []
    panels = []
    for measure in MAIN:
        found = differences(answer, measure)
        scale = 100 if answer.units.get(measure) in SHARES else 1
        rows = []
        for index, scenario in enumerate(answer.scenarios[1:], start=1):
            entry = found.get(scenario.name)
            if entry is None or not math.isfinite(entry.difference):
                continue
            values = answer.values[measure]
            rows.append(
                {
                    "plan": scenario.title or scenario.name,
                    "middle": scale * entry.difference,
                    "low": finite(scale * entry.low),
                    "high": finite(scale * entry.high),
                    "pairs": [finite(scale * v) for v in values[index] - values[0]],
                    "said": [
                        entry.shown(value, sign=True)
                        for value in (entry.difference, entry.low, entry.high)
                    ],
                }
            )
        if rows and any(row["middle"] or row["low"] for row in rows):
            unit = words("unit.points") if scale == 100 else words.unit(answer.units[measure])
            panels.append(
                {
                    "measure": measure,
                    "title": title_of(measure, answer, words),
                    "unit": unit,
                    "rows": rows,
                    "explained": explanation(measure, words),
                }
            )
    return panels


def finite(value: float) -> float | None:
    """Return a number that JSON can hold, or nothing."""
    return round(float(value), 6) if math.isfinite(value) else None
