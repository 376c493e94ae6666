"""Formulas of beginnings, networks and controls against numbers found by other ways."""

from __future__ import annotations

import math

import numpy as np
import pytest

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
from tests.validation.truths_networks import outbreak_probability, outbreak_size, reproduction

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
    # 10 contacts a day for 5 d: 2 infected by the ill, 1 by others. After 2 d, when 3/5 are
    # still to come, 60 % of the ill lose 3/4 of those.
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
