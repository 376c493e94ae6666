"""Tests of one person are alike: each keeps its sensitivity, one person is always missed."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.hazards.epidemic.alike import alike
from tests.towns import OUTBREAK, begin, by_hand

PEOPLE, DAYS, SENSITIVITY = 4000, 4, 0.6


def results_of(correlation: float, kind: str = "pcr", loss: float = 0.0) -> NDArray[np.bool_]:
    """Test everybody of a town, all infected at clock 0, on each of four days."""
    testing = {
        "sensitivity": [["0 d", SENSITIVITY], ["30 d", SENSITIVITY]],
        "alike": correlation,
        "pooled_loss": loss,
        "seek_normal": 0,
        "seek_alert": 0,
    }
    spec: dict[str, Any] = {
        **OUTBREAK,
        "R0": 0,
        "introductions": {"mean": 0, "infectious_at_start": PEOPLE},
        "testing": testing,
    }
    town = {"households_per_grid": PEOPLE // 2}
    world = begin(by_hand({"hazards": {"outbreak": spec}, "town": town, "horizon": "9 d"}))
    world.clock.run(24.0 * DAYS)
    world.hazards["outbreak"].epidemic.advance(24.0 * DAYS)
    everybody = np.flatnonzero(world.state.fields.latest >= 0)
    assert len(everybody) == PEOPLE
    days = [np.full(PEOPLE, 24.0 * day + 12.0) for day in range(DAYS)]
    return np.array(
        [world.hazards["outbreak"].epidemic.examine(everybody, kind, at_h) for at_h in days]
    )


def error(share: float, count: int) -> float:
    """Give four standard errors of a share: a test outside is wrong but once in 16,000."""
    return float(4 * np.sqrt(share * (1 - share) / count))


def test_results_are_binomial_where_tests_are_not_alike() -> None:
    # 4,000 people a day: a sensitivity that is .05 off is found with a probability of .99
    found = results_of(0.0)
    for day in found:
        assert abs(day.mean() - SENSITIVITY) < error(SENSITIVITY, PEOPLE)
    counts = np.bincount(found.sum(axis=0), minlength=DAYS + 1) / PEOPLE
    for k, chance in enumerate((0.0256, 0.1536, 0.3456, 0.3456, 0.1296)):  # of 4 at .6
        assert abs(counts[k] - chance) < error(chance, PEOPLE)


def test_a_pooled_sample_loses_what_is_stated() -> None:
    found = results_of(0.0, "pooled", loss=0.1)
    assert abs(found.mean() - 0.5) < error(0.5, PEOPLE * DAYS)


def test_where_tests_are_alike_each_keeps_its_sensitivity_and_some_are_always_missed() -> None:
    found = results_of(0.5)
    for day in found:
        assert abs(day.mean() - SENSITIVITY) < error(SENSITIVITY, PEOPLE)
    missed = float((found.sum(axis=0) == 0).mean())
    # by quadrature over the shared normal score: .1272; .0256 were they not alike
    assert abs(missed - 0.1272) < error(0.1272, PEOPLE)


def test_with_a_correlation_of_one_a_person_is_missed_always_or_never() -> None:
    found = results_of(1.0)
    assert set(found.sum(axis=0).tolist()) == {0, DAYS}
    assert abs(found[0].mean() - SENSITIVITY) < error(SENSITIVITY, PEOPLE)


def test_mixing_two_uniforms_by_hand() -> None:
    own, shared = np.array([0.5, 0.5, 0.1]), np.array([0.5, 0.9, 0.1])
    assert np.round(alike(own, shared, 0.0), 6).tolist() == [0.5, 0.5, 0.1]
    assert np.round(alike(own, shared, 1.0), 6).tolist() == [0.5, 0.9, 0.1]
    # score sqrt(.5) x 1.2816 = .9062 -> .8176; both at .1: -1.2816 x 2 sqrt(.5) -> .0350
    assert np.round(alike(own, shared, 0.5), 4).tolist() == [0.5, 0.8176, 0.035]
