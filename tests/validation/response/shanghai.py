"""Shanghai, April and May 2022: how fast cases fall once a town is shut.

Growth before is that of Shanghai (.247 a day); everything else is the shipped street's. After
the shut-down two things are tried: chains within households only; what contact diaries of
Shanghai leave outside the household (.53 of 16.5 contacts a day: Zhang J. et al. 2020, doi
10.1126/science.abb8001).
"""

from __future__ import annotations

import csv
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.kernels.people import LAYERS
from sim.scenario import Scenario, load
from tests.validation.data import DATA
from tests.validation.runs import DAY_H, SCENARIOS, Outbreaks, infections

Floats = NDArray[np.float64]
GROWTH, DECLINE = 0.247, -0.129
FROM, UNTIL = date(2022, 4, 13), date(2022, 5, 31)
OUTSIDE_LEFT = 0.53 / 16.5  # contacts of a day outside the household, shut and before
SHUT_D, FIRST_D, LAST_D = 8, 15, 36  # from which day the town is shut; days of the slope
SEEDS, COMMUNITIES = 150, 3
FEWEST = 3  # cases a day: below, the logarithm is mostly luck


def slope(days: ArrayLike, counts: ArrayLike) -> float:
    """Fit a line to the logarithms of daily counts until the first day below three [1/d].

    nan with fewer than four such days.
    """
    day, count = np.asarray(days, float), np.asarray(counts, float)
    few = np.flatnonzero(count < FEWEST)
    until = int(few[0]) if len(few) else len(count)
    if until < 4:
        return float("nan")
    return float(np.polyfit(day[:until], np.log(count[:until]), 1)[0])


def published_slope() -> float:
    """Read the slope of the city's counts from the peak to the end of May [1/d]."""
    file = DATA / "shanghai_2022_city_daily.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [
            (date.fromisoformat(row["date"]), int(row["total"]))
            for row in csv.DictReader(lines)
        ]
    mine = [(day.toordinal(), count) for day, count in rows if FROM <= day <= UNTIL]
    return slope(*zip(*mine, strict=True))


def town(growth: float = GROWTH, **more: Any) -> Scenario:
    """Load the street, a smaller one, with Shanghai's growth and many infected at the start."""
    changes: dict[str, Any] = {
        "horizon": f"{LAST_D} d", "run.warm_up": "1 d", "town.communities": COMMUNITIES,
        "hazards.outbreak.growth": f"{growth} /d",
        "hazards.outbreak.introductions": {"mean": 0, "infectious_at_start": SEEDS},
    }  # fmt: skip
    return load(SCENARIOS / "g-street.yaml").override(changes | more)


def by_day(at_h: Floats) -> Floats:
    """Count by day of the run [days]."""
    day = (np.asarray(at_h) // DAY_H).astype(int)
    return np.bincount(day[(day >= 0) & (day < LAST_D)], minlength=LAST_D).astype(float)


def fall(at_h: Floats) -> float:
    """Give the slope of daily counts from a week after the shut-down on [1/d]."""
    return slope(range(FIRST_D, LAST_D), by_day(at_h)[FIRST_D:])


def shut(outside: float, runs: int, growth: float = GROWTH) -> list[float]:
    """Shut the town without any other response; give the slope of infections in each run."""
    seeds = {"mean": 0, "infectious_at_start": 300}
    larger = {"town.communities": 10, "services": None, "workforce": None, "response": None,
              "hazards.outbreak.introductions": seeds}  # fmt: skip
    scenario = town(growth, **larger)
    outbreaks, found = Outbreaks(scenario), []
    for replication in range(runs):
        epidemic = outbreaks.begin(replication)
        epidemic.advance(DAY_H * SHUT_D)
        state, everybody = epidemic.state, np.arange(outbreaks.town.residents)
        state.fields.factors[1, : len(LAYERS)] = outside
        state.fields.factors[1, LAYERS.index("household")] = 1.0
        rows = np.ones(len(everybody), np.uint8)
        state.fields.restriction[everybody] = rows
        state.restriction_log.append((DAY_H * SHUT_D, everybody, rows))
        epidemic.restricted(everybody, DAY_H * SHUT_D)
        epidemic.advance(DAY_H * LAST_D)
        found.append(fall(infections(epidemic).time_h))
    return found
