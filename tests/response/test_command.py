"""The centre observes late, decides at its meetings, and acts on what it knows alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.towns import (
    OUTBREAK,
    SEALING,
    ask,
    begin,
    by_hand,
    end,
    find,
    fingerprint,
    rows,
    run,
)

QUIET = {"horizon": "20 d", "services": {"visit": None, "swab": None}}
PLANTED = {
    "town": {"households_per_grid": 120, "stairwells_per_building": 2},
    "services": {"visit": {"risk": 0}},
    "hazards": {
        "outbreak": {**OUTBREAK, "introductions": {"mean": 0, "infectious_at_start": 5}}
    },
    "response": SEALING,
}
NO_TESTS = {
    "hazards": {"outbreak": {"testing": {"seek_normal": 0, "seek_alert": 0}}},
    "horizon": "30 d",
}
NO_ROUNDS = {"response": {"controls": {"sealed": {"test_days": [], "clear_round": False}}}}


def test_the_centre_does_not_see_the_truth() -> None:
    records = run(by_hand(PLANTED, NO_ROUNDS, NO_TESTS))
    assert len(records.tables["infections"]["resident"]) > 50
    assert set(records.tables["events"]["event"].tolist()) == set()
    assert len(records.tables["restrictions"]["resident"]) == 0


def first_zone(turnaround: str) -> float:
    testing = {"hazards": {"outbreak": {"testing": {"turnaround": turnaround}}}}
    records = run(by_hand(PLANTED, NO_ROUNDS, testing, {"horizon": "9 d"}))
    return float(rows(records, "events", "time_h", event="zone_opened")[0][0])


def test_results_a_day_later_move_the_first_zone_by_exactly_a_day() -> None:
    assert first_zone("36 h") - first_zone("12 h") == 24.0


def test_a_case_is_answered_when_the_command_meets() -> None:
    world = begin(by_hand({"response": SEALING, "horizon": "3 d"}))
    find(world, resident=0, at_h=12.0)  # known as it meets at 20:00
    find(world, resident=12, at_h=12.5)  # after that meeting
    opened = rows(end(world), "events", "time_h", "place", event="zone_opened")
    assert opened == [(12.0, "C01-G01"), (24.0, "C01-G02")]


DELAYED = {
    "response": {
        **SEALING,
        "emergency": {"trigger_cases": 2, "delay": "6 h", "stand_down_clear": "9 d"},
        "controls": {"sealed": {**SEALING["controls"]["sealed"], "when": "emergency"}},
    }
}


def test_the_emergency_begins_after_the_trigger_and_the_delay() -> None:
    world = begin(by_hand(DELAYED, {"horizon": "4 d"}))
    find(world, resident=0, at_h=3.0)
    find(world, resident=12, at_h=30.0)
    assert rows(end(world), "events", "time_h", "value", event="level") == [(42.0, 1.0)]


def test_what_was_found_before_the_emergency_is_answered_when_it_begins() -> None:
    world = begin(by_hand(DELAYED, {"horizon": "4 d"}))
    find(world, resident=0, at_h=3.0)
    find(world, resident=12, at_h=30.0)
    assert rows(end(world), "events", "time_h", "place", event="zone_opened") == [
        (42.0, "C01-G01"),
        (42.0, "C01-G02"),
    ]


def test_a_case_too_old_for_a_zone_opens_none() -> None:
    world = begin(by_hand(DELAYED, {"horizon": "9 d"}))
    find(world, resident=0, at_h=3.0)
    find(world, resident=12, at_h=90.0)  # 87 h later; a zone lasts 48 h
    assert rows(end(world), "events", "place", event="zone_opened") == [("C01-G02",)]


def test_one_case_in_a_zone_starts_its_clock_again() -> None:
    clear = {"response": {"controls": {"sealed": {"clear_round": False, "test_days": []}}}}
    world = begin(by_hand({"response": SEALING, "horizon": "9 d"}, clear))
    find(world, resident=0, at_h=0.0)
    find(world, resident=1, at_h=25.0)  # dealt with at 36 h, two days from then
    records = end(world)
    assert rows(records, "events", "time_h", event="zone_opened") == [(0.0,)]
    assert rows(records, "events", "time_h", event="zone_released") == [(84.0,)]


def test_the_same_resident_is_one_case_only() -> None:
    world = begin(by_hand({"response": SEALING}))
    find(world, resident=0, at_h=1.0)
    find(world, resident=0, at_h=2.0)
    assert rows(end(world), "events", "time_h", event="case_found") == [(1.0,)]


STANDS_DOWN = {
    "horizon": "12 d",
    "response": {"controls": {"sealed": {"clear_round": False, "test_days": []}}},
}


def test_it_stands_down_when_no_case_and_no_zone_was_for_so_long() -> None:
    world = begin(by_hand({"response": SEALING}, STANDS_DOWN))
    find(world, resident=0, at_h=0.0)
    records = end(world)
    assert rows(records, "events", "time_h", event="zone_released") == [(48.0,)]
    assert rows(records, "events", "time_h", "value", event="level") == [
        (0.0, 1.0),
        (96.0, 0.0),
    ]


def test_a_later_case_triggers_again() -> None:
    world = begin(by_hand({"response": SEALING}, STANDS_DOWN))
    find(world, resident=0, at_h=0.0)
    find(world, resident=6, at_h=100.0)
    levels = rows(end(world), "events", "time_h", "value", event="level")
    assert levels == [(0.0, 1.0), (96.0, 0.0), (108.0, 1.0), (204.0, 0.0)]


def test_a_declared_emergency_without_a_case_lasts_as_long_as_the_rule_says() -> None:
    declared = {"response": {"emergency": {"manual_from": "2022-03-02 18:00"}}}
    world = begin(by_hand({"response": SEALING}, STANDS_DOWN, declared))
    levels = rows(end(world), "events", "time_h", "value", event="level")
    assert levels == [(34.0, 1.0), (84.0, 0.0)]  # 48 h, at the next meeting


def test_a_quarantine_begins_at_the_meeting_and_ends_when_its_time_is_over() -> None:
    home = {
        "kind": "quarantine",
        "scope": "household",
        "factors": {"grid": 0},
        "duration": "20 h",
    }
    world = begin(by_hand({"response": {**SEALING, "controls": {"home": home}}}))
    find(world, resident=4, at_h=3.0)
    spans = rows(end(world), "restrictions", "resident", "cause", "from_h", "until_h")
    assert spans == [(4, "home", 12.0, 32.0)]


@pytest.mark.parametrize(
    ("scope", "shut"), [("household", 1), ("stairwell", 3), ("building", 6)]
)
def test_a_quarantine_covers_its_scope(scope: str, shut: int) -> None:
    home = {"kind": "quarantine", "scope": scope, "factors": {"grid": 0}, "duration": "20 h"}
    world = begin(by_hand({"response": {**SEALING, "controls": {"home": home}}}))
    find(world, resident=4, at_h=3.0)
    assert len(rows(end(world), "restrictions", "resident")) == shut


def test_a_control_of_the_town_has_its_dates() -> None:
    calm = {
        "kind": "town",
        "scope": "town",
        "factors": {"city": 0.5},
        "from": "2022-03-01 18:00",
        "until": "2022-03-02 12:00",
    }
    records = run(by_hand({"response": {**SEALING, "controls": {"calm": calm}}}))
    spans = set(rows(records, "restrictions", "layer", "from_h", "until_h", "factor"))
    assert spans == {("city", 10.0, 28.0, 0.5)}


def test_a_control_of_the_emergency_is_lifted_with_it() -> None:
    calm = {"kind": "town", "scope": "town", "factors": {"city": 0.5}, "when": "emergency"}
    world = begin(
        by_hand({"response": SEALING}, STANDS_DOWN, {"response": {"controls": {"calm": calm}}})
    )
    find(world, resident=0, at_h=0.0)
    spans = rows(end(world), "restrictions", "from_h", "until_h", layer="city", resident=20)
    assert spans == [(0.0, 96.0)]


def test_a_control_switched_off_is_as_if_it_were_not_there() -> None:
    home = {
        "kind": "quarantine",
        "scope": "household",
        "factors": {"grid": 0},
        "duration": "20 h",
    }

    def with_control(control: dict[str, Any] | None) -> dict[str, str]:
        changes = {
            "response": {**SEALING, "controls": {"home": control, **SEALING["controls"]}}
        }
        if control is None:
            del changes["response"]["controls"]["home"]
        world = begin(by_hand(changes))
        find(world, resident=4, at_h=3.0)
        return fingerprint(end(world))

    assert with_control({**home, "enabled": False}) == with_control(None)


def test_a_confirmed_worker_stays_away() -> None:
    lives = {"workforce": {"grid_workers": {"lives": "town"}}}
    isolation = {"kind": "isolation", "factors": {"grid": 0}, "duration": "30 h"}
    world = begin(by_hand(lives, {"response": {**SEALING, "controls": {"away": isolation}}}))
    find(world, resident=world.workers[0].person, at_h=3.0)
    ask(world, "visit", 3.5, [5])
    records = end(world)
    assert rows(records, "shifts", "from_h", "until_h") == [(0.0, 3.0)]


def test_the_reserve_is_called_with_the_emergency_and_posted_where_people_are_shut_in() -> None:
    reserve = {
        "count": 4,
        "lives": "outside",
        "skills": ["visit"],
        "roster": "always",
        "call_up": {"notice": "1 h", "ramp": "0 h"},
    }
    stationary = {"workforce": {"pooling": "grid", "cadres": reserve}}
    world = begin(by_hand({"response": SEALING, "horizon": "36 h"}, stationary))
    find(world, resident=13, at_h=0.0)
    records = end(world)
    assert rows(records, "events", "time_h", event="worker_arrived") == [(1.0,)] * 4
    posted = rows(records, "events", "time_h", "place", event="posted")
    assert posted == [(0.0, "C01-G02")] * 2  # two of the four live there already
    assert world.desk.tables.workers["post"][1:].tolist() == [1, 1, 1, 1]
