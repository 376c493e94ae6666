"""What isolation and screening leave of the number that a case infects.

It is the integral of infectiousness over the time that a case is at large (Fraser et al. 2004,
doi 10.1073/pnas.0307506101; Larremore et al. 2021, doi 10.1126/sciadv.abd5393). A test finds a
case with a probability that depends on the time since infection; results come half a day later.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.hazards.epidemic import Epidemic
from tests.validation.estimates import offspring_of_seeds
from tests.validation.laws import GAMMA, Law
from tests.validation.rows import Row, ratio_row
from tests.validation.runs import (
    CHANCE,
    DAY_H,
    NEVER,
    Outbreaks,
    apart,
    drawn,
    infections,
    isolate,
    meets,
    theory,
)
from tests.validation.truths_controls import (
    Screening,
    Symptoms,
    levels,
    with_isolation,
    with_screening,
)

RATIO, RESIDENTS, RUNS, SEEDS = 2.0, 40_000, 1000, 25
RATE_PER_D = 0.6  # infections of a case at the peak of her profile
PROFILE = (1.0, 0.6, 0.2)
SENSITIVITY = ((0.0, 0.0), (2.0, 0.6), (4.0, 0.9), (12.0, 0.3), (30.0, 0.3))
LATENT_D, RESULT_AFTER_D = 2.0, 0.5
Floats = NDArray[np.float64]


def isolation(what: str, delay: Law, symptoms: Symptoms, seed: int) -> Row:
    """Compare the mean number infected by cases who isolate themselves after a delay.

    Those whom they infect stay latent beyond the horizon, so that only the cases count.
    """
    scenario = theory(
        "sir",
        seed,
        R0=None,
        layers={"city": meets(RATE_PER_D)},
        latent=NEVER,
        horizon="60 d",
        presymptomatic=delay.written(),
        infectious=GAMMA.written(),
        profile=list(PROFILE),
        asymptomatic=symptoms.asymptomatic,
        asymptomatic_infectiousness=symptoms.strength,
        isolation={"share": symptoms.isolating, "factors": {"city": symptoms.remains}},
        town__households_per_grid=RESIDENTS,
    )
    outbreaks, caused = Outbreaks(scenario), []
    for replication in range(RUNS):
        who = drawn(apart(seed, replication), SEEDS, RESIDENTS)
        outbreak = outbreaks.run(replication, (who, np.zeros(SEEDS)))
        caused.append(offspring_of_seeds(outbreak))
    chances = [levels(PROFILE, CHANCE, strength) for strength in (1.0, symptoms.strength)]
    truth = with_isolation(RATE_PER_D / CHANCE, chances, (GAMMA, delay), symptoms)
    sums, seeds = [x.sum() for x in caused], [len(x) for x in caused]
    return ratio_row(f"number infected by a case, {what}", sums, seeds, truth)


def _screened(epidemic: Epidemic, every_d: float, horizon_h: float) -> None:
    """Test all who are infected at every round, and isolate positives when results come."""
    day = every_d
    while (at_h := DAY_H * day) < horizon_h:
        epidemic.advance(at_h)
        outbreak = infections(epidemic)
        people = outbreak.person[outbreak.until_h > at_h]
        positive = epidemic.examine(people, "pcr", np.full(len(people), at_h))
        isolate(epidemic, people[positive], at_h + DAY_H * RESULT_AFTER_D)
        day += every_d
    epidemic.advance(horizon_h)


def screening(every_d: float, seed: int) -> Row:
    """Compare the mean number infected by cases where everybody is tested every few days."""
    hours, shares = np.array(SENSITIVITY).T
    scenario = theory(
        "sir",
        seed,
        R0=RATIO,
        latent=f"{LATENT_D} d",
        horizon="40 d",
        infectious=GAMMA.written(),
        testing={
            "sensitivity": [[f"{day} d", share] for day, share in SENSITIVITY],
            "seek_normal": 0,
            "seek_alert": 0,
        },
        town__households_per_grid=RESIDENTS,
        introductions={"mean": SEEDS, "over": f"{every_d} d"},
    )
    outbreaks, sums, seeds = Outbreaks(scenario), [], []
    for replication in range(RUNS):
        epidemic = outbreaks.begin(replication)
        _screened(epidemic, every_d, scenario.horizon)
        caused = offspring_of_seeds(infections(epidemic))
        sums.append(caused.sum())
        seeds.append(len(caused))

    def found(since_d: Floats) -> Floats:
        return np.asarray(np.interp(since_d, hours, shares))

    rule = Screening(every_d, found, RESULT_AFTER_D)
    truth = with_screening(RATIO, LATENT_D, GAMMA, rule)
    what = f"number infected by a case, R0 2, everybody tested every {every_d:g} d"
    return ratio_row(what, sums, seeds, truth, precision=0.013)


def rows(seed: int = 1) -> Iterator[Row]:
    """Give the group's comparisons."""
    all_of_them = Symptoms(0.0, 1.0, 1.0, 0.0)
    some = Symptoms(0.3, 0.5, 0.6, 0.25)
    fixed, gamma = Law("fixed", 2.0, 0.0), Law("gamma", 1.5, 0.6)
    several = "60 % of the ill keep a quarter of contacts"
    yield isolation("all isolated 2 d later", fixed, all_of_them, apart(seed, 80))
    yield isolation("all isolated after a gamma delay", gamma, all_of_them, apart(seed, 81))
    yield isolation(several, gamma, some, apart(seed, 82))
    for number, every_d in enumerate((2.0, 4.0, 7.0)):
        yield screening(every_d, apart(seed, 90 + number))
