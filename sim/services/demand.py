"""When needs arise by themselves: the day's candidates of a service, by grid; pure."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels.numbers import poisson
from sim.rng import Purpose, uniform, uniforms
from sim.scenario import BackgroundNeed, GridNeed, ResidentNeed
from sim.services.catalogue import ServiceRules
from sim.town import Town
from sim.units import tick

STARTS_AT = 8.0  # time of day at which a day's background work is handed out; assumed
STRETCH = 4  # slices of background work in one task; assumed


class Candidates(NamedTuple):
    """The needs of a day in order of time, one entry each."""

    at_h: NDArray[np.float64]
    grid: NDArray[np.int64]
    number: NDArray[np.int64]
    resident: NDArray[np.int64]  # -1 none


class Demand:
    """The needs that a town has by itself, one day after the other."""

    def __init__(self, town: Town, seed: int, workday_h: float) -> None:
        """Prepare; `workday_h` are a grid worker's mean rostered hours a day in normal time."""
        self.town, self.seed, self.workday_h = town, seed, workday_h
        self._all = np.arange(town.residents)
        self._vulnerable = np.flatnonzero(town.vulnerable)
        self._vulnerable_start = np.searchsorted(
            self._vulnerable, town.grid_resident_start
        ).astype(np.int64)

    def of_day(self, rules: ServiceRules, day: int, midnight_h: float) -> Candidates:
        """Give a day's needs of a service in order of time."""
        need = rules.spec.need
        if isinstance(need, BackgroundNeed):
            firsts = np.arange(0, self.slices(rules), STRETCH)
            grid = np.repeat(np.arange(self.town.grids), len(firsts))
            at_h, nobody = np.full(len(grid), midnight_h + STARTS_AT), np.full(len(grid), -1)
            return Candidates(at_h, grid, np.tile(firsts, self.town.grids), nobody)
        if isinstance(need, GridNeed):
            means = np.full(self.town.grids, need.rate * 24.0)
        else:
            assert isinstance(need, ResidentNeed)
            factor = day_factor(self.seed, rules.code, day, self.town.grids, need)
            means = self._heads(need) * need.rate * 24.0 * factor
        return self._drawn(rules, day, midnight_h, means)

    def slices(self, rules: ServiceRules) -> int:
        """Count the slices of a background service that a grid has to do a day."""
        need = rules.spec.need
        assert isinstance(need, BackgroundNeed)
        return round(need.share * self.workday_h / need.slice * rules.spec.forms_factor)

    def _heads(self, need: ResidentNeed) -> NDArray[np.int64]:
        """Count the residents who have a need, by grid."""
        if need.per_class == "vulnerable":
            return np.diff(self._vulnerable_start)
        return np.diff(self.town.grid_resident_start).astype(np.int64)

    def _drawn(
        self, rules: ServiceRules, day: int, midnight_h: float, means: NDArray[np.float64]
    ) -> Candidates:
        """Draw a day's needs by grid: a Poisson number at uniform times."""
        first = rules.code << 24
        counts = np.array(
            [
                poisson(mean, uniform(self.seed, Purpose.NEED_COUNT, first | grid, day, 0))
                for grid, mean in enumerate(means.tolist())
            ],
            np.int64,
        )
        grid = np.repeat(np.arange(len(counts)), counts)
        number = np.arange(len(grid)) - np.repeat(np.cumsum(counts) - counts, counts)
        u = uniforms(self.seed, Purpose.NEED_TIME, first | grid, day, number)
        times = tick(midnight_h + 24.0 * u)
        who = self._whom(rules, grid, day, number)
        order = np.lexsort((number, grid, times))
        return Candidates(times[order], grid[order], number[order], who[order])

    def _whom(
        self,
        rules: ServiceRules,
        grid: NDArray[np.int64],
        day: int,
        number: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """Draw whose needs they are; a grid's own needs are nobody's."""
        need = rules.spec.need
        if not isinstance(need, ResidentNeed):
            return np.full(len(number), -1, np.int64)
        u = uniforms(self.seed, Purpose.NEED_WHO, rules.code << 24 | grid, day, number)
        people, start = self._all, self.town.grid_resident_start.astype(np.int64)
        if need.per_class == "vulnerable":
            people, start = self._vulnerable, self._vulnerable_start
        place = start[grid] + (u * np.diff(start)[grid]).astype(np.int64)
        who: NDArray[np.int64] = people[place]
        return who


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
