"""What a control is wrapped in: window, share, place, sequence, together, the next step."""

from __future__ import annotations

from typing import Any

import pytest

from sim.records import Records
from tests.towns import begin, by_hand, end, find, fingerprint, rows

SHUT = {"factors": {"grid": 0.0}}
TOWN = {"kind": "town", **SHUT}
ZONE = {"kind": "zone", "scope": "stairwell", "clear_days": 9, **SHUT}
HOME = {"kind": "quarantine", "scope": "household", "duration": "3 d", **SHUT}
QUIET = {"horizon": "10 d"}
TWO_STAIRS = {"town": {"stairwells_per_building": 2}}


def ran(
    controls: dict[str, Any], *more: dict[str, Any], cases: tuple[Any, ...] = ()
) -> Records:
    response = {"meets": ["08:00", "20:00"], "controls": controls}
    world = begin(by_hand(QUIET, {"response": response}, *more))
    for resident, at_h in cases:
        find(world, resident, at_h)
    return end(world)


def spans(records: Records, cause: str, resident: int | None = None) -> list[tuple[Any, ...]]:
    """Give from and until when a control held, of one resident or of any of them."""
    where = {} if resident is None else {"resident": resident}
    found = rows(records, "restrictions", "from_h", "until_h", cause=cause, **where)
    return sorted(set(found))


def test_a_town_control_holds_in_its_hours() -> None:
    records = ran({"curfew": {**TOWN, "hours": ["20:00", "22:00"]}}, {"horizon": "2 d"})
    assert spans(records, "curfew") == [(12.0, 14.0), (36.0, 38.0)]


def test_a_town_control_holds_on_its_days_of_the_week() -> None:
    # Clock 0 is Tuesday, 1 March 2022, 08:00; the weekend is from 88 h to 136 h.
    records = ran({"closed": {**TOWN, "weekdays": ["sat", "sun"]}})
    assert spans(records, "closed") == [(88.0, 136.0)]


def test_a_share_of_the_residents_is_asked_and_a_larger_one_contains_it() -> None:
    asked = []
    for share in (0.0, 0.3, 0.7, 1.0):
        records = ran({"street": {**TOWN, "share_asked": share}})
        asked.append(set(records.tables["restrictions"]["resident"].tolist()))
    assert asked[0] < asked[1] < asked[2] < asked[3]
    assert (len(asked[0]), len(asked[3])) == (0, 24)


def test_a_control_holds_only_where_its_trigger_is_on() -> None:
    seen = {"measure": "cases", "last": "2 d", "place": "grid", "at_least": 1}
    triggers = {"response": {"triggers": {"seen": seen}}}
    records = ran({"there": {**TOWN, "where": "seen"}}, triggers, cases=((0, 1.0), (13, 60.0)))
    # A grid has 12 residents. Known at 1 h: from the meeting at 12 h to that of 60 h.
    assert spans(records, "there", 5) == [(12.0, 60.0)]
    assert spans(records, "there", 20) == [(60.0, 108.0)]


def test_a_zone_is_closed_only_where_its_trigger_is_on() -> None:
    busy = {"measure": "cases", "place": "grid", "at_least": 2}
    triggers = {"response": {"triggers": {"busy": busy}}}
    records = ran({"sealed": {**ZONE, "where": "busy"}}, triggers, cases=((0, 1.0), (13, 1.0)))
    assert spans(records, "sealed") == []
    three = ((0, 1.0), (13, 1.0), (14, 2.0))
    records = ran({"sealed": {**ZONE, "where": "busy"}}, triggers, cases=three)
    assert {row[0] for row in rows(records, "events", "place", event="zone_opened")} == {
        "C01-G02"
    }


def test_controls_that_belong_together_come_and_go_together() -> None:
    controls = {
        "street": {**TOWN, "until": "2022-03-03 08:00", "with": ["city"]},
        "city": {"kind": "town", "factors": {"city": 0.0}},
    }
    records = ran(controls)
    assert spans(records, "street") == spans(records, "city") == [(0.0, 48.0)]


def test_the_next_step_comes_after_a_while_and_ends_with_the_first() -> None:
    controls = {
        "first": {
            **TOWN,
            "until": "2022-03-06 08:00",
            "then": {"control": "more", "after": "2 d"},
        },
        "more": {"kind": "town", "factors": {"city": 0.0}},
    }
    records = ran(controls)
    assert spans(records, "first") == [(0.0, 48.0), (48.0, 120.0)]  # a row of its own each
    assert spans(records, "more") == [(48.0, 120.0)]


def test_a_trigger_keeps_the_next_step_back() -> None:
    calm = {"response": {"triggers": {"calm": {"measure": "cases", "at_most": 0}}}}
    controls = {
        "first": {**TOWN, "then": {"control": "more", "after": "2 d", "unless": "calm"}},
        "more": {"kind": "town", "factors": {"city": 0.0}},
    }
    assert spans(ran(controls, calm), "more") == []
    assert spans(ran(controls, calm, cases=((0, 30.0),)), "more") == [(48.0, 240.0)]


STEPS = {
    "stairs": {**ZONE, "then": {"control": "house", "after": "2 d"}},
    "house": {**ZONE, "scope": "building", "then": {"control": "whole", "after": "3 d"}},
    "whole": {**ZONE, "scope": "grid"},
}


