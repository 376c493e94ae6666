from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.scenario import ResidentNeed
from sim.services.demand import day_factor
from tests.towns import (
    SEALING,
    begin,
    by_hand,
    end,
    find,
    fingerprint,
    rows,
    run,
    town_of,
)


def requests(**need: Any) -> dict[str, Any]:
    return {
        "horizon": "20 d",
        "services": {"visit": {"need": {"what": None, "per": "resident", **need}}},
    }


def test_residents_need_at_their_rate() -> None:
    records = run(by_hand(requests(rate="1 /resident/d", factor_cv=0)))
    assert 400 < len(records.tables["needs"]["need"]) < 560  # 24 residents, 20 days
    assert set(records.tables["needs"]["resident"].tolist()) == set(range(24))


def test_needs_of_the_warm_up_are_carried_in() -> None:
    records = run(by_hand(requests(rate="1 /resident/d"), {"run": {"warm_up": "2 d"}}))
    assert records.tables["tasks"]["created_h"].min() < -40
    assert records.tables["shifts"]["from_h"].min() == -48.0


def test_the_number_of_a_need_is_the_candidates_so_more_demand_keeps_the_lesser_names() -> None:
    few = run(by_hand(requests(rate="0.5 /resident/d", factor_cv=0.5)))
    many = run(by_hand(requests(rate="1 /resident/d", factor_cv=0.5)))
    names = [set(one.tables["tasks"]["task"].tolist()) for one in (few, many)]
    assert names[0] < names[1]


def test_only_the_vulnerable_have_needs_of_theirs() -> None:
    ill = {"town": {"chronic_under_60": 0, "share_60_plus": 0.5, "chronic_60_plus": 0.5}}
    need = requests(rate="1 /resident/d", per_class="vulnerable")
    records = run(by_hand(need, ill))
    assert set(rows(records, "needs", "vulnerable")) == {(True,)}


CLASSES = {
    "town": {
        "households_per_grid": 200,
        "household_sizes": [0.5, 0.5],
        "share_60_plus": 0.5,
        "share_80_plus": 0.2,
        "alone_80_plus": 0.5,
    }
}


@pytest.mark.parametrize("per_class", ["aged_60", "aged_80", "aged_80_alone"])
def test_each_class_has_needs_of_its_own(per_class: str) -> None:
    need = requests(rate="0.2 /resident/d", per_class=per_class)
    scenario = by_hand(need, CLASSES)
    town = town_of(scenario)
    of_class = {
        "aged_60": town.age >= 60,
        "aged_80": town.age >= 80,
        "aged_80_alone": town.alone80,
    }[per_class]
    asking = {resident for (resident,) in rows(run(scenario), "needs", "resident")}
    assert asking <= set(np.flatnonzero(of_class).tolist())
    assert len(asking) > 0.8 * of_class.sum()  # in 20 days, a share of 1 - exp(-4) is expected


DAYTIME = [{"from": "06:00", "value": 1}, {"from": "22:00", "value": 0}]


def test_needs_arise_by_the_course_of_the_day() -> None:
    calls = requests(rate="1 /resident/d", profile=DAYTIME)
    hour = (run(by_hand(calls)).tables["needs"]["created_h"] + 8) % 24
    assert 240 < len(hour) < 420  # 480 times 16 of 24 hours, and the day factor
    assert hour.min() >= 6
    assert hour.max() <= 22


def test_a_profile_of_one_is_none_bit_for_bit() -> None:
    flat = [{"from": "00:00", "value": 1}, {"from": "12:00", "value": 1}]
    plain, constant = (
        fingerprint(run(by_hand(requests(rate="1 /resident/d", **words))))
        for words in ({}, {"profile": flat, "emergency_factor": 1})
    )
    assert plain == constant


def test_in_the_emergency_there_are_more_needs_and_all_of_before() -> None:
    def asked(factor: float) -> list[set[tuple[Any, ...]]]:
        need = requests(rate="1 /resident/d", emergency_factor=factor)
        world = begin(by_hand(need, {"response": {**SEALING, "controls": {}}}))
        find(world, resident=3, at_h=1.0)  # emergency from 12 h on, for two days
        records = end(world)
        assert rows(records, "events", "time_h", "value", event="level") == [(12, 1), (60, 0)]
        found = rows(records, "tasks", "created_h", "task")
        spans = ((0, 16), (16, 64), (64, 480))
        return [{one for one in found if first <= one[0] < last} for first, last in spans]

    usual, more = asked(1.0), asked(3.0)
    assert usual[0] == more[0]  # until the first midnight
    assert usual[1] < more[1]
    assert 2 < len(more[1]) / len(usual[1]) < 4
    assert usual[2] == more[2]


