"""Controls that stand, whom they cover, and that nothing is left of one switched off."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.errors import RunError
from sim.scenario import Scenario
from tests.towns import OUTBREAK, SEALING, begin, by_hand, end, find, fingerprint, rows, run

CASE = {0: 1.0, 7: 13.0}
MEETS = {
    "meets": ["08:00", "20:00"],
    "emergency": {"trigger_cases": 1, "delay": "0 h", "stand_down_clear": "9 d"},
}
ZONE = {"kind": "zone", "scope": "building", "factors": {"grid": 0}, "clear_days": 1}
HOME = {"kind": "quarantine", "scope": "household", "factors": {"grid": 0}, "duration": "1 d"}
BAG = {"need": {"per": "control"}, "crew": {"visit": 1}, "work": "1 h", "due": "9 h"}


def with_controls(**controls: Any) -> dict[str, Any]:
    return {"response": {**MEETS, "controls": controls}}


def world_of(*changes: dict[str, Any], **controls: Any) -> Any:
    world = begin(by_hand({"horizon": "5 d"}, with_controls(**controls), *changes))
    for resident, at_h in CASE.items():
        find(world, resident, at_h)
    return world


def spans(world: Any, *columns: str, **where: Any) -> list[tuple[Any, ...]]:
    return rows(end(world), "restrictions", *columns, **where)


def town(**words: Any) -> dict[str, Any]:
    return {"kind": "town", "factors": {"grid": 0.5}, **words}


def test_a_control_that_stands_begins_after_its_delay_and_lasts_its_duration() -> None:
    world = world_of(calm=town(delay="6 h", duration="30 h"))
    assert spans(world, "from_h", "until_h", resident=0) == [(6.0, 36.0)]


def test_a_closure_shuts_its_layers_but_for_what_factors_leave() -> None:
    world = world_of(
        shut={"kind": "closure", "closes": ["school", "work"], "factors": {"work": 0.2}}
    )
    assert spans(world, "layer", "factor", resident=5) == [("school", 0.0), ("work", 0.2)]


@pytest.mark.parametrize(
    ("target", "residents"),
    [
        ({"grids": ["C01-G02"]}, list(range(12, 24))),
        ({"grids": ["C01-G01"], "ring": 1}, list(range(24))),
        ({"communities": ["C01"], "from_age": 121 - 1, "to_age": 120}, []),
        ({"who": "works_outside"}, []),
        ({"share": 0}, []),
        ({"share": 1}, list(range(24))),
    ],
)
def test_a_target_says_whom_a_control_covers(
    target: dict[str, Any], residents: list[int]
) -> None:
    found = spans(world_of(calm=town(target=target)), "resident")
    assert [resident for (resident,) in found] == residents


def covered(share: float, drawn: str = "household") -> set[int]:
    triples = {"town": {"household_sizes": [0, 0, 1], "households_per_grid": 60}}
    world = world_of(triples, calm=town(target={"share": share, "drawn": drawn}))
    return {int(one) for one in world.command.acting.targets.everyone("calm")}


def test_a_share_is_a_keyed_and_nested_set_of_households() -> None:
    some, more = covered(0.3), covered(0.6)
    assert some < more
    assert (len(some), len(more)) == (132, 225)
    assert {one // 3 for one in some} == {one // 3 for one in some if one % 3 == 0}
    assert any(one // 3 * 3 not in covered(0.3, "resident") for one in covered(0.3, "resident"))


def test_a_zone_for_a_class_confines_their_households_only() -> None:
    old = {"town": {"share_60_plus": 0.5}}
    world = world_of(old, shut={**ZONE, "scope": "grid", "target": {"who": "aged_60"}})
    world.clock.run(13.0)
    aged = np.flatnonzero(world.town.age[:12] >= 60)
    assert 0 < len(aged) < 12
    assert np.flatnonzero(world.command.confined.confined(np.arange(24))).tolist() == (
        aged.tolist()
    )


def test_a_target_that_the_town_has_not_is_named() -> None:
    with pytest.raises(RunError, match="control calm targets the grid Z9"):
        world_of(calm=town(target={"grids": ["Z9"]}))


def test_a_control_creates_work_for_those_whom_it_covers() -> None:
    world = world_of(
        {"services": {"bag": BAG}}, shut={**ZONE, "creates": ["bag"], "scope": "stairwell"}
    )
    made = rows(end(world), "tasks", "household", "created_h", service="bag")
    assert made == [(0, 12.0), (1, 12.0), (2, 12.0), (6, 24.0), (7, 24.0), (8, 24.0)]


def test_information_adds_to_the_compliance_of_those_whom_it_reaches() -> None:
    half = town(compliance=0.4)
    tells = {
        "kind": "information",
        "gain": {"compliance": 0.6},
        "target": {"grids": ["C01-G01"]},
    }
    before = {one for (one,) in spans(world_of(calm=half), "resident")}
    after = {one for (one,) in spans(world_of(tells=tells, calm=half), "resident")}
    assert before & set(range(12)) < set(range(12)) <= after
    assert {one for one in after if one >= 12} == {one for one in before if one >= 12}
    brief = spans(
        world_of(tells={**tells, "duration": "1 d"}, calm=half), "until_h", resident=1
    )
    assert brief == [(24.0,)] if 1 not in before else [(24.0,), (120.0,)]


ILL = {
    "horizon": "20 d",
    "town": {"households_per_grid": 60},
    "services": {"visit": {"risk": 0}},
    "hazards": {
        "outbreak": {
            **OUTBREAK,
            "introductions": {"mean": 0, "infectious_at_start": 8},
            "testing": {**OUTBREAK["testing"], "seek_normal": 0.1, "seek_alert": 0.1},
        }
    },
}


def first_finding(**gain: Any) -> float:
    tells = {"kind": "information", "gain": gain}
    records = run(by_hand(ILL, with_controls(tells=tells)))
    return float(min(h for (h,) in rows(records, "events", "time_h", event="case_found")))


def test_information_has_more_of_the_ill_seek_a_test() -> None:
    assert first_finding(self_report=0.9) < first_finding(self_report=0)


VACCINE = {
    "immunity": {
        "vaccine": {"infection": [[["0 d", 1]]], "severe": [[["0 d", 1]]], "onward": [1]}
    }
}


def test_a_control_gives_doses_to_its_target_while_it_stands() -> None:
    ill = {**ILL, "hazards": {"outbreak": {**ILL["hazards"]["outbreak"], **VACCINE}}}
    gives = {
        "kind": "vaccination", "doses": {"per_day": 25}, "duration": "3 d",
        "target": {"grids": ["C01-G02"]}, "delay": "1 d",
    }  # fmt: skip
    records = run(by_hand(ill, with_controls(gives=gives)))
    given = rows(records, "events", "time_h", "value", event="vaccinated")
    assert given == [(24.0, 25.0), (48.0, 25.0), (72.0, 10.0)]


def test_staff_are_tested_while_a_control_says_so() -> None:
    tests = {"kind": "staff", "tests_every": "24 h", "from": "2022-03-03 08:00"}
    always = {"workforce": {"grid_workers": {"roster": "day"}}}
    counts = [
        run(by_hand(ILL, always, with_controls(**one))).facts["tests"]
        for one in ({}, {"staff": tests})
    ]
    assert counts[1] - counts[0] == 17  # from the shift after its beginning on


# -- nothing is left of what is switched off ------------------------------------------------

OFF: dict[str, dict[str, Any]] = {
    "zone": {**ZONE, "compliance": 1, "target": {"share": 0}},
    "quarantine": {**HOME, "target": {"share": 0}},
    "town": town(compliance=0),
    "town of nobody": town(target={"from_age": 120}),
    "closure": {"kind": "closure", "closes": ["work"], "compliance": 0},
    "information": {"kind": "information", "gain": {}},
    "information of nobody": {
        "kind": "information", "gain": {"compliance": 1}, "target": {"share": 0},
    },
    "evacuation": {
        "kind": "evacuation", "factors": {"grid": 0}, "waiting": {}, "beds": 0,
        "when_full": "refuse",
    },
    "evacuation of nobody": {"kind": "evacuation", "factors": {"grid": 0}, "compliance": 0},
    "staff": {"kind": "staff", "infection_risk": 1},
}  # fmt: skip


@pytest.mark.parametrize("name", OFF)
def test_a_control_without_strength_capacity_or_compliance_leaves_no_trace(name: str) -> None:
    def records(**controls: Any) -> dict[str, str]:
        more = {"controls": {**SEALING["controls"], **controls}}
        quiet = {"sealed": {"test_days": [], "clear_round": False}}
        scenario = by_hand(
            ILL, {"response": {**SEALING, **more}}, {"response": {"controls": quiet}}
        )
        return fingerprint(run(scenario), without=["events"])

    assert records(off=OFF[name]) == records()


def test_a_control_keeps_the_default_of_every_field_that_it_leaves_out() -> None:
    def sealed(**words: Any) -> Scenario:
        return by_hand(with_controls(shut={**ZONE, **words}))

    stated = sealed(
        rank=0, merge=False, after_inner=False, outside_work="stopped", gates=True,
        place="home", answers=True, when_full="wait",
        target={"who": "all"}, cost={"per_use": 0},
    )  # fmt: skip
    results = []
    for scenario in (stated, sealed()):
        world = begin(scenario)
        find(world, 0, 1.0)
        results.append(fingerprint(end(world), without=["events"]))
    assert results[0] == results[1]
