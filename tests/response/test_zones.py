"""Zones: who is in, when they are tested, and what lets them out."""

from __future__ import annotations

from typing import Any

import pytest

from sim.response.targets import around
from tests.towns import SEALING, begin, by_hand, end, find, rows, town_of

SWABS = {
    "horizon": "12 d",
    "workforce": {"grid_workers": {"roster": "always"}},
    "services": {
        "visit": None,
        "swab": {
            "need": {"per": "zone_round"},
            "round": True,
            "crew": {"visit": 1},
            "work": "6 min",
            "due": "24 h",
        },
    },
    "response": SEALING,
}


def zone_of(*changes: dict[str, Any], cases: int = 1) -> Any:
    world = begin(by_hand(SWABS, *changes))
    for case in range(cases):
        find(world, resident=case, at_h=0.0, sampled_h=-6.0)
    return end(world)


def story(records: Any) -> list[tuple[float, str]]:
    kinds = ("round_ordered", "round_completed", "zone_opened", "zone_released")
    return [row for row in rows(records, "events", "time_h", "event") if row[1] in kinds]


def control(**words: Any) -> dict[str, Any]:
    return {"response": {"controls": {"sealed": words}}}


def test_a_zone_is_released_after_clear_days_and_a_clear_round() -> None:
    assert story(zone_of(control(test_days=[1, 3], clear_days=2))) == [
        (0.0, "round_ordered"),
        (0.0, "zone_opened"),
        (12.0, "round_completed"),
        (48.0, "round_ordered"),
        (48.0, "zone_released"),
    ]


def test_the_clear_round_must_be_of_the_last_two_days() -> None:
    """The round of day 1 is too old on day 5: the meeting orders another, then releases."""
    assert story(zone_of(control(test_days=[1], clear_days=4))) == [
        (0.0, "round_ordered"),
        (0.0, "zone_opened"),
        (12.0, "round_completed"),
        (96.0, "round_ordered"),
        (108.0, "round_completed"),
        (108.0, "zone_released"),
    ]


def test_a_missing_round_blocks_release() -> None:
    nobody = {"workforce": {"grid_workers": {"count": 0}}}
    assert story(zone_of(control(test_days=[1], clear_days=2), nobody)) == [
        (0.0, "round_ordered"),
        (0.0, "zone_opened"),
    ]


def test_an_expired_round_is_unknown_and_ordered_again() -> None:
    nobody = {"workforce": {"grid_workers": {"count": 0}}}
    expires = {"services": {"swab": {"due": "4 h", "expires": "10 h"}}, "horizon": "40 h"}
    assert story(zone_of(control(test_days=[1], clear_days=1), nobody, expires))[:4] == [
        (0.0, "round_ordered"),
        (0.0, "zone_opened"),
        (12.0, "round_ordered"),
        (24.0, "round_ordered"),
    ]


def test_without_the_rule_days_alone_release() -> None:
    days = control(test_days=[], clear_days=3, clear_round=False)
    assert story(zone_of(days, {"services": {"swab": None}})) == [
        (0.0, "zone_opened"),
        (72.0, "zone_released"),
    ]


def test_rounds_are_ordered_in_the_morning_of_their_days() -> None:
    late = {"start": "2022-03-01 12:00"}
    records = zone_of(control(test_days=[1, 3, 4], clear_days=11), late)
    ordered = rows(records, "events", "time_h", event="round_ordered")
    assert ordered[:3] == [(8.0,), (44.0,), (68.0,)]  # at once at 20:00, then at 08:00


def test_a_round_has_every_resident_of_the_stairwell_as_a_stop() -> None:
    records = zone_of(control(scope="building", test_days=[1], clear_days=9))
    stops = rows(records, "needs", "resident", created_h=0.0)
    assert stops == [(0,), (1,), (2,), (3,), (4,), (5,)]


def test_sealed_people_are_freed_with_their_zone() -> None:
    records = zone_of(control(test_days=[1, 3], clear_days=2))
    spans = rows(records, "restrictions", "resident", "from_h", "until_h", layer="grid")
    assert spans == [(0, 0.0, 48.0), (1, 0.0, 48.0), (2, 0.0, 48.0)]


def test_what_waits_for_a_released_zone_is_withdrawn() -> None:
    packs = {
        "need": {"per": "sealed_household", "every": "20 h"},
        "crew": {"carry": 1},
        "work": "1 h",
        "due": "24 h",
    }
    nobody = {"count": 0, "lives": "outside", "skills": ["carry"], "roster": "day"}
    records = zone_of(
        control(test_days=[], clear_days=2, clear_round=False),
        {"services": {"swab": None, "packs": packs}, "workforce": {"cadres": nobody}},
    )
    made = rows(records, "tasks", "created_h", "outcome", "finished_h", service="packs")
    assert made == [(0.0, "cancelled", 48.0)] * 3  # one open visit a household, not three


@pytest.mark.parametrize(
    ("scope", "stairwells"),
    [
        ("stairwell", [2]),
        ("building", [2, 3]),
        ("grid", [0, 1, 2, 3]),
        ("community", [0, 1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_a_zone_covers_its_scope(scope: str, stairwells: list[int]) -> None:
    assert around(town_of(by_hand()), 2, scope).tolist() == stairwells


def test_two_cases_of_one_stairwell_have_one_zone() -> None:
    records = zone_of(control(test_days=[1, 3], clear_days=2), cases=3)
    assert len(rows(records, "events", "time_h", event="zone_opened")) == 1


def test_zones_do_not_overlap() -> None:
    """A building's zone leaves out the stairwell that another zone holds already."""
    two = {
        "response": {
            "controls": {
                "sealed": {"until": "2022-03-01 20:00"},
                "wide": {
                    **SEALING["controls"]["sealed"],
                    "scope": "building",
                    "from": "2022-03-01 20:00",
                },
            }
        }
    }
    world = begin(by_hand(SWABS, control(clear_days=9), two))
    find(world, resident=0, at_h=0.0)  # stairwell 0
    find(world, resident=3, at_h=11.0)  # stairwell 1 of the same building
    end(world)
    zones = [zone.stairwells.tolist() for zone in world.command.zones.zones]
    assert zones == [[0], [1]]
