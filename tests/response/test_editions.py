"""Protocol editions on a case sequence made by hand: zones obey their rules, day by day.

Two grids of four stairwells in two buildings; the day of the first case is day 1. There are as
many samplers as are needed, so a round is known at the meeting 12 h later.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from sim.checks import check
from sim.scenario import load
from sim.scenario.output import resolved
from tests.towns import begin, by_hand, end, find, rows

FOLDER = Path(__file__).parents[2] / "scenarios" / "editions"
EDITIONS = sorted(file.stem for file in FOLDER.glob("*.yaml"))
CARE: dict[str, Any] = {
    "need": {"per": "sealed_household", "every": "9 d"},
    "crew": {"visit": 1},
}
TOWN = {
    "horizon": "33 d",
    "workforce": {
        "grid_workers": {"roster": "always"},
        "medics": {"count": 9, "lives": "outside", "skills": ["swab"], "roster": "always"},
    },
    "services": {
        "visit": None,
        "swab": {
            "need": {"per": "zone_round"}, "round": True, "crew": {"swab": 1},
            "work": "6 min", "due": "24 h",
        },
        "quarantine_test": {
            "need": {"per": "control"}, "crew": {"swab": 1}, "work": "3 min", "due": "12 h",
            "consequence": {"kind": "sample"},
        },
    },
}  # fmt: skip
AT_ONCE = {"response": {"emergency": {"delay": "0 h"}}}
NOBODY = {"workforce": {"medics": {"count": 0}}}
FIRST = {0: 0.0}  # stairwell 0, at the meeting of 08:00 of day 1


@lru_cache
def response_of(edition: str) -> dict[str, Any]:
    return {"response": resolved(load(FOLDER / f"{edition}.yaml"))["response"]}


def run_of(edition: str, cases: dict[int, float], *changes: dict[str, Any]) -> Any:
    world = begin(by_hand(TOWN, response_of(edition), AT_ONCE, *changes))
    for resident, at_h in cases.items():
        find(world, resident, at_h)
    records = end(world)
    assert check(records) == []
    return records


def zones(edition: str, cases: dict[int, float], *changes: dict[str, Any]) -> list[Any]:
    """List what happened to zones: day from 0, event, number of the zone."""
    events = rows(run_of(edition, cases, *changes), "events", "time_h", "event", "value")
    return [
        (at_h / 24, event.removeprefix("zone_"), int(number))
        for at_h, event, number in events
        if event.startswith("zone")
    ]


def rounds(edition: str, zone: int, *changes: dict[str, Any]) -> list[float]:
    """List the days, the first is 1, on which rounds of a zone were ordered."""
    events = rows(run_of(edition, FIRST, *changes), "events", "time_h", event="round_ordered",
                  value=float(zone))  # fmt: skip
    return [at_h // 24 + 1 for (at_h,) in events]


def test_there_are_four_editions() -> None:
    assert EDITIONS == ["20-measures", "8th", "9th", "beijing-may-2022"]


def sampled_on(edition: str, household: int) -> list[float]:
    """List the days, the first is 1, on which a household in quarantine was sampled."""
    asked = rows(run_of(edition, FIRST), "tasks", "created_h", service="quarantine_test",
                 household=household)  # fmt: skip
    return [at_h // 24 + 1 for (at_h,) in asked]


# -- the 8th edition ---------------------------------------------------------------------------


def test_8th_sealed_in_controlled_in_precaution_for_14_days_all_on_one_clock() -> None:
    assert zones("8th", FIRST) == [
        (0, "opened", 0),  # the building
        (0, "opened", 1),  # the grid around it
        (0, "opened", 2),  # the community
        (14, "released", 0),
        (14, "released", 1),
        (14, "released", 2),
    ]


def test_8th_is_tested_on_days_1_4_7_10_and_14() -> None:
    assert rounds("8th", 0) == [1, 4, 7, 10, 14]


def test_8th_a_case_of_day_6_starts_the_14_days_again() -> None:
    found = zones("8th", {0: 0.0, 1: 120.0})
    assert [event for event in found if event[1] == "released"] == [
        (19, "released", 0),
        (19, "released", 1),
        (19, "released", 2),
    ]


def test_8th_a_positive_turns_a_controlled_building_into_a_sealed_one() -> None:
    found = zones("8th", {0: 0.0, 6: 48.0})
    assert found[3:] == [
        (2, "merged", 1),  # all of the controlled zone is sealed now
        (2, "merged", 3),  # buildings side by side are one sealed zone
        (2, "opened", 3),
        (16, "released", 0),
        (16, "released", 2),
    ]


def test_8th_a_missing_round_blocks_the_release_of_all() -> None:
    assert [event for event in zones("8th", FIRST, NOBODY) if event[1] == "released"] == []


def test_8th_close_contacts_are_tested_on_days_1_4_7_and_14() -> None:
    assert sampled_on("8th", 0) == [1, 4, 7, 14]


# -- the 9th edition ---------------------------------------------------------------------------


def test_9th_seven_days_of_high_risk_three_of_middle_risk() -> None:
    assert zones("9th", FIRST) == [
        (0, "opened", 0),  # the compound
        (0, "opened", 1),  # middle risk around it
        (7, "lowered", 0),
        (7, "released", 1),
        (10, "released", 0),
    ]


def test_9th_all_negative_on_day_7_is_asked_for() -> None:
    assert rounds("9th", 0) == [1, 2, 3, 5, 7]
    assert [e for e in zones("9th", FIRST, NOBODY) if e[2] == 0] == [(0, "opened", 0)]


def test_9th_a_case_after_the_lowering_is_high_risk_again() -> None:
    found = zones("9th", {0: 0.0, 1: 192.0})
    assert [e for e in found if e[1] in ("lowered", "released")] == [
        (7, "lowered", 0),
        (7, "released", 1),
        (15, "lowered", 2),
        (15, "released", 3),
        (18, "released", 2),
    ]


def test_9th_contacts_are_tested_on_days_1_2_3_5_7_and_the_third_at_home() -> None:
    assert sampled_on("9th", 0) == [
        1,
        2,
        3,
        4,
        5,
        7,
        10,
    ]  # of the stairwell: days 1, 4, 7 as well
    assert sampled_on("9th", 1) == [1, 4, 7]


# -- the 20 measures ---------------------------------------------------------------------------


def test_20_measures_five_days_of_one_stairwell() -> None:
    assert zones("20-measures", FIRST) == [(0, "opened", 0), (5, "released", 0)]
    records = run_of("20-measures", FIRST)
    assert {r for (r,) in rows(records, "restrictions", "resident", cause="sealed")} == {1, 2}


def test_20_measures_a_full_round_on_day_5_is_asked_for() -> None:
    assert rounds("20-measures", 0) == [1, 3, 5]
    assert zones("20-measures", FIRST, NOBODY) == [(0, "opened", 0)]


def test_20_measures_contacts_are_5_days_away_and_3_at_home() -> None:
    spans = rows(
        run_of("20-measures", FIRST), "restrictions", "cause", "from_h", "until_h",
        layer="grid", resident=0,
    )  # fmt: skip
    assert spans[:2] == [("case_household", 0.0, 120.0), ("home_isolation", 120.0, 192.0)]


def test_20_measures_contacts_are_tested_on_days_1_2_3_5_and_1_and_3_at_home() -> None:
    assert sampled_on("20-measures", 0) == [1, 2, 3, 5, 6, 8]


# -- Beijing, May 2022 -------------------------------------------------------------------------


def test_beijing_ten_days_sealed_and_four_controlled() -> None:
    assert zones("beijing-may-2022", FIRST) == [
        (0, "opened", 0),
        (0, "opened", 1),  # the grid around it
        (10, "lowered", 0),
        (14, "released", 0),
        (14, "released", 1),
    ]


def test_beijing_is_tested_on_days_1_3_5_7_and_10() -> None:
    assert rounds("beijing-may-2022", 0) == [1, 3, 5, 7, 10]


def test_beijing_antigen_tests_are_taken_on_the_days_between() -> None:
    events = rows(run_of("beijing-may-2022", FIRST), "events", "time_h", event="self_tested")
    assert [at_h // 24 + 1 for (at_h,) in events] == [2, 4, 6, 8]


def test_beijing_a_new_case_starts_the_ten_days_again() -> None:
    found = zones("beijing-may-2022", {0: 0.0, 1: 96.0})
    assert [event for event in found if event[1] == "lowered"] == [(14, "lowered", 0)]


def test_beijing_a_missing_round_blocks() -> None:
    found = zones("beijing-may-2022", FIRST, NOBODY)
    assert [event for event in found if event[2] == 0] == [(0, "opened", 0)]


@pytest.mark.parametrize("edition", EDITIONS)
def test_rounds_that_lapse_are_ordered_again_until_one_is_complete(edition: str) -> None:
    """Samplers come on day 21 only: the first complete round is theirs, and releases."""
    late = {
        "workforce": {"medics": {"call_up": {"notice": "20 d"}}},
        "services": {"swab": {"expires": "24 h"}},
    }
    found = zones(edition, FIRST, late)
    first = next(e for e in found if e[2] == 0 and e[1] in ("lowered", "released"))
    assert first[0] == 20.5
