"""Laws of durations: families, means, spreads; tables by age."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.scenario import AgeTable, Law
from sim.scenario.tails import moments

SHARES = (np.arange(400_000) + 0.5) / 400_000
FAMILIES: list[dict[str, Any]] = [
    {"law": "exponential", "mean": 2.0},
    {"law": "gamma", "mean": 2.0, "cv": 0.4},
    {"law": "erlang", "mean": 2.0, "shape": 4},
    {"law": "lognormal", "mean": 2.0, "cv": 0.6},
    {"law": "weibull", "mean": 2.0, "cv": 0.8},
    {"law": "weibull", "mean": 2.0, "cv": 1.5},
]


@pytest.mark.parametrize("stated", FAMILIES, ids=lambda stated: str(stated["law"]))
def test_a_law_has_the_mean_and_the_spread_it_states(stated: dict[str, Any]) -> None:
    law = Law(**stated)
    hours = law.quantile(SHARES)
    assert hours.mean() == pytest.approx(2.0, rel=1e-3)
    assert hours.std() / hours.mean() == pytest.approx(law.spread, rel=1e-2)
    assert (np.diff(hours) >= 0).all()


def test_a_bare_quantity_is_fixed() -> None:
    law = Law.model_validate("30 min")
    assert (law.law, law.mean, law.spread) == ("fixed", 0.5, 0.0)
    assert law.quantile(np.array([0.1, 0.9])).tolist() == [0.5, 0.5]


def test_an_exponential_law_is_closed() -> None:
    law = Law(law="exponential", mean=2.0)
    assert law.quantile(np.array([0.5])).tolist() == [2 * np.log(2)]


def test_a_law_of_mean_0_is_always_0() -> None:
    assert Law(law="lognormal", mean=0.0).quantile(np.array([0.01, 0.99])).tolist() == [0, 0]


@pytest.mark.parametrize("stated", FAMILIES, ids=lambda stated: str(stated["law"]))
def test_a_table_has_one_more_entry_than_steps_and_does_not_fall(
    stated: dict[str, Any],
) -> None:
    table = Law(**stated).table(64)
    assert table.shape == (65,)
    assert (np.diff(table) >= 0).all()
    assert table[0] == Law(**stated).quantile(np.array([1 / 256]))[0]
    assert np.isfinite(table).all()


@given(st.floats(0.05, 10), st.floats(0.05, 3))
def test_the_median_of_a_lognormal_is_known(mean: float, cv: float) -> None:
    median = Law(law="lognormal", mean=mean, cv=cv).quantile(np.array([0.5]))[0]
    assert median == pytest.approx(Law(law="fixed", mean=mean).mean / np.sqrt(1 + cv**2))


@pytest.mark.parametrize(
    ("stated", "rule"),
    [
        ({"law": "fixed", "mean": 1.0, "cv": 0.5}, "a fixed law has no cv of its own"),
        ({"law": "erlang", "mean": 1.0}, "an erlang law, and no other, needs a shape"),
        ({"law": "gamma", "mean": 1.0, "shape": 2}, "an erlang law, and no other"),
        ({"law": "gamma", "mean": -1.0}, "greater than or equal to 0"),
    ],
)
def test_a_law_that_contradicts_itself_is_refused(stated: dict[str, Any], rule: str) -> None:
    with pytest.raises(ValidationError, match=rule):
        Law(**stated)


@pytest.mark.parametrize("law", ["gamma", "lognormal", "weibull"])
@pytest.mark.parametrize("cv", [0.3, 1.0, 2.0, 5.0])
def test_a_table_keeps_the_first_two_moments_of_a_long_tail(law: str, cv: float) -> None:
    table = Law(law=law, mean=3.0, cv=cv).table()
    mean, square = moments(table)
    assert mean == pytest.approx(3.0, rel=0.001)
    assert square == pytest.approx(9.0 * (1 + cv**2), rel=0.001)
    assert (np.diff(table) >= 0).all()


def test_a_table_that_loses_little_is_left_as_it_is() -> None:
    shares = np.clip(np.arange(4097) / 4096, 1 / 16384, 1 - 1 / 16384)
    law = Law(law="lognormal", mean=1.0, cv=0.6)
    assert law.table().tolist() == law.quantile(shares).tolist()


def test_a_table_by_age_steps_up_at_its_ages() -> None:
    table = AgeTable.model_validate([{"from": 0, "value": 0.1}, {"from": 60, "value": 0.5}])
    assert table.at([0, 59, 60, 100]).tolist() == [0.1, 0.1, 0.5, 0.5]
    assert AgeTable.model_validate(0.3).at(np.array([5, 80])).tolist() == [0.3, 0.3]


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([{"from": 5, "value": 0.1}], "starts from age 0"),
        ([], "starts from age 0"),
        ([{"from": 0, "value": 0.1}, {"from": 0, "value": 0.2}], "ages must rise"),
        ([{"from": 0, "value": 1.1}], "shares from 0 to 1"),
    ],
)
def test_a_table_by_age_rises_from_0(rows: list[dict[str, Any]], rule: str) -> None:
    with pytest.raises(ValidationError, match=rule):
        AgeTable.model_validate(rows)
