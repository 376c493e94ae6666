"""Every comparison of the page, judged: the same functions, so that the two cannot differ."""

from __future__ import annotations

import pytest

from tests.validation.data import ABSENT, present
from tests.validation.groups import BY_NAME, GROUPS, OUTSIDE, Group
from tests.validation.page import Made, number, page, table
from tests.validation.rows import Row

SOME_SECONDS = {"households", "school", "measles", "eon"}
SEED = 1


def _case(group: Group) -> object:
    mark = pytest.mark.slow if group.name in SOME_SECONDS else pytest.mark.long
    return pytest.param(group, id=group.name, marks=mark)


@pytest.mark.parametrize("group", [_case(group) for group in GROUPS])
def test_every_row_agrees(group: Group) -> None:
    if group.real and not present():
        pytest.skip(ABSENT)
    rows = list(group.compared(SEED))
    assert rows
    wrong = {row.what: row for row in rows if row.verdict != "agree"}
    assert {what: row for what, row in wrong.items() if what not in OUTSIDE} == {}
    assert {row.what for row in rows if row.what in OUTSIDE} <= set(wrong)


def test_no_two_groups_share_a_name() -> None:
    assert len(BY_NAME) == len(GROUPS)


ROWS = [
    Row("a mean", 2.0, 2.01, 0.02, 0.5, None, 100, "an error of 4 %", group="final-size"),
    Row("a law", 29.0, 80.0, 7.6, None, 1e-6, 10_000, "x", group="final-size"),
]


def test_a_page_says_how_many_agree_and_shows_what_does_not() -> None:
    made = Made("0.1.0", "abc", "numpy 2", 1, "2026-01-01")
    text = page(ROWS, made)
    assert "Of 2 rows 1 agree." in text
    assert "| a mean | 2 | 2.01 | 0.02 | 0.50 |  | 100 | an error of 4 % | agree |" in text
    assert "| a law | 29 | 80 | 7.6 |  | 0.000 | 10,000 | x | **disagree** |" in text
    assert text == page(ROWS, made)


def test_numbers_are_written_without_an_exponent() -> None:
    assert [number(x) for x in (0.0, 12345.6, 0.79754, 657.224)] == [
        "0", "12,350", "0.7975", "657.2",
    ]  # fmt: skip
    assert table(ROWS[:0]).count("\n") == 1
