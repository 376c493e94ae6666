"""What a scenario may say but probably does not mean: warnings, not errors."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.scenario.duty_table import read_duty_table
from sim.scenario.grid_table import read_grid_table
from sim.scenario.needed import Places, needs_per_day, never_needed, work_h
from sim.scenario.scenario_spec import Scenario
from sim.scenario.workforce_spec import Employer

BUSY = 0.85
"""Offered load in normal time above which waits grow steeply. Source: design, assumed."""


def warnings(scenario: Scenario) -> list[str]:
    """List what looks wrong though it is allowed; background work is not counted as load."""
    found = (_overload, _never_needed, _idle_skills, _rows_of_nobody)
    return [text for warn in found for text in warn(scenario)]


def sizes(scenario: Scenario) -> tuple[float, float, float]:
    """Give grids, households and residents, as stated or as expected."""
    town = scenario.town
    if town.grids is not None:
        table = read_grid_table(scenario.root / town.grids)
        return len(table.names), float(table.households.sum()), float(table.residents.sum())
    grids = town.communities * town.grids_per_community
    households = grids * town.households_per_grid
    mean_size = sum(n * share for n, share in enumerate(town.household_sizes, 1))
    return grids, households, households * mean_size


def heads(employer: Employer, scenario: Scenario) -> float:
    """Give the number of workers of an employer, as expected."""
    grids, households, residents = sizes(scenario)
    if employer.per_grid is not None:
        return employer.per_grid * _workers_of_grids(scenario, grids)
    if employer.per_community is not None or employer.per_building is not None:
        places = _places(scenario)
        per_building = (employer.per_building or 0) * places.buildings
        return (employer.per_community or 0) * places.communities + per_building
    if employer.count is not None:
        return employer.count
    if employer.per_1000_households is not None:
        return employer.per_1000_households * households / 1000
    if employer.per_1000_residents is not None:
        return employer.per_1000_residents * residents / 1000
    return (employer.ceiling or 0) * residents


def _workers_of_grids(scenario: Scenario, grids: float) -> float:
    if scenario.town.grids is None:
        return grids
    workers = read_grid_table(scenario.root / scenario.town.grids).workers
    return sum(1.0 if math.isnan(number) else float(number) for number in workers)


def offered_load(scenario: Scenario, skill: str) -> float | None:
    """Give work over standing staff's hours for services led by a skill, in normal time.

    None where nobody stands ready. Travel is not counted.
    """
    needs = needs_per_day(scenario, _places(scenario))
    need_h = sum(
        needs[name] * work_h(service) * sum(service.crew.values())
        for name, service in scenario.services.items()
        if next(iter(service.crew)) == skill
    )
    staff_h = sum(
        heads(employer, scenario) * scenario.workforce.rosters[employer.roster].hours_per_day
        for employer in scenario.workforce.employers.values()
        if employer.call_up is None and skill in employer.skills
    )
    return need_h / staff_h if staff_h else None


def _places(scenario: Scenario) -> Places:
    """Count the places of a town, as stated or as expected."""
    town = scenario.town
    grids, households, residents = sizes(scenario)
    communities: float = town.communities
    if town.grids is not None:
        communities = len(set(read_grid_table(scenario.root / town.grids).communities))
    per_building = town.households_per_stairwell * town.stairwells_per_building
    return Places(communities, grids, households / per_building, residents)


def _overload(scenario: Scenario) -> Iterator[str]:
    skills = {next(iter(service.crew)) for service in scenario.services.values()}
    for skill in sorted(skills):
        load = offered_load(scenario, skill)
        if load is not None and load > BUSY:
            yield (
                f"{scenario.name}: in normal time the work for '{skill}' is {load:.2f} of its "
                f"staff's hours, above {BUSY}: queues grow before anything happens"
            )


def _never_needed(scenario: Scenario) -> Iterator[str]:
    for name, reason in never_needed(scenario):
        yield f"{scenario.name}: services.{name} is never needed, {reason}"


def _idle_skills(scenario: Scenario) -> Iterator[str]:
    used = {skill for service in scenario.services.values() for skill in service.crew}
    for name, employer in scenario.workforce.employers.items():
        if used and not used.intersection(employer.skills):
            yield f"{scenario.name}: workforce.{name} has no skill that any service uses"


def _rows_of_nobody(scenario: Scenario) -> Iterator[str]:
    rosters = scenario.workforce.rosters
    for name, employer in scenario.workforce.employers.items():
        for roster in dict.fromkeys((employer.roster, employer.emergency_roster or "")):
            file = rosters[roster].file if roster else None
            if file is None:
                continue
            last, staff = (
                read_duty_table(scenario.root / file).worker.max(),
                heads(employer, scenario),
            )
            if last >= math.ceil(staff):
                yield (
                    f"{scenario.name}: {file} has rows of worker {last}, but workforce.{name}"
                    f" has {staff:.0f} workers, numbered from 0: rows of nobody are left out"
                )
