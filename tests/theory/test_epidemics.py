"""Truths of the theory of epidemics that the scenario language can state."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import islice

import numpy as np
import pytest
from scipy import optimize, stats

from sim.records import Records
from sim.town import build_town
from tests.theory.agreement import agree, replicate

DAY_H = 24.0


def test_sir_ends_at_the_size_of_the_equation(theory) -> None:
    scenario = theory("sir")
    truth = optimize.brentq(lambda z: 1 - z - (1 - 20 / 10_000) * math.exp(-2 * z), 0.1, 1)
    sizes = [len(r.tables["infections"]["resident"]) / 10_000 for r in replicate(scenario)]
    agree(sizes, truth)


def final_sizes(chance: float, others: int, remaining: Callable[[float], float]) -> list[float]:
    """Give the law of the others infected by one, directly or not, in a closed group.

    `remaining(k)` is the probability that one infectious member leaves k given others alone
    (Ball 1986, doi 10.2307/1427301); for a span of fixed length it is (1 - chance)^k, and the
    law is that of Reed and Frost.
    """
    law: list[float] = []
    for k in range(others + 1):
        below = sum(
            math.comb(others - j, k - j) * law[j] / remaining(others - k) ** (j + 1)
            for j in range(k)
        )
        law.append((math.comb(others, k) - below) * remaining(others - k) ** (k + 1))
    assert sum(law) == pytest.approx(1)
    assert law[0] == pytest.approx(remaining(others))
    assert not chance or law[-1] > 0
    return law


@pytest.mark.parametrize("span", ["fixed", "exponential"])
def test_households_end_at_the_sizes_of_reed_and_frost(theory, span: str) -> None:
    # A pair meets 50 times in a mean span; the odds of infection are 3 in 7 if it varies so.
    at_each = {"fixed": -math.log(0.7) / 50, "exponential": 3 / 7 / 50}[span]
    change = {
        "hazards.outbreak.infectious": {"law": span, "mean": "5 d"},
        "hazards.outbreak.layers.household.probability": at_each,
    }
    scenario = theory("households").override(change)
    remaining = {
        "fixed": lambda k: 0.7**k,
        "exponential": lambda k: 1 / (1 + k * 0.3 / 0.7),
    }[span]
    law = final_sizes(0.3, 3, remaining)
    town = build_town(scenario.town, scenario.root)
    shares = []
    for records in replicate(scenario):
        infections = records.tables["infections"]
        household = town.household[infections["resident"]]
        seeds = np.bincount(
            household[infections["layer"] == "introduced"], minlength=town.households
        )
        infected = np.bincount(household, minlength=town.households)[seeds == 1]
        shares.append(np.bincount(infected - 1, minlength=4) / len(infected))
    for share, truth in zip(np.transpose(shares), law, strict=True):
        agree(share.tolist(), truth, error=0.02)  # power .93 at 10 %
    mean = float(np.dot(range(4), law))
    agree([float(np.dot(range(4), share)) for share in shares], mean)


def realised_growth_per_h(records: Records, residents: int) -> float:
    """Give the growth at which the realised generations reproduce themselves [1/h].

    It solves sum of exp(-r x generation time) over the infected = number of infectors, for the
    first third of infectors and all whom they infect. Each of the infected counts for residents
    over susceptible residents at that instant, so that depletion does not matter.
    """
    infections = records.tables["infections"]
    time_h, resident = infections["time_h"], infections["resident"]
    row_of = np.full(residents, -1)
    row_of[resident] = np.arange(len(resident))
    infector = np.where(infections["infector"] >= 0, row_of[infections["infector"]], -1)
    seeds = int(np.sum(infector < 0))
    last = seeds + (len(resident) - seeds) // 3
    rows = np.flatnonzero((infector >= seeds) & (infector < last))
    weight = (residents - 1) / (residents - rows)
    apart_h = time_h[rows] - time_h[infector[rows]]
    missing = lambda r: float(np.sum(weight * np.exp(-r * apart_h))) - (last - seeds)  # noqa: E731
    return float(optimize.brentq(missing, 0, 1))


def test_an_epidemic_grows_as_stated(theory) -> None:
    growth = [DAY_H * realised_growth_per_h(r, 10_000) for r in replicate(theory("growth"))]
    agree(growth, 0.2)


def test_outbreaks_die_out_as_often_as_a_birth_death_process(theory) -> None:
    births, deaths, days = 0.4, 0.2, 10
    grown = math.exp((births - deaths) * days)
    truth = deaths * (grown - 1) / (births * grown - deaths)  # 1/2 after a long time
    scenario = theory("extinction")
    shares = []
    for records in replicate(scenario):
        infections = records.tables["infections"]
        resident, infector = infections["resident"], infections["infector"]
        row_of = dict(zip(resident.tolist(), range(len(resident)), strict=True))
        root, alive = list(range(len(resident))), set()
        for row, by in enumerate(infector.tolist()):
            root[row] = root[row_of[by]] if by >= 0 else row
            if infections["infectious_until_h"][row] > scenario.horizon:
                alive.add(root[row])
        shares.append(1 - len(alive) / 100)
    agree(shares, truth, error=0.015)  # power .93 against an error of 7.5 %


def test_introductions_are_poisson_and_spread_evenly(theory) -> None:
    runs = [records.tables["infections"] for records in replicate(theory("introductions"))]
    counts = [len(infections["time_h"]) for infections in runs]
    agree([float(count) for count in counts], 10_000 * -math.expm1(-300 / 10_000))
    spread = np.var(counts, ddof=1) / np.mean(counts) * (len(counts) - 1)
    assert 0.0005 < stats.chi2.cdf(spread, len(counts) - 1) < 0.9995
    times = np.concatenate([infections["time_h"] for infections in islice(runs, 10)])
    assert stats.kstest(times, "uniform", args=(0, 7 * DAY_H)).pvalue > 0.001
    assert {str(layer) for infections in runs for layer in infections["layer"]} == {
        "introduced"
    }
