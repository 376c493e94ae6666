"""Numbers and labels as people read them."""

import math

import pytest

from sim.report import wording


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (math.nan, "no data"),
        (0.0, "0"),
        (-0.0, "0"),
        (0.0456, "0.046"),
        (12.34, "12.3"),
        (12345.6, "12,346"),
        (-3.0, "−3"),
    ],
)
def test_numbers_keep_the_figures_that_matter(value: float, told: str) -> None:
    assert wording.number(value) == told


@pytest.mark.parametrize(
    ("width", "places"), [(0.15, 2), (1.5, 1), (2, 0), (1999, 0), (2000, -2), (35_000, -3)]
)
def test_an_interval_decides_how_exact_a_number_is_told(width: float, places: int) -> None:
    assert wording.places_for(width) == places


def test_rounding_to_thousands_keeps_the_commas() -> None:
    assert wording.fixed(1_998_432, -3) == "1,998,000"
    assert wording.fixed(-0.04, 1) == "0.0"
    assert wording.fixed(math.nan, 1) == "no data"


def test_a_share_without_data_is_not_a_percentage() -> None:
    assert wording.amount(math.nan, "share") == "no data"


def test_labels_break_between_words_and_between_chinese_letters() -> None:
    assert wording.wrapped("grid service community", 12) == "grid service\ncommunity"
    assert wording.wrapped("网格服务共同体", 8) == "网格服务\n共同体"
