"""Many tasks at once: they are sorted, and go in the order of the rule all the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import sim
from sim.assembly import World, bind, build_world
from sim.engine import start_rhythms
from sim.kernels.desk_queue import MANY
from sim.town import build_town

THEORY = Path(__file__).parents[2] / "scenarios" / "theory"
WAITING = 500


def world_with(waiting: int) -> World:
    """Build a desk of one worker at which tasks wait, each created at another time."""
    scenario = sim.load(THEORY / "mmc.yaml").override(
        {
            "horizon": "200 h",
            "workforce.grid_workers.count": 1,
            "services.requests.need.rate": "0 /h",
            "services.requests.work": {"law": "fixed", "mean": "15 min"},
        }
    )
    world = build_world(scenario, build_town(scenario.town, scenario.root), 0)
    bind(world)
    luck = np.random.default_rng(1)
    for key in range(waiting):
        rows, stops = world.desk.add(1, 1)
        rows["key"] = (1 << 40) + key
        rows["service"], rows["grid"], rows["stairwell"] = 0, 0, 0
        rows["created_h"] = -luck.uniform(0.0, 24.0)
        rows["patience_h"], rows["stops"] = np.inf, 1
        stops["household"], stops["resident"], stops["factor"] = 0, -1, 1.0
        world.desk.submit(rows)
    start_rhythms(world)
    world.clock.run(200.0)
    return world


def test_tasks_of_a_surge_are_served_in_the_order_in_which_they_were_due() -> None:
    assert WAITING > 2 * MANY  # so that they are sorted, not joined in pairs
    tasks = world_with(WAITING).desk.tables.tasks[:WAITING]
    served = np.argsort(tasks["started_h"])
    assert np.diff(tasks["due_h"][served]).min() >= 0.0
    assert np.nanmax(tasks["finished_h"]) == 125.0  # 500 tasks of 15 min, one after another
