"""A tenth of the town, to see quickly whether a scenario runs at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.scenario import Scenario

REPLICATIONS = 2
"""Replications of a quick run. Source: assumed."""

_EMPLOYERS = ("grid_workers", "volunteers", "cadres", "medics", "property_staff", "ngo")


def tenth_of(scenario: Scenario) -> Scenario:
    """Return the scenario in a town of a tenth of the size, named ``<name>-quick``.

    Staff that is given as a count is cut likewise, to one at least. A town that is read from
    a table keeps its size.
    """
    changes: dict[str, Any] = {}
    if scenario.town.grids is None:
        changes |= _smaller_town(scenario) | _fewer_staff(scenario)
    return scenario.override(changes, name=f"{scenario.name[:58]}-quick")


def _smaller_town(scenario: Scenario) -> dict[str, int]:
    town = scenario.town
    grids = town.communities * town.grids_per_community
    if town.communities >= 10:
        return {"town.communities": round(town.communities / 10)}
    if grids > 1:
        return {"town.communities": 1, "town.grids_per_community": max(1, round(grids / 10))}
    return {"town.households_per_grid": max(1, round(town.households_per_grid / 10))}


def _fewer_staff(scenario: Scenario) -> dict[str, int]:
    counts = {name: getattr(scenario.workforce, name, None) for name in _EMPLOYERS}
    return {
        f"workforce.{name}.count": max(1, round(employer.count / 10))
        for name, employer in counts.items()
        if employer is not None and employer.count
    }
