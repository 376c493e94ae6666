from __future__ import annotations

from typing import Any

from sim import order
from tests.towns import SEALING, begin, by_hand, end, find, rows, run

# Two grids of four stairwells, two a building; 1 March 2022 is a Tuesday; clock 0 is 08:00.


def needed(horizon: str = "2 d", **need: Any) -> dict[str, Any]:
    visit = {"need": {"what": None, **need}, "work": "1 min"}
    return {"horizon": horizon, "services": {"visit": visit}}


def test_every_building_needs_it_at_its_times_on_every_so_many_days() -> None:
    records = run(by_hand(needed("4 d", per="building", at=["09:00", "15:00"], every_days=2)))
    assert rows(records, "tasks", "created_h", grid="C01-G02") == [
        (1.0,), (1.0,), (7.0,), (7.0,), (49.0,), (49.0,), (55.0,), (55.0,),
    ]  # fmt: skip
    assert set(rows(records, "tasks", "household", "stops")) == {(-1, 1)}
    assert len(set(rows(records, "tasks", "task"))) == 16


def test_needs_by_the_clock_arise_in_the_warm_up_too() -> None:
    need = needed("1 d", per="building", at=["09:00"])
    records = run(by_hand(need, {"run": {"warm_up": "2 d"}}))
    assert sorted(set(rows(records, "tasks", "created_h"))) == [(-47.0,), (-23.0,), (1.0,)]


def test_the_calendar_knows_the_days_of_the_week() -> None:
    need = needed("9 d", per="calendar", place="street", days=["wed", "fri"], at=["10:00"])
    assert rows(run(by_hand(need)), "tasks", "grid", "created_h") == [
        ("C01-G01", 26.0),
        ("C01-G01", 74.0),
        ("C01-G01", 194.0),
    ]


def test_a_place_of_the_calendar_is_a_grid_a_community_or_the_street() -> None:
    def places(place: str) -> list[Any]:
        town = {"town": {"communities": 2}}
        need = needed("1 d", per="calendar", place=place, at=["10:00"])
        return [grid for (grid,) in rows(run(by_hand(need, town)), "tasks", "grid")]

    assert places("grid") == ["C01-G01", "C01-G02", "C02-G01", "C02-G02"]
    assert places("community") == ["C01-G01", "C02-G01"]
    assert places("street") == ["C01-G01"]


def sealed_by_hand(*changes: dict[str, Any]) -> Any:
    """Have a household of the second building shut in from 2 h to 26 h."""
    world = begin(by_hand(*changes, {"response": SEALING}))
    assert world.command is not None
    confined, who = world.command.confined, world.town.household_start[7:8].astype(int)
    world.clock.at(2.0, order.COMMAND, confined.confine, who)
    world.clock.at(26.0, order.COMMAND, confined.free, who)
    return end(world)


def test_only_buildings_with_somebody_shut_in_need_what_is_for_the_sealed() -> None:
    need = needed(per="building", at=["09:00", "11:00", "15:00"], where="sealed")
    assert rows(sealed_by_hand(need), "tasks", "grid", "created_h") == [
        ("C01-G01", 3.0),
        ("C01-G01", 7.0),
        ("C01-G01", 25.0),
    ]


POST = {"per": "post", "at": ["08:00", "20:00"], "lasts": "12 h", "heads": 2}


def test_a_post_has_one_task_a_head_due_as_the_stint_begins_and_over_with_it() -> None:
    need = needed("1 d", **POST, where="community")
    assert rows(run(by_hand(need)), "tasks", "created_h", "due_h", "expires_h") == [
        (0.0, 0.0, 12.0),
        (0.0, 0.0, 12.0),
        (12.0, 12.0, 24.0),
        (12.0, 12.0, 24.0),
    ]


def test_another_head_leaves_the_names_of_the_others_alone() -> None:
    def names(heads: int) -> set[int]:
        need = needed("3 d", **{**POST, "heads": heads}, where="grid")
        return set(run(by_hand(need)).tables["tasks"]["task"].tolist())

    assert names(2) < names(3)
    assert len(names(3)) == 36


def zoned(place: str, **words: Any) -> list[tuple[Any, ...]]:
    """List the posts of a place where a control answers a case, at 12 h."""
    need = needed("3 d", **{**POST, "heads": 1}, where=place)
    world = begin(by_hand(need, {"response": {**SEALING, "controls": {"shut": words}}}))
    find(world, resident=0, at_h=2.0)
    return rows(end(world), "tasks", "grid", "created_h")


ZONE = {
    "kind": "zone",
    "scope": "building",
    "factors": {"grid": 0},
    "clear_days": 2,
}


def test_posts_of_sealed_places_stand_where_a_zone_is() -> None:
    for where in ("sealed_grid", "sealed_building"):
        assert zoned(where, **ZONE) == [
            ("C01-G01", 12.0),
            ("C01-G01", 24.0),
            ("C01-G01", 36.0),
            ("C01-G01", 48.0),
        ]


def test_a_home_quarantine_and_a_zone_without_gates_have_none() -> None:
    quarantine = {**ZONE, "kind": "quarantine", "duration": "2 d", "clear_days": 14}
    assert zoned("sealed_grid", **quarantine) == []
    assert zoned("sealed_grid", **ZONE, gates=False) == []


def test_a_post_of_the_emergency_is_staffed_from_the_next_stint_on() -> None:
    need = needed("3 d", **{**POST, "heads": 1}, where="street", when="emergency")
    world = begin(by_hand(need, {"response": SEALING}))
    find(world, resident=3, at_h=13.0)  # the emergency begins at 20:00 of the next day, 36 h
    assert rows(end(world), "tasks", "created_h") == [(24.0,), (36.0,), (48.0,), (60.0,)]
