"""Levels on a case sequence made by hand: up, dwelling, hysteresis, down, and the dates."""

from __future__ import annotations

from typing import Any

from sim.scenario import Emergency, Response, chain_of
from tests.towns import SEALING, begin, by_hand, end, find, fingerprint, merged, rows, run

FOUR = {
    "meets": ["08:00", "20:00"],
    "triggers": {
        "one": {"measure": "cases", "last": "3 d", "at_least": 1},
        "three": {"measure": "cases", "last": "2 d", "at_least": 3},
        "calm": {"measure": "cases", "last": "2 d", "at_most": 0},
        "fewer": {"measure": "cases", "last": "2 d", "at_most": 1},
    },
    "levels": {
        "normal": {},
        "IV": {"enter": "one", "leave": "calm", "delay": "6 h", "dwell": "1 d"},
        "III": {"enter": ["three"], "leave": "fewer", "dwell": "3 d"},
    },
    "controls": {},
}
QUIET = {"horizon": "14 d", "services": {"visit": {"need": {"per": "case"}}}}


def levels_of(*changes: dict[str, Any], cases: tuple[float, ...] = ()) -> list[tuple[Any, ...]]:
    world = begin(by_hand({"response": FOUR}, QUIET, *changes))
    for resident, at_h in enumerate(cases):
        find(world, resident, at_h)
    return rows(end(world), "events", "time_h", "place", "value", event="level")


def test_a_case_takes_it_up_after_the_delay_and_two_days_of_calm_down() -> None:
    # Found at 10 h, seen as it meets at 12 h; of the last two days until 58 h, seen at 60 h.
    assert levels_of(cases=(10.0,)) == [(18.0, "IV", 1.0), (60.0, "normal", 0.0)]


def test_it_is_held_for_its_dwelling_time_whatever_is_known() -> None:
    longer = {"response": {"levels": {"IV": {"dwell": "5 d"}}}}
    assert levels_of(longer, cases=(10.0,)) == [(18.0, "IV", 1.0), (144.0, "normal", 0.0)]


def test_three_cases_take_it_two_levels_up_and_it_comes_down_one_by_one() -> None:
    # At 12 h three are known: III has no delay. Held until 84 h; IV from then, left a day on.
    assert levels_of(cases=(9.0, 10.0, 11.0)) == [
        (12.0, "III", 2.0),
        (84.0, "IV", 1.0),
        (108.0, "normal", 0.0),
    ]


def test_a_trigger_that_stays_on_does_not_take_it_up_again() -> None:
    # Left at 60 h by the calm of two days; `one` looks three days back and is on until 82 h.
    assert levels_of(cases=(10.0,))[-1] == (60.0, "normal", 0.0)
    assert levels_of(cases=(10.0, 100.0)) == [
        (18.0, "IV", 1.0),
        (60.0, "normal", 0.0),
        (114.0, "IV", 1.0),
        (156.0, "normal", 0.0),
    ]


def test_a_level_may_be_left_for_one_further_down() -> None:
    straight = {"response": {"levels": {"III": {"to": "normal"}}}}
    assert levels_of(straight, cases=(9.0, 10.0, 11.0)) == [
        (12.0, "III", 2.0),
        (84.0, "normal", 0.0),
    ]


def test_a_level_without_a_trigger_to_leave_is_for_good() -> None:
    held = {"response": {"levels": {"III": {"leave": None}}}}
    assert levels_of(held, cases=(9.0, 10.0, 11.0)) == [(12.0, "III", 2.0)]


def test_an_order_from_above_comes_at_its_own_time_without_delay() -> None:
    above = {
        "response": {
            "triggers": {"above": {"ordered": "2022-03-02 09:00", "notice": "90 min"}},
            "levels": {"III": {"enter": ["above"], "delay": "12 h"}},
        }
    }
    assert levels_of(above)[0] == (26.5, "III", 2.0)


def test_what_no_finding_shows_moves_no_trigger_level_or_control() -> None:
    epidemic = {
        "kind": "epidemic", "variant": "by-hand", "R0": 3, "latent": "1 d",
        "presymptomatic": "1 d", "infectious": "8 d", "asymptomatic": 0,
        "asymptomatic_infectiousness": 1, "severe": 0, "death": 0, "severe_after": "5 d",
        "hospital": "10 d", "death_after": "5 d", "household_attack_rate": 0,
        "layers": {"grid": {"contacts": "10 /d"}, "city": {"contacts": "2 /d"}},
        "introductions": {"mean": 0, "infectious_at_start": 5},
        "testing": {
            "sensitivity": [["0 d", 1], ["30 d", 1]], "pooled_loss": 0, "seek_normal": 0,
            "seek_alert": 0, "turnaround": "12 h",
        },
    }  # fmt: skip
    everywhere = {
        "zone": {"kind": "zone", "scope": "building", "factors": {"grid": 0}},
        "home": {
            "kind": "quarantine", "scope": "household", "duration": "9 d",
            "factors": {"grid": 0},
        },
        "street": {"kind": "town", "factors": {"grid": 0}, "when": "IV+"},
        "there": {"kind": "town", "factors": {"city": 0}, "where": "grid-case"},
    }  # fmt: skip
    planted = {
        "hazards": {"outbreak": epidemic},
        "response": {
            "controls": everywhere,
            "triggers": {"grid-case": {"measure": "cases", "place": "grid", "at_least": 1}},
        },
    }
    records = run(
        by_hand({"response": FOUR}, QUIET, {"services": {"visit": {"risk": 0}}}, planted)
    )
    assert len(records.tables["infections"]["resident"]) > 20  # of 24 residents
    assert len(records.tables["events"]["event"]) == 0
    assert len(records.tables["restrictions"]["resident"]) == 0


def test_the_emergency_is_two_levels_spelt_out() -> None:
    said = {
        "emergency": None,
        "triggers": {
            "case": {"measure": "cases", "at_least": 1},
            "clear": {"quiet": "2 d"},
        },
        "levels": {"normal": {}, "alarm": {"enter": "case", "leave": "clear", "dwell": "2 d"}},
    }
    found = []
    for response in (SEALING, merged(SEALING, said)):
        sealed = {"sealed": {"when": "emergency", "clear_round": False, "test_days": []}}
        world = begin(
            by_hand({"response": response}, {"response": {"controls": sealed}}, QUIET)
        )
        find(world, resident=0, at_h=1.0)
        find(world, resident=13, at_h=50.0)
        find(world, resident=6, at_h=200.0)
        found.append(end(world))
    times = [rows(one, "events", "time_h", "value", event="level") for one in found]
    assert times[0] == times[1]
    assert len(times[0]) == 4
    apart = ("events",)  # in which the level has its name
    assert fingerprint(found[0], apart) == fingerprint(found[1], apart)


def test_words_for_levels_name_one_or_all_from_it_up() -> None:
    chain = chain_of(Response.model_validate({"levels": {"normal": {}, "IV": {}, "III": {}}}))
    said = [("always",), ("emergency",), ("IV",), ("III+",), ("normal", "III")]
    assert [sorted(chain.ranks(when)) for when in said] == [[0, 1, 2], [1, 2], [1], [2], [0, 2]]
    assert Emergency().trigger_cases == 1
