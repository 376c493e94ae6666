"""Where a difference is nothing: on curves that are known."""

from __future__ import annotations

import numpy as np

from sim.experiment.break_even import along, break_even

PLACES = np.array([1.0, 0.9, 0.8, 0.7, 0.6, 0.5])


def test_a_line_without_luck_crosses_where_it_does() -> None:
    found = break_even([0, 1, 2], np.array([[-1.0, -1.0], [0.5, 0.5], [2.0, 2.0]]))
    assert found.verdict == "found"
    assert abs(found.value - 2 / 3) < 1e-12


def test_a_ladder_may_fall() -> None:
    rows = (0.8 - PLACES)[:, None] + np.array([-0.01, 0.0, 0.01])
    found = break_even(PLACES, rows)
    assert (found.verdict, round(found.value, 9)) == ("found", 0.8)
    assert found.low < 0.8 < found.high
    assert (found.open_low, found.open_high) == (False, False)


def test_what_stays_below_is_short_and_what_starts_above_is_there_already() -> None:
    luck = np.array([-0.1, 0.0, 0.1])
    assert break_even([0, 1], np.array([[-2.0], [-1.0]]) + luck).verdict == "short"
    assert break_even([0, 1], np.array([[1.0], [2.0]]) + luck).verdict == "already"


def test_what_is_exactly_alike_and_what_cannot_be_told() -> None:
    assert break_even([0, 1], np.zeros((2, 3))).verdict == "alike"
    unclear = break_even([0, 1], np.array([[-5.0, 4.0, 0.5], [-5.0, 4.0, 0.4]]))
    assert unclear.verdict == "unclear"
    assert (unclear.low, unclear.high, unclear.open_low, unclear.open_high) == (
        0,
        1,
        True,
        True,
    )


def test_one_replication_tells_nothing_and_one_without_data_is_left_out() -> None:
    assert break_even([0, 1], np.array([[-1.0], [1.0]])).verdict == "unclear"
    rows = np.array([[-1.0, -1.2, np.nan], [1.0, 1.1, 1.0]])
    assert break_even([0, 1], rows).replications == 2


def test_the_band_has_the_places_and_between_them_straight_lines() -> None:
    band = along([0, 2], np.array([[0.0, 2.0], [2.0, 4.0]]))
    assert (band.places[0], band.places[-1], len(band.places)) == (0, 2, 201)
    assert abs(band.mean[100] - 2.0) < 1e-12


def test_the_interval_covers_the_true_break_even_as_often_as_it_says() -> None:
    # 800 studies of 20 paired replications on a known line that crosses at .73, with luck that
    # the places share and luck of their own. At 95 % the number covered lies in 740 to 778 but
    # for one chance in 600; a coverage of .92 would be noticed with a chance of .67, one of .91
    # with .93.
    luck = np.random.default_rng(520)
    covered = 0
    for _ in range(800):
        shared = luck.normal(0, 0.15, 20)
        own = luck.normal(0, 0.02, (1, 20))
        rows = (0.73 - PLACES)[:, None] * (1 + luck.normal(0, 0.3, 20)) + shared + own
        found = break_even(PLACES, rows)
        covered += found.low <= 0.73 <= found.high
    assert 740 <= covered <= 778
