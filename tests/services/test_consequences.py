from __future__ import annotations

from typing import Any
from zlib import crc32

import numpy as np

from sim.rng import Purpose, replication_seed, uniform
from tests.towns import (
    OUTBREAK,
    ROUNDS,
    SEALING,
    ask,
    begin,
    by_hand,
    end,
    find,
    fingerprint,
    rows,
)

SHUT_IN = {
    "horizon": "20 d",
    "services": {
        "visit": {
            "need": {"every": "24 h", "first": "12 h"},
            "due": "12 h",
            "consequence": {"kind": "compliance", "loss_per_day": 0.1, "floor": 0.5},
        }
    },
    "response": {
        "controls": {
            "sealed": {
                "scope": "grid",
                "compliance": 0.9,
                "clear_days": 60,
                "clear_round": False,
            }
        }
    },
}
NOBODY = {"workforce": {"grid_workers": {"count": 0}}}


def sealed_town(*changes: dict[str, Any]) -> Any:
    world = begin(by_hand(ROUNDS, SHUT_IN, *changes))
    find(world, resident=0, at_h=-0.0)  # the grid of 12 is sealed at the meeting of clock 0
    return world


def test_with_no_packs_compliers_leave_on_their_keyed_day_down_to_the_floor() -> None:
    world = sealed_town(NOBODY)
    u = [uniform(world.seed, Purpose.COMPLIANCE, i, crc32(b"sealed"), 0) for i in range(12)]
    spans = rows(end(world), "restrictions", "resident", "until_h", layer="grid")
    left = dict(spans)
    # sealed at 0 h, first pack at 12 h due at 24 h, then a tenth is lost each day
    expected: dict[int, float] = {}
    for resident, value in enumerate(u):
        shares = [0.9 - 0.1 * day for day in range(1, 5)]
        if value < 0.9:
            gone = [24.0 * day for day, share in enumerate(shares, 1) if value >= share]
            expected[resident] = min(gone, default=480.0)
    assert left == expected
    assert {480.0, 24.0} < set(left.values())


def test_those_who_are_fed_in_time_stay() -> None:
    fed = {"workforce": {"grid_workers": {"count": 12, "roster": "always"}}}
    records = end(sealed_town(fed))
    assert set(rows(records, "restrictions", "from_h", "until_h")) == {(0.0, 480.0)}


def test_a_consequence_switched_off_is_the_same_as_none_bit_for_bit() -> None:
    nothing = {"services": {"visit": {"consequence": {"loss_per_day": 0.0}}}}
    off = fingerprint(end(sealed_town(NOBODY, nothing)))
    absent = fingerprint(
        end(sealed_town(NOBODY, {"services": {"visit": {"consequence": None}}}))
    )
    assert off == absent


def test_each_overdue_day_is_lost_once_however_many_packs_are_overdue() -> None:
    world = sealed_town(NOBODY)
    end(world)
    assert np.round(world.state.compliance_lost[:12], 6).tolist() == [1.9] * 12  # 24 to 456 h


def test_who_is_free_again_loses_no_more() -> None:
    world = sealed_town(NOBODY, {"response": {"controls": {"sealed": {"clear_days": 3}}}})
    end(world)
    assert np.round(world.state.compliance_lost[:12], 6).tolist() == [0.3] * 12  # 24, 48, 72 h


CHECKS = {
    "horizon": "9 d",
    "hazards": {"outbreak": OUTBREAK},
    "services": {"visit": {"consequence": {"kind": "detection"}}},
    "response": {"emergency": {"trigger_cases": 99}},
}
SILENT = {"hazards": {"outbreak": {"testing": {"seek_normal": 0, "seek_alert": 0}, "R0": 0}}}


def ill(world: Any) -> int:
    """Tell who was introduced: infectious at 24 h, with symptoms from 48 h on."""
    world.hazards["outbreak"].epidemic.advance(1.0)
    return int(np.flatnonzero(world.state.fields.latest >= 0)[0])


def test_a_look_at_the_door_finds_who_shows_symptoms_and_has_her_tested() -> None:
    world = begin(by_hand(ROUNDS, CHECKS, SILENT))
    one = ill(world)
    ask(world, "visit", 25.0, [one])  # infectious, without symptoms yet
    ask(world, "visit", 49.0, [one])
    ((time_h, resident),) = rows(end(world), "events", "time_h", "value", event="case_found")
    assert resident == one
    assert 61.5 < time_h < 62.0  # 12 h after the visit


def test_what_is_never_looked_at_is_never_found() -> None:
    world = begin(by_hand(ROUNDS, CHECKS, SILENT))
    assert rows(end(world), "events", "event") == []


def test_an_escorted_case_is_isolated_until_its_time_is_over() -> None:
    isolation = {
        "response": {
            "controls": {
                "away": {"kind": "isolation", "factors": {"grid": 0}, "duration": "24 h"},
                "sealed": None,
            }
        },
        "services": {
            "visit": {
                "need": {"what": "person"},
                "consequence": {"kind": "isolation"},
            }
        },
    }
    world = begin(by_hand({"response": SEALING}, isolation))
    find(world, resident=3, at_h=1.0)
    assert rows(end(world), "restrictions", "resident", "cause", "from_h", "until_h") == [
        (3, "away", 1.6, 25.6)
    ]


def test_the_samples_of_a_round_are_known_after_the_turnaround() -> None:
    sampling = {
        "services": {
            "visit": None,
            "swab": {
                "need": {"per": "zone_round"},
                "round": True,
                "crew": {"visit": 1},
                "work": "6 min",
                "due": "24 h",
            },
        }
    }
    outbreak = {"response": SEALING, "hazards": {"outbreak": OUTBREAK}}
    world = begin(by_hand(outbreak, SILENT, sampling))
    one = ill(world)
    beside = one + 1 if one % 3 < 2 else one - 1
    find(world, resident=beside, at_h=0.0)
    records = end(world)
    ((finished_h,),) = rows(records, "tasks", "finished_h", created_h=0.0)
    found = rows(records, "events", "time_h", "value", event="case_found")
    assert found == [(0.0, beside), (round(finished_h + 12.0, 4), one)]


def test_replications_have_their_own_luck() -> None:
    assert len({replication_seed(1, replication) for replication in range(100)}) == 100