def test_a_zone_grows_from_the_stairwell_to_the_building_to_the_grid() -> None:
    records = ran(STEPS, TWO_STAIRS, cases=((0, 1.0),))
    opened = rows(records, "events", "time_h", event="zone_opened")
    assert opened == [(12.0,), (60.0,), (132.0,)]
    # Stairwells have 3 residents, buildings 2 stairwells, the grid 4.
    closed = [len({r for (r,) in rows(records, "restrictions", "resident", cause=name)})
              for name in STEPS]  # fmt: skip
    assert closed == [3, 3, 6]


def test_a_zone_that_is_released_before_the_next_step_does_not_grow() -> None:
    short = {"response": {"controls": {"stairs": {"clear_days": 1}}}}
    records = ran(STEPS, TWO_STAIRS, short, cases=((0, 1.0),))
    assert rows(records, "events", "time_h", event="zone_opened") == [(12.0,)]


def test_a_quarantine_widens_to_the_stairwell() -> None:
    controls = {
        "home": {**HOME, "then": {"control": "stairs", "after": "1 d"}},
        "stairs": {**HOME, "scope": "stairwell"},
    }
    records = ran(controls, cases=((0, 1.0),))
    assert spans(records, "home", 0)[0] == (12.0, 36.0)
    assert spans(records, "stairs", 2) == [(36.0, 108.0)]
    assert spans(records, "stairs", 3) == []


def test_what_belongs_to_another_does_not_act_by_itself() -> None:
    controls = {"home": {**HOME, "enabled": False, "with": ["stairs"]},
                "stairs": {**HOME, "scope": "stairwell"}}  # fmt: skip
    records = ran(controls, cases=((0, 1.0),))
    assert spans(records, "stairs", 2) == [(12.0, 84.0)]  # the other is off: it is on its own
    controls["home"]["enabled"] = True
    records = ran(controls, cases=((0, 1.0),))
    assert spans(records, "stairs", 2) == [(12.0, 84.0)]


RELEASE = {
    "response": {
        "triggers": {"case": {"measure": "cases", "last": "1 d", "at_least": 1},
                     "calm": {"measure": "cases", "last": "1 d", "at_most": 0}},
        "levels": {"normal": {}, "alarm": {"enter": "case", "leave": "calm"}},
        "stand_down": {"order": ["schools", "street"], "every": "2 d"},
    },
}  # fmt: skip


def test_controls_are_lifted_in_their_order() -> None:
    controls = {
        "street": {"kind": "town", "factors": {"grid": 0.0}, "when": "alarm"},
        "schools": {"kind": "town", "factors": {"city": 0.0}, "when": "alarm"},
        "other": {"kind": "town", "factors": {"household": 0.5}, "when": "alarm"},
    }
    records = ran(controls, RELEASE, cases=((0, 1.0),))
    assert rows(records, "events", "time_h", "value", event="level") == [
        (12.0, 1.0),
        (36.0, 0.0),
    ]
    ends = {name: max(until for _, until in spans(records, name)) for name in controls}
    assert ends == {"other": 36.0, "schools": 36.0, "street": 84.0}


def test_what_was_to_be_lifted_stays_when_the_level_comes_back() -> None:
    controls = {
        "schools": {"kind": "town", "factors": {"city": 0.0}, "when": "alarm"},
        "street": {"kind": "town", "factors": {"grid": 0.0}, "when": "alarm"},
    }
    # Left at 36 h; back at 60 h, before the street's turn at 84 h; left again at 84 h.
    records = ran(controls, RELEASE, cases=((0, 1.0), (13, 50.0)))
    levels = rows(records, "events", "time_h", "value", event="level")
    assert levels == [(12.0, 1.0), (36.0, 0.0), (60.0, 1.0), (84.0, 0.0)]
    ends = {name: max(until for _, until in spans(records, name)) for name in controls}
    assert ends == {"schools": 84.0, "street": 132.0}


ZERO = {
    "compliance": {"compliance": 0.0},
    "share": {"share_asked": 0.0},
    "off": {"enabled": False},
}
EACH = {
    "town": TOWN,
    "zone": {**ZONE, "scope": "building"},
    "quarantine": HOME,
    "town in its hours": {**TOWN, "hours": ["08:00", "12:00"]},
    "town where cases are": {**TOWN, "where": "seen"},
    "zone that grows": {**ZONE, "then": {"control": "wide", "after": "1 d"}},
}
SEEN = {
    "response": {"triggers": {"seen": {"measure": "cases", "place": "grid", "at_least": 1}}}
}


@pytest.mark.parametrize("kind", list(EACH))
@pytest.mark.parametrize("zero", list(ZERO))
def test_a_control_at_zero_restricts_as_little_as_none(kind: str, zero: str) -> None:
    controls = {"one": {**EACH[kind], **ZERO[zero]}}
    if "then" in EACH[kind]:
        controls["wide"] = {**ZONE, "scope": "grid", **ZERO[zero]}
    cases = ((0, 1.0), (13, 30.0))
    without = ran({}, SEEN, cases=cases)
    found = ran(controls, SEEN, cases=cases)
    # With nobody keeping to it, zones are opened and counted all the same.
    apart = ("events", "daily") if zero == "compliance" else ()
    assert fingerprint(found, apart) == fingerprint(without, apart)
