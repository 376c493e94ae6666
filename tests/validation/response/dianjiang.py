"""Dianjiang, November 2022: what is free, what was published, and one run of it.

Free are the three combinations that daily counts can identify and one that hides among them:
`growth` before control, `level` (a factor on the 20 introductions), `left` (a factor on the
contacts that published orders leave outside the household) and `seeking` (the chance a day
that somebody ill seeks a test). Two further values belong to the observation
(`observation.py`). The county town is run with 24,000 residents, a fifth of what
scenarios/dianjiang-2022.yaml assumes, and without the offices' ordinary forms and requests,
for a run that takes a tenth of the time: a few hundred cases use up neither town, and with and
without ordinary work a run that was tried (60,000 residents) had the same infections, 239, and
the same cases, 65.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import qmc

from sim import engine
from sim.hazards.epidemic.calibrate.doses import asked
from sim.kernels.people import LAYERS
from sim.scenario import Scenario, load
from sim.town import Town
from tests.validation.response.observation import Count, Floats, Observer, published
from tests.validation.runs import DAY_H, SCENARIOS, Outbreaks

FILE = SCENARIOS / "dianjiang-2022.yaml"
START_HOUR = 8.0
SHORT = {
    "horizon": "19.5 d", "run.warm_up": "1 d", "town.communities": 4,
    "services.records": None, "services.requests": None,
}  # fmt: skip
OPEN_LAYERS = ("stairwell", "grid", "work", "city")
ORDERS = ("temporary_control", "medium_area")
BEFORE, TOO_MANY = "178 h", 500  # until 8 November 18:00; infected
COUNTS = (
    Count("2022-11-09", 8, 24, 8, 8, only_confirmed=True),
    Count("2022-11-12", 11, 24, 120, 40),
    Count("2022-11-13", 12, 18, 69, 10),
    Count("2022-11-17", 16, 12, 38, 5),
    Count("2022-11-20", 19, 12, 5, 0, held_out=True),
)
"""Sources: scenarios/dianjiang-2022.yaml, `observed`. 33 of 17 November are of a county whose
name is garbled in the source."""

Ranges = dict[str, tuple[float, float, bool]]
PRIOR: Ranges = {  # lowest, highest, even on a logarithmic scale
    "growth": (0.15, 0.85, False),
    "level": (0.25, 4.0, True),
    "left": (0.25, 2.5, True),
    "seeking": (0.1, 0.9, False),
    "delay_h": (0.0, 12.0, False),
    "confirmed_share": (0.1, 0.4, False),
}
"""The share confirmed among what was published that day was .33, .14 and .13."""
SECOND: Ranges = PRIOR | {
    "growth": (0.35, 0.85, False),
    "level": (0.7, 4.0, True),
    "left": (0.25, 1.0, True),
    "seeking": (0.4, 0.9, False),
}
"""Of a second wave: narrowed by looking where the first lay nearer to the counts."""
WAVES = {1: PRIOR, 2: SECOND}

NODES = Path(__file__).with_name("contagion.json")
SOLVED = (0.075, 0.15, 0.25, 0.4, 0.55, 0.7, 0.85)


def solved(growth: float) -> dict[str, float]:
    """Find the probability of transmission in each layer that gives a growth, by simulation."""
    outbreaks = Outbreaks(base(**{"hazards.outbreak.growth": f"{growth} /d"}))
    found = asked(outbreaks.places, outbreaks.infection).probability.tolist()
    return {name: found[LAYERS.index(name)] for name in outbreaks.spec.layers}


def contagion(growth: float) -> dict[str, Any]:
    """Give the probability of transmission in each layer, by dotted path, for a growth.

    Between growths that were solved (contagion.json) the logarithms are interpolated.
    """
    nodes = json.loads(NODES.read_text(encoding="utf-8"))
    known = [float(one) for one in nodes]
    out: dict[str, Any] = {"growth": None, "household_attack_rate": None}
    for name in next(iter(nodes.values())):
        logs = [math.log(node[name]) for node in nodes.values()]
        out[f"layers.{name}.probability"] = round(math.exp(np.interp(growth, known, logs)), 9)
    return {f"hazards.outbreak.{key}": value for key, value in out.items()}


def quick(scenario: Scenario, point: Mapping[str, float]) -> Scenario:
    """Make the scenario of a point, its growth stated as what it comes to in each layer."""
    return scenario.override(changes(scenario, point) | contagion(point["growth"]))


class Seen(NamedTuple):
    """What one run shows: when cases became known [h], by what, when all were infected [h]."""

    known_h: Floats
    found_by: list[str]
    infected_h: Floats


def draws(many: int, seed: int, wave: int = 1) -> list[dict[str, float]]:
    """Draw the free values from their ranges by a Latin hypercube (McKay et al. 1979)."""
    ranges = WAVES[wave]
    cube = qmc.LatinHypercube(len(ranges), seed=seed).random(many)
    found = []
    for row in cube.tolist():
        point = {}
        for u, (name, (low, high, by_ratio)) in zip(row, ranges.items(), strict=True):
            value = low * (high / low) ** u if by_ratio else low + u * (high - low)
            point[name] = round(value, 4)
        found.append(point)
    return found


def base(**more: Any) -> Scenario:
    """Load the scenario, as short and as small as the counts allow."""
    return load(FILE).override({**SHORT, **more})


def changes(scenario: Scenario, point: Mapping[str, float]) -> dict[str, Any]:
    """Give the values of the scenario, by dotted path, that a point of the free values sets."""
    outbreak = scenario.hazards["outbreak"]
    dated = [
        {"at": f"{one.at:%Y-%m-%d %H:%M}", "count": round(one.count * point["level"])}
        for one in outbreak.introductions.dated
    ]
    found: dict[str, Any] = {
        "hazards.outbreak.growth": f"{point['growth']} /d",
        "hazards.outbreak.introductions.dated": dated,
        "hazards.outbreak.testing.seek_normal": point["seeking"],
        "hazards.outbreak.testing.seek_alert": point["seeking"],
    }
    for order in ORDERS:
        factors = scenario.response.controls[order].factors
        for layer in OPEN_LAYERS:
            kept = min(1.0, round(point["left"] * float(factors[layer]), 4))
            found[f"response.controls.{order}.factors.{layer}"] = kept
    return found


def seen(scenario: Scenario, replication: int, town: Town | None = None) -> Seen:
    """Run one replication; give what it shows of the outbreak."""
    infections = engine.run(scenario, replication, town).tables["infections"]
    known_h = np.asarray(infections["detected_h"], float)
    found = np.isfinite(known_h)
    by = [str(one) for one in np.asarray(infections["found_by"], object)[found]]
    return Seen(known_h[found], by, np.asarray(infections["time_h"], float))


def infected_before_orders(scenario: Scenario, replication: int, town: Town) -> int:
    """Count who is infected by the first published order, were nothing done before it.

    Where they are more than TOO_MANY, no run can give the published counts, 300 cases in all on
    four days: such a draw is rejected without its run.
    """
    short = scenario.override({"horizon": BEFORE})
    return len(Outbreaks(short, town).run(replication).person)


def luck_of(seed: int, replication: int) -> list[list[float]]:
    """Give two uniforms for each count."""
    luck = np.random.Generator(np.random.PCG64([seed, replication]))
    pairs: list[list[float]] = luck.random((len(COUNTS), 2)).tolist()
    return pairs


def counts_of(known_h: Floats, point: Mapping[str, float], replication: int) -> Floats:
    """Give the counts that would have been published of a run [counts]."""
    observer = Observer(point["delay_h"], point["confirmed_share"])
    return published(known_h, START_HOUR, COUNTS, observer, luck_of(1, replication))


def daily(known_h: Floats, days: int) -> Floats:
    """Count cases by the day on which they became known [days]; the first is the start's."""
    day = ((known_h + START_HOUR) // DAY_H).astype(int)
    return np.bincount(day[(day >= 0) & (day < days)], minlength=days).astype(float)
