"""When needs arise by themselves: the day's candidates of a service, by grid; pure."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.kernels.candidates import poisson
from sim.rng import Purpose, uniform, uniforms
from sim.scenario import BackgroundNeed, GridNeed, ResidentNeed
from sim.services.catalogue import ServiceRules
from sim.town import Town
from sim.units import tick

STARTS_AT = 8.0  # time of day at which a day's background work is handed out; assumed
Candidate = tuple[float, int, int, int]  # time [h], grid, number, resident (-1 none)


class Demand:
    """The needs that a town has by itself, one day after the other."""

    def __init__(self, town: Town, seed: int, workday_h: float) -> None:
        """Prepare; `workday_h` are a grid worker's mean rostered hours a day in normal time."""
        self.town, self.seed, self.workday_h = town, seed, workday_h
        self._vulnerable = [
            np.flatnonzero(town.vulnerable & (town.resident_grid == grid))
            for grid in range(town.grids)
        ]

    def of_day(self, rules: ServiceRules, day: int, midnight_h: float) -> list[Candidate]:
        """List a day's needs of a service in order of time."""
        need = rules.spec.need
        if isinstance(need, BackgroundNeed):
            slices = round(need.share * self.workday_h / need.slice * rules.spec.forms_factor)
            at_h = midnight_h + STARTS_AT
            return [(at_h, g, k, -1) for g in range(self.town.grids) for k in range(slices)]
        if isinstance(need, GridNeed):
            means = np.full(self.town.grids, need.rate * 24.0)
        else:
            assert isinstance(need, ResidentNeed)
            factor = day_factor(self.seed, rules.code, day, self.town.grids, need)
            means = self._heads(need) * need.rate * 24.0 * factor
        return self._drawn(rules, day, midnight_h, means)

    def _heads(self, need: ResidentNeed) -> NDArray[np.int64]:
        """Count the residents who have a need, by grid."""
        if need.per_class == "vulnerable":
            return np.array([len(people) for people in self._vulnerable], np.int64)
        return np.diff(self.town.grid_resident_start).astype(np.int64)

    def _drawn(
        self, rules: ServiceRules, day: int, midnight_h: float, means: NDArray[np.float64]
    ) -> list[Candidate]:
        """Draw a day's needs by grid: a Poisson number at uniform times."""
        found: list[Candidate] = []
        for grid, mean in enumerate(means.tolist()):
            place = rules.code << 24 | grid
            n = poisson(mean, uniform(self.seed, Purpose.NEED_COUNT, place, day, 0))
            if n == 0:
                continue
            numbers = np.arange(n)
            u = uniforms(self.seed, Purpose.NEED_TIME, place, day, numbers)
            times = tick(midnight_h + 24.0 * u).tolist()
            who = self._whom(rules, grid, day, numbers)
            found += zip(times, [grid] * n, range(n), who, strict=True)
        found.sort()
        return found

    def _whom(
        self, rules: ServiceRules, grid: int, day: int, numbers: NDArray[np.int64]
    ) -> list[int]:
        """Draw whose needs they are; a grid's own needs are nobody's."""
        need = rules.spec.need
        if not isinstance(need, ResidentNeed):
            return [-1] * len(numbers)
        u = uniforms(self.seed, Purpose.NEED_WHO, rules.code << 24 | grid, day, numbers)
        if need.per_class == "vulnerable":
            people = self._vulnerable[grid]
            chosen: list[int] = people[(u * len(people)).astype(np.int64)].tolist()
            return chosen
        first = int(self.town.grid_resident_start[grid])
        n = int(self.town.grid_resident_start[grid + 1]) - first
        return [first + int(value * n) for value in u]


def day_factor(
    seed: int, service: int, day: int, grids: int, need: ResidentNeed
) -> NDArray[np.float64]:
    """Draw the day's factor of demand by grid: lognormal of mean 1, sharing the day's luck."""
    if need.factor_cv == 0:
        return np.ones(grids)
    from scipy.special import ndtri

    sigma = math.sqrt(math.log1p(need.factor_cv**2))
    shared = ndtri(uniform(seed, Purpose.DAY_FACTOR, service, day, -1))
    own = ndtri(uniforms(seed, Purpose.DAY_FACTOR, service, day, np.arange(grids)))
    rho = need.factor_correlation
    z = math.sqrt(rho) * shared + math.sqrt(1 - rho) * own
    return np.asarray(np.exp(sigma * z - sigma**2 / 2))
