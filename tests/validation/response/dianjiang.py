"""Dianjiang, November 2022: what is free, what was published, and one run of it.

Free are the three combinations that daily counts can identify, `growth` before control, `level`
(a factor on the 20 introductions) and `left` (a factor on the contacts that published orders
leave outside the household), and one of the observation, the delay until a case is counted.
Everybody is screened daily from the first order on
(scenarios/calibration/dianjiang-screening.yaml, decided from its sources before a run). The
county town is run with 12,000 residents, a tenth of what scenarios/dianjiang-2022.yaml assumes,
and without the offices' ordinary forms and requests, for a run that takes seconds:
a few hundred cases use up neither town, and with and without ordinary work a run that was tried
(60,000 residents, without screening) had the same infections, 239, and the same cases, 65.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
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

FILE = SCENARIOS / "calibration" / "dianjiang-screening.yaml"
START_HOUR = 8.0
SHORT = {
    "horizon": "19.5 d", "run.warm_up": "1 d", "town.communities": 2,
    "services.records": None, "services.requests": None,
}  # fmt: skip
OPEN_LAYERS = ("stairwell", "grid", "work", "city")
ORDERS = ("temporary_control", "medium_area")
BEFORE, TOO_MANY = "178 h", 300  # until 8 November 18:00; infected
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
    "delay_h": (0.0, 12.0, False),
}
CONFIRMED_SHARE = 50 / 189
"""Of the cases published on 12 and 13 November; of the 17th the county is garbled."""
WIDENED = 0.1  # of the width of what the first wave kept, on either side

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


def draws(many: int, seed: int, ranges: Ranges | None = None) -> list[dict[str, float]]:
    """Draw the free values from their ranges by a Latin hypercube (McKay et al. 1979)."""
    ranges = PRIOR if ranges is None else ranges
    cube = qmc.LatinHypercube(len(ranges), seed=seed).random(many)
    found = []
    for row in cube.tolist():
        point = {}
        for u, (name, (low, high, by_ratio)) in zip(row, ranges.items(), strict=True):
            value = low * (high / low) ** u if by_ratio else low + u * (high - low)
            point[name] = round(value, 4)
        found.append(point)
    return found


def narrowed(kept: Sequence[Mapping[str, float]]) -> Ranges:
    """Give the ranges of a second wave from the draws that a first one kept.

    From the least to the largest of them, and a tenth of that width on either side, on the
    scale of the prior and within it. A rule, written before the first wave was run.
    """
    found: Ranges = {}
    for name, (low, high, by_ratio) in PRIOR.items():
        values = [math.log(draw[name]) if by_ratio else draw[name] for draw in kept]
        more = WIDENED * (max(values) - min(values))
        ends = [min(values) - more, max(values) + more]
        least, most = (math.exp(end) if by_ratio else end for end in ends)
        found[name] = (max(low, least), min(high, most), by_ratio)
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

    Where they are more than TOO_MANY, no run can give the published counts, 235 cases in all on
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
    observer = Observer(point["delay_h"], CONFIRMED_SHARE)
    return published(known_h, START_HOUR, COUNTS, observer, luck_of(1, replication))


def daily(known_h: Floats, days: int) -> Floats:
    """Count cases by the day on which they became known [days]; the first is the start's."""
    day = ((known_h + START_HOUR) // DAY_H).astype(int)
    return np.bincount(day[(day >= 0) & (day < days)], minlength=days).astype(float)
