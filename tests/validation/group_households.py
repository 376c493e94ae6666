"""Final sizes in households, each alone in the world, and in a town of households.

Whoever is infectious infects each other member with probability .3, and nobody else. With a
fixed infectious period the final sizes are those of Reed and Frost (Bailey 1975), otherwise of
Addy, Longini and Haber 1991 (doi 10.2307/2532654). In the last row everybody also meets the
town (Ball, Mollison and Scalia-Tomba 1997, doi 10.1214/aoap/1034625252).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tests.validation.distributions import chi_square_row, statistics_row
from tests.validation.laws import GAMMA, LAWS, Law
from tests.validation.rows import Row, mean_row
from tests.validation.runs import Outbreaks, apart, meets, theory
from tests.validation.truths_final_size import final_size_law
from tests.validation.truths_households import mean_infected, town_of_households

ATTACK = 0.3
SIZES = (2, 3, 4, 5, 6)
RUNS = 40
Counts = NDArray[np.int64]


def _counted(law: Law, seed: int) -> Counts:
    """Count households by replication, size, seeds and number infected in the end."""
    scenario = theory(
        "households",
        seed,
        R0=None,
        household_attack_rate=None,
        infectious=law.written(),
        layers={"household": meets(law.rate_of(1 - ATTACK)), "city": meets(0.0)},
        town__household_sizes=[0, 0.2, 0.2, 0.2, 0.2, 0.2],
        introductions__infectious_at_start=4000,
    )
    outbreaks = Outbreaks(scenario)
    household, size = outbreaks.town.household, np.diff(outbreaks.town.household_start)
    out = np.zeros((RUNS, 7, 7, 7), np.int64)
    for k, outbreak in enumerate(outbreaks.each(RUNS)):
        home = household[outbreak.person]
        infected = np.bincount(home, minlength=len(size))
        seeds = np.bincount(home[outbreak.infector < 0], minlength=len(size))
        np.add.at(out[k], (size, seeds, infected), 1)
    return out


def alone(law: Law, seed: int) -> Iterator[Row]:
    """Compare the law of the final size for each size of household, and the mean size."""
    counts, rate = _counted(law, seed), law.rate_of(1 - ATTACK)
    name = "Reed-Frost" if law.cv == 0 else "Addy et al."
    statistics, degrees, seen = [], [], 0
    for size in SIZES:
        truth = final_size_law(law, rate, size - 1)
        one = counts[:, size, 1, 1 : size + 1].sum(axis=0)
        what = f"{name}, {law.name} period, households of {size}, one seed"
        yield chi_square_row(what, truth.tolist(), one)
        two = counts[:, size, 2, 2 : size + 1].sum(axis=0)
        if size > 2:
            of_two = final_size_law(law, rate, size - 2, 2).tolist()
            row = chi_square_row(what, of_two, two)
            statistics.append(row.value)
            degrees.append(int(row.truth))
            seen += row.runs
    what = f"{name}, {law.name} period, households of 3 to 6, two seeds"
    yield statistics_row(what, statistics, degrees, seen)
    four = counts[:, 4, 1, 1:5]
    means = four @ np.arange(4) / four.sum(axis=1)
    what = f"mean infected by one seed in households of 4, {law.name} period"
    yield mean_row(what, means, mean_infected(law, rate, 3))


def in_town(seed: int) -> Iterator[Row]:
    """Compare the share infected where households of three also meet everybody in town."""
    rate, outside = GAMMA.rate_of(1 - ATTACK), 1.4
    scenario = theory(
        "households",
        seed,
        R0=None,
        household_attack_rate=None,
        infectious=GAMMA.written(),
        layers={"household": meets(rate), "city": meets(outside / GAMMA.mean_d)},
        town__household_sizes=[0, 0, 1],
        introductions__infectious_at_start=30,
        horizon="400 d",
    )
    outbreaks = Outbreaks(scenario)
    n = outbreaks.town.residents
    shares = [len(outbreak.person) / n for outbreak in outbreaks.each(30)]
    truth = town_of_households(GAMMA, rate, 3, outside, 30 / n)
    yield mean_row("share infected, households of 3 in a town that mixes", shares, truth)


def rows(seed: int = 1) -> Iterator[Row]:
    """Give the group's comparisons."""
    for number, law in enumerate(LAWS):
        yield from alone(law, apart(seed, 30 + number))
    yield from in_town(apart(seed, 40))
