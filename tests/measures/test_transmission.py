"""Who infected whom, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan, log
from typing import Any

import numpy as np
import pytest

from sim.measures import measure
from sim.measures.transmission import dispersion, share_causing

Make = Callable[..., Any]
NAN = float("nan")

# 1 infects 2 and 3; 2 infects 4, who can still infect at the horizon of 100 h and infects 5.
TIMES = ("resident", "infector", "time_h", "infectious_until_h", "onset_h")
CHAIN = [
    dict(zip(TIMES, times, strict=True))
    for times in (
        (1, -1, 0.0, 60.0, 20.0),
        (2, 1, 10.0, 80.0, 34.0),
        (3, 1, 40.0, 70.0, NAN),
        (4, 2, 50.0, 120.0, 90.0),
        (5, 4, 52.0, 99.0, 110.0),
    )
]


def test_the_generation_time_looks_forward_from_complete_infectors(made: Make) -> None:
    assert measure(made(infections=CHAIN))["generation_time_h"] == pytest.approx(90 / 3)


def test_in_hospital_nobody_can_infect_any_more(made: Make) -> None:
    rows = [dict(row) for row in CHAIN]
    rows[3]["severe_h"] = 95.0
    assert measure(made(infections=rows))["generation_time_h"] == pytest.approx(92 / 4)


def test_the_serial_interval_is_of_pairs_that_both_fall_ill(made: Make) -> None:
    assert measure(made(infections=CHAIN))["serial_interval_h"] == pytest.approx((14 + 56) / 2)


def test_one_of_three_was_infected_before_the_infector_fell_ill(made: Make) -> None:
    assert measure(made(infections=CHAIN))["share_presymptomatic"] == pytest.approx(1 / 3)


def test_infectors_who_never_fall_ill_are_left_out_of_it(made: Make) -> None:
    rows = [*CHAIN, {"resident": 6, "time_h": 45.0, "infector": 3, "infectious_until_h": 60.0}]
    assert measure(made(infections=rows))["share_presymptomatic"] == pytest.approx(1 / 3)


def test_without_pairs_there_is_no_data(made: Make) -> None:
    found = measure(made(infections=CHAIN[:1]))
    names = ("generation_time_h", "serial_interval_h", "share_presymptomatic")
    assert all(isnan(found[name]) for name in names)


def test_the_dispersion_of_known_counts_is_the_most_likely() -> None:
    """Half cause none, half two: of k in the score equation 1/k + 1/(1 + k) = 2 log(1 + 1/k).

    The variance is the mean, so k has no bound; with three in place of two it has.
    """
    assert isnan(dispersion(np.array([0, 2])))
    k = dispersion(np.array([0, 3]))
    assert 1 / k + 1 / (1 + k) + 1 / (2 + k) == pytest.approx(2 * log(1 + 1.5 / k))


def test_the_dispersion_of_drawn_counts_is_found() -> None:
    drawn = np.random.default_rng(1).negative_binomial(0.3, 0.3 / (0.3 + 2.0), size=100_000)
    assert dispersion(drawn) == pytest.approx(0.3, rel=0.03)


def test_the_dispersion_of_even_counts_has_no_bound() -> None:
    assert isnan(dispersion(np.ones(50, np.int64)))


def test_the_fewest_who_cause_80_percent_are_counted() -> None:
    assert share_causing(np.array([0, 0, 1, 1, 0, 6, 0, 0, 2, 0])) == 0.2
    assert share_causing(np.array([5, 5, 5, 5, 5])) == 0.8
    assert isnan(share_causing(np.zeros(4, np.int64)))


def test_thirty_complete_cases_are_needed(made: Make) -> None:
    rows = [{"resident": k, "infectious_until_h": 50.0} for k in range(20)]
    rows += [
        {"resident": k, "time_h": 20.0, "infector": 0, "infectious_until_h": 90.0}
        for k in range(20, 30)
    ]
    found = measure(made(infections=rows))
    assert found["share_causing_80_percent"] == 1 / 30
    assert found["offspring_dispersion"] < 0.05
    few = measure(made(infections=rows[:-1]))
    assert isnan(few["share_causing_80_percent"])
    assert isnan(few["offspring_dispersion"])
