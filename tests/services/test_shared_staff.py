"""Staff shared between grids carry infection to more of them than staff of each grid's own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.kernels import spread
from tests.towns import OUTBREAK, begin, by_hand, end, rows

GRIDS = 6
VISITS = {
    "horizon": "47 h",  # nobody whom she infects is infectious yet
    "town": {"grids_per_community": GRIDS},
    "hazards": {"outbreak": {**OUTBREAK, "introductions": {"mean": 0}}},
    "workforce": {"grid_workers": {"count": None, "per_grid": 2}},
    "services": {
        "visit": {
            "need": {"per": "resident", "rate": "2 /resident/d", "what": None},
            "contact": "door",
            "risk": 1000,  # every contact infects
        }
    },
    "response": {
        "controls": {
            "no_other_contact": {
                "kind": "town",
                "scope": "town",
                "factors": {"grid": 0, "city": 0, "household": 0},
            }
        }
    },
}
REPLICATIONS = 30


def grids_reached(pooling: str, replication: int, **words: Any) -> int:
    """Count the grids where households are infected; worker 0 is infectious on day 1."""
    changes = {"workforce": {"pooling": pooling}, **words}
    world = begin(by_hand(VISITS, changes), replication)
    spread.introduce(
        world.hazards["outbreak"].epidemic.queue, world.workers[0].person, 0.0, 0, 0, 0, 0.0
    )
    found = rows(end(world), "infections", "resident", "grid", layer="session")
    at_home = [grid for resident, grid in found if resident < world.town.residents]
    return len(set(at_home))


@pytest.mark.slow
def test_shared_staff_infect_households_of_more_grids_than_dedicated_staff() -> None:
    """The same keys in pairs: the mean difference lies over four standard errors above 0."""
    pairs = [
        (grids_reached("street", one), grids_reached("grid", one))
        for one in range(REPLICATIONS)
    ]
    shared, dedicated = np.array(pairs).T
    assert dedicated.max() == 1  # her own grid and no other
    more = shared - dedicated
    assert more.mean() > 4 * more.std(ddof=1) / np.sqrt(REPLICATIONS)
    assert more.mean() > 1.0


def test_without_contact_at_the_door_neither_infects_anybody() -> None:
    away = {"services": {"visit": {"contact": "none"}}}
    assert [grids_reached(pooling, 0, **away) for pooling in ("street", "grid")] == [0, 0]
