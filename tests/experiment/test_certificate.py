"""Exact tests of a share, and how many runs they need."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from sim.experiment import certificate as c


def test_a_certificate_of_nine_in_ten_needs_29_runs_without_a_failure() -> None:
    assert [c.runs_needed(0.9, 0.95, failures) for failures in (0, 1, 2)] == [29, 46, 61]
    assert c.fewest_held(29, 0.9, 0.95) == 29
    assert c.fewest_held(61, 0.9, 0.95) == 59
    assert c.fewest_held(20, 0.9, 0.95) == 21  # twenty are not enough, whatever they say


def test_power_of_eight_in_ten_takes_179_runs_where_95_in_100_hold() -> None:
    assert c.runs_for_power(0.9, 0.95, 0.95, 0.8) == 179


def test_power_needs_a_truth_above_the_share() -> None:
    with pytest.raises(ValueError, match=r"the truth, 0.9, must lie above the share, 0.9"):
        c.runs_for_power(0.9, 0.9, 0.95, 0.8)


@pytest.mark.parametrize(
    ("held", "runs", "low", "high"),
    [(0, 10, 0.0, 0.3085), (10, 10, 0.6915, 1.0), (9, 10, 0.5550, 0.9975), (0, 0, 0.0, 1.0)],
)
def test_the_interval_of_a_share_is_exact(
    held: int, runs: int, low: float, high: float
) -> None:
    assert c.interval(held, runs, 0.95) == pytest.approx((low, high), abs=5e-5)


def test_the_two_chances_are_tails_of_the_binomial() -> None:
    assert c.chance_if_short(29, 29, 0.9) == pytest.approx(0.9**29)
    assert c.chance_if_enough(0, 29, 0.9) == pytest.approx(0.1**29)
    assert c.chance_if_short(0, 5, 0.9) == 1.0
    assert c.chance_if_enough(5, 5, 0.9) == 1.0


def test_a_false_certificate_is_as_rare_as_stated_in_2000_experiments() -> None:
    """At the very edge (.9 hold) 61 runs certify in 4.9 % of cases (se .5 %)."""
    held = np.random.default_rng(1).binomial(61, 0.9, 2000)
    certified = np.mean([c.chance_if_short(int(h), 61, 0.9) <= 0.05 for h in held])
    assert certified == pytest.approx(0.049, abs=0.015)
    assert float(c.chance_if_short(59, 61, 0.9)) == pytest.approx(0.0491, abs=5e-5)


def test_the_sequential_test_errs_as_rarely_as_stated_and_stops_early() -> None:
    """2,000 sequences at either end: errors at most .05 (se .005), far fewer than 179 runs."""
    rng = np.random.default_rng(2)

    def many(truth: float) -> tuple[float, float]:
        said, lengths = [], []
        for row in rng.random((2000, 1000)) < truth:
            looked_at: list[bool] = []
            said.append(c.decided(_noting(row.tolist(), looked_at), 0.9, 0.97, 0.05))
            lengths.append(len(looked_at))
        return float(np.mean([verdict is True for verdict in said])), float(np.mean(lengths))

    assert many(0.9)[0] <= 0.065
    held, length = many(0.97)
    assert held >= 0.935
    assert length < 100


def _noting(outcomes: list[bool], looked_at: list[bool]) -> Iterator[bool]:
    """Give outcomes one by one, noting those that were looked at."""
    for held in outcomes:
        looked_at.append(held)
        yield held


def test_one_failure_too_many_decides_against() -> None:
    assert c.decided([True] * 40, 0.9, 0.97, 0.05) is True
    assert c.decided([True, False, False, False], 0.9, 0.97, 0.05) is False
    assert c.decided([True, False, True], 0.9, 0.97, 0.05) is None
    assert c.decided([False], 0.9, 1.0, 0.05) is False
