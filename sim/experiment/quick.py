"""A tenth of the town, to see quickly whether a scenario runs at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario import Scenario

REPLICATIONS = 2
"""Replications of a quick run. Source: assumed."""


def tenth_of(scenario: Scenario) -> tuple[Scenario, str]:
    """Return the scenario in a town of a tenth of the size, and why it keeps its size if so.

    It is named ``<name>-quick``. Staff that is given as a count is cut likewise, to one at
    least. A town keeps its size where it is read from a table, or where explicit edges name
    residents that a tenth of it does not have.
    """
    name, town = f"{scenario.name[:58]}-quick", scenario.town
    if town.grids is not None:
        kept = f"the town keeps its size: it is read from {town.grids}"
        return scenario.override({}, name=name), kept
    smaller = _smaller_town(scenario)
    kept = _beyond(scenario, smaller)
    changes = {} if kept else smaller | _fewer_staff(scenario)
    return scenario.override(changes, name=name), kept


def _beyond(scenario: Scenario, smaller: dict[str, int]) -> str:
    """Say why explicit edges do not fit into a smaller town; nothing where they do."""
    from sim.scenario import of_kind, read_edges
    from sim.town import build_town

    outbreaks = of_kind(scenario.hazards, "epidemic").values()
    layers = [hazard.layers.get("edges") for hazard in outbreaks]
    files = [layer.file for layer in layers if layer is not None and layer.file is not None]
    if not files:
        return ""
    changed = {path.removeprefix("town."): value for path, value in smaller.items()}
    small = scenario.town.model_copy(update=changed)
    residents = build_town(small, scenario.root).residents
    for file in files:
        last = read_edges(scenario.root / file).nodes - 1
        if last >= residents:
            return (
                f"the town keeps its size: {file} names residents up to number {last}, and a "
                f"tenth of the town has {residents}"
            )
    return ""


def _smaller_town(scenario: Scenario) -> dict[str, int]:
    town = scenario.town
    grids = town.communities * town.grids_per_community
    if town.communities >= 10:
        return {"town.communities": round(town.communities / 10)}
    if grids > 1:
        return {"town.communities": 1, "town.grids_per_community": max(1, round(grids / 10))}
    return {"town.households_per_grid": max(1, round(town.households_per_grid / 10))}


def _fewer_staff(scenario: Scenario) -> dict[str, int]:
    return {
        f"workforce.{name}.count": max(1, round(employer.count / 10))
        for name, employer in scenario.workforce.employers.items()
        if employer.count
    }
