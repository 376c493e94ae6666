"""The points of designs: what textbooks list, balance, and the same again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.experiment.design import Design, design_of, short_names
from sim.scenario import SweepSpec


def design(kind: str = "full", **words: Any) -> Design:
    return design_of(SweepSpec.model_validate({"scenario": "x", "design": kind, **words}))


def two_levels(letters: str) -> dict[str, Any]:
    return {letter: {"values": (-1, 1)} for letter in letters}


def test_a_full_design_has_every_combination_the_last_factor_fastest() -> None:
    made = design(factors={"a": {"values": (1, 2)}, "b.c": {"from": "1 h", "to": "2 h"}})
    assert [tuple(point.values()) for point in made.points] == [
        (1, "1 h"), (1, "2 h"), (2, "1 h"), (2, "2 h"),
    ]  # fmt: skip
    assert made.two_level


def test_more_levels_are_no_two_level_design() -> None:
    made = design(factors={"a": {"values": (1, 2, 3)}, "b": {"values": (1, 2)}})
    assert (len(made.points), made.two_level) == (6, False)
    assert made.place[:, 0].tolist() == [0, 0, 0.5, 0.5, 1, 1]


def test_the_half_fraction_of_four_factors_has_resolution_four() -> None:
    made = design("fractional", factors=two_levels("abcd"), generators=("D = ABC",))
    signs = 2 * made.place - 1
    assert (len(made.points), made.resolution) == (8, 4)
    assert (signs[:, 3] == signs[:, 0] * signs[:, 1] * signs[:, 2]).all()
    assert (signs.T @ signs == 8 * np.eye(4)).all()


def test_the_fractions_of_seven_factors_have_their_textbook_resolution() -> None:
    # Box, Hunter and Hunter: 2^(7-4) is of resolution III, 2^(7-3) of IV, 2^(5-1) of V.
    saturated = ("D = AB", "E = AC", "F = BC", "G = ABC")
    seven = design("fractional", factors=two_levels("abcdefg"), generators=saturated)
    four = ("E = ABC", "F = BCD", "G = ACD")
    wide = design("fractional", factors=two_levels("abcdefg"), generators=four)
    five = design("fractional", factors=two_levels("abcde"), generators=("E = ABCD",))
    assert [seven.resolution, wide.resolution, five.resolution] == [3, 4, 5]
    assert len(seven.words) == 15


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol"])
def test_drawn_points_fill_each_factor_evenly_and_come_again(kind: str) -> None:
    words = {"factors": {"a": {"from": 0.0, "to": 16.0}, "b": {"from": 0.0, "to": 1.0}}}
    made, again = (design(kind, points=16, **words) for _ in range(2))
    assert sorted(int(point["a"]) for point in made.points) == list(range(16))
    assert made.points == again.points
    assert made.points != design(kind, points=16, seed=2, **words).points


def test_a_list_is_taken_as_written_and_what_never_varies_is_no_factor() -> None:
    listed = (
        {"a": 1, "b": "x", "c": 0},
        {"a": 3, "b": "y", "c": 0},
        {"a": 2, "b": "x", "c": 0},
    )
    made = design("list", list=listed)
    assert (made.points, tuple(made.factors)) == (listed, ("a", "b"))
    assert made.place.tolist() == [[0, 0], [1, 1], [0.5, 0]]


def test_names_are_the_shortest_endings_that_differ() -> None:
    assert short_names(["a.b.count", "a.c.count", "x"]) == ("b.count", "c.count", "x")
    assert short_names(["a.b", "c.d"]) == ("b", "d")
