"""Quantities as text, and times on the tick."""

from contextlib import suppress
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import units
from sim.units import TICK, UnitError, tick

START = datetime(2022, 3, 1, 8)
HOURS = st.floats(0, 876_600, allow_nan=False)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("8 h", 8.0),
        ("15 min", 0.25),
        ("90min", 1.5),
        ("14 d", 336.0),
        ("2 w", 336.0),
        ("36 s", tick(0.01)),
        ("0", 0.0),
        (".5 d", 12.0),
        ("1e2 h", 100.0),
    ],
)
def test_a_duration_is_read_in_hours(text: str, hours: float) -> None:
    assert units.parse_hours(text) == hours


@pytest.mark.parametrize(
    ("text", "rule", "meant"),
    [
        ("3 m", "'m' may be minutes, months or metres, write min", "3 min"),
        ("3", "a duration needs a unit: s, min, h, d or w", "3 h"),
        ("2 hours", "unknown unit 'hours' (known: s, min, h, d, w, %, CNY)", "2 h"),
        ("3 parsec", "unknown unit 'parsec' (known: s, min, h, d, w, %, CNY)", None),
        ("8 h/d", "must be a duration in s, min, h, d or w", None),
        ("50 %", "must be a duration in s, min, h, d or w", None),
        ("soon", "must be a number with a unit, such as 8 h, 1.5 % or 3 /d", None),
        ("nan h", "must be a number with a unit, such as 8 h, 1.5 % or 3 /d", None),
        ("1e999 h", "must be a finite number", None),
        ("٣ h", "must be a number with a unit, such as 8 h, 1.5 % or 3 /d", None),
    ],
)
def test_a_duration_that_cannot_be_read_says_why(
    text: str, rule: str, meant: str | None
) -> None:
    with pytest.raises(UnitError) as caught:
        units.parse_hours(text)
    assert (str(caught.value), caught.value.suggestion) == (rule, meant)


def test_rates_are_per_hour_inside() -> None:
    assert units.parse_rate("2.4 /h") == 2.4
    assert units.parse_rate("12 /d") == 0.5
    assert units.parse_rate("24 /resident/d", ("resident",)) == 1.0
    with pytest.raises(UnitError, match="a rate needs a time"):
        units.parse_rate("3")
    with pytest.raises(UnitError, match="must be a rate such as 3 /resident/d"):
        units.parse_rate("24 /household/d", ("resident",))


def test_shares_and_money_are_read_with_or_without_their_sign() -> None:
    assert units.parse_share("1.5 %") == 0.015
    assert units.parse_share("0.3") == 0.3
    assert units.parse_money("22 CNY/h", ("h",)) == 22
    assert units.parse_money("22", ("h",)) == 22
    with pytest.raises(UnitError, match="such as 22 CNY/h"):
        units.parse_money("22 CNY/d", ("h",))


def test_times_of_day_are_hours_after_midnight() -> None:
    assert units.parse_time_of_day("08:30") == 8.5
    assert units.parse_time_of_day("24:00") == 24.0
    assert units.format_time_of_day(8.5) == "08:30"
    for wrong in ("8", "24:01", "12:60", "8.30"):
        with pytest.raises(UnitError):
            units.parse_time_of_day(wrong)


def test_dates_are_local_and_must_exist() -> None:
    assert units.parse_moment("2022-03-01 08:00") == START
    assert units.parse_moment("2022-03-01") == datetime(2022, 3, 1)
    assert units.format_moment(START) == "2022-03-01 08:00"
    with pytest.raises(UnitError, match="must be a date and time that exist"):
        units.parse_moment("2022-02-30 08:00")
    with pytest.raises(UnitError):
        units.parse_moment("2022-03-01T08:00Z")


def test_hours_since_counts_from_the_start_and_back() -> None:
    assert units.hours_since(START, datetime(2022, 3, 2, 9, 30)) == 25.5
    assert units.hours_since(START, datetime(2022, 2, 28, 8)) == -24.0
    assert units.moment_at(START, -24.0) == datetime(2022, 2, 28, 8)


@pytest.mark.parametrize(
    ("hours", "text"),
    [(8.0, "8 h"), (72.0, "3 d"), (0.25, "15 min"), (0.0, "0 h"), (35.0, "35 h")],
)
def test_a_duration_is_written_in_its_handiest_unit(hours: float, text: str) -> None:
    assert units.format_hours(hours) == text


@given(HOURS)
def test_a_duration_written_and_read_is_the_same_tick(hours: float) -> None:
    assert units.parse_hours(units.format_hours(tick(hours))) == tick(hours)


@given(st.floats(0, 1e6, allow_nan=False, allow_subnormal=False))
def test_a_rate_written_and_read_is_the_same_number(rate: float) -> None:
    assert units.parse_rate(units.format_rate(rate)) == rate


@given(HOURS, HOURS)
def test_ticks_add_exactly(a: float, b: float) -> None:
    now, then = tick(a), tick(b)
    assert now + (then - now) == then


@given(st.lists(HOURS, max_size=20))
def test_ticks_of_an_array_are_those_of_its_numbers(hours: list[float]) -> None:
    array = np.array(hours, dtype=np.float64)
    assert tick(array).tolist() == [tick(x) for x in hours]


@given(HOURS)
def test_a_tick_is_at_most_half_a_step_away_and_stays(hours: float) -> None:
    assert abs(tick(hours) - hours) <= TICK / 2
    assert tick(tick(hours)) == tick(hours)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_politely(text: str) -> None:
    with suppress(UnitError):
        assert units.parse_hours(text) > -1e12
