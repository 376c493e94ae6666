from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.errors import RunError
from sim.scenario import Employer
from sim.workforce import hire
from sim.workforce.hiring import headcounts
from tests.towns import by_hand, town_of

BIG = {"town": {"households_per_grid": 200, "grids_per_community": 5}}


def staff(**employers: Any) -> dict[str, Any]:
    base = {"lives": "town", "skills": ["visit"], "roster": "day"}
    bodies = {name: {**base, **words} for name, words in employers.items()}
    if "per_grid" in bodies.get("grid_workers", {}):
        bodies["grid_workers"]["count"] = None
    return {"workforce": bodies}


def persons(*changes: Any, seed: int = 1) -> dict[str, set[int]]:
    scenario = by_hand(BIG, *changes)
    found: dict[str, set[int]] = {}
    for worker in hire(scenario, town_of(scenario), seed)[0]:
        found.setdefault(worker.employer, set()).add(worker.person)
    return found


def test_two_per_grid_contains_one_per_grid() -> None:
    one, two = (persons(staff(grid_workers={"per_grid": n}))["grid_workers"] for n in (1, 2))
    assert (len(one), len(two)) == (5, 10)
    assert one < two


def test_a_bigger_body_contains_a_smaller_one_and_moves_no_other() -> None:
    few = persons(staff(grid_workers={"per_grid": 1}, volunteers={"count": 7}))
    many = persons(staff(grid_workers={"per_grid": 1}, volunteers={"count": 23}))
    assert few["volunteers"] < many["volunteers"]
    assert few["grid_workers"] == many["grid_workers"]


def test_workers_of_the_town_are_adults_who_live_in_their_home_grid() -> None:
    ages = {"town": {"share_0_14": 0.3, "share_60_plus": 0.3}}
    scenario = by_hand(BIG, ages, staff(grid_workers={"per_grid": 3}))
    town = town_of(scenario)
    workers = hire(scenario, town, 1)[0]
    assert all(18 <= town.age[worker.person] < 60 for worker in workers)
    assert [int(town.resident_grid[worker.person]) for worker in workers] == [
        worker.home_grid for worker in workers
    ]


def test_nobody_is_hired_twice() -> None:
    small = {"town": {"households_per_grid": 12, "grids_per_community": 2}}
    many = staff(grid_workers={"per_grid": 5}, volunteers={"count": 12})
    scenario = by_hand(small, many)
    workers = hire(scenario, town_of(scenario), 1)[0]
    assert len({worker.person for worker in workers}) == len(workers) == 22
    assert town_of(scenario).residents == 24


def test_a_grid_with_too_few_adults_is_an_error_that_names_it() -> None:
    small = {"town": {"households_per_grid": 12, "grids_per_community": 2}}
    scenario = by_hand(small, staff(grid_workers={"per_grid": 13}))
    with pytest.raises(
        RunError, match="C01-G01: 13 grid_workers are to live here, but only 12"
    ):
        hire(scenario, town_of(scenario), 1)


def test_outsiders_come_after_the_residents_and_have_keys_of_their_own() -> None:
    scenario = by_hand(BIG, staff(cadres={"count": 3, "lives": "outside"}))
    town = town_of(scenario)
    workers, keys = hire(scenario, town, 1)
    assert [worker.person - town.residents for worker in workers] == [0, 1, 2, 3]
    assert len(set(keys.tolist())) == 4
    assert keys.min() >= 1 << 50


def counts(**words: Any) -> list[int]:
    town = town_of(by_hand(BIG))
    employer = Employer(lives="town", skills=("visit",), roster="day", **words)
    return headcounts(employer, town).tolist()


def test_heads_are_counted_as_stated() -> None:
    assert counts(per_grid=1.0) == [1, 1, 1, 1, 1]
    assert sum(counts(per_grid=0.6)) == 3
    assert sum(counts(count=7)) == 7
    assert sum(counts(per_1000_residents=20.0)) == 20  # 1,000 residents
    assert sum(counts(per_1000_households=4.0)) == 4
    assert sum(counts(ceiling=0.015)) == 15
    assert counts(per_community=3.0) == [3, 0, 0, 0, 0]  # at the community's desk
    assert counts(per_building=1.0) == [34, 34, 34, 34, 34]  # of 6 households
    assert sum(counts(per_building=0.5)) == 85


