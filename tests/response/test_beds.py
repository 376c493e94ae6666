"""Central places: beds are finite, who waits stays at home, nobody has two beds."""

from __future__ import annotations

from typing import Any

import pytest

from sim.checks import check
from sim.measures import measure
from tests.towns import begin, by_hand, end, find, fingerprint, rows, run

TRIPLES = {"town": {"household_sizes": [0, 0, 1]}, "horizon": "6 d"}  # 3 in each household
HOTEL = {
    "kind": "quarantine",
    "scope": "household",
    "place": "central",
    "factors": {"household": 0, "grid": 0, "city": 0},
    "waiting": {"household": 1.5, "grid": 0.1, "city": 0},
    "duration": "2 d",
}
WARD = {"kind": "isolation", "factors": {"household": 0, "grid": 0}, "duration": "2 d"}


def response(**controls: Any) -> dict[str, Any]:
    emergency = {"trigger_cases": 1, "delay": "0 h", "stand_down_clear": "9 d"}
    return {
        "response": {
            "meets": ["08:00", "20:00"], "emergency": emergency, "controls": controls,
        }
    }  # fmt: skip


def world_of(cases: dict[int, float], *changes: dict[str, Any], **controls: Any) -> Any:
    world = begin(by_hand(TRIPLES, *changes, response(**controls)))
    for resident, at_h in cases.items():
        find(world, resident, at_h)
    return world


def beds(records: Any) -> list[tuple[Any, ...]]:
    events = rows(records, "events", "time_h", "event", "value")
    return [event for event in events if event[1].startswith("bed") or event[1] == "moved"]


def test_a_household_is_quarantined_in_beds_and_freed_with_them() -> None:
    records = end(world_of({0: 0.0}, hotel={**HOTEL, "beds": 3}))
    assert beds(records) == [
        *[(0.0, "bed_taken", float(r)) for r in range(3)],
        *[(0.0, "moved", float(r)) for r in range(3)],
        *[(48.0, "bed_freed", float(r)) for r in range(3)],
    ]
    spans = rows(records, "restrictions", "from_h", "until_h", "factor", layer="household")
    assert spans == [(0.0, 48.0, 0.0)] * 3
    assert check(records) == []


def test_who_finds_no_bed_waits_at_home_and_moves_when_one_is_free() -> None:
    records = end(world_of({0: 0.0, 3: 11.0}, hotel={**HOTEL, "beds": 4}))
    assert beds(records)[6:] == [
        (12.0, "bed_taken", 3.0),
        (12.0, "bed_wait", 4.0),
        (12.0, "bed_wait", 5.0),
        (12.0, "moved", 3.0),
        *[(48.0, "bed_freed", float(r)) for r in range(3)],
        *[(48.0, "bed_taken", float(r)) for r in (4, 5)],
        *[(48.0, "moved", float(r)) for r in (4, 5)],
        *[(60.0, "bed_freed", float(r)) for r in (3, 4, 5)],
    ]
    spans = rows(
        records, "restrictions", "from_h", "until_h", "factor", layer="household", resident=4
    )
    assert spans == [(12.0, 48.0, 1.5), (48.0, 60.0, 0.0)]
    taken = measure(records)
    assert (taken["bed_days"], taken["beds_waited_for"], taken["bed_wait_mean_h"]) == (
        (3 * 48 + 48 + 2 * 12) / 24, 2.0, 36.0,
    )  # fmt: skip
    assert check(records) == []


def test_who_is_refused_stays_at_home_to_the_end() -> None:
    records = end(world_of({0: 0.0}, hotel={**HOTEL, "beds": 1, "when_full": "refuse"}))
    assert [event[1:] for event in beds(records)] == [
        ("bed_refused", 1.0),
        ("bed_refused", 2.0),
        ("bed_taken", 0.0),
        ("moved", 0.0),
        ("bed_freed", 0.0),
    ]
    assert measure(records)["beds_refused"] == 2.0


def test_no_beds_at_all_is_quarantine_at_home() -> None:
    central = run_of(hotel={**HOTEL, "beds": 0})
    home = {key: word for key, word in HOTEL.items() if key not in ("place", "waiting")}
    assert central == run_of(hotel={**home, "factors": HOTEL["waiting"]})


def run_of(**controls: Any) -> dict[str, str]:
    records = end(world_of({0: 0.0}, **controls))
    return fingerprint(records, without=["events"])


