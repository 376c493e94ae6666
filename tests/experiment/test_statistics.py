from __future__ import annotations

import math

import numpy as np
import pytest

from sim.experiment import estimate, paired
from sim.experiment.statistics import estimate_share


def test_a_paired_difference_worked_out_by_hand() -> None:
    # differences 1, 2, 3, 4: mean 2.5, s = 1.29099, s / 2 = 0.645497, t(3, .975) = 3.182446
    found = paired([10, 20, 30, 40], [11, 22, 33, 44])
    assert found.difference == 2.5
    assert found.low == pytest.approx(2.5 - 3.182446 * 0.645497, abs=1e-5)
    assert found.high == pytest.approx(2.5 + 3.182446 * 0.645497, abs=1e-5)
    assert (found.replications, found.without_data, found.identical_share) == (4, 0, 0.0)


def test_variance_reduction_and_correlation_worked_out_by_hand() -> None:
    # Var A = 166.667, Var B = 201.667, Var(A - B) = 1.66667; B = 1.1 A
    found = paired([10, 20, 30, 40], [11, 22, 33, 44])
    assert found.variance_reduction == pytest.approx(221.0)
    assert found.correlation == pytest.approx(1.0)


def test_fishers_interval_of_a_correlation_worked_out_by_hand() -> None:
    # r = .8, n = 5: atanh(.8) = 1.098612, 1.959964 / sqrt(2) = 1.385904
    found = paired([1, 2, 3, 4, 5], [2, 1, 4, 3, 5])
    assert found.correlation == pytest.approx(0.8)
    assert found.correlation_low == pytest.approx(math.tanh(1.098612 - 1.385904), abs=1e-6)
    assert found.correlation_high == pytest.approx(math.tanh(1.098612 + 1.385904), abs=1e-6)


def test_identical_scenarios_differ_by_exactly_0_with_an_interval_of_no_width() -> None:
    values = np.random.default_rng(1).normal(size=30)
    found = paired(values, values.copy())
    assert (found.difference, found.low, found.high) == (0.0, 0.0, 0.0)
    assert (found.identical_share, found.correlation) == (1.0, 1.0)
    assert found.variance_reduction == math.inf


def test_a_difference_that_never_varies_is_exact_but_has_no_interval() -> None:
    found = paired([0.1, 0.2, 0.3], [0.3, 0.4, 0.5])
    assert found.difference == pytest.approx(0.2, abs=1e-15)
    assert math.isnan(found.low)
    assert math.isnan(found.high)
    assert found.identical_share == 0.0


def test_pairs_without_data_on_either_side_are_dropped_and_counted() -> None:
    nan = math.nan
    found = paired([1, nan, 3, 4, nan], [2, 5, nan, 6, nan])
    assert (found.replications, found.without_data) == (2, 3)
    assert found.difference == 1.5


def test_no_data_in_both_is_no_data_not_0() -> None:
    found = paired([math.nan] * 3, [math.nan] * 3)
    assert (found.replications, found.without_data) == (0, 3)
    assert math.isnan(found.difference)
    assert math.isnan(found.identical_share)


def test_one_pair_gives_a_difference_and_no_interval() -> None:
    found = paired([4], [4])
    assert found.difference == 0.0
    assert math.isnan(found.low)


def test_rows_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match=r"equal length, found \(2,\) and \(3,\)"):
        paired([1, 2], [1, 2, 3])


def test_a_mean_and_its_interval_worked_out_by_hand() -> None:
    # 2, 4, 6: s = 2, s / sqrt(3) = 1.154701, t(2, .975) = 4.302653
    found = estimate([2, 4, 6, math.nan])
    assert (found.mean, found.deviation, found.replications) == (4.0, 2.0, 3)
    assert found.low == pytest.approx(4 - 4.302653 * 1.154701, abs=1e-5)
    assert found.without_data == 1


def test_the_interval_covers_the_truth_at_its_stated_rate() -> None:
    random = np.random.default_rng(7)
    luck = random.normal(size=(2000, 10))
    base, other = luck + random.normal(size=(2000, 10)), luck + 0.5
    covered = sum(
        found.low <= 0.5 <= found.high
        for found in (paired(a, b) for a, b in zip(base, other, strict=True))
    )
    # binomial(2000, .95): mean 1900, standard deviation 9.75
    assert abs(covered - 1900) <= 3.5 * 9.75


def test_pairing_saves_what_the_formula_says() -> None:
    # A = L + X, B = L + Y with L, X, Y independent of variance 1: (2 + 2) / 2 = 2
    random = np.random.default_rng(3)
    luck, x, y = random.normal(size=(3, 200_000))
    found = paired(luck + x, luck + y)
    assert found.variance_reduction == pytest.approx(2.0, rel=0.02)
    assert found.correlation == pytest.approx(0.5, abs=0.01)


def test_what_happened_in_some_replications_has_the_exact_interval() -> None:
    # 8 of 10: the textbook's 44.4 to 97.5 % (Clopper and Pearson)
    found = estimate_share([1, 1, 1, 1, 0, 1, 1, 1, 1, 0, math.nan])
    assert (found.mean, found.replications, found.without_data) == (0.8, 10, 1)
    assert (round(found.low, 3), round(found.high, 3), found.interval) == (
        0.444,
        0.975,
        "exact",
    )


def test_what_happened_in_every_replication_still_has_an_interval() -> None:
    found = estimate_share([1] * 20)  # .025 ** (1 / 20) = .8316
    assert (found.mean, round(found.low, 4), found.high) == (1.0, 0.8316, 1.0)


def test_without_data_there_is_no_exact_interval() -> None:
    assert math.isnan(estimate_share([math.nan]).low)


def test_a_share_of_replications_takes_only_0_and_1() -> None:
    with pytest.raises(ValueError, match="values of 0 and 1 only"):
        estimate_share([0.5, 1])


def test_a_mean_says_that_its_interval_is_student_s() -> None:
    assert (estimate([1, 2, 3]).interval, estimate([1, 1]).interval) == ("t", "")
