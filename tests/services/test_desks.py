"""Where tasks wait: with their pooling area, at the community's desk, or at the street's."""

from __future__ import annotations

from typing import Any

import pytest

from sim.checks import check
from tests.towns import ask, begin, by_hand, end, rows

# Two communities of two grids; twelve one-person households a grid. One worker a community, at
# its desk in its first grid; each grid is its own pooling area.
FOUR = {
    "town": {"communities": 2, "grids_per_community": 2},
    "workforce": {
        "pooling": "grid",
        "grid_workers": {"count": None, "per_community": 1},
    },
}


def served(desk: str, household: int) -> list[tuple[Any, ...]]:
    """Ask for a visit and tell who makes it."""
    world = begin(by_hand(FOUR, {"services": {"visit": {"desk": desk}}}))
    ask(world, "visit", 1.0, [household])
    records = end(world)
    assert check(records) == []
    return rows(records, "assignments", "worker")


@pytest.mark.parametrize(
    ("desk", "household", "worker"),
    [
        ("area", 0, [(0,)]),
        ("area", 12, []),  # the second grid of the first community has nobody of its own
        ("community", 12, [(0,)]),
        ("community", 36, [(1,)]),
        ("street", 36, [(0,)]),  # the street's desk stands in its first grid
    ],
)
def test_tasks_are_served_from_the_desk_at_which_they_wait(
    desk: str, household: int, worker: list[tuple[int]]
) -> None:
    assert served(desk, household) == worker