def test_a_case_leaves_her_bed_for_the_ward() -> None:
    world = world_of({0: 0.0}, hotel={**HOTEL, "beds": 3}, ward={**WARD, "beds": 2})
    world.clock.at(5.0, 7, lambda who: world.command.answers.isolate(who), _only(0))
    records = end(world)
    where = rows(records, "events", "time_h", "event", "place", value=0.0)
    assert [one for one in where if one[1].startswith("bed")] == [
        (0.0, "bed_taken", "hotel"),
        (5.0, "bed_freed", "hotel"),
        (5.0, "bed_taken", "ward"),
        (53.0, "bed_freed", "ward"),
    ]
    assert check(records) == []


def _only(resident: int) -> Any:
    import numpy as np

    return np.array([resident])


BUS = {
    "services": {
        "bus": {
            "need": {"per": "control", "what": "person"},
            "crew": {"visit": 1},
            "work": "1 h",
            "due": "4 h",
            "consequence": {"kind": "move"},
        }
    }
}


def test_a_transport_brings_them_one_by_one() -> None:
    records = end(world_of({0: 0.0}, BUS, hotel={**HOTEL, "beds": 3, "transport": "bus"}))
    assert len(rows(records, "tasks", "task", service="bus", outcome="done")) == 3
    moved = [round(at_h) for at_h, event, _ in beds(records) if event == "moved"]
    assert len(moved) == 3
    assert moved[0] < moved[1] < moved[2] < 8
    assert check(records) == []


def test_what_follows_a_quarantine_begins_as_it_ends() -> None:
    home = {"kind": "quarantine", "scope": "household", "factors": {"grid": 0.5}}
    follows = {**home, "duration": "1 d", "answers": False}
    records = end(world_of({0: 0.0}, hotel={**HOTEL, "followed_by": "after"}, after=follows))
    spans = rows(
        records, "restrictions", "cause", "from_h", "until_h", layer="grid", resident=0
    )
    assert spans == [("hotel", 0.0, 48.0), ("after", 48.0, 72.0)]
    assert check(records) == []


def test_the_capacity_is_never_exceeded_in_a_run_with_many_cases() -> None:
    town = {"town": {"households_per_grid": 60, "household_sizes": [0.3, 0.4, 0.3]}}
    cases = {resident: 1.0 * (resident % 90) for resident in range(0, 200, 3)}
    records = end(world_of(cases, town, hotel={**HOTEL, "beds": 7}, ward={**WARD, "beds": 3}))
    assert measure(records)["beds_waited_for"] > 50
    assert check(records) == []


def test_a_bed_too_many_and_a_cause_too_few_are_noticed() -> None:
    from tests.checks.test_check import spoilt

    records = end(world_of({0: 0.0}, hotel={**HOTEL, "beds": 3}))
    events = rows(records, "events", "event")
    first = events.index(("bed_taken",))
    doubled = spoilt(records, "events", "value", first, 1.0)
    assert "resident 1 has 2 beds in hotel at 0.0000 h" in check(doubled)
    elsewhere = spoilt(records, "restrictions", "resident", 0, 30)
    assert "resident 30 is under hotel from 0.0000 h without a recorded cause" in check(
        elsewhere
    )


@pytest.mark.parametrize("beds_", [0, 2])
def test_the_vulnerable_are_evacuated_while_it_stands(beds_: int) -> None:
    old = {"town": {"share_60_plus": 0.5, "chronic_60_plus": 1}}
    away = {
        "kind": "evacuation",
        "factors": {"household": 0, "grid": 0},
        "waiting": {"household": 1},
        "target": {"who": "vulnerable"},
        "duration": "1 d",
    }
    world = world_of({0: 0.0}, old, shelter={**away, "beds": beds_})
    who = world.town.vulnerable.nonzero()[0]
    assert len(who) > 4
    records = end(world)
    taken = [value for _, event, value in beds(records) if event == "bed_taken"]
    assert taken == [float(one) for one in who[:beds_]]
    assert len(rows(records, "restrictions", "resident", layer="grid")) == beds_
    assert check(records) == []


def test_a_control_costs_by_resident_day_and_by_use() -> None:
    priced = {**HOTEL, "cost": {"per_resident_day": "100 CNY", "per_use": "30 CNY"}}
    records = end(world_of({0: 0.0}, hotel=priced))
    assert measure(records)["cost_controls"] == 3 * (2 * 100 + 30)
    free = run(by_hand(TRIPLES, response(hotel=HOTEL)))
    assert measure(free)["cost_controls"] == 0.0
