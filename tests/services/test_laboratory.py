"""The laboratory: tubes in, results out, never more a day than it can begin."""

from __future__ import annotations

from itertools import pairwise
from math import isnan
from typing import Any

import numpy as np
import pytest

from sim.measures import measure
from sim.services.laboratory import Bench
from tests.response.mass_rounds import SWABS
from tests.towns import begin, by_hand, end, fingerprint, rows, run

DAY_H = 24.0


def laboratory(**words: Any) -> dict[str, Any]:
    return {"response": {"laboratory": words}}


def test_tubes_are_begun_one_after_another_in_the_order_in_which_they_come() -> None:
    bench = Bench(per_day=4)
    assert bench.begin(2, 0.0).tolist() == [0.0, 6.0]
    assert bench.begin(2, 1.0).tolist() == [12.0, 18.0]
    assert bench.begin(1, 30.0).tolist() == [30.0]


def test_the_backlog_is_what_is_not_begun() -> None:
    bench = Bench(per_day=4)
    bench.begin(3, 0.0)  # at 0, 6 and 12 h
    assert [bench.backlog(at_h) for at_h in (0.0, 6.0, 7.0, 12.0, 99.0)] == [2, 1, 1, 0, 0]


@pytest.mark.parametrize("per_day", [1, 7, 10, 333])
def test_no_24_hours_see_more_tubes_than_the_capacity(per_day: int) -> None:
    bench, came = Bench(per_day), np.random.default_rng(per_day).exponential(2.0, 200).cumsum()
    for number, at_h in enumerate(came.tolist()):
        bench.begin(1 + number % 5, at_h)
    begun_h = np.array(bench.begun_h)
    assert all(later >= earlier for earlier, later in pairwise(begun_h.tolist()))
    upto = np.searchsorted(begun_h, begun_h + DAY_H)
    assert (upto - np.arange(len(begun_h))).max() <= per_day


def test_a_round_that_is_too_much_for_the_laboratory_is_known_later() -> None:
    world = begin(by_hand(SWABS, laboratory(tubes_per_day=4), {"horizon": "9 d"}))
    records, bench = end(world), world.consequences.laboratory.bench
    found = measure(records)
    assert bench is not None
    # 16 pools came within three hours, one is begun every six; the single samples queue up
    assert len(bench.begun_h) == 18
    assert np.diff(bench.begun_h).min() == 6.0
    assert found["laboratory_backlog"] == 15.0
    assert found["pool_result_h"] > 40.0
    assert rows(records, "infections", "detected_h")[0][0] > 80.0


def test_a_capacity_that_is_never_reached_delays_nobody_by_a_second() -> None:
    endless, roomy = run(by_hand(SWABS)), run(by_hand(SWABS, laboratory(tubes_per_day=200_000)))
    assert fingerprint(endless, ["events", "infections"]) == fingerprint(
        roomy, ["events", "infections"]
    )
    known_h = [rows(one, "infections", "detected_h")[0][0] for one in (endless, roomy)]
    assert known_h[0] <= known_h[1] < known_h[0] + 0.001  # tubes that come at once take turns
    assert isnan(measure(endless)["laboratory_backlog"])


def test_no_limits_stated_are_the_same_as_no_laboratory() -> None:
    assert fingerprint(run(by_hand(SWABS, laboratory()))) == fingerprint(run(by_hand(SWABS)))


def test_its_own_turnaround_is_in_place_of_the_hazards() -> None:
    later = run(by_hand(SWABS, laboratory(turnaround="10 h")))
    assert rows(later, "infections", "detected_h") == [(25.3,)]  # two results, 4 h later each


def test_a_pool_is_positive_as_often_as_one_of_its_samples_is() -> None:
    # 2,000 pools of two infected at .6 - .1: binomial of 1 - .5 x .5; .05 off is found with .99
    testing = {"sensitivity": [["0 d", 0.6], ["30 d", 0.6]], "pooled_loss": 0.1}
    many = {
        "town": {"households_per_grid": 2000},
        "hazards": {
            "outbreak": {
                "introductions": {"mean": 0, "dated": (), "infectious_at_start": 4000},
                "testing": testing,
            }
        },
        "response": {"mass_testing": None, "testing_sites": None},
        "services": {"swabs": None},
    }
    world = begin(by_hand(SWABS, many))
    world.clock.run(24.0)
    laboratory, at_h = world.consequences.laboratory, np.full(2, 24.0)
    pools = np.arange(4000).reshape(-1, 2)
    positive = sum(laboratory.pool(pool, at_h)[1] for pool in pools)
    assert abs(positive / 2000 - 0.75) < 4 * (0.75 * 0.25 / 2000) ** 0.5
