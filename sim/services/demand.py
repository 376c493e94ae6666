"""When needs arise by themselves: the day's candidates of a service, by grid; pure."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels.numbers import poisson
from sim.rng import Purpose, uniform, uniforms
from sim.scenario import BackgroundNeed, GridNeed, PersonNeed, ResidentNeed
from sim.services.catalogue import ServiceRules
from sim.services.profile import Profile
from sim.town import Town
from sim.units import tick

Ints = NDArray[np.int64]

DAY_H = 24.0
STARTS_AT = 8.0  # time of day at which a day's background work is handed out; assumed
STRETCH = 4  # slices of background work in one task; assumed
HOUR = 1 << 12  # added to a need's number for each hour of the day


class Candidates(NamedTuple):
    """The needs of a day in order of time, one entry each."""

    at_h: NDArray[np.float64]
    grid: Ints
    place: Ints  # of the key: a grid, or a stairwell
    number: Ints  # of the key
    resident: Ints  # -1 none

    def chosen(self, which: NDArray[Any]) -> Candidates:
        """Give some of them, by place or by whether they are chosen."""
        return Candidates(
            self.at_h[which],
            self.grid[which],
            self.place[which],
            self.number[which],
            self.resident[which],
        )


class Demand:
    """The needs that a town has by itself, one day after the other."""

    def __init__(self, town: Town, seed: int, workday_h: float) -> None:
        """Prepare; `workday_h` are a grid worker's mean rostered hours a day in normal time."""
        self.town, self.seed, self.workday_h = town, seed, workday_h
        self._classes: dict[str, tuple[Ints, Ints]] = {}
        self._profiles: dict[int, Profile] = {}

    def of_day(
        self, rules: ServiceRules, day: int, midnight_h: float, alert: bool = False
    ) -> Candidates:
        """Give a day's needs of a service in order of time; `alert`: it begins in emergency."""
        need = rules.spec.need
        if isinstance(need, BackgroundNeed):
            firsts = np.arange(0, self.slices(rules), STRETCH)
            grid = np.repeat(np.arange(self.town.grids), len(firsts))
            at_h, nobody = np.full(len(grid), midnight_h + STARTS_AT), np.full(len(grid), -1)
            return Candidates(at_h, grid, grid, np.tile(firsts, self.town.grids), nobody)
        if isinstance(need, PersonNeed):
            return self._of_persons(rules, need, midnight_h)
        assert isinstance(need, GridNeed | ResidentNeed)
        if isinstance(need, GridNeed):
            means = np.full(self.town.grids, need.rate * DAY_H)
        else:
            factor = day_factor(self.seed, rules.code, day, self.town.grids, need)
            heads = np.diff(self.members(need.per_class)[1])
            means = heads * need.rate * DAY_H * factor
        profile = self._profiles.setdefault(rules.code, Profile(need.profile))
        means = means * profile.mean * (need.emergency_factor if alert else 1.0)
        return self._drawn(rules, day, midnight_h, (means, profile))

    def slices(self, rules: ServiceRules) -> int:
        """Count the slices of a background service that a grid has to do a day."""
        need = rules.spec.need
        assert isinstance(need, BackgroundNeed)
        return round(need.share * self.workday_h / need.slice * rules.spec.forms_factor)

    def members(self, per_class: str) -> tuple[Ints, Ints]:
        """List the residents of a class, and where those of each grid begin [grids + 1]."""
        if per_class not in self._classes:
            town = self.town
            of_class = {
                "all": np.ones(town.residents, np.bool_),
                "vulnerable": town.vulnerable,
                "aged_60": town.age >= 60,
                "aged_80": town.age >= 80,
                "aged_80_alone": town.alone80,
            }[per_class]
            residents = np.flatnonzero(of_class)
            start = np.searchsorted(residents, town.grid_resident_start).astype(np.int64)
            self._classes[per_class] = residents, start
        return self._classes[per_class]

    # -- at a rate ---------------------------------------------------------------------------

    def _drawn(
        self,
        rules: ServiceRules,
        day: int,
        midnight_h: float,
        course: tuple[NDArray[np.float64], Profile],
    ) -> Candidates:
        """Draw a day's needs by grid: a Poisson number, its times by the day's profile."""
        means, profile = course
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
        times = tick(midnight_h + profile.time_h(u))
        who = self._whom(rules, grid, day, number)
        order = np.lexsort((number, grid, times))
        of = grid[order]
        return Candidates(times[order], of, of, number[order], who[order])

    def _whom(self, rules: ServiceRules, grid: Ints, day: int, number: Ints) -> Ints:
        """Draw whose needs they are; a grid's own needs are nobody's."""
        need = rules.spec.need
        if not isinstance(need, ResidentNeed):
            return np.full(len(number), -1, np.int64)
        u = uniforms(self.seed, Purpose.NEED_WHO, rules.code << 24 | grid, day, number)
        people, start = self.members(need.per_class)
        place = start[grid] + (u * np.diff(start)[grid]).astype(np.int64)
        who: Ints = people[place]
        return who

    # -- every so often ----------------------------------------------------------------------

    def _of_persons(
        self, rules: ServiceRules, need: PersonNeed, midnight_h: float
    ) -> Candidates:
        """List a day's needs of those who have one every so often from an hour of theirs on.

        Their hours hang on clock 0, so that a longer warm-up moves nobody's; a need's number is
        the resident's within the stairwell, plus the hour.
        """
        town, every_h = self.town, need.every
        people = self.members(need.per_class)[0]
        people = people[uniforms(self.seed, Purpose.PERSON, people, rules.code) < need.share]
        phase_h = every_h * uniforms(self.seed, Purpose.PHASE, people, rules.code)
        before = np.floor((midnight_h - phase_h) / every_h)
        turns = before[:, None] + np.arange(math.ceil(DAY_H / every_h) + 2)
        times = tick(phase_h[:, None] + turns * every_h)
        today = (times >= midnight_h) & (times < midnight_h + DAY_H)
        at_h, resident = times[today], np.repeat(people, today.sum(axis=1))
        stairwell = town.household_stairwell[town.household[resident]].astype(np.int64)
        first = town.household_start[town.stairwell_start[stairwell]]
        number = resident - first + HOUR * (at_h - midnight_h).astype(np.int64)
        order = np.lexsort((resident, at_h))
        grid = town.resident_grid[resident].astype(np.int64)
        return Candidates(at_h, grid, stairwell, number, resident).chosen(order)


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
