"""Formulas of final sizes against sums by hand, by other ways, and published chains."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import integrate

from tests.validation.chains import jump_chain, reed_frost
from tests.validation.laws import EXPONENTIAL, FIXED, GAMMA, LAWS, Law
from tests.validation.truths_branching import extinction, generating
from tests.validation.truths_final_size import final_shares, final_size_law
from tests.validation.truths_households import mean_infected, town_of_households

Floats = NDArray[np.float64]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_a_law_has_its_mean_and_its_transform(law: Law) -> None:
    assert law.weights @ law.nodes_d == pytest.approx(5.0, rel=1e-5)
    assert law.weights @ np.exp(-0.3 * law.nodes_d) == pytest.approx(law.moment(0.3), rel=1e-7)
    assert law.moment(law.rate_of(0.7)) == pytest.approx(0.7)


# -- final sizes -------------------------------------------------------------------------------


@pytest.mark.parametrize(("ratio", "share"), [(1.5, 0.5828), (2.0, 0.7968), (3.0, 0.9405)])
def test_final_sizes_solve_the_equation(ratio: float, share: float) -> None:
    # The roots of 1 - z = exp(-R0 z).
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
