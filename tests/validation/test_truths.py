"""Every formula against a published number, a sum by another way, or a sum by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import integrate

from tests.validation.chains import jump_chain, reed_frost
from tests.validation.laws import EXPONENTIAL, FIXED, GAMMA, LAWS, Law
from tests.validation.truths_branching import (
    extinct_by,
    extinction,
    generating,
    generating_of_shedding,
    growth_of_reproduction,
    mean_of,
    offspring_law,
    reproduction_of_growth,
)
from tests.validation.truths_controls import (
    Screening,
    Symptoms,
    kept_until,
    levels,
    with_isolation,
    with_screening,
)
from tests.validation.truths_final_size import final_shares, final_size_law
from tests.validation.truths_households import mean_infected, town_of_households
from tests.validation.truths_networks import outbreak_probability, outbreak_size, reproduction

Floats = NDArray[np.float64]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_a_law_has_its_mean_and_its_transform(law: Law) -> None:
    assert law.weights @ law.nodes_d == pytest.approx(5.0, rel=1e-5)
    assert law.weights @ np.exp(-0.3 * law.nodes_d) == pytest.approx(law.moment(0.3), rel=1e-7)
    assert law.moment(law.rate_of(0.7)) == pytest.approx(0.7)


# -- final sizes -------------------------------------------------------------------------------


@pytest.mark.parametrize(("ratio", "share"), [(1.5, 0.5828), (2.0, 0.7968), (3.0, 0.9405)])
def test_final_sizes_are_those_of_the_textbooks(ratio: float, share: float) -> None:
    # Diekmann and Heesterbeek 2000; also Andersson and Britton 2000, figure 4.1.
    assert final_shares(ratio, 1, 1e-12)[0] == pytest.approx(share, abs=5e-5)


def test_two_equal_types_are_one_and_two_separate_ones_are_two() -> None:
    one = final_shares(2.0, 1000, 0.01)[0]
    mixed = final_shares([[0.6, 0.6], [1.4, 1.4]], [300, 700], [0.01, 0.01])
    assert mixed == pytest.approx([one, one])
    apart = final_shares([[2.0, 0.0], [0.0, 3.0]], [300, 700], [0.01, 0.01])
    assert apart == pytest.approx([one, final_shares(3.0, 1, 0.01)[0]])


def test_two_types_end_where_the_differential_equations_end() -> None:
    ratio, n, seeded = np.array([[1.2, 0.8], [0.5, 0.9]]), np.array([400, 600]), 0.02

    def slope(_: float, y: Floats) -> Floats:
        s, i = y[:2], y[2:]
        new = s / n * (ratio @ i)
        return np.concatenate([-new, new - i])

    start = np.concatenate([(1 - seeded) * n, seeded * n])
    end = integrate.solve_ivp(slope, (0, 400), start, rtol=1e-10, atol=1e-8).y[:2, -1]
    assert final_shares(ratio, n, [seeded, seeded]) == pytest.approx(1 - end / n, abs=1e-6)


def test_two_susceptibles_and_a_markov_infective_by_hand() -> None:
    # Of 3 racing clocks: P(0) = 1/(1 + 2a); then each of two infectives recovers first.
    a = 0.4
    one = 2 * a / (1 + 2 * a) / (1 + a) ** 2
    law = final_size_law(Law("exponential", 1.0, 1.0), a, 2)
    assert law == pytest.approx([1 / (1 + 2 * a), one, 1 - one - 1 / (1 + 2 * a)])


def test_households_of_four_are_the_chains_of_bailey() -> None:
    p, q = 0.3, 0.7
    chains = [q**3, 3 * p * q**4, 3 * p**2 * q**3 * (1 + 2 * q)]
    law = final_size_law(FIXED, FIXED.rate_of(q), 3)
    assert law == pytest.approx([*chains, 1 - sum(chains)])
    assert reed_frost(q, 3) == pytest.approx(law)


def test_with_infection_from_outside_only_all_is_binomial() -> None:
    law = final_size_law(GAMMA, 0.0, 4, 0, escape=0.6)
    assert law == pytest.approx([math.comb(4, k) * 0.4**k * 0.6 ** (4 - k) for k in range(5)])


def test_two_in_a_household_with_infection_from_outside_by_hand() -> None:
    # Nobody: b^2. One: either is infected outside and the other escapes both.
    b, q = 0.8, 0.7
    law = final_size_law(FIXED, FIXED.rate_of(q), 2, 0, escape=b)
    assert law == pytest.approx([b**2, 2 * (1 - b) * b * q, 1 - b**2 - 2 * (1 - b) * b * q])


@pytest.mark.parametrize("seeds", [1, 2])
def test_small_populations_by_the_chains_and_by_the_jumps(seeds: int) -> None:
    others = 12 if seeds == 1 else 8  # every chain is visited
    fixed = final_size_law(FIXED, 0.03, others, seeds)
    assert fixed == pytest.approx(reed_frost(math.exp(-0.15), others, seeds), abs=1e-12)
    markov = final_size_law(EXPONENTIAL, 1.5 / 5 / 29, 30 - seeds, seeds)
    assert markov == pytest.approx(jump_chain(1.5 / 29, 30 - seeds, seeds), abs=1e-12)
    for law in LAWS:
        assert final_size_law(law, 2 / 5 / 29, 30 - seeds, seeds).sum() == pytest.approx(1)


def test_the_first_sizes_alone_are_the_same_and_tend_to_the_branching_process() -> None:
    whole = final_size_law(GAMMA, 2 / 5 / 29, 29)
    assert final_size_law(GAMMA, 2 / 5 / 29, 29, upto=5) == pytest.approx(whole[:6])
    small = final_size_law(EXPONENTIAL, 2 / 5 / 999, 999, upto=60).sum()
    assert small == pytest.approx(extinction(generating(EXPONENTIAL, 2.0)), abs=0.002)


def test_a_town_of_single_households_is_homogeneous_and_of_large_ones_worse_off() -> None:
    alone = town_of_households(GAMMA, 0.1, 1, 2.0, 0.001)
    assert alone == pytest.approx(final_shares(2.0, 1, 0.001)[0])
    assert town_of_households(GAMMA, 0.1, 3, 2.0, 0.001) > alone
    # Certain infection within a household of n, R outside: all or nobody, 1 - z = e^(-nRz).
    sure = town_of_households(FIXED, 20.0, 3, 0.5, 1e-9)
    assert sure == pytest.approx(final_shares(1.5, 1, 1e-9)[0], abs=1e-6)
    assert mean_infected(FIXED, 20.0, 3) == pytest.approx(3.0)


# -- beginnings --------------------------------------------------------------------------------


def test_extinction_is_the_root_of_the_offspring_law() -> None:
    markov, fixed, gamma = (generating(law, 2.0) for law in (EXPONENTIAL, FIXED, GAMMA))
    assert extinction(markov) == pytest.approx(0.5)  # 1/R: a birth-death process
    assert extinction(fixed) == pytest.approx(1 - 0.7968, abs=5e-5)  # Poisson offspring
    assert extinction(generating(GAMMA, 0.9)) == 1.0
    assert extinct_by(markov, 1) == pytest.approx(1 / 3)
    assert extinct_by(gamma, 60) == pytest.approx(extinction(gamma))


def test_gamma_shedding_makes_negative_binomial_offspring() -> None:
    f = generating_of_shedding(1.5e6, 1e-6, 2.0)
    assert mean_of(f) == pytest.approx(1.5, rel=1e-3)
    assert f(0.4) == pytest.approx((1 + 1.5 * 0.6 / 0.25) ** -0.25, rel=1e-3)
    assert generating_of_shedding(15, 0.1, 1e-3)(0.4) == pytest.approx(np.exp(-1.5 * 0.6))


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_the_offspring_law_has_its_generating_function(law: Law) -> None:
    shares = offspring_law(law, 2.0, 200)
    assert shares.sum() == pytest.approx(1)
    assert shares @ np.arange(201) == pytest.approx(2)
    assert shares @ 0.6 ** np.arange(201) == pytest.approx(generating(law, 2.0)(0.6))


def test_growth_of_exponential_periods_is_the_formula_for_seir() -> None:
    # R = (1 + r latent) (1 + r infectious), Lipsitch et al. 2003, doi 10.1126/science.1086616
    latent, infectious = Law("exponential", 2.0, 1.0), Law("exponential", 5.0, 1.0)
    found = reproduction_of_growth(0.2, latent, infectious, [1.0])
    assert found == pytest.approx((1 + 0.2 * 2) * (1 + 0.2 * 5))
    assert growth_of_reproduction(found, latent, infectious, [1.0]) == pytest.approx(0.2)


def test_growth_of_gamma_periods_is_the_formula_of_wearing() -> None:
    r, m, n, sigma, gamma = 0.2, 4, 4, 1 / 2, 1 / 5
    wearing = r * (r / (sigma * m) + 1) ** m / (gamma * (1 - (r / (gamma * n) + 1) ** -n))
    latent = Law("gamma", 2.0, 0.5)
    assert reproduction_of_growth(r, latent, GAMMA, [1.0]) == pytest.approx(wearing)
    assert reproduction_of_growth(r, latent, GAMMA, [1, 1, 1]) == pytest.approx(wearing)


def test_growth_with_a_profile_is_the_integral_over_the_time_since_infection() -> None:
    latent, infectious = Law("fixed", 2.0, 0.0), Law("fixed", 6.0, 0.0)
    at = np.linspace(2, 8, 600_001)
    level = np.array([3.0, 1.0, 0.5])[np.minimum((at - 2) // 2, 2).astype(int)]
    transform = np.trapezoid(level * np.exp(-0.3 * at), at) / np.trapezoid(level, at)
    found = reproduction_of_growth(0.3, latent, infectious, [3.0, 1.0, 0.5])
    assert found == pytest.approx(1 / transform, rel=1e-5)


# -- networks ----------------------------------------------------------------------------------


def test_networks_of_three_edges_each_by_hand() -> None:
    # u = (1 - t + t u)^2 has the root u = ((1 - t)/t)^2; t = 0.6: u = 4/9, w = 2/3.
    rate = FIXED.rate_of(0.4)
    assert outbreak_size({3: 1.0}, FIXED, rate) == pytest.approx(1 - (2 / 3) ** 3)
    assert outbreak_probability({3: 1.0}, FIXED, rate) == pytest.approx(1 - (2 / 3) ** 3)
    assert reproduction({3: 1.0}, FIXED, rate) == pytest.approx(1.2)


def test_poisson_degrees_are_the_homogeneous_epidemic() -> None:
    degrees = {k: math.exp(-4) * 4**k / math.factorial(k) for k in range(60)}
    rate = FIXED.rate_of(0.5)  # each edge transmits with 1/2: R = 2
    assert outbreak_size(degrees, FIXED, rate) == pytest.approx(0.7968, abs=5e-5)


def test_random_periods_lower_the_probability_of_an_outbreak_and_not_its_size() -> None:
    degrees = {2: 0.5, 6: 0.5}
    sizes = {law.name: outbreak_size(degrees, law, law.rate_of(0.6)) for law in LAWS}
    chances = [outbreak_probability(degrees, law, law.rate_of(0.6)) for law in LAWS]
    assert max(sizes.values()) == pytest.approx(min(sizes.values()))
    assert chances[0] == pytest.approx(sizes["fixed"])
    assert chances[0] > chances[1] > chances[2]


# -- controls ----------------------------------------------------------------------------------


def test_isolation_of_exponential_periods_by_hand() -> None:
    delay = Law("fixed", 2.0, 0.0)  # E min(I, 2) = 5 (1 - e^(-2/5))
    assert kept_until(delay, EXPONENTIAL, [1.0]) == pytest.approx(1 - math.exp(-0.4), rel=1e-4)
    both = Law("exponential", 2.0, 1.0)  # min of two clocks: mean 1 / (1/5 + 1/2)
    assert kept_until(both, EXPONENTIAL, [1.0]) == pytest.approx((10 / 7) / 5, rel=1e-4)
    halves = kept_until(Law("fixed", 2.5, 0.0), FIXED, [3.0, 1.0])
    assert halves == pytest.approx(0.75)


def test_isolation_leaves_those_without_symptoms() -> None:
    # 10 contacts a day for 5 d: 2 infected by the ill, 1 by others. Of the ill 60 % are isolated
    # after 2 d, when 3/5 are still to come, and lose 3/4 of those.
    symptoms, delay = Symptoms(0.3, 0.5, 0.6, 0.25), Law("fixed", 2.0, 0.0)
    of_the_ill = 2 * (1 - 0.6 * 0.75 * 0.6)
    found = with_isolation(10.0, [[0.04], [0.02]], (FIXED, delay), symptoms)
    assert found == pytest.approx(0.7 * of_the_ill + 0.3 * 1)


def test_a_weaker_contact_infects_by_its_dose() -> None:
    assert levels([1.0, 0.5], 0.19) == pytest.approx([0.19, 0.1])
    assert levels([1.0], 0.19, strength=0.5) == pytest.approx([0.1])


def test_perfect_screening_by_hand() -> None:
    # Infectious for 5 d from infection, a perfect test every 4 d: at large for 2 d on average;
    # with results a day later 3 d, cut at 5 d: nothing is cut.
    sure = Screening(4.0, np.ones_like, 0.0)
    assert with_screening(2.0, 0.0, FIXED, sure) == pytest.approx(2 * 2 / 5)
    later = Screening(4.0, np.ones_like, 1.0)
    assert with_screening(2.0, 0.0, FIXED, later) == pytest.approx(2 * 3 / 5)
    blind = Screening(4.0, np.zeros_like, 1.0)
    assert with_screening(2.0, 3.0, FIXED, blind) == pytest.approx(2.0)
    half = Screening(10.0, lambda since: np.full_like(since, 0.5), 0.0)
    # One test, its day even on 10: before day 5 with 1/2, and then it halves a mean of 2.5 d:
    # 2 (1 - 1/2 x 1/2 x 1/2).
    assert with_screening(2.0, 0.0, FIXED, half) == pytest.approx(1.75, rel=1e-5)
