"""Beds, causes and times: each rule notices a planted violation and says which."""

from __future__ import annotations

import numpy as np
import pytest

from sim.checks import check
from sim.records import Records
from tests.checks.test_check import spoilt
from tests.towns import OUTBREAK, SEALING, begin, by_hand, end, find, merged, town_of

PLACE = {
    "kind": "quarantine", "scope": "household", "place": "central", "duration": "2 d",
    "factors": {"household": 0, "grid": 0, "city": 0}, "waiting": {"grid": 0.1},
}  # fmt: skip
TRIPLES = {"town": {"household_sizes": [0, 0, 1]}, "horizon": "6 d"}


@pytest.fixture(scope="module")
def housed() -> Records:
    """Quarantine two households of three in a hotel of six beds and one in an inn of three."""
    emergency = {"trigger_cases": 1, "delay": "0 h", "stand_down_clear": "9 d"}
    controls = {"hotel": {**PLACE, "beds": 6}, "inn": {**PLACE, "beds": 6, "enabled": False}}
    response = {"meets": ["08:00", "20:00"], "emergency": emergency, "controls": controls}
    world = begin(by_hand(TRIPLES, {"response": response}))
    find(world, 0, 0.0)
    find(world, 3, 0.0)
    return end(world)


def found(records: Records) -> list[str]:
    return check(records, town_of(records.scenario))


def taken(records: Records) -> int:
    """Give the row at which the first bed is taken."""
    return int(np.flatnonzero(records.tables["events"]["event"] == "bed_taken")[0])


def test_six_in_six_beds_are_sound_and_in_five_one_too_many(housed: Records) -> None:
    assert found(housed) == []
    fewer = housed.scenario.override({"response.controls.hotel.beds": 5})
    told = found(Records(fewer, 0, housed.tables, housed.facts))
    assert told == ["hotel has 6 residents at 0.0000 h and 5 beds"]


def test_a_bed_in_two_places_is_noticed(housed: Records) -> None:
    row = taken(housed)
    events = housed.tables["events"]
    who = int(events["value"][row])
    elsewhere = spoilt(housed, "events", "place", row + 1, "inn")
    elsewhere = spoilt(elsewhere, "events", "value", row + 1, float(who))
    assert f"resident {who} has a bed in two places at 0.0000 h" in found(elsewhere)


def test_a_control_that_is_off_restricts_nobody(housed: Records) -> None:
    who = housed.tables["restrictions"]["resident"][0]
    by_the_inn = spoilt(housed, "restrictions", "cause", 0, "inn")
    assert found(by_the_inn) == [
        f"resident {who} is restricted by inn, which is no control in use"
    ]


def test_fear_is_a_cause_that_nobody_ordered() -> None:
    fear = {"factors": {"grid": 0.2}, "at_most": 0.8, "half_at": 1, "recent": "7 d"}
    response = merged(SEALING, {"behaviour": {"fear": fear}})
    world = begin(by_hand({"hazards": {"outbreak": OUTBREAK}, "response": response}))
    find(world, 0, 0.0)
    records = end(world)
    assert "fear" in records.tables["restrictions"]["cause"].tolist()
    assert found(records) == []


def test_work_that_begins_before_its_way_or_ends_before_it_is_noticed() -> None:
    from tests.towns import ask

    world = begin(by_hand())
    ask(world, "visit", 1.0, [0])
    hand = end(world)
    key = hand.tables["tasks"]["task"][0]
    begun = spoilt(hand, "assignments", "started_h", 0, 0.5)
    assert f"task {key} is set out for at 1.0000 h, after the start of work at 0.5000 h" in (
        found(begun)
    )
    ended = spoilt(hand, "assignments", "finished_h", 0, 0.5)
    assert f"task {key} is set out for at 1.0000 h, after the end of work at 0.5000 h" in (
        found(ended)
    )


def test_many_violations_of_the_queues_are_told_in_short() -> None:
    from tests.towns import ask

    world = begin(by_hand({"services": {"visit": {"work": "5 min"}}}))
    for household in range(24):
        ask(world, "visit", 1.0 + 0.01 * household, [household])
    records = end(world)
    assert found(records) == []
    rows = records.tables["assignments"]["task"]
    columns = {**records.tables["assignments"], "task": rows[::-1].copy()}
    turned = Records(records.scenario, 0, {**records.tables, "assignments": columns}, {})
    told = [one for one in found(turned) if one.endswith("more about queues")]
    assert len(told) == 1
