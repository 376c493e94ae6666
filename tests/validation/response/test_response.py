"""The pure parts of the response's validation: windows, distances, slopes, verdicts, ranks."""

from __future__ import annotations

import numpy as np
import pytest

from tests.validation.response.checks import (
    NAMES,
    band,
    between,
    in_band,
    share_of,
    toothless,
)
from tests.validation.response.dianjiang import COUNTS, PRIOR, contagion, daily, draws, narrowed
from tests.validation.response.docking import growth_of, shape_of
from tests.validation.response.experiments import AS_IT_IS
from tests.validation.response.observation import Count, Observer, distance, published
from tests.validation.response.posterior import ACCEPTED, accepted, correlations, nearest, read
from tests.validation.response.ranking import NAMES as PLANS
from tests.validation.response.ranking import ranked
from tests.validation.response.shanghai import slope

NEVER = [[0.5, 0.1]]  # of the confirmed none converts


def seen(known_h: list[float], count: Count, delay_h: float = 0.0, share: float = 0.5) -> float:
    at = np.array(known_h)
    return float(published(at, 8.0, [count], Observer(delay_h, share), NEVER)[0])


def test_a_count_sees_its_own_hours_only() -> None:
    # clock 0 is 08:00; the window is day 1 until noon: hours 16 to 28 of the run
    noon = Count("a", 1, 12.0, 0, 0)
    assert seen([15.9, 16.0, 27.9, 28.0, np.nan], noon) == 2.0


def test_a_case_is_counted_when_the_delay_is_over() -> None:
    whole = Count("a", 1, 24.0, 0, 0)
    assert [seen([10.0], whole, delay_h) for delay_h in (0.0, 6.0, 40.0)] == [0.0, 1.0, 0.0]


def test_where_only_confirmed_cases_are_published_a_share_is_seen() -> None:
    whole, only = Count("a", 0, 24.0, 0, 0), Count("a", 0, 24.0, 0, 0, only_confirmed=True)
    assert (seen([1.0] * 100, whole), seen([1.0] * 100, only)) == (100.0, 50.0)


def test_conversions_are_published_among_confirmed_cases() -> None:
    whole = Count("a", 0, 24.0, 0, 0)
    often = published(np.ones(100), 8.0, [whole], Observer(0.0, 0.4), [[0.5, 0.999]])
    assert often.tolist() == [105.0]


def test_distance_is_that_of_square_roots() -> None:
    assert distance(np.array([16.0, 9.0]), np.array([9.0, 16.0])) == 1.0
    assert nearest([3.0, 1.0, np.inf, 2.0], 0.5) == [1, 3]


def test_the_prior_fills_its_ranges_evenly() -> None:
    found = draws(50, 1)
    level = [draw["level"] for draw in found]
    assert sum(one < 1 for one in level) == 25
    assert all(PRIOR["growth"][0] <= draw["growth"] <= PRIOR["growth"][1] for draw in found)


def test_contagion_of_a_solved_growth_is_what_was_solved() -> None:
    grid = "hazards.outbreak.layers.grid.probability"
    assert contagion(0.4)[grid] == pytest.approx(0.255682, rel=1e-4)
    assert contagion(0.25)[grid] < contagion(0.3)[grid] < contagion(0.4)[grid]


def test_days_begin_at_midnight() -> None:
    assert daily(np.array([0.0, 15.9, 16.0]), 3).tolist() == [2.0, 1.0, 0.0]


def test_a_slope_is_that_of_logarithms_until_cases_are_few() -> None:
    assert slope([0, 1, 2, 3, 4], [800, 400, 200, 100, 2]) == pytest.approx(-np.log(2))
    assert np.isnan(slope([0, 1, 2], [800, 400, 2]))


def test_growth_and_shape_of_an_outbreak_are_read_from_its_days() -> None:
    grows = np.round(10 * 2.0 ** np.arange(8))
    assert growth_of(grows) == pytest.approx(np.log(2), abs=1e-6)
    flat = np.concatenate([np.full(20, 10.0), np.full(7, 80.0), np.full(20, 10.0)])
    shape = shape_of(flat, 1000)
    assert (shape.size, shape.peak, shape.days) == (0.96, 0.08, 14.0)


def test_a_report_agrees_inside_the_band_and_a_test_none_fails_is_dropped() -> None:
    models = {AS_IT_IS: [1.0, 2.0, 3.0], "no tracing": [7.0, 8.0, 9.0]}
    sharp = in_band("cases", 2.0, models, touched=False)
    blunt = between("peak", (1.0, 9.0), models)
    assert (sharp.holds, sharp.refuses) == (True, ("no tracing",))
    assert toothless([sharp, blunt]) == [blunt]
    assert band([1.0, 2.0, 3.0])[1] == 2.0


def test_the_share_shut_in_is_of_all_cases() -> None:
    run = {"cases": 8, "confined": 4}
    assert (share_of(run, "confined"), share_of({"cases": 0}, "confined")) == (0.5, 0.0)


def test_a_second_wave_lies_about_what_the_first_kept() -> None:
    kept = [{"growth": g, "level": 1.0, "left": 1.0, "delay_h": 0.0} for g in (0.3, 0.5)]
    low, high, _ = narrowed(kept)["growth"]
    assert (round(low, 3), round(high, 3)) == (0.28, 0.52)


def test_equal_plans_share_the_first_place() -> None:
    runs = {name: [{"measures": {"infections": 5.0}}] for name in PLANS}
    runs[PLANS[-1]] = [{"measures": {"infections": 9.0}}]
    assert [one.best_share for one in ranked(runs, "infections")] == [0.5, 0.5, 0.0]


def test_the_saved_draws_fill_the_table_and_some_are_kept() -> None:
    found = read()
    kept = accepted(found)
    assert len(kept) == round(len(found) * ACCEPTED)
    assert max(d["distance"] for d in kept) <= sorted(d["distance"] for d in found)[len(kept)]
    assert correlations(kept, ["growth", "level"])[0, 0] == pytest.approx(1.0)
    assert len(NAMES) == 4
    assert sum(count.held_out for count in COUNTS) == 1
