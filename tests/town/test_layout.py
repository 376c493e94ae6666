"""Where the grids are."""

from __future__ import annotations

import math

import numpy as np

from sim.town.layout import on_a_plane


def test_communities_stand_in_order_of_first_mention_and_grids_in_order_of_the_table(
    built_from,
):
    town = built_from(
        ("乙-1", "乙", 10, 20, 0.2, 1, 0.0, 0.0),
        ("甲-1", "甲", 10, 21, 0.2, 2, 400.0, 0.0),
        ("乙-2", "乙", 10, 22, 0.2, 3, 800.0, 0.0),
    )
    assert town.community_names == ("乙", "甲")
    assert town.grid_names == ("乙-1", "乙-2", "甲-1")
    assert town.grid_community.tolist() == [0, 0, 1]
    assert town.grid_workers.tolist() == [1, 3, 2]
    assert town.grid_x_m.tolist() == [0.0, 800.0, 400.0]


def test_what_a_table_leaves_out_is_filled_in(built_from):
    nan = math.nan
    town = built_from(
        ("a", "A", 400, 1000, nan, nan, nan, nan), ("b", "A", 400, 1000, nan, nan, nan, nan)
    )
    assert np.bincount(town.resident_grid, weights=town.age >= 60).tolist() == [255, 255]
    assert town.grid_workers.tolist() == [-1, -1]
    assert 280 < np.hypot(*np.diff([town.grid_x_m, town.grid_y_m])).item() < 540


def test_grids_lie_in_blocks_at_400_metres_give_or_take_60():
    community, number = np.divmod(np.arange(8), 4)
    x_m, y_m = on_a_plane(community, number, seed=1)
    column, line = np.array([0, 1, 1, 0, 2, 3, 3, 2]), np.array([0, 0, 1, 1] * 2)
    assert np.abs(x_m - 400 * column).max() <= 60
    assert np.abs(y_m - 400 * line).max() <= 60


def test_no_two_grids_of_the_street_share_a_spot(street):
    apart = np.hypot(
        street.grid_x_m[:, None] - street.grid_x_m, street.grid_y_m[:, None] - street.grid_y_m
    )
    np.fill_diagonal(apart, np.inf)
    assert apart.min() > 280
