"""Final sizes of closed populations.

In a large population the share infected solves the final-size equation, for one type (Kermack
and McKendrick 1927, doi 10.1098/rspa.1927.0118) and for two (Andersson and Britton 2000, doi
10.1007/978-1-4612-1158-7). Among 30 residents the whole law of the number infected is known
(Ball 1986, doi 10.2307/1427301): a pair meets dangerously at the rate beta/(N - 1), the seed
counted in N.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.scenario import Scenario
from tests.validation.distributions import chi_square_row
from tests.validation.laws import FIXED, LAWS
from tests.validation.rows import Row, mean_row
from tests.validation.runs import CHANCE, Outbreaks, apart, final_sizes, meets, theory
from tests.validation.truths_final_size import final_shares, final_size_law

RATIO, RESIDENTS, SEEDS = 2.0, 10_000, 20
SMALL, SMALL_RUNS = 30, 10_000
ADULT = 18


def homogeneous(seed: int) -> Iterator[Row]:
    """Compare shares infected in a large population, whatever the law of the period."""
    truth = final_shares(RATIO, 1, SEEDS / RESIDENTS)[0]
    for number, law in enumerate(LAWS):
        scenario = theory("sir", apart(seed, number), infectious=law.written())
        sizes = final_sizes(scenario, 30)
        what = f"share infected, R0 2, N 10,000, {law.name} infectious period"
        yield mean_row(what, sizes / RESIDENTS, truth)


def _of_all_ages(seed: int, **changes: Any) -> Scenario:
    """Give a town of households of three without contacts at home, a third of them children."""
    return theory(
        "sir",
        seed,
        R0=None,
        town__households_per_grid=4000,
        town__household_sizes=[0, 0, 1],
        town__share_0_14=0.3,
        town__share_60_plus=0.1,
        introductions__infectious_at_start=40,
        **changes,
    )


def _compared(
    what: str, names: tuple[str, str], outbreaks: Outbreaks, first: NDArray[np.bool_],
    ratio: NDArray[np.float64],
) -> Iterator[Row]:  # fmt: skip
    n = np.array([first.sum(), (~first).sum()])
    truth = final_shares(ratio, n, np.full(2, 40 / n.sum()))
    shares = []
    for outbreak in outbreaks.each(40):
        of_first = int(first[outbreak.person].sum())
        shares.append([of_first / n[0], (len(outbreak.person) - of_first) / n[1]])
    for k, name in enumerate(names):
        yield mean_row(f"share infected of {name}, {what}", np.array(shares)[:, k], truth[k])


def pupils(seed: int) -> Iterator[Row]:
    """Compare shares infected of pupils, who meet in one school too, and of all others."""
    school, city = 0.4, 0.22  # infections a day of a case, were all contacts new
    layers = {"school": meets(school), "city": meets(city)}
    outbreaks = Outbreaks(_of_all_ages(seed, town__class_size=1_000_000, layers=layers))
    pupil = outbreaks.town.school_group >= 0
    n = np.array([pupil.sum(), (~pupil).sum()])
    ratio = 5 * city * np.outer(n, [1, 1]) / n.sum()
    ratio[0, 0] += 5 * school
    yield from _compared("who meet in two ways", ("pupils", "others"), outbreaks, pupil, ratio)


def two_types(seed: int) -> Iterator[Row]:
    """Compare shares infected of children, who catch and pass on less, and of adults.

    A contact infects with 1 - exp(-x s i), s the susceptibility of the one and i the
    infectiousness of the other.
    """
    catches, passes, rate = 0.5, 0.4, 0.6
    ages = [{"from": 0, "value": catches}, {"from": ADULT, "value": 1}]
    silent = [{"from": 0, "value": 1}, {"from": ADULT, "value": 0}]
    scenario = _of_all_ages(
        seed,
        layers={"city": meets(rate)},
        infectious=FIXED.written(),
        susceptibility=ages,
        asymptomatic=silent,
        asymptomatic_infectiousness=passes,
    )
    outbreaks = Outbreaks(scenario)
    child = np.asarray(outbreaks.town.age) < ADULT
    n = np.array([child.sum(), (~child).sum()])
    dose = -np.log1p(-CHANCE) * np.outer([catches, 1.0], [passes, 1.0])
    ratio = FIXED.mean_d * rate / CHANCE * -np.expm1(-dose) * n[:, None] / n.sum()
    names = ("children", "adults")
    yield from _compared(
        "half as susceptible, .4 as infectious", names, outbreaks, child, ratio
    )


def exact(seed: int) -> Iterator[Row]:
    """Compare the law of the final size of 30 residents, one of them infectious at first.

    A pair meets dangerously at the rate beta / (N - 1) with beta E[I] = 2; as contacts repeat,
    a case infects fewer than 2 directly.
    """
    for number, law in enumerate(LAWS):
        scenario = theory(
            "sir",
            apart(seed, 10 + number),
            R0=None,
            infectious=law.written(),
            layers={"city": meets(RATIO / law.mean_d)},
            town__households_per_grid=SMALL,
            introductions__infectious_at_start=1,
        )
        others = final_sizes(scenario, SMALL_RUNS) - 1
        truth = final_size_law(law, RATIO / law.mean_d / (SMALL - 1), SMALL - 1)
        counts = np.bincount(others, minlength=SMALL)
        what = f"law of the final size, N 30, beta/(N - 1), beta E[I] = 2, {law.name} period"
        yield chi_square_row(what, truth, counts)
        what = f"mean infected by one seed, N 30, {law.name} period"
        yield mean_row(what, others, float(truth @ np.arange(SMALL)), precision=0.012)


def rows(seed: int = 1) -> Iterator[Row]:
    """Give the group's comparisons."""
    yield from homogeneous(seed)
    yield from pupils(apart(seed, 20))
    yield from two_types(apart(seed, 21))
    yield from exact(seed)
