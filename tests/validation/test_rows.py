"""The rules of judging: what agrees, what does not, and the power that is stated."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tests.validation.distributions import chi_square_row, ks_row, pooled
from tests.validation.rows import (
    effect_row,
    mean_row,
    no_rise_row,
    none_row,
    ratio_row,
    two_samples_row,
)

RNG = np.random.default_rng(7)
SAMPLE = 10 + (np.arange(100) % 2 - 0.5)  # mean 10, standard error .05


def test_a_mean_agrees_up_to_3_5_standard_errors() -> None:
    row = mean_row("w", SAMPLE, 10.17)
    assert (row.value, row.verdict) == (10.0, "agree")
    assert row.z == pytest.approx(-0.17 / row.se)
    assert mean_row("w", SAMPLE, 10.18).verdict == "disagree"


def test_a_mean_too_uncertain_to_tell_does_not_agree() -> None:
    assert mean_row("w", SAMPLE, 10.1, precision=0.004).verdict == "disagree"
    with pytest.raises(ValueError, match="fewer than 30"):
        mean_row("w", SAMPLE[:29], 10.1)


def test_the_error_that_a_mean_finds_is_found_nine_times_of_ten() -> None:
    row = mean_row("w", SAMPLE, 10.0)
    assert row.finds == "an error of 2.4 %"
    means = RNG.normal(10.0 + 0.024 * 10, row.se, 20_000)
    assert np.mean(np.abs(means - 10.0) / row.se > 3.5) == pytest.approx(0.9, abs=0.02)


def test_a_ratio_has_the_error_of_a_mean_where_the_lower_is_fixed() -> None:
    ratio = ratio_row("w", SAMPLE, np.full(100, 2.0), 5.0)
    mean = mean_row("w", SAMPLE / 2, 5.0)
    assert (ratio.value, ratio.se) == pytest.approx((mean.value, mean.se))


def test_counts_agree_with_their_own_law_and_not_with_another() -> None:
    law = stats.binom.pmf(np.arange(7), 6, 0.3)
    counts = np.bincount(RNG.binomial(6, 0.3, 10_000), minlength=7)
    assert chi_square_row("w", law, counts).verdict == "agree"
    other = stats.binom.pmf(np.arange(7), 6, 0.32)
    assert chi_square_row("w", other, counts).verdict == "disagree"


def test_the_error_that_counts_find_is_found_nine_times_of_ten() -> None:
    law, n = np.full(4, 0.25), 10_000
    row = chi_square_row("w", law, np.full(4, n // 4))
    wrong = float(row.finds.split()[-2]) / 100
    shifted = law * (1 + wrong * np.array([1, -1, 1, -1]))
    drawn = RNG.multinomial(n, shifted, 2000)
    p = stats.chi2.sf(((drawn - n / 4) ** 2 / (n / 4)).sum(axis=1), 3)
    assert np.mean(p < 0.001) == pytest.approx(0.9, abs=0.03)


def test_cells_expect_at_least_five() -> None:
    shares, seen = pooled([0.5, 0.3, 0.15, 0.04, 0.01], [20, 12, 6, 1, 1])
    assert shares == pytest.approx([0.5, 0.3, 0.2])
    assert seen.tolist() == [20, 12, 8]


def test_two_samples_of_one_law_agree_and_of_two_laws_do_not() -> None:
    one, other = RNG.normal(5, 1, 2000), RNG.normal(5, 1, 3000)
    assert ks_row("w", one, other).verdict == "agree"
    assert two_samples_row("w", one, other, 0.01).verdict == "agree"
    row = ks_row("w", one + 0.3, other)
    assert (row.verdict, row.finds) == ("disagree", "a distance of 0.075")


BEFORE = np.arange(40.0)
LESS = BEFORE - 1 + 0.5 * (-1.0) ** np.arange(40)  # 1 less, standard error .08: -1.16 to -.84


def test_an_effect_holds_where_its_interval_lies_on_the_expected_side() -> None:
    row = effect_row("w", BEFORE, LESS, -1)
    assert (row.truth, row.value, row.runs, row.verdict) == (0.0, -1.0, 40, "agree")
    assert row.finds == "below 0: 19.5 and 18.5, 95 % -1.16 to -0.838"
    assert effect_row("w", BEFORE, LESS, 1).verdict == "disagree"
    uncertain = BEFORE + 0.1 + (-1.0) ** np.arange(40)
    assert effect_row("w", BEFORE, uncertain, 1).verdict == "disagree"


def test_no_effect_holds_where_the_interval_lies_within_its_bound() -> None:
    assert none_row("w", BEFORE, LESS, 1.2).verdict == "agree"
    assert none_row("w", BEFORE, LESS, 1.1).verdict == "disagree"
    assert none_row("w", LESS, BEFORE, 1.1).verdict == "disagree"
    assert none_row("w", BEFORE, BEFORE, 0.1).verdict == "agree"


def test_no_rise_holds_however_far_it_falls() -> None:
    assert no_rise_row("w", BEFORE, LESS, 0.1).verdict == "agree"
    assert no_rise_row("w", LESS, BEFORE, 0.1).verdict == "disagree"


def test_an_effect_needs_thirty_pairs() -> None:
    with pytest.raises(ValueError, match="29 pairs are fewer than 30"):
        effect_row("w", BEFORE[:29], LESS[:29], -1)
