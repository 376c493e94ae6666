"""Levers that can only hurt, in 50 paired replications: each has the sign that it must have.

The truth until the first case is known does not depend on what finds it, so a slower way of
finding makes the first finding no earlier in any replication. What keeps residents from being
sampled can only lower the share sampled. Fear acts on the spread itself: its sign is that of a
mean, and is told from none by the pairs.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.measures import measure
from tests.response.mass_rounds import SWABS
from tests.towns import by_hand, rows, run

pytestmark = pytest.mark.long
PAIRS = 50
SPREAD: dict[str, Any] = {
    "horizon": "7 d",
    "town": {"households_per_grid": 30},
    "workforce": {"grid_workers": {"count": 4}},
    "hazards": {
        "outbreak": {
            "R0": 2.5,
            "introductions": {
                "mean": 0,
                "dated": [{"at": "2022-03-01 08:00", "count": 3}],
            },
            "testing": {
                "seek_normal": 0.3,
                "seek_alert": 0.3,
                "sensitivity": [["0 d", 0], ["1 d", 0.3], ["30 d", 0.7]],
            },
        }
    },
    "response": {"mass_testing": {"everybody": {"every": "72 h", "rounds": 2}}},
}


@cache
def _as_it_is() -> list[Any]:
    return [run(by_hand(SWABS, SPREAD), pair) for pair in range(PAIRS)]


def pairs(change: dict[str, Any]) -> list[tuple[Any, Any]]:
    """Run 50 replications with and without a change."""
    changed = [run(by_hand(SWABS, SPREAD, change), pair) for pair in range(PAIRS)]
    return list(zip(_as_it_is(), changed, strict=True))


def first_found_h(records: Any) -> float:
    found = [h for (h,) in rows(records, "events", "time_h", event="case_found")]
    return min(found, default=float(records.scenario.horizon))


LATER: dict[str, dict[str, Any]] = {
    "a slower laboratory": {"response": {"laboratory": {"turnaround": "30 h"}}},
    "a laboratory of few tubes": {"response": {"laboratory": {"tubes_per_day": 3}}},
    "reports that are late": {"response": {"reporting": {"street": {"delay": "20 h"}}}},
    "reports that are lost": {"response": {"reporting": {"street": {"loss": 0.7}}}},
    "residents who hide": {
        "response": {"behaviour": {"hiding": {"at_most": 1.0, "in_emergency": 0.9}},
                     "emergency": {"manual_from": "2022-03-01 08:00", "delay": "0 h"}}
    },
}  # fmt: skip


@pytest.mark.parametrize("lever", LATER)
def test_what_makes_finding_harder_never_finds_the_first_case_earlier(lever: str) -> None:
    later_h = np.array(
        [
            first_found_h(with_) - first_found_h(without)
            for without, with_ in pairs(LATER[lever])
        ]
    )
    assert later_h.min() >= 0.0
    assert (later_h > 0).sum() >= 5


KEEP_AWAY = {"response": {"mass_testing": {"everybody": {"takes_part": 0.5}}}}
FEWER: dict[str, dict[str, Any]] = {
    "no staff but one": {"workforce": {"grid_workers": {"count": 1}},
                         "services": {"swabs": {"work": "30 min"}}},
    "residents who keep away": KEEP_AWAY,
    "a table too few": {"response": {"testing_sites": {"tables": 1}},
                        "services": {"swabs": {"work": "30 min"}}},
}  # fmt: skip


@pytest.mark.parametrize("lever", FEWER)
def test_what_keeps_samples_from_being_taken_lowers_the_share(lever: str) -> None:
    enough = {"workforce": {"grid_workers": {"count": 12}},
              "response": {"testing_sites": {"tables": 3}}}  # fmt: skip
    slow = {"services": FEWER[lever].get("services", {})}
    for pair in range(PAIRS):
        one = measure(run(by_hand(SWABS, SPREAD, enough, slow), pair))["sampled_share"]
        two = measure(run(by_hand(SWABS, SPREAD, enough, FEWER[lever]), pair))["sampled_share"]
        assert two < one


def test_where_four_in_five_keep_away_the_first_case_is_found_later_on_average() -> None:
    # not in every pair: with fewer in the queue those who come are sampled sooner. With half
    # away, tried first, 50 pairs gave 6.3 h later, 2.4 standard errors: too few to tell
    away = {"response": {"mass_testing": {"everybody": {"takes_part": 0.2}}}}
    later_h = np.array([first_found_h(b) - first_found_h(a) for a, b in pairs(away)])
    assert later_h.mean() > 3 * later_h.std(ddof=1) / PAIRS**0.5


def test_fear_of_reported_cases_lowers_the_number_infected_on_average() -> None:
    fear = {"at_most": 0.9, "half_at": 10.0, "factors": {"grid": 0.2, "city": 0.2}}
    less = np.array(
        [
            len(without.tables["infections"]["resident"])
            - len(with_.tables["infections"]["resident"])
            for without, with_ in pairs({"response": {"behaviour": {"fear": fear}}})
        ]
    )
    # paired: a mean three standard errors above 0 is luck in 1 of 740
    assert less.mean() > 3 * less.std(ddof=1) / PAIRS**0.5
