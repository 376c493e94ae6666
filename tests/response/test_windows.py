"""Hours and days of the week, for every kind of control that has a use for them."""

from __future__ import annotations

from typing import Any

import pytest

from sim.checks import check
from sim.records import Records
from tests.response.test_wrappers import spans
from tests.towns import begin, by_hand, end, find, rows

DAYTIME = {"hours": ["09:00", "12:00"]}  # from 1 h to 4 h after clock 0, 08:00
SHUT = {"factors": {"grid": 0.0}}


def ran(*more: dict[str, Any], **controls: Any) -> Records:
    response = {"meets": ["08:00", "20:00"], "controls": controls}
    world = begin(by_hand({"horizon": "3 d"}, {"response": response}, *more))
    find(world, 0, 1.0)
    return end(world)


@pytest.mark.parametrize(
    "kind",
    [
        {"kind": "closure", "closes": ["grid"]},
        {"kind": "evacuation", **SHUT},
    ],
)
def test_what_stands_begins_and_ends_with_its_hours(kind: dict[str, Any]) -> None:
    records = ran(it={**kind, **DAYTIME})
    assert spans(records, "it", 5) == [(1.0, 4.0), (25.0, 28.0), (49.0, 52.0)]


def test_information_and_tests_of_staff_have_their_days() -> None:
    tells = {"kind": "information", "gain": {"compliance": 1.0}, "weekdays": ["wed"]}
    nobody = {"kind": "town", **SHUT, "compliance": 0.0}
    # Clock 0 is a Tuesday, 08:00: Wednesday is from 16 h to 40 h
    assert spans(ran(tells=tells, stay=nobody), "stay") == [(16.0, 40.0)]


ZONE = {"kind": "zone", "scope": "stairwell", "clear_days": 2, **SHUT}
HOME = {"kind": "quarantine", "scope": "household", "duration": "2 d", **SHUT}


@pytest.mark.parametrize("kind", [ZONE, HOME])
def test_what_a_zone_or_a_quarantine_asks_holds_in_its_hours_and_the_clock_runs_on(
    kind: dict[str, Any],
) -> None:
    records = ran(it={**kind, **DAYTIME})
    # decided at 12 h, over at 60 h
    assert spans(records, "it", 0) == [(25.0, 28.0), (49.0, 52.0)]
    if kind is ZONE:
        assert rows(records, "events", "time_h", event="zone_released") == [(60.0,)]
    assert check(records) == []


def test_a_household_is_supplied_at_the_door_at_all_hours() -> None:
    need = {"per": "sealed_household", "at": ["10:00", "18:00"]}
    packs = {"need": need, "crew": {"visit": 1}, "work": "9 min", "due": "9 h"}
    records = ran({"services": {"packs": packs}}, it={**HOME, **DAYTIME})
    made = rows(records, "tasks", "created_h", service="packs")
    assert made == [(26.0,), (34.0,), (50.0,), (58.0,)]


def test_the_duration_of_what_comes_back_every_day_counts_from_the_first() -> None:
    brief = {"kind": "town", **SHUT, **DAYTIME, "duration": "26 h"}
    assert spans(ran(it=brief), "it", 5) == [(1.0, 4.0), (25.0, 27.0)]
