"""Early growth and reproduction: the window by hand, the slope of counts that are known."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan, log
from typing import Any

import numpy as np
import pytest

from sim.measures import measure, study_of
from sim.measures.epidemic import linked
from sim.measures.growth import Window, slope_per_day, window_of

Make = Callable[..., Any]


def outbreak(counts: list[int]) -> list[dict[str, Any]]:
    """Give ten introduced at hour 0, then so many infected by resident 0 on each day since."""
    rows: list[dict[str, Any]] = [
        {"resident": k, "time_h": 0.0, "layer": "introduced", "infectious_from_h": 0.0,
         "infectious_until_h": 120.0}
        for k in range(10)
    ]  # fmt: skip
    for day, count in enumerate(counts):
        for _ in range(count):
            rows.append({"resident": len(rows), "time_h": 24.0 * day + 12, "infector": 0})
    return rows


def window(run: Any) -> Window:
    study = study_of(run)
    return window_of(study, linked(study))


def test_growth_that_doubles_every_day_is_found(made: Make) -> None:
    found = measure(made(infections=outbreak([2, 4, 8, 16, 32]), horizon_h=130.0,
                         facts={"residents": 10_000}))  # fmt: skip
    assert found["growth_realised"] == pytest.approx(log(2))


def test_ten_spans_in_the_window_that_caused_62_make_6_2_each(made: Make) -> None:
    found = measure(made(infections=outbreak([2, 4, 8, 16, 32]), horizon_h=130.0,
                         facts={"residents": 10_000}))  # fmt: skip
    assert found["reproduction_early"] == pytest.approx(6.2)


def test_the_window_opens_at_the_tenth_infection(made: Make) -> None:
    rows = [{"resident": k, "time_h": 5.0 * k} for k in range(12)]
    assert window(made(infections=rows, horizon_h=200.0)) == Window(45.0, 6)


def test_nine_infections_open_no_window(made: Make) -> None:
    rows = [{"resident": k, "time_h": 5.0 * k} for k in range(9)]
    assert window(made(infections=rows, horizon_h=200.0)).days == 0


def test_the_window_ends_when_one_in_twenty_has_been_infected(made: Make) -> None:
    rows = [{"resident": k, "time_h": 10.0 * k} for k in range(60)]
    assert window(made(infections=rows, horizon_h=900.0)) == Window(90.0, 16)  # 50 by 490 h


def test_who_is_infected_twice_counts_once_towards_it(made: Make) -> None:
    rows = [{"resident": k, "time_h": 10.0 * k} for k in range(60)]
    rows[20] = {"resident": 3, "number": 1, "time_h": 200.0}
    assert window(made(infections=rows, horizon_h=900.0)) == Window(90.0, 17)  # by 500 h


@pytest.mark.parametrize(
    "change",
    [
        {"events": [{"time_h": 130.0, "event": "level", "value": 1.0}]},
        {"restrictions": [{"from_h": 20.0}, {"from_h": 130.0}]},
    ],
)
def test_the_window_ends_when_a_control_takes_hold_after_it_opened(
    made: Make, change: dict[str, Any]
) -> None:
    rows = [{"resident": k, "time_h": 5.0 * k} for k in range(12)]
    run = made(infections=rows, horizon_h=900.0, **change)
    assert window(run) == Window(45.0, 3)  # 85 h


def test_fewer_than_thirty_infections_or_five_days_have_no_growth(made: Make) -> None:
    few = measure(made(infections=outbreak([5, 6, 6, 6, 6]), horizon_h=130.0))
    short = measure(made(infections=outbreak([10, 20, 40]), horizon_h=119.0,
                         facts={"residents": 10_000}))  # fmt: skip
    for found in (few, short):
        assert isnan(found["growth_realised"])
        assert isnan(found["reproduction_early"])


def test_introduced_cases_infect_each_so_many(made: Make) -> None:
    rows = [
        {"resident": 1, "time_h": 0.0, "layer": "introduced"},
        {"resident": 2, "time_h": 0.0, "layer": "introduced"},
        {"resident": 3, "time_h": 9.0, "infector": 1},
        {"resident": 4, "time_h": 9.0, "infector": 1},
        {"resident": 1, "number": 1, "time_h": 50.0, "infector": 4},
        {"resident": 5, "time_h": 60.0, "infector": 1, "infector_number": 1},
        {"resident": 6, "time_h": 60.0, "infector": 2},
    ]
    assert measure(made(infections=rows))["reproduction_introduced"] == 1.5


def test_a_single_day_has_no_slope() -> None:
    assert isnan(slope_per_day(np.array([0, 30, 0])))


def test_days_without_infections_need_no_correction() -> None:
    """With x = exp(r): (x - 1/x) / (1/x + 1 + x) = (4 - 1) / 5."""
    assert slope_per_day(np.array([1, 0, 4])) == pytest.approx(log((3 + 73**0.5) / 4))


def test_the_slope_of_random_counts_is_found_without_bias() -> None:
    draw = np.random.default_rng(1)
    mean = 3 * np.exp(0.35 * np.arange(11))
    found = [slope_per_day(draw.poisson(mean)) for _ in range(500)]
    assert abs(np.mean(found) - 0.35) < 3.5 * np.std(found) / np.sqrt(500)
