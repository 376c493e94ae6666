"""The kernel and the contact record against a simulation of every contact of 400 residents.

A household modifier of 1.5 holds for half of the window and a stairwell is sealed from hour
100 on; the infected isolate themselves, go to hospital or die.

Power: with the replications below, the standard error of a difference is .5 % of the pupil's
mean number of contacts, 1.4 % of the worker's, 3.2 % of the number infected among them and
3.5 % of the final size, so that an error of 3 %, 9 %, 21 % or 23 % is found with probability
.999 (3.5 + 3 standard errors). The Kolmogorov-Smirnov tests find a distance of .14 between the
distributions with probability .95: a shift by a third of a standard deviation. (With 3,000 and
8,000 replications every difference was within 1.6 standard errors, final size 101.7 and 103.2.)
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.kernels.people import LAYERS, Infection
from sim.ports import Contacts
from tests.outbreaks import Outbreak, doses, infection_like, town_of
from tests.reference_contacts import Met, Rules, every_pair, simulate

pytestmark = pytest.mark.slow

RULES = Rules()
TOWN = town_of()
SEALED = TOWN.household_stairwell[TOWN.household] == 0
EXPLICIT, KERNEL = 500, 2500  # replications
CUT_H = 250.0  # later than the window: for what did not happen
Numbers = NDArray[np.float64]


def _index_residents() -> tuple[int, int]:
    """Find a worker in the sealed stairwell, and a pupil elsewhere, of larger households."""
    large = np.diff(TOWN.household_start)[TOWN.household] >= 3
    worker = np.flatnonzero(large & SEALED & (TOWN.work_group >= 0))[0]
    pupil = np.flatnonzero(large & ~SEALED & (TOWN.school_group >= 0))[-1]
    return int(worker), int(pupil)


WORKER, PUPIL = _index_residents()
COLUMNS = (
    *(f"{who} {layer}" for who in ("worker", "pupil") for layer in LAYERS[:6]),
    "worker infecting",
    "pupil infecting",
    "worker contacts",
    "pupil contacts",
    "final size",
    "fifth infection",
    "pupil infected",
)


def _row(
    of_worker: Contacts | Met, of_pupil: Contacts | Met, infected_h: Numbers
) -> list[float]:
    """Sum up one replication, whoever simulated it."""
    when = np.sort(infected_h[np.isfinite(infected_h)])
    return [
        *np.bincount(of_worker.layer, minlength=6),
        *np.bincount(of_pupil.layer, minlength=6),
        of_worker.infects.sum(),
        of_pupil.infects.sum(),
        len(of_worker.layer),
        len(of_pupil.layer),
        len(when),
        when[5] if len(when) > 5 else CUT_H,
        min(infected_h[PUPIL], CUT_H),
    ]


def _infection(seed: int) -> Infection:
    isolation = np.full(len(LAYERS) + 2, np.inf)
    isolation[:6] = RULES.isolated
    return infection_like(
        seed,
        contacts=np.array(RULES.contacts),
        dose=doses(*RULES.probability, 0.0),
        profile=RULES.profile,
        latent=RULES.latent_h,
        onset=RULES.presymptomatic_h,
        infectious=RULES.infectious_h,
        asymptomatic=RULES.asymptomatic,
        without_symptoms=RULES.asymptomatic_infectiousness,
        isolation_share=RULES.isolating,
        isolation=isolation,
        severe=RULES.severe * (1 - RULES.asymptomatic),
        severe_after=RULES.severe_after_h,
        hospital=RULES.hospital_h,
        death=RULES.dying,
    )


def _by_kernel(seed: int) -> list[float]:
    outbreak = Outbreak(TOWN, _infection(seed), horizon_h=RULES.horizon_h)
    everybody = np.arange(TOWN.residents)
    outside = dict(zip(LAYERS[1:6], RULES.sealed[1:], strict=True))
    outbreak.introduce(WORKER)
    outbreak.restrict(RULES.together_h[0], everybody, household=RULES.together)
    closed = {"household": RULES.together, **outside}
    outbreak.restrict(RULES.sealed_from_h, everybody[SEALED], **closed)
    outbreak.restrict(RULES.together_h[1], everybody[~SEALED])
    outbreak.restrict(RULES.together_h[1], everybody[SEALED], **outside)
    outbreak.epidemic.advance(RULES.horizon_h)
    infections = outbreak.infections()
    infected_h = np.full(TOWN.residents, np.inf)
    infected_h[infections["person"]] = infections["time_h"]
    of_worker = outbreak.epidemic.contacts(WORKER, 0.0, RULES.horizon_h)
    of_pupil = outbreak.epidemic.contacts(PUPIL, 0.0, RULES.horizon_h)
    return _row(of_worker, of_pupil, infected_h)


@pytest.fixture(scope="module")
def explicit() -> dict[str, Numbers]:
    """Simulate every contact of every pair, many times."""
    rng, pairs = np.random.default_rng(20240229), every_pair(TOWN, RULES)
    rows = []
    for _ in range(EXPLICIT):
        met, infected_h = simulate(rng, pairs, RULES, SEALED, WORKER)
        rows.append(_row(met.of(WORKER), met.of(PUPIL), infected_h))
    return dict(zip(COLUMNS, np.array(rows, float).T, strict=True))


@pytest.fixture(scope="module")
def kernel() -> dict[str, Numbers]:
    """Let the kernel spread the infection and draw the contact records, many times."""
    rows = np.array([_by_kernel(1000 + k) for k in range(KERNEL)], float)
    return dict(zip(COLUMNS, rows.T, strict=True))


@pytest.mark.parametrize("column", COLUMNS)
def test_means_agree_with_the_explicit_simulation(
    explicit: dict[str, Numbers], kernel: dict[str, Numbers], column: str
) -> None:
    one, other = explicit[column], kernel[column]
    error = np.sqrt(one.var() / len(one) + other.var() / len(other))
    if error == 0.0:
        assert one.mean() == other.mean() == 0.0
        return
    assert abs(one.mean() - other.mean()) / error < 3.5


@pytest.mark.parametrize(
    "column", ["worker contacts", "pupil contacts", "fifth infection", "final size"]
)
def test_distributions_agree_with_the_explicit_simulation(
    explicit: dict[str, Numbers], kernel: dict[str, Numbers], column: str
) -> None:
    assert stats.ks_2samp(explicit[column], kernel[column]).pvalue > 0.001
