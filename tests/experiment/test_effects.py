"""Effects of factors: worked out by hand, confounded where they must be, covered as stated."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from sim.experiment.design import design_of
from sim.experiment.effects import Effects, effects_of, strongest
from sim.scenario import SweepSpec


def effects(values: Any, kind: str = "full", **words: Any) -> Effects | None:
    spec = SweepSpec.model_validate({"scenario": "x", "design": kind, **words})
    return effects_of(design_of(spec), "on_time", np.asarray(values, dtype=float))


TWO = {"factors": {"a": {"values": (0, 1)}, "b": {"values": (0, 1)}}}


def test_main_effects_and_an_interaction_worked_out_by_hand() -> None:
    # y = 10 + 4 a + 2 b + 6 a b: at b low a does 4, at b high 10; mean 7, half difference 3
    found = effects([[10, 11], [12, 13], [14, 15], [22, 23]], **TWO)
    assert found is not None
    assert [(row.factors, row.found.mean) for row in found.rows] == [
        (("a",), 7.0),
        (("b",), 5.0),
        (("a", "b"), 3.0),
    ]
    assert math.isnan(found.fit)  # as many effects as points hold everything, and prove nothing


def test_what_all_points_share_falls_out_of_the_interval() -> None:
    luck = np.array([0.0, 50.0, -30.0, 7.0])
    noise = np.array([0.5, -0.5, 0.5, -0.5])
    found = effects([luck, luck, luck + 2 + noise, luck + 2 + noise], **TWO)
    assert found is not None
    effect = found.rows[0].found
    # differences 2.5, 1.5, 2.5, 1.5: s = .57735, s / 2 = .288675, t(3, .975) = 3.182446
    assert effect.mean == 2.0
    assert effect.low == pytest.approx(2 - 3.182446 * 0.288675, abs=1e-5)


def test_a_factor_that_does_nothing_has_an_effect_of_exactly_0() -> None:
    values = np.random.default_rng(5).normal(size=9) * 1e6
    found = effects([values, values, values, values], **TWO)
    assert found is not None
    assert {row.found.mean for row in found.rows} == {0.0}


def test_a_replication_without_data_at_a_point_counts_as_without_data() -> None:
    found = effects([[1, 2, 3], [1, 2, math.nan], [4, 5, 6], [4, 5, 6]], **TWO)
    assert found is not None
    assert (found.rows[0].found.replications, found.rows[0].found.without_data) == (2, 1)


def test_a_fraction_says_what_an_effect_cannot_be_told_from() -> None:
    factors = {letter: {"values": (0, 1)} for letter in "abcd"}
    values = np.arange(16.0).reshape(8, 2)
    found = effects(values, "fractional", factors=factors, generators=("D = ABC",))
    assert found is not None
    told = {row.factors: row.confounded for row in found.rows}
    assert told["a",] == ()
    assert told["a", "b"] == (("c", "d"),)
    assert len(told) == 7  # four main effects and three pairs of interactions


def test_a_plane_gives_the_change_from_end_to_end() -> None:
    factors = {"a": {"values": (0, 5, 10)}, "b": {"values": ("x", "y")}}
    values = [[3 + 0.2 * a + 7 * b, 4 + 0.4 * a + 7 * b] for a in (0, 5, 10) for b in (0, 1)]
    found = effects(values, factors=factors)
    assert found is not None
    assert [round(row.found.mean, 9) for row in found.rows] == [3.0, 7.0]
    assert found.fit == pytest.approx(1.0)


def test_points_that_do_not_part_the_factors_give_no_effects() -> None:
    listed = ({"a": 1, "b": 1}, {"a": 2, "b": 2})
    assert effects([[1, 2], [3, 4]], "list", list=listed) is None


def test_the_strongest_shown_effect_comes_first() -> None:
    rng = np.random.default_rng(2)
    base, small = rng.normal(size=(2, 20))
    rows = [base, base + 5, base + 1 + 0.01 * small, base + 6]
    found = effects(rows, **TWO)
    assert found is not None
    assert strongest(found.rows)[0].factors == ("b",)


def test_the_interval_of_an_effect_covers_the_truth_at_its_rate() -> None:
    """In 1,000 designs of 2 x 2 points and 10 replications 950 intervals cover (sd 6.9).

    A deviation of 3.5 sd is a chance of 1 in 2,000; intervals of 90 % would be out surely.
    """
    rng = np.random.default_rng(11)
    covered = 0
    for _ in range(1000):
        values = rng.normal(size=(4, 10)) + rng.normal(size=10)
        values[2:] += 1.5
        found = effects(values, **TWO)
        assert found is not None
        covered += found.rows[0].found.low <= 1.5 <= found.rows[0].found.high
    assert abs(covered - 950) <= 24
