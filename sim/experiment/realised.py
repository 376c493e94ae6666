"""What one replication of a scenario runs: its own town, its own draw of what is uncertain."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.scenario import Scenario, TownSpec
    from sim.town import Town

KEPT = 16
"""Towns kept in memory by a process; more are built again. Source: assumed."""


def realised(scenario: Scenario, replication: int) -> Scenario:
    """Give the scenario of one replication.

    With ``run.towns`` K, replication r lives in town r mod K, whose seed is the town's own plus
    r mod K: pairs share town and luck. With ``run.draws``, its values are draw r mod their
    number. Else the scenario itself.
    """
    changes = dict(draw_of(scenario, replication))
    seed = town_seed(scenario, replication)
    if seed != scenario.town.seed:
        changes["town.seed"] = seed
    return scenario.override(changes) if changes else scenario


def draw_of(scenario: Scenario, replication: int) -> dict[str, Any]:
    """Give the values that a replication draws, by dotted path; none without draws."""
    draws = scenario.run.draws
    return {} if draws is None else draws[replication % len(draws)]


def town_seed(scenario: Scenario, replication: int) -> int:
    """Give the seed of the town in which a replication is run."""
    return int(scenario.town.seed + replication % (scenario.run.towns or 1))


@lru_cache(maxsize=KEPT)
def _town(spec: TownSpec, root: Path) -> Town:
    """Build a town once a process: it is drawn from its own seed, whatever the replication."""
    from sim.town import build_town

    return build_town(spec, root)


def town_of(scenario: Scenario) -> Town:
    """Return the town of a realised scenario, built once a process."""
    return _town(scenario.town, scenario.root)
