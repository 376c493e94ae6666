from __future__ import annotations

from typing import Any

from sim.records import Records
from tests.towns import ask, begin, by_hand, end, rows

PAIRS = {
    "horizon": "1 d",
    "services": {"visit": {"crew": {"visit": 2}, "content": "gross", "work": "1 h"}},
    "town": {"grids_per_community": 1},
}


def crews(count: int, team: int | None, asked: tuple[tuple[float, int], ...]) -> Records:
    staff = {"workforce": {"grid_workers": {"count": count, "team": team}}}
    world = begin(by_hand(PAIRS, staff))
    for at_h, household in asked:
        ask(world, "visit", at_h, [household])
    return end(world)


def members(records: Records) -> list[tuple[Any, ...]]:
    """Give the crew of each outing in order of time."""
    found: dict[float, list[int]] = {}
    for at_h, task, worker in rows(records, "assignments", "set_out_h", "task", "worker"):
        found.setdefault((at_h, task), []).append(worker)  # type: ignore[arg-type]
    return [tuple(sorted(crew)) for _, crew in sorted(found.items())]


def test_a_crew_is_of_one_team() -> None:
    records = crews(5, 2, ((1.0, 0), (1.0, 3), (1.0, 6)))
    assert members(records) == [(0, 1), (2, 3), (0, 1)]


def test_without_teams_whoever_idles_longest_goes() -> None:
    records = crews(5, None, ((1.0, 0), (1.0, 3), (1.5, 6)))
    assert members(records)[:2] == [(0, 1), (2, 3)]
    assert members(records)[2] != (0, 1)


def test_where_the_first_has_nobody_of_her_team_the_next_team_goes() -> None:
    """Worker 0 idles longest but her team is of one: the team of 1 and 2 would be whole."""
    alone = {
        "workforce": {"ngo": {"count": 1, "lives": "outside", "skills": ["visit"], "team": 2}}
    }
    staff = {"workforce": {"grid_workers": {"count": 3, "team": 2}}}
    roster = {"workforce": {"ngo": {"roster": "day"}}}
    world = begin(by_hand(PAIRS, staff, alone, roster))
    ask(world, "visit", 1.0, [0])
    ask(world, "visit", 1.5, [3])
    assert members(end(world)) == [(0, 1), (0, 1)]


def test_a_team_larger_than_the_crew_lends_any_two() -> None:
    assert members(crews(4, 4, ((1.0, 0), (1.0, 3)))) == [(0, 1), (2, 3)]
