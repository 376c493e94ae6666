"""R0: what a typical case infects directly in the naive town, and the household attack rate.

Index cases are infectious at the start, and those whom they infect stay latent beyond the
horizon: the definition by simulation. Groups are finite, and whoever is met twice is infected
once (Pellis, Ball and Trapman 2012, doi 10.1016/j.mbs.2011.10.009).

Who is typical is found by doing it: residents drawn at random are the first index cases, those
whom they infect the next ones, in a naive town again, and so on (the power method for the
largest eigenvalue; Diekmann, Heesterbeek and Metz 1990, doi 10.1007/BF00178324).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.scenario import Scenario, load
from tests.validation.rows import Row, ratio_row
from tests.validation.runs import DAY_H, NEVER, SCENARIOS, Outbreaks, apart, changed, drawn

RATIO, CASES, TOGETHER, GENERATIONS = 3.0, 24_000, 10, 4
FOLLOWED_D = 14.0
Numbers = NDArray[np.int64]


def street(seed: int, **changes: Any) -> Scenario:
    """Give the shipped street without response, its R0 stated in place of its growth."""
    asked = {"R0": RATIO, **changes}
    return changed(
        load(SCENARIOS / "g-street.yaml"),
        services=None,
        workforce=None,
        response=None,
        growth=None,
        run__seed=seed,
        **asked,
    )


def _infected(outbreaks: Outbreaks, index: Numbers, first: int) -> tuple[Numbers, Numbers]:
    """Let index cases be infectious, some at a time; give whom they infect, and how many.

    Each group begins on its own day of the week.
    """
    victims, counts = [], []
    for number, group in enumerate(index.reshape(-1, TOGETHER)):
        at_h = np.full(TOGETHER, DAY_H * (number % 7))
        outbreak = outbreaks.run(first + number, (group, at_h))
        victims.append(outbreak.person[outbreak.infector >= 0])
        counts.append(len(victims[-1]))
    return np.concatenate(victims), np.array(counts)


def typical(seed: int) -> Iterator[Row]:
    """Compare what index cases infect after four generations with the stated R0."""
    scenario = street(
        seed, latent=NEVER, presymptomatic=NEVER, incubation=None, severe=0, horizon="60 d",
        isolation__share=0,
    )  # fmt: skip
    outbreaks, runs = Outbreaks(scenario), CASES // TOGETHER
    index = drawn(seed, CASES, outbreaks.town.residents)
    for generation in range(GENERATIONS):
        victims, counts = _infected(outbreaks, index, generation * runs)
        index = victims[drawn(seed + 1 + generation, CASES, len(victims))]
    seeds = [TOGETHER] * runs
    what = f"infected directly by a typical case of the street, {CASES:,} index cases, R0 3"
    yield ratio_row(what, counts, seeds, RATIO)


def survey(seed: int) -> Iterator[Row]:
    """Compare the attack rate that a survey of households would find with the stated one.

    Each household of two and more has at most one index case, with symptoms, who isolates as
    the scenario says. Others infected up to 14 d after her onset count, by whomever at home
    (Madewell et al. 2022, doi 10.1001/jamanetworkopen.2022.9317).
    """
    scenario = street(seed, R0=0, introductions={"mean": 0}, horizon="60 d")
    scenario = changed(scenario, layers={"household": {"contacts": "2 /d"}})
    outbreaks = Outbreaks(scenario)
    household = outbreaks.town.household
    size = np.diff(outbreaks.town.household_start)
    infected, others = [], []
    for replication in range(40):
        who = drawn(apart(seed, replication), 4000, len(household))
        seeds = who[np.unique(household[who], return_index=True)[1]]
        seeds = seeds[size[household[seeds]] > 1]
        outbreak = outbreaks.run(replication, (seeds, np.zeros(len(seeds))))
        home = household[outbreak.person]
        index = np.flatnonzero((outbreak.infector < 0) & ~np.isnan(outbreak.onset_h))
        until_h = np.full(len(size), -np.inf)
        until_h[home[index]] = outbreak.onset_h[index] + DAY_H * FOLLOWED_D
        counted = (outbreak.infector >= 0) & (outbreak.time_h <= until_h[home])
        infected.append(counted.sum())
        others.append((size[home[index]] - 1).sum())
    (spec,) = scenario.hazards.values()
    what = "household attack rate by the protocol of a survey"
    yield ratio_row(what, infected, others, float(spec.household_attack_rate or 0))


def rows(seed: int = 1) -> Iterator[Row]:
    """Give the group's comparisons."""
    yield from typical(apart(seed, 100))
    yield from survey(apart(seed, 110))
