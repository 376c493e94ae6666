"""Intervals beside Student's t: what they are by hand, and how often they hold the truth."""

from __future__ import annotations

import math
import sys

import numpy as np
import pytest

from sim.experiment import intervals
from sim.experiment.statistics import (
    estimate,
    estimate_by_town,
    paired,
    paired_by_town,
    unpaired,
)

BASE = np.array([1.0, 2.0, 4.0, 3.0, 6.0, 8.0])


def test_few_or_even_values_have_student_s_t_and_many_skewed_ones_are_resampled() -> None:
    skewed = np.exp(np.random.default_rng(1).normal(0, 1, 120))
    assert estimate(skewed[:99]).interval == "t"
    assert estimate(np.arange(120.0)).interval == "t"
    assert estimate(skewed).interval == "bootstrap"


def test_a_resampled_interval_leans_to_the_long_tail_and_comes_out_again() -> None:
    skewed = np.exp(np.random.default_rng(1).normal(0, 1, 120))
    found, again = estimate(skewed), estimate(skewed)
    assert found.high - found.mean > 1.2 * (found.mean - found.low)
    assert (found.low, found.high) == (again.low, again.high)


def test_the_interval_of_wilson_is_that_of_the_textbook() -> None:
    # 1 of 10: 1.79 to 40.4 % (Newcombe 1998, method 3)
    assert intervals.wilson(1, 10, 0.95) == pytest.approx((0.0179, 0.4042), abs=5e-5)
    assert intervals.wilson(0, 0, 0.95) == (0.0, 1.0)


def test_the_interval_of_a_median_has_the_ranks_of_the_tables() -> None:
    # n = 20: ranks 6 and 15 hold the median with 95.9 % (Conover 1999, table A3)
    found = intervals.quantile(np.arange(1.0, 21.0), 0.5)
    assert (found.value, found.low, found.high) == (10.5, 6.0, 15.0)
    assert math.isnan(intervals.quantile([1.0, 2.0], 0.9).high)


def test_a_share_of_pairs_counts_which_way_is_better() -> None:
    better = BASE + np.array([1, 1, 0, -1, 1, 1])
    found = intervals.beaten(BASE, better, "higher")
    assert found is not None
    assert (found.better, found.alike, found.pairs) == (4, 1, 6)
    assert intervals.beaten(BASE, better, "none") is None


def test_pairs_in_two_towns_have_the_interval_of_two_differences() -> None:
    other = BASE + np.array(
        [1.0, 3.0, 1.0, 3.0, 1.0, 3.0]
    )  # +1 in the first town, +3 in the second
    found = paired_by_town(BASE, other, 2)
    assert (found.difference, found.replications, found.interval) == (2.0, 6, "towns")
    assert found.high - found.difference == pytest.approx(12.706, abs=5e-4)  # t(1) * 1
    assert estimate_by_town(BASE, 2).mean == BASE.mean()


def test_independent_runs_have_a_wider_interval_than_pairs() -> None:
    other = BASE + np.array([0.5, 0.6, 0.4, 0.5, 0.55, 0.45])
    pairs, apart = paired(BASE, other), unpaired(BASE, other)
    assert pairs.difference == pytest.approx(apart.difference)
    assert apart.high - apart.low > 20 * (pairs.high - pairs.low)
    assert math.isnan(apart.correlation)


def covered(draw: str, runs: int, experiments: int) -> int:
    """Count, of small paired experiments, those whose interval holds the true difference.

    Both sides share a common part, as paired runs do; the truth is .3 for near-normal draws and
    the difference of lognormal means for skewed ones.
    """
    rng, held = np.random.default_rng(7), 0
    for _ in range(experiments):
        common = rng.normal(0, 1, runs)
        a, b = (common + rng.normal(0, 0.6, runs) for _ in range(2))
        truth = 0.3
        if draw == "skewed":
            a, b = np.exp(a), np.exp(b + 0.3)
            truth = math.exp(1.36 / 2) * (math.exp(0.3) - 1)
        else:
            b = b + 0.3
        found = paired(a, b)
        held += found.low <= truth <= found.high
    return held


def test_in_1000_near_normal_experiments_the_paired_interval_holds_the_truth_950_times(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """926 to 971 is 950 +- 3.3 standard deviations; an interval of 92 % fails it 7 in 10."""
    held = covered("near-normal", 20, 1000)
    with capsys.disabled():
        sys.stdout.write(
            f"\npaired interval, near-normal, n = 20: {held} of 1000 hold the truth"
        )
    assert 926 <= held <= 971


@pytest.mark.slow
def test_in_1000_skewed_experiments_the_paired_interval_is_measured(
    capsys: pytest.CaptureFixture[str],
) -> None:
    counts = {runs: covered("skewed", runs, 1000) for runs in (20, 100, 200)}
    with capsys.disabled():
        sys.stdout.write(
            f"\npaired interval, lognormal: {counts} of 1000 hold it, by replications"
        )
    assert min(counts.values()) >= 880