def every(**words: Any) -> dict[str, Any]:
    need = {"what": None, "per": "person", "share": 1, "every": "56 h", **words}
    return {"horizon": "20 d", "services": {"visit": {"need": need, "work": "1 min"}}}


def test_a_person_needs_it_every_so_often_from_an_hour_of_her_own_on() -> None:
    records = run(by_hand(every()))
    times: dict[int, list[float]] = {}
    for resident, at_h in rows(records, "needs", "resident", "created_h"):
        times.setdefault(resident, []).append(at_h)
    assert set(times) == set(range(24))
    assert all(0 <= at_h[0] < 56 for at_h in times.values())
    assert {round(gap_h, 3) for at_h in times.values() for gap_h in np.diff(at_h)} == {56.0}
    assert len({at_h[0] for at_h in times.values()}) == 24


def test_a_longer_warm_up_moves_nobodys_hours() -> None:
    def after_0(warm_up: str) -> set[tuple[Any, ...]]:
        records = run(by_hand(every(), {"run": {"warm_up": warm_up}}))
        found = rows(records, "tasks", "task", "created_h")
        return {one for one in found if one[1] >= 0}

    assert after_0("0 d") == after_0("5 d")


def test_more_who_have_the_need_contain_the_fewer() -> None:
    def having(share: float) -> set[Any]:
        return set(rows(run(by_hand(every(share=share))), "needs", "resident"))

    few, many = having(0.3), having(0.6)
    assert few < many < having(1.0)


def test_hourly_needs_of_a_person_have_names_of_their_own() -> None:
    names = [name for (name,) in rows(run(by_hand(every(every="1 h"))), "tasks", "task")]
    assert len(names) == len(set(names)) == 24 * 480


def test_a_need_outside_the_opening_hours_waits_for_them() -> None:
    open_ = {"services": {"visit": {"hours": ["09:00", "11:00"]}}}
    found = rows(run(by_hand(every(), open_)), "tasks", "created_h", "earliest_h")
    assert {round((earliest_h + 8) % 24) for _, earliest_h in found} <= {9, 10, 11}
    assert all(earliest_h - at_h < 24 for at_h, earliest_h in found)


def test_a_grids_own_needs_are_nobodys() -> None:
    grid = {"services": {"visit": {"need": {"what": None, "per": "grid", "rate": "2 /d"}}}}
    records = run(by_hand({"horizon": "9 d"}, grid))
    assert set(rows(records, "tasks", "household", "stops")) == {(-1, 1)}
    assert set(rows(records, "needs", "resident")) == {(-1,)}


RECORDS = {
    "need": {"per": "background", "share": 0.25, "slice": "30 min"},
    "crew": {"visit": 1},
    "work": "15 min",
    "priority": 9,
    "due": "24 h",
}


@pytest.mark.parametrize(("forms_factor", "slices"), [(1.0, 4), (0.5, 2)])
def test_background_work_is_a_share_of_the_normal_day_in_slices(
    forms_factor: float, slices: int
) -> None:
    service = {**RECORDS, "forms_factor": forms_factor}
    records = run(by_hand({"horizon": "1 d", "services": {"visit": None, "forms": service}}))
    assert rows(records, "tasks", "grid", "created_h") == [
        ("C01-G01", 0.0),
        ("C01-G02", 0.0),
    ]  # one stretch of slices a grid
    assert rows(records, "tasks", "stops") == [(slices,), (slices,)]
    assert rows(records, "workers", "serve_h", "travel_h") == [(slices, 0.0)]


def need(cv: float, correlation: float) -> ResidentNeed:
    return ResidentNeed(per="resident", rate=1.0, factor_cv=cv, factor_correlation=correlation)


def test_the_factor_of_a_day_has_mean_one_and_the_stated_spread() -> None:
    found = np.array([day_factor(1, 7, day, 40, need(0.5, 0.5)) for day in range(2000)])
    assert float(found.mean()) == pytest.approx(1.0, abs=0.03)
    assert float(found.std()) == pytest.approx(0.5, abs=0.03)


def test_grids_share_the_luck_of_the_day_by_the_stated_correlation() -> None:
    alike = day_factor(1, 7, 0, 5, need(0.5, 1.0))
    assert len(set(np.round(alike, 12))) == 1
    logs = np.log([day_factor(1, 7, day, 2, need(0.5, 0.5)) for day in range(4000)])
    assert round(float(np.corrcoef(logs.T)[0, 1]), 1) == 0.5
    assert day_factor(1, 7, 0, 3, need(0.0, 0.5)).tolist() == [1.0, 1.0, 1.0]
