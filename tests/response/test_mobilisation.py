from __future__ import annotations

import numpy as np

from sim.response import mobilisation
from sim.response.mobilisation import shares


def split(weights: list[float], heads: int) -> list[int]:
    found: list[int] = shares(np.array(weights), heads).tolist()
    return found


def test_heads_are_split_two_to_each_first_then_by_those_shut_in() -> None:
    assert split([30.0, 10.0, 0.0], 4) == [2, 2, 0]
    assert split([30.0, 10.0, 0.0], 8) == [5, 3, 0]
    assert split([10.0, 30.0, 20.0], 5) == [0, 3, 2]
    assert split([0.0, 0.0], 4) == [0, 0]
    assert split([5.0, 1.0], 0) == [0, 0]


def posts(confined: list[float], homes: list[int], area_of_grid: list[int]) -> list[int]:
    at, one_employer = np.array(homes), np.zeros(len(homes), np.int64)
    found: list[int] = mobilisation.posts(
        at, one_employer, np.array(confined), np.array(area_of_grid)
    ).tolist()
    return found


def test_the_reserve_goes_where_people_are_shut_in() -> None:
    assert posts([0.0, 26.0, 0.0], [0, 0, 1, 2], [0, 1, 2]) == [1, 1, 1, 1]


def test_only_as_many_move_as_must() -> None:
    assert posts([10.0, 10.0, 0.0], [0, 0, 0, 1], [0, 1, 2]) == [0, 0, 1, 1]


def test_nobody_moves_where_nobody_is_shut_in_or_all_is_one_pool() -> None:
    assert posts([0.0, 0.0], [0, 1], [0, 1]) == [0, 1]
    assert posts([0.0, 9.0], [0, 1], [0, 0]) == [0, 1]


def test_in_an_area_they_report_to_the_grid_with_most_shut_in() -> None:
    assert posts([0.0, 0.0, 5.0, 9.0], [0, 1], [0, 0, 1, 1]) == [3, 3]
