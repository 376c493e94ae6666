"""Zones by rank: what they take, merge, split off and leave; rings of grids, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.scenario import Control
from tests.towns import begin, by_hand, end, find, rows

SIX_GRIDS = {"town": {"grids_per_community": 6}}  # 0 beside 1, 2, 3; 4 stairwells in each
MEETS = {
    "meets": ["08:00", "20:00"],
    "emergency": {"trigger_cases": 1, "delay": "0 h", "stand_down_clear": "30 d"},
}


def zone(scope: str = "stairwell", **words: Any) -> dict[str, Any]:
    return {"kind": "zone", "scope": scope, "factors": {"grid": 0}, "clear_days": 2, **words}


def world_of(cases: dict[int, float], *changes: dict[str, Any], **controls: Any) -> Any:
    response = {"response": {**MEETS, "controls": controls}}
    world = begin(by_hand({"horizon": "9 d"}, response, *changes))
    for resident, at_h in cases.items():
        find(world, resident, at_h)
    return world


def open_at(world: Any, at_h: float) -> dict[str, list[list[int]]]:
    """List the stairwells of the open zones of every control at an hour."""
    world.clock.run(at_h)
    found: dict[str, list[list[int]]] = {}
    for one in world.command.zones.zones:
        if not one.released:
            found.setdefault(one.control, []).append(one.stairwells.tolist())
    return found


def story(world: Any) -> list[tuple[Any, ...]]:
    events = rows(end(world), "events", "time_h", "event", "value")
    return [event for event in events if event[1].startswith("zone")]


def shut(world: Any, name: str) -> list[int]:
    everyone = np.arange(world.town.residents)
    return np.flatnonzero(world.command.restrictions.asks(name, everyone)).tolist()


def test_a_zone_of_lower_rank_lies_around_one_of_higher_rank() -> None:
    world = world_of({0: 0.0}, inner=zone(rank=1), outer=zone("building"))
    assert open_at(world, 1.0) == {"inner": [[0]], "outer": [[1]]}
    assert (shut(world, "inner"), shut(world, "outer")) == ([0, 1, 2], [3, 4, 5])


def test_a_case_in_a_zone_of_lower_rank_takes_its_stairwell_out() -> None:
    world = world_of({0: 0.0, 3: 20.0}, inner=zone(rank=1), outer=zone("building"))
    assert open_at(world, 25.0) == {"inner": [[0], [1]]}
    assert story(world) == [
        (0.0, "zone_opened", 0.0),
        (0.0, "zone_opened", 1.0),
        (24.0, "zone_merged", 1.0),
        (24.0, "zone_opened", 2.0),
        (48.0, "zone_released", 0.0),
        (72.0, "zone_released", 2.0),
    ]


def test_what_is_released_falls_back_to_the_zone_around_it() -> None:
    world = world_of({0: 0.0}, inner=zone(rank=1), outer=zone("building", clear_days=4))
    assert open_at(world, 49.0) == {"outer": [[0, 1]]}
    assert shut(world, "outer") == [0, 1, 2, 3, 4, 5]
    assert shut(world, "inner") == []


def test_an_outer_zone_may_stay_until_the_inner_ones_end() -> None:
    outer = zone("grid", clear_days=0, after_inner=True)
    world = world_of({0: 0.0}, inner=zone(rank=1), outer=outer)
    assert story(world)[2:] == [(48.0, "zone_released", 0.0), (48.0, "zone_released", 1.0)]


def test_what_follows_a_zone_lasts_its_own_days() -> None:
    after = zone("building", clear_days=1, answers=False, rank=0)
    world = world_of({0: 0.0}, high=zone("building", rank=1, followed_by="low"), low=after)
    assert open_at(world, 50.0) == {"low": [[0, 1]]}
    assert story(world) == [
        (0.0, "zone_opened", 0.0),
        (48.0, "zone_lowered", 0.0),
        (72.0, "zone_released", 0.0),
    ]


def test_zones_of_neighbouring_buildings_merge_and_have_one_clock() -> None:
    two = {0: 0.0, 6: 30.0}  # the two buildings of the first grid; at the meeting of 36 h
    apart = world_of(two, shut=zone("building"))
    assert open_at(apart, 37.0) == {"shut": [[0, 1], [2, 3]]}
    world = world_of(two, shut=zone("building", merge=True))
    assert open_at(world, 37.0) == {"shut": [[0, 1, 2, 3]]}
    assert story(world) == [
        (0.0, "zone_opened", 0.0),
        (36.0, "zone_merged", 1.0),
        (36.0, "zone_opened", 1.0),
        (84.0, "zone_released", 0.0),
    ]


def test_zones_of_two_grids_merge_where_the_network_joins_these() -> None:
    joined = world_of({0: 0.0, 12: 0.0}, SIX_GRIDS, shut=zone("grid", merge=True))
    assert open_at(joined, 1.0) == {"shut": [[0, 1, 2, 3, 4, 5, 6, 7]]}
    apart = world_of({0: 0.0, 48: 0.0}, SIX_GRIDS, shut=zone("grid", merge=True))
    assert open_at(apart, 1.0) == {"shut": [[0, 1, 2, 3], [16, 17, 18, 19]]}


def test_a_part_that_was_clear_for_its_days_is_let_out_before_the_rest() -> None:
    cases = {0: 0.0, 6: 25.0}  # building 0 at once, building 1 at the meeting of 36 h
    world = world_of(cases, shut=zone("grid", split="building"))
    assert open_at(world, 49.0) == {"shut": [[2, 3]]}
    assert story(world) == [
        (0.0, "zone_opened", 0.0),
        (48.0, "zone_released", 1.0),
        (48.0, "zone_split", 1.0),
        (84.0, "zone_released", 0.0),
    ]


def test_a_ring_is_the_grid_and_those_around_it_on_the_network() -> None:
    world = world_of({0: 0.0}, SIX_GRIDS, shut=zone("ring", ring=1))
    ring = world.command.acting.targets.ring
    assert [ring([0], steps).tolist() for steps in (1, 2)] == [[0, 1, 2, 3], [0, 1, 2, 3, 4, 5]]
    assert open_at(world, 1.0) == {"shut": [list(range(16))]}


@pytest.mark.parametrize(("may", "shut_out"), [("stopped", 0.0), ("kept", 1.0)])
def test_who_works_outside_may_leave_for_it_or_not(may: str, shut_out: float) -> None:
    employed = {"town": {"employed_share": 1, "works_in_town": 0}}
    control = zone(factors={"grid": 0.2, "work": 0, "city": 0}, outside_work=may)
    world = world_of({0: 0.0}, employed, shut=control)
    world.clock.run(1.0)
    fields = world.state.fields
    assert world.town.works_outside[:3].tolist() == [True, True, True]
    assert fields.factors[fields.restriction[0], [2, 5]].tolist() == [0.2, shut_out]


def test_trips_leave_the_share_of_outings_that_still_happen() -> None:
    """One person of a household of 2.5 every two days, of 5 outings before: a fifth."""
    words = {"kind": "town", "trips": {"every": "2 d"}, "factors": {"city": 0.5, "work": 0.3}}
    control = Control.model_validate({**words, "trips": {"every": 48.0}})
    assert control.left(2.5) == {"city": 0.1, "work": 0.3, "grid": 0.2}
    assert control.left(0.25)["city"] == 0.5  # never more than before


def test_a_zone_that_does_not_shut_in_restricts_but_supplies_nobody() -> None:
    world = world_of({0: 0.0}, inner=zone(rank=1), outer=zone("building", shuts_in=False))
    world.clock.run(1.0)
    confined = world.command.confined.confined(np.arange(24))
    assert np.flatnonzero(confined).tolist() == [0, 1, 2]
    assert shut(world, "outer") == [3, 4, 5]
