"""What a scenario may say but probably does not mean: warnings, not errors."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.scenario.duty_table import read_duty_table
from sim.scenario.grid_table import read_grid_table
from sim.scenario.need_spec import GridNeed, ResidentNeed
from sim.scenario.scenario_spec import Scenario
from sim.scenario.service_spec import Service
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
        communities, buildings = _places(scenario)
        per_building = (employer.per_building or 0) * buildings
        return (employer.per_community or 0) * communities + per_building
    if employer.count is not None:
        return employer.count
    if employer.per_1000_households is not None:
        return employer.per_1000_households * households / 1000
    if employer.per_1000_residents is not None:
        return employer.per_1000_residents * residents / 1000
    return (employer.ceiling or 0) * residents


def _places(scenario: Scenario) -> tuple[float, float]:
    """Give the communities and the buildings."""
    town = scenario.town
    if town.grids is None:
        communities = town.communities
        households = [town.households_per_grid] * (communities * town.grids_per_community)
    else:
        table = read_grid_table(scenario.root / town.grids)
        communities, households = len(set(table.communities)), table.households.tolist()
    stairwells = (math.ceil(each / town.households_per_stairwell) for each in households)
    return communities, sum(math.ceil(s / town.stairwells_per_building) for s in stairwells)


def _workers_of_grids(scenario: Scenario, grids: float) -> float:
    if scenario.town.grids is None:
        return grids
    workers = read_grid_table(scenario.root / scenario.town.grids).workers
    return sum(1.0 if math.isnan(number) else float(number) for number in workers)


def offered_load(scenario: Scenario, skill: str) -> float | None:
    """Give work over standing staff's hours for services led by a skill, in normal time.

    None where nobody stands ready. Travel is not counted.
    """
    work_h = sum(
        _normal_hours_per_day(service, scenario) * sum(service.crew.values())
        for service in scenario.services.values()
        if next(iter(service.crew)) == skill
    )
    staff_h = sum(
        heads(employer, scenario) * scenario.workforce.rosters[employer.roster].hours_per_day
        for employer in scenario.workforce.employers.values()
        if employer.call_up is None and skill in employer.skills
    )
    return work_h / staff_h if staff_h else None


def _normal_hours_per_day(service: Service, scenario: Scenario) -> float:
    grids, _, residents = sizes(scenario)
    each = service.work.mean * service.time_factor
    if isinstance(service.need, GridNeed):
        return service.need.rate * 24 * grids * each
    if isinstance(service.need, ResidentNeed):
        share = 1.0 if service.need.per_class == "all" else _vulnerable(scenario)
        return service.need.rate * 24 * residents * share * each
    return 0.0


def _vulnerable(scenario: Scenario) -> float:
    """Estimate the share of vulnerable residents: chronically ill at 60+ or alone at 80+."""
    town = scenario.town
    healthy_alone = town.share_80_plus * town.alone_80_plus * (1 - town.chronic_60_plus)
    return town.share_60_plus * town.chronic_60_plus + healthy_alone


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
    controls = scenario.response.controls.values() if scenario.response else ()
    confining = any(c.enabled and c.kind in ("zone", "quarantine") for c in controls)
    for name, service in scenario.services.items():
        if service.need.per == "sealed_household" and not confining:
            yield f"{scenario.name}: services.{name} is never needed, no control seals anybody"
        if service.need.per == "case" and not scenario.hazards:
            yield f"{scenario.name}: services.{name} is never needed, there is no hazard"


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