def test_each_community_has_its_heads() -> None:
    three = {"town": {"communities": 3, "grids_per_community": 2, "households_per_grid": 12}}
    town = town_of(by_hand(three))
    employer = Employer(lives="town", skills=("visit",), roster="day", per_community=1.5)
    heads = headcounts(employer, town)
    assert np.bincount(town.grid_community, weights=heads).tolist() == [1, 2, 1]


def test_heads_are_spread_over_the_grids_and_nested() -> None:
    assert counts(count=5) == [1, 1, 1, 1, 1]
    assert max(counts(count=23)) - min(counts(count=23)) == 1
    assert all(np.array(counts(count=3)) <= np.array(counts(count=4)))


def test_speeds_have_mean_one_and_belong_to_the_slot() -> None:
    scenario = by_hand(BIG, staff(cadres={"count": 900, "lives": "outside", "speed_cv": 0.3}))
    town = town_of(scenario)
    speeds = [[w.speed for w in hire(scenario, town, seed)[0]] for seed in (1, 1, 2)]
    assert speeds[0] == speeds[1] != speeds[2]
    assert float(np.mean(speeds[0])) == pytest.approx(1.0, abs=0.03)
    assert float(np.std(speeds[0])) == pytest.approx(0.3, abs=0.03)


def building_of(town: Any, worker: Any) -> int:
    return int(town.stairwell_building[town.household_stairwell[town.household[worker.person]]])


@pytest.mark.parametrize(("heads", "each"), [(1.0, 1), (2.0, 2)])
def test_heads_of_buildings_live_in_them(heads: float, each: int) -> None:
    scenario = by_hand(BIG, staff(building_heads={"per_building": heads}))
    town = town_of(scenario)
    workers = [w for w in hire(scenario, town, 1)[0] if w.employer == "building_heads"]
    lived_in = np.bincount([building_of(town, w) for w in workers], minlength=town.buildings)
    assert set(lived_in.tolist()) == {each}


def test_more_heads_of_buildings_contain_fewer() -> None:
    some = [
        persons(staff(building_heads={"per_building": n}))["building_heads"]
        for n in (0.5, 1, 2)
    ]
    assert some[0] < some[1] < some[2]


def test_a_building_without_adults_has_its_head_from_the_grid() -> None:
    lone = {
        "town": {
            "households_per_grid": 12,
            "grids_per_community": 2,
            "households_per_stairwell": 1,
            "stairwells_per_building": 1,
            "share_60_plus": 0.5,
        }
    }
    heads = {"per_building": 0.5, "lives": "town"}
    scenario = by_hand(lone, staff(building_heads=heads))
    town = town_of(scenario)
    workers = [w for w in hire(scenario, town, 1)[0] if w.employer == "building_heads"]
    assert len({w.person for w in workers}) == 12
    assert all(town.resident_grid[w.person] == w.home_grid for w in workers)


FIRST = ("grid_workers", "volunteers", "cadres", "medics", "property_staff", "ngo")
LATER = ("part_time_workers", "community_staff", "building_heads", "drivers")


@pytest.mark.parametrize("more", FIRST)
def test_no_employer_moves_those_of_the_employers_that_came_later(more: str) -> None:
    few = {name: {"count": 15} for name in (*FIRST, *LATER)}
    base, other = persons(staff(**few)), persons(staff(**{**few, more: {"count": 30}}))
    assert {name for name in base if base[name] != other[name]} == {more}


def test_teams_are_of_one_grid_and_nest() -> None:
    def teams(heads: int) -> dict[int, int]:
        bodies = staff(grid_workers={"per_grid": heads, "team": 2}, ngo={"count": 3})
        scenario = by_hand(BIG, bodies)
        workers = hire(scenario, town_of(scenario), 1)[0]
        assert {w.team for w in workers if w.employer == "ngo"} == {-1}
        return {w.key: w.team for w in workers if w.employer == "grid_workers"}

    few, many = teams(3), teams(5)
    assert (
        sorted(np.unique(list(few.values()), return_counts=True)[1].tolist())
        == [1] * 5 + [2] * 5
    )
    assert few.items() <= many.items()
    assert len(set(many.values())) == 15
