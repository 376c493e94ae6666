"""Levers that go one way for good: each has its sign on infections, in 50 paired replications.

A town of 300 households of two, five of its people infectious at the start; whoever falls ill
seeks a test with a chance of a half a day. Each lever leaves less of what stops the spread, so
more are infected, on the mean: not in every pair, for a later case may be luckier. All of them
act on who meets whom. More staff is not among them: who checks more finds more cases, makes
more tasks, and meets more people (`tests/test_signs.py` says what is expected of it).

The mean of the paired differences must lie three standard errors above 0: by luck alone that is
1 in 740; a difference of .6 of its standard deviation is shown with a chance of .89.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.towns import OUTBREAK, by_hand, merged, run

pytestmark = pytest.mark.long
PAIRS = 50
TOWN: dict[str, Any] = {
    "horizon": "14 d",
    "town": {"households_per_grid": 150, "household_sizes": [0, 1]},
    "hazards": {
        "outbreak": {
            **OUTBREAK,
            "R0": 2.5,
            "household_attack_rate": 0.3,
            "layers": {"household": {"contacts": "2 /d"}, **OUTBREAK["layers"]},
            "introductions": {"mean": 0, "infectious_at_start": 5},
            "testing": {**OUTBREAK["testing"], "seek_normal": 0.5, "seek_alert": 0.5},
        }
    },
    "workforce": {"grid_workers": {"count": 12, "roster": "always"}},
    "services": {
        "ask": {
            "need": {"per": "case", "what": "person"}, "crew": {"visit": 1}, "work": "30 min",
            "due": "4 h", "consequence": {"kind": "tracing", "control": "traced", "named": 1},
        },
        "fetch": {
            "need": {"per": "case", "what": "person"}, "crew": {"visit": 1}, "work": "30 min",
            "due": "4 h", "consequence": {"kind": "isolation"},
        },
        "visit": None,
    },
    "response": {
        "emergency": {"trigger_cases": 1, "delay": "0 h", "stand_down_clear": "60 d"},
        "controls": {
            "ward": {"kind": "isolation", "factors": {"household": 0, "grid": 0, "city": 0},
                     "waiting": {}, "duration": "9 d", "beds": 400},
            "traced": {"kind": "quarantine", "scope": "household", "duration": "9 d",
                       "factors": {"grid": 0, "city": 0}, "answers": False},
            "sealed": {"kind": "zone", "scope": "stairwell", "factors": {"grid": 0, "city": 0},
                       "clear_days": 7, "when": "emergency"},
            "street": {"kind": "town", "factors": {"grid": 0.5, "city": 0.3},
                       "when": "emergency"},
        },
    },
}  # fmt: skip


def of(control: str, **words: Any) -> dict[str, Any]:
    return {"response": {"controls": {control: words}}}


ALONE = {"response": {"controls": {"sealed": {"enabled": False}, "street": {"enabled": False}}}}
BARE: dict[str, Any] = {"services": {"ask": None, "fetch": None}}
WARD = merged(ALONE, {"services": {"ask": None}})
LEVERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a longer delay to the emergency": ({}, {"response": {"emergency": {"delay": "6 d"}}}),
    "an activation by more cases": ({}, {"response": {"emergency": {"trigger_cases": 60}}}),
    "a control that takes longer to begin": ({}, of("street", delay="6 d")),
    "fewer who keep to the zone": (
        merged(BARE, of("street", enabled=False)), of("sealed", compliance=0.2),
    ),
    "fewer who keep to the street's control": (
        merged(BARE, of("sealed", enabled=False)), of("street", compliance=0.2),
    ),
    "fewer contacts remembered": (
        ALONE,
        {"services": {"ask": {"consequence": {"recall": {"grid": 0.1, "city": 0.1}}}}},
    ),
    "contacts who are told later": (
        ALONE, {"services": {"ask": {"consequence": {"notify": "4 d"}}}},
    ),
    "a shorter quarantine": (ALONE, of("traced", duration="12 h")),
    "fewer beds": (WARD, of("ward", beds=5)),
    "a slower laboratory": ({}, {"response": {"laboratory": {"turnaround": "60 h"}},
                                 "hazards": {"outbreak": {"testing": {"turnaround": "60 h"}}}}),
    "reports that are lost": ({}, {"response": {"reporting": {"street": {"loss": 0.8}}}}),
}  # fmt: skip


@cache
def _infected(said: str, place: int) -> np.ndarray:
    base, change = LEVERS[said]
    scenario = by_hand(TOWN, base, *((change,) if place else ()))
    counts = [
        len(run(scenario, pair).tables["infections"]["resident"]) for pair in range(PAIRS)
    ]
    return np.array(counts, float)


def _first(said: str) -> str:
    """Find a lever with the same beginning, so that it is run once."""
    return next(name for name, (base, _) in LEVERS.items() if base == LEVERS[said][0])


@pytest.mark.parametrize("said", LEVERS)
def test_a_lever_that_can_only_hurt_has_more_infected_on_the_mean(said: str) -> None:
    more = _infected(said, 1) - _infected(_first(said), 0)
    assert more.mean() > 3 * more.std(ddof=1) / PAIRS**0.5
