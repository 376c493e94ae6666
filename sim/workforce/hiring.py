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
from sim.scenario import Employer, Scenario
from sim.town import Town
from sim.workforce.worker import EMPLOYERS, Worker

OUTSIDER = 1 << 50  # added to a slot's key to key a person from outside


def headcounts(employer: Employer, town: Town) -> NDArray[np.int64]:
    """Count the slots of an employer by home grid [grids]."""
    grids = len(town.grid_names)
    if employer.per_grid is not None:
        return _per_grid(employer.per_grid, town)
    if employer.per_1000_residents is not None:
        total = round(employer.per_1000_residents * len(town.age) / 1000)
    elif employer.per_1000_households is not None:
        total = round(employer.per_1000_households * len(town.household_stairwell) / 1000)
    elif employer.ceiling is not None:
        total = round(employer.ceiling * len(town.age))
    else:
        total = employer.count or 0
    # A stride near the golden section spreads any number of slots evenly, and nests them.
    stride = max(round(grids * 0.618), 1)
    while np.gcd(stride, grids) != 1:
        stride += 1
    return np.bincount(np.arange(total) * stride % grids, minlength=grids).astype(np.int64)


def _per_grid(heads: float, town: Town) -> NDArray[np.int64]:
    """Spread so many heads a grid evenly, times the staff that the user's table states."""
    even = np.diff(np.floor(np.arange(town.grids + 1) * heads + 1e-9)).astype(np.int64)
    stated = town.grid_workers >= 0
    of_table = np.round(heads * np.maximum(town.grid_workers, 0)).astype(np.int64)
    return np.asarray(np.where(stated, of_table, even), np.int64)


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
        people = _ranked(town, counts, code, taken) if employer.lives == "town" else None
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
                worker.arrives_h = float("inf") if employer.call_up else float("-inf")
                workers.append(worker)
    _set_speeds(scenario, workers, seed)
    return workers, np.array(outsiders, np.int64)


def _ranked(
    town: Town, counts: NDArray[np.int64], code: int, taken: NDArray[np.bool_]
) -> list[NDArray[np.int64]]:
    """Choose the adults who fill the slots of each grid: the employer's own first, by rank.

    Nobody is chosen twice: `taken` [residents] is kept.
    """
    residents = np.arange(len(town.age))
    rank = uniforms(0, Purpose.RANK, residents, code)
    own = np.floor(uniforms(0, Purpose.RANK, residents, -1) * len(EMPLOYERS)) != code
    out = []
    for grid, count in enumerate(counts):
        first, last = town.grid_resident_start[grid], town.grid_resident_start[grid + 1]
        working_age = (town.age[first:last] >= 18) & (town.age[first:last] < 60)
        adults = first + np.flatnonzero(working_age & ~taken[first:last])
        if len(adults) < count:
            raise RunError(
                f"{town.grid_names[grid]}: {count} {EMPLOYERS[code]} are to live here, but only"
                f" {len(adults)} residents aged 18 to 59 are not yet workers"
            )
        chosen = adults[np.lexsort((rank[adults], own[adults]))][:count]
        taken[chosen] = True
        out.append(chosen)
    return out


def _set_speeds(scenario: Scenario, workers: list[Worker], seed: int) -> None:
    """Give each worker a persistent speed: lognormal of mean 1, where a cv is stated."""
    for worker in workers:
        spread = getattr(scenario.workforce, worker.employer).speed_cv
        if spread > 0:
            from scipy.special import ndtri

            sigma = float(np.sqrt(np.log1p(spread**2)))
            u = uniforms(seed, Purpose.SPEED, worker.key)
            worker.speed = float(np.exp(sigma * ndtri(u) - sigma**2 / 2))
