"""Who the workers are. Hiring moves nobody's luck.

Workers who live in the town are the adults of lowest keyed rank, so that two per grid contains
one per grid; each employer draws from adults of its own, so that more of one kind changes no
other.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.errors import RunError
from sim.rng import Purpose, uniforms
from sim.scenario import EMPLOYERS, Employer, Scenario
from sim.town import Town
from sim.workforce.worker import Worker

Taken = NDArray[np.bool_]
SHARES = 6  # of the residents, one for each of the employers that came first
OUTSIDER = 1 << 50  # added to a slot's key to key a person from outside


def headcounts(employer: Employer, town: Town) -> NDArray[np.int64]:
    """Count the slots of an employer by home grid [grids]."""
    grids = len(town.grid_names)
    if employer.per_grid is not None:
        return _per_grid(employer.per_grid, town)
    if employer.per_community is not None:
        return _per_community(employer.per_community, town)
    if employer.per_building is not None:
        heads = even(employer.per_building, town.buildings)
        grid_heads = np.bincount(town.building_grid, weights=heads, minlength=grids)
        return grid_heads.astype(np.int64)
    if employer.per_1000_residents is not None:
        total = round(employer.per_1000_residents * len(town.age) / 1000)
    elif employer.per_1000_households is not None:
        total = round(employer.per_1000_households * len(town.household_stairwell) / 1000)
    elif employer.ceiling is not None:
        total = round(employer.ceiling * len(town.age))
    else:
        total = employer.count or 0
    return _strewn(total, grids)


def _strewn(total: int, places: int) -> NDArray[np.int64]:
    """Strew so many slots over places: a stride near the golden section nests any number."""
    stride = max(round(places * 0.618), 1)
    while np.gcd(stride, places) != 1:
        stride += 1
    at = np.arange(total) * stride % places
    return np.bincount(at, minlength=places).astype(np.int64)


def even(heads: float, places: int) -> NDArray[np.int64]:
    """Spread so many heads a place evenly over places [places]."""
    upto = np.floor(np.arange(places + 1) * heads + 1e-9).astype(np.int64)
    return np.asarray(np.diff(upto), np.int64)


def _per_community(heads: float, town: Town) -> NDArray[np.int64]:
    """Put the heads of each community at its desk, in its first grid."""
    counts = np.zeros(town.grids, np.int64)
    _, first = np.unique(town.grid_community, return_index=True)
    counts[first] = even(heads, town.communities)
    return counts


def _per_grid(heads: float, town: Town) -> NDArray[np.int64]:
    """Spread so many heads a grid evenly, times the staff that the user's table states."""
    stated = town.grid_workers >= 0
    of_table = np.round(heads * np.maximum(town.grid_workers, 0)).astype(np.int64)
    return np.asarray(np.where(stated, of_table, even(heads, town.grids)), np.int64)


def skill_bits(scenario: Scenario) -> dict[str, int]:
    """Give every skill that services and employers name a bit."""
    names: dict[str, int] = {}
    for service in scenario.services.values():
        for skill in service.crew:
            names.setdefault(skill, 1 << len(names))
    for code in EMPLOYERS:
        employer = getattr(scenario.workforce, code)
        for skill in employer.skills if employer else ():
            names.setdefault(skill, 1 << len(names))
    return names


def hire(scenario: Scenario, town: Town, seed: int) -> tuple[list[Worker], NDArray[np.int64]]:
    """Fill every slot; give the workers and the keys of those from outside.

    Raises RunError where a grid has too few adults.
    """
    bits = skill_bits(scenario)
    workers: list[Worker] = []
    outsiders: list[int] = []
    taken = np.zeros(town.residents, np.bool_)
    for code, name in enumerate(EMPLOYERS):
        employer = getattr(scenario.workforce, name)
        if employer is None:
            continue
        counts = headcounts(employer, town)
        people = _chosen(town, employer, counts, code, taken)
        for grid in range(len(counts)):
            for number in range(counts[grid]):
                key = (code << 40) | (grid << 20) | number
                if people is None:
                    person = len(town.age) + len(outsiders)
                    outsiders.append(OUTSIDER | key)
                else:
                    person = int(people[grid][number])
                worker = Worker(len(workers), name, key, number, person, grid)
                worker.skills = sum(bits[skill] for skill in employer.skills)
                worker.risk = float(employer.infection_risk)
                if employer.team is not None:
                    worker.team = key - number + number // employer.team
                worker.arrives_h = float("inf") if employer.call_up else float("-inf")
                workers.append(worker)
    _set_speeds(scenario, workers, seed)
    return workers, np.array(outsiders, np.int64)


def _chosen(
    town: Town, employer: Employer, counts: NDArray[np.int64], code: int, taken: Taken
) -> list[NDArray[np.int64]] | None:
    """Choose the adults who fill the slots of each grid; None for people from outside.

    Nobody is chosen twice: `taken` [residents] is kept.
    """
    if employer.lives == "outside":
        return None
    rank, own = _ranks(len(town.age), code)
    out = []
    for grid, count in enumerate(counts.tolist()):
        first, last = town.grid_resident_start[grid], town.grid_resident_start[grid + 1]
        working_age = (town.age[first:last] >= 18) & (town.age[first:last] < 60)
        adults = first + np.flatnonzero(working_age & ~taken[first:last])
        if len(adults) < count:
            raise RunError(
                f"{town.grid_names[grid]}: {count} {EMPLOYERS[code]} are to live here, but only"
                f" {len(adults)} residents aged 18 to 59 are not yet workers"
            )
        ranked = adults[np.lexsort((rank[adults], own[adults]))]
        if employer.per_building is None:
            chosen = ranked[:count]
        else:
            chosen = _by_building(town, grid, ranked, count)
        taken[chosen] = True
        out.append(chosen)
    return out


def _ranks(residents: int, code: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Give each resident's rank for an employer, and whether she is another's own.

    Residents are shared out among the first six employers. The four that came later take those
    of the last four of these from the other end, so that two meet only where both hire many.
    """
    people = np.arange(residents)
    share = np.floor(uniforms(0, Purpose.RANK, people, -1) * SHARES)
    if code < SHARES:
        return uniforms(0, Purpose.RANK, people, code), share != code
    shared_with = 2 * SHARES - 1 - code
    return 1.0 - uniforms(0, Purpose.RANK, people, shared_with), share != shared_with


def _by_building(
    town: Town, grid: int, ranked: NDArray[np.int64], count: int
) -> NDArray[np.int64]:
    """Choose for each building in turn the first who lives there, else of the grid."""
    buildings = np.flatnonzero(town.building_grid == grid)
    lives_in = town.stairwell_building[town.household_stairwell[town.household[ranked]]]
    free, chosen = np.ones(len(ranked), np.bool_), np.full(count, -1)
    for here in (True, False):
        for number in np.flatnonzero(chosen < 0).tolist():
            fits = free & (lives_in == buildings[number % len(buildings)]) if here else free
            if fits.any():
                place = int(np.argmax(fits))
                free[place], chosen[number] = False, ranked[place]
    return chosen


def _set_speeds(scenario: Scenario, workers: list[Worker], seed: int) -> None:
    """Give each worker a persistent speed: lognormal of mean 1, where a cv is stated."""
    for worker in workers:
        spread = getattr(scenario.workforce, worker.employer).speed_cv
        if spread > 0:
            from scipy.special import ndtri

            sigma = float(np.sqrt(np.log1p(spread**2)))
            u = uniforms(seed, Purpose.SPEED, worker.key)
            worker.speed = float(np.exp(sigma * ndtri(u) - sigma**2 / 2))
