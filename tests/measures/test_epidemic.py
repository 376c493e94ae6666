"""The epidemic's numbers, worked out by hand; clock 0 is 08:00."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan, log
from typing import Any

import numpy as np
import pytest

from sim.measures import measure
from sim.measures.epidemic import growth_per_day

Make = Callable[..., Any]


def test_infections_are_counted_by_resident_day_and_layer(made: Make) -> None:
    rows = [
        {"resident": 1, "time_h": -3.0, "detected_h": 20.0},
        {"resident": 2, "time_h": 15.0, "infector": 1, "layer": "household"},
        {"resident": 3, "time_h": 16.0, "infector": 1, "detected_h": 120.0},
        {"resident": 4, "time_h": 17.0, "infector": 2, "severe_h": 90.0, "death_h": 95.0},
        {"resident": 2, "time_h": 39.0, "infector": 4, "severe_h": 90.0, "death_h": 101.0},
    ]
    found = measure(made(infections=rows))
    assert (found["infections"], found["attack_rate"]) == (5.0, 0.004)
    assert (found["peak_infections_per_day"], found["peak_day"]) == (3.0, 1.0)
    assert (found["severe"], found["deaths"]) == (2.0, 1.0)
    assert (found["cases_found"], found["share_found"]) == (1.0, 0.2)
    assert found["household_attack_share"] == 0.25
    assert found["reproduction_introduced"] == 2.0


def test_without_infections_there_is_no_peak_day(made: Make) -> None:
    found = measure(made())
    assert (found["infections"], found["attack_rate"]) == (0.0, 0.0)
    assert isnan(found["peak_day"])


def test_seeds_from_before_clock_nought_make_no_peak(made: Make) -> None:
    rows = [{"resident": k, "time_h": -1.0} for k in range(20)] + [
        {"resident": 30, "time_h": 50.0}
    ]
    found = measure(made(infections=rows))
    assert (found["infections"], found["peak_infections_per_day"]) == (21.0, 1.0)


def test_growth_that_doubles_every_day_is_found() -> None:
    days = np.repeat(np.arange(8), 2 ** np.arange(8))
    late = np.repeat(np.arange(11), 2 ** np.arange(11))
    assert growth_per_day(24.0 * late + 1) == pytest.approx(log(2))
    assert growth_per_day(24.0 * days + 1) < log(2)


def test_fewer_than_twenty_infections_have_no_growth() -> None:
    assert isnan(growth_per_day(np.linspace(0.0, 200.0, 19)))


def test_growth_fits_random_counts_without_bias() -> None:
    draw = np.random.default_rng(1)
    mean = 3 * np.exp(0.35 * np.arange(11))
    found = [
        growth_per_day(24.0 * np.repeat(np.arange(11), draw.poisson(mean))) for _ in range(500)
    ]
    assert abs(np.mean(found) - 0.35) < 3.5 * np.std(found) / np.sqrt(500)
