"""The household attack rate of a survey, worked out by hand; the horizon is 400 h."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, isnan
from typing import Any

import pytest

from sim.measures import measure

Make = Callable[..., Any]


def home(number: int, members: int, *cases: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the infected of a household, residents numbered from 10 times its number."""
    first = 10 * number
    of_first = {"infector": first, "layer": "household"}
    return [
        {"resident": first + k, "household": number, "members": members}
        | (of_first if k else {})
        | case
        for k, case in enumerate(cases)
    ]


def attack_rate(made: Make, rows: list[dict[str, Any]]) -> float:
    found: float = measure(made(infections=rows, horizon_h=400.0))["household_attack_rate"]
    return found


def test_it_is_the_infected_over_all_other_members(made: Make) -> None:
    """Followed to 360 h: 2 of 4 others, one of them at second hand; then nobody of 2."""
    second = {"time_h": 360.0, "infector": 11}
    late = {"time_h": 361.0}
    rows = home(1, 5, {"time_h": 0.0, "onset_h": 24.0}, {"time_h": 9.0}, second, late)
    rows += home(2, 3, {"time_h": 5.0, "onset_h": 30.0})
    assert attack_rate(made, rows) == pytest.approx(2 / 6)


def test_a_household_infected_from_elsewhere_leaves_and_those_that_stay_count_for_it(
    made: Make,
) -> None:
    """Of 2 + 4 others 1 is infected at home, then one elsewhere, of 5 still free.

    The other household had 2 free since it began, so that 1 it loses later counts exp(2 / 5).
    """
    elsewhere = {"time_h": 20.0, "infector": 99, "layer": "work"}
    rows = home(
        1, 5, {"time_h": 0.0, "onset_h": 24.0}, {"time_h": 9.0}, elsewhere, {"time_h": 50.0}
    )
    rows += home(2, 3, {"time_h": 1.0, "onset_h": 24.0}, {"time_h": 60.0})
    assert attack_rate(made, rows) == pytest.approx((1 + exp(2 / 5)) / 6)


def test_so_does_one_where_somebody_infected_elsewhere_infects_at_home(made: Make) -> None:
    elsewhere = {"time_h": 20.0, "infector": 99, "layer": "work"}
    rows = home(
        1, 3, {"time_h": 0.0, "onset_h": 24.0}, elsewhere, {"time_h": 50.0, "infector": 11}
    )
    assert attack_rate(made, rows) == 0.0


def test_households_infected_when_one_in_twenty_was_are_left_out(made: Make) -> None:
    rows = [{"resident": 100 + k, "time_h": 1.0} for k in range(49)]
    rows += home(1, 3, {"time_h": 2.0, "onset_h": 24.0}, {"time_h": 9.0})
    rows += home(2, 3, {"time_h": 3.0, "onset_h": 24.0})
    assert attack_rate(made, rows) == 1 / 2


def test_households_that_a_survey_cannot_follow_are_left_out(made: Make) -> None:
    rows = [
        *home(1, 2, {"time_h": 0.0, "onset_h": 24.0}, {"time_h": 9.0}),
        *home(3, 2, {"time_h": 5.0}, {"time_h": 50.0, "onset_h": 60.0}),  # the first is not ill
        *home(4, 1, {"time_h": 5.0, "onset_h": 30.0}),  # lives alone
        *home(5, 2, {"time_h": 70.0, "onset_h": 90.0}),  # not followed to the end
    ]
    assert attack_rate(made, rows) == 1.0


def test_who_is_infected_twice_at_home_counts_once(made: Make) -> None:
    rows = home(1, 3, {"time_h": 0.0, "onset_h": 24.0}, {"time_h": 9.0}, {"time_h": 90.0})
    rows[2] |= {"resident": 11, "number": 1}
    assert attack_rate(made, rows) == 1 / 2


def test_a_worker_from_outside_has_no_household(made: Make) -> None:
    assert isnan(attack_rate(made, [{"resident": 1000, "onset_h": 3.0}]))


def test_without_infections_there_is_no_data(made: Make) -> None:
    assert isnan(attack_rate(made, []))
