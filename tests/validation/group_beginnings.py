"""How outbreaks begin: offspring, extinction, growth.

A gamma infectious period, or gamma shedding, makes the number infected by a case negative
binomial; the line of a case dies out with a probability that solves s = f(s) (Lloyd-Smith et
al. 2005, doi 10.1038/nature04153). Growth follows from R0 and the generation time (Wallinga and
Lipsitch 2007, doi 10.1098/rspb.2006.3754); it is read off the realised generations.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.scenario import Scenario
from tests.validation.distributions import chi_square_row
from tests.validation.estimates import (
    dies_out,
    lines_alive,
    offspring_of_seeds,
    realised_growth_per_d,
)
from tests.validation.laws import FIXED, GAMMA, LAWS, Law
from tests.validation.rows import Row, mean_row
from tests.validation.runs import CHANCE, Outbreaks, apart, meets, theory
from tests.validation.truths_branching import (
    Generating,
    extinct_by,
    extinction,
    generating,
    generating_of_shedding,
    growth_of_reproduction,
    offspring_law,
    reproduction_of_growth,
)

RATIO, GENERATION = 1.5, 6
RUNS, SEEDS = 320, 50
SHEDDING_CV = 1.5
PROFILE = (0.5, 1.0, 0.25)
MANY = {"city": {"contacts": "200 /d"}}  # so that a contact infects in proportion to its dose


def _large(seed: int, law: Law, **changes: Any) -> Scenario:
    """Give a town too large to feel 50 outbreaks, for six generations.

    The long latent period keeps generations apart, so that the run may end after the sixth.
    """
    return theory(
        "sir",
        seed,
        R0=None,
        layers={"city": meets(RATIO / law.mean_d)},
        latent="60 d",
        infectious=law.written(),
        town__households_per_grid=50_000,
        introductions__infectious_at_start=SEEDS,
        horizon=f"{60 * GENERATION + 55} d",
        **changes,
    )


def _lines(scenario: Scenario, what: str, f: Generating) -> tuple[Row, np.ndarray]:
    """Compare lines that have died out; also count how many infected how many."""
    shares, offspring = [], []
    for outbreak in Outbreaks(scenario).each(RUNS):
        shares.append(1 - lines_alive(outbreak, GENERATION) / SEEDS)
        offspring.append(offspring_of_seeds(outbreak))
    row = mean_row(f"lines extinct by generation 6, {what}", shares, extinct_by(f, GENERATION))
    return row, np.bincount(np.concatenate(offspring))


def lines(law: Law, seed: int) -> Iterator[Row]:
    """Compare the law of the number infected by a case, and lines that have died out."""
    what = f"beta E[I] = 1.5, {law.name} period"
    row, counts = _lines(_large(seed, law), what, generating(law, RATIO))
    truth = offspring_law(law, RATIO, len(counts) - 1)
    yield chi_square_row(f"law of the number infected by a case, {what}", truth, counts)
    yield row


def shedding(seed: int) -> Iterator[Row]:
    """Compare lines of cases that shed very unequally, over one fixed period."""
    f = generating_of_shedding(RATIO / CHANCE, CHANCE, SHEDDING_CV)
    scenario = _large(seed, FIXED, shedding_cv=SHEDDING_CV)
    yield _lines(scenario, f"gamma shedding of cv {SHEDDING_CV}", f)[0]


def extinct_in_the_end(seed: int, runs: int = 10_000, large: int = 100) -> Iterator[Row]:
    """Compare outbreaks of one seed that die out before 100 are infected.

    A larger one dies out with a probability below 1e-9.
    """
    scenario = theory(
        "sir",
        seed,
        R0=None,
        layers={"city": meets(RATIO / GAMMA.mean_d)},
        infectious=GAMMA.written(),
        town__households_per_grid=5000,
        introductions__infectious_at_start=1,
    )
    outbreaks = Outbreaks(scenario)
    ended = [dies_out(outbreaks.begin(replication), large) for replication in range(runs)]
    what = "outbreaks of one seed that die out, gamma period (negative binomial, k 4)"
    yield mean_row(what, ended, extinction(generating(GAMMA, RATIO)))


def growth(seed: int) -> Iterator[Row]:
    """Compare growth with that of Wallinga and Lipsitch, stated either way round."""
    latent, period = Law("gamma", 2.0, 0.5), Law("gamma", 5.0, 0.4)
    outbreaks = Outbreaks(theory("growth", apart(seed, 70), layers=MANY)).each(30)
    stated = [realised_growth_per_d(outbreak, 10_000) for outbreak in outbreaks]
    yield mean_row("growth [1/d], stated as .2, gamma periods, profile", stated, 0.2)
    ratio = reproduction_of_growth(0.2, latent, period, PROFILE)
    yield _of_reproduction(
        "gamma periods, profile", ratio, (latent, period), PROFILE, apart(seed, 71)
    )
    laws = Law("exponential", 3.0, 1.0), Law("exponential", 4.0, 1.0)
    yield _of_reproduction("exponential periods", 2.5, laws, (1.0,), apart(seed, 72))
    laws = Law("fixed", 2.0, 0.0), Law("fixed", 6.0, 0.0)
    yield _of_reproduction("fixed periods", 1.8, laws, (1.0,), apart(seed, 73))


def _of_reproduction(
    what: str, ratio: float, laws: tuple[Law, Law], profile: tuple[float, ...], seed: int
) -> Row:
    scenario = theory(
        "growth",
        seed,
        layers=MANY,
        growth=None,
        R0=ratio,
        latent=laws[0].written(),
        infectious=laws[1].written(),
        profile=list(profile),
    )
    found = [realised_growth_per_d(o, 10_000) for o in Outbreaks(scenario).each(40)]
    truth = growth_of_reproduction(ratio, *laws, profile)
    return mean_row(f"growth [1/d] where R0 is stated as {ratio:.3g}, {what}", found, truth)


def rows(seed: int = 1) -> Iterator[Row]:
    """Give the group's comparisons."""
    for number, law in enumerate(LAWS):
        yield from lines(law, apart(seed, 50 + number))
    yield from shedding(apart(seed, 60))
    yield from extinct_in_the_end(apart(seed, 61))
    yield from growth(seed)
