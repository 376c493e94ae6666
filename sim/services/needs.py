"""Where needs come from: residents, records and the command's orders become tasks.

A candidate need is keyed by what it is for; the number of a task is the candidate's, so that a
policy which removes one leaves the others alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock, Rhythm
from sim.kernels.candidates import poisson
from sim.rng import Purpose, uniform, uniforms
from sim.scenario import BackgroundNeed, GridNeed, ResidentNeed, SelfService
from sim.services.catalogue import ServiceRules
from sim.services.desk import Desk
from sim.services.task import OPEN, Task, task_key
from sim.town import Town
from sim.units import tick

REWORK = 1 << 18  # times the wave is added to a task's number
WORKDAY_H = 8.0  # hours of a grid worker's normal day that background shares refer to
STARTS_AT = 8.0  # time of day at which a day's background work is handed out


class Needs:
    """Creates tasks and hands them to the desk."""

    def __init__(
        self,
        clock: Clock,
        town: Town,
        rules: list[ServiceRules],
        desk: Desk,
        seed: int,
        start_hour: float,
    ) -> None:
        self.clock, self.town, self.desk, self.seed = clock, town, desk, seed
        self.start_hour = start_hour  # time of day of clock 0
        self.rules = {one.name: one for one in rules}
        self.watch: Callable[[Task], None] = lambda task: None
        self._asked: dict[int, list[Task]] = {}
        self._first_of_grid = np.searchsorted(town.stairwell_grid, np.arange(town.grids)).tolist()
        self._vulnerable = [
            np.flatnonzero(town.vulnerable & (town.resident_grid == grid))
            for grid in range(town.grids)
        ]

    # -- asked for by the response ----------------------------------------------------------------

    def need(
        self, service: str, households: NDArray[np.int64], resident: int, at_h: float
    ) -> list[Task]:
        """Create the needs of households, or of one resident; give the tasks."""
        rules = self.rules[service]
        if resident >= 0:
            household = int(self.town.household[resident])
            stairwell = int(self.town.household_stairwell[household])
            return [self._single(rules, stairwell, household, resident, at_h)]
        households = self._unable(rules, households, at_h)
        if not len(households):
            return []
        stairwells = self.town.household_stairwell[households]
        if not rules.spec.round or rules.spec.need.per == "case":
            return [
                self._single(rules, int(s), int(h), -1, at_h)
                for h, s in zip(households, stairwells, strict=True)
                if not self._under_way(rules, int(s), int(h))
            ]
        return [
            self._round(rules, int(stairwell), households[stairwells == stairwell], at_h)
            for stairwell in np.unique(stairwells)
        ]

    def _under_way(self, rules: ServiceRules, stairwell: int, household: int) -> bool:
        """Tell whether a household's need of a service is open: one visit serves two cases."""
        return any(
            task.outcome == OPEN and task.rules is rules and task.household == household
            for task in self._asked.get(stairwell, [])
        )

    def _unable(
        self, rules: ServiceRules, households: NDArray[np.int64], at_h: float
    ) -> NDArray[np.int64]:
        """Leave out households that report or order by themselves, but for the followed up."""
        for by_self in (rules.spec.self_report, rules.spec.order_online):
            if by_self is None or not len(households):
                continue
            able = self._able(by_self)[households]
            minute = math.floor(at_h * 60)
            u = uniforms(self.seed, Purpose.FOLLOW_UP, households, rules.code, minute)
            households = households[~able | (u < by_self.follow_up)]
        return households

    def _able(self, by_self: SelfService) -> NDArray[np.bool_]:
        """Tell which households have somebody able, by the shares of the two age classes."""
        town = self.town
        share = np.where(town.age >= 60, by_self.from_60, by_self.under_60)
        able = (town.ability < share) & (town.age >= 18)
        return np.logical_or.reduceat(able, town.household_start[:-1])

    def _keep(self, task: Task) -> None:
        """Remember a task asked for, so that it can be withdrawn; have its lateness watched."""
        here = self._asked.setdefault(task.stairwell, [])
        here[:] = [one for one in here if one.outcome == OPEN]
        here.append(task)
        self.watch(task)

    def withdraw(self, stairwells: NDArray[np.int64]) -> None:
        """Cancel what waits for sealed households of stairwells that are released."""
        for stairwell in stairwells.tolist():
            for task in self._asked.get(stairwell, []):
                if task.rules.spec.need.per in ("sealed_household", "zone_round"):
                    self.desk.cancel(task)

    def order_round(
        self, service: str, stairwell: int, round_number: int, zone: int, at_h: float
    ) -> Task:
        """Order a test round of one stairwell: every resident is a stop."""
        rules = self.rules[service]
        town = self.town
        first, last = town.stairwell_start[stairwell], town.stairwell_start[stairwell + 1]
        residents = np.arange(town.household_start[first], town.household_start[last])
        task = self._task(rules, stairwell, self._minute(at_h), stairwell, at_h)
        task.make_round(town.household[residents].astype(np.int64), residents.astype(np.int64))
        task.round_number, task.zone = round_number, zone
        self._keep(task)
        self.desk.submit(task)
        return task

    def rework(self, task: Task) -> None:
        """Have the wrong stops of a task done again."""
        rules = task.rules
        first = task.key - REWORK * task.wave
        again = Task(rules, first + REWORK * (task.wave + 1), task.grid, task.stairwell, self.clock.now_h)
        again.wave = task.wave + 1
        again.round_number, again.zone = task.round_number, task.zone
        if task.households is None:
            again.household, again.resident = task.household, task.resident
        else:
            assert task.residents is not None
            wrong = task.stop_outcome == 2
            again.make_round(task.households[wrong], task.residents[wrong])
        self._deadlines(again)
        self.desk.submit(again)

    # -- making tasks -----------------------------------------------------------------------------

    def _minute(self, at_h: float) -> int:
        """Number a need by the minute of its day."""
        return int((at_h % 24.0) * 60.0)

    def _day(self, at_h: float) -> int:
        return math.floor(at_h / 24.0)

    def _task(
        self, rules: ServiceRules, place: int, number: int, stairwell: int, at_h: float
    ) -> Task:
        key = task_key(rules.code, place, self._day(at_h), number)
        task = Task(rules, key, int(self.town.stairwell_grid[stairwell]), stairwell, at_h)
        self._deadlines(task)
        return task

    def _deadlines(self, task: Task) -> None:
        """Set when a task may start, is due, and lapses."""
        spec = task.rules.spec
        if spec.hours is not None:
            task.earliest_h = self._opening(task.created_h, *spec.hours)
        task.due_h = float(tick(task.earliest_h + spec.due))
        if spec.expires is not None:
            task.expires_h = float(tick(task.earliest_h + spec.expires))
        if spec.patience is not None:
            u = uniforms(self.seed, Purpose.PATIENCE, task.key)
            patience = float(spec.patience.quantile(np.atleast_1d(u))[0])
            task.expires_h = min(task.expires_h, float(tick(task.earliest_h + patience)))

    def _opening(self, at_h: float, opens: float, closes: float) -> float:
        """Give the first instant from `at_h` [h] on within a service's hours."""
        time_of_day = (at_h + self.start_hour) % 24.0
        if time_of_day < opens:
            return float(tick(at_h + opens - time_of_day))
        return at_h if time_of_day < closes else float(tick(at_h + 24.0 + opens - time_of_day))

    def _single(
        self, rules: ServiceRules, stairwell: int, household: int, resident: int, at_h: float
    ) -> Task:
        """Make a task of one household, or of one resident of it, numbered within its stairwell."""
        first = int(self.town.household_start[self.town.stairwell_start[stairwell]])
        which = resident if resident >= 0 else int(self.town.household_start[household])
        hour = int(at_h % 24.0)
        task = self._task(rules, stairwell, which - first + (hour << 12), stairwell, at_h)
        task.household, task.resident = household, resident
        self._keep(task)
        self.desk.submit(task)
        return task

    def _round(
        self, rules: ServiceRules, stairwell: int, households: NDArray[np.int64], at_h: float
    ) -> Task:
        task = self._task(rules, stairwell, self._minute(at_h), stairwell, at_h)
        task.make_round(households.astype(np.int64), np.full(len(households), -1, np.int64))
        self._keep(task)
        self.desk.submit(task)
        return task

    # -- needs that arise by themselves -------------------------------------------------------------

    def rhythm(self, rules: ServiceRules) -> Rhythm:
        """Create one service's own needs, a calendar day at a time, each at its own time."""
        while True:
            now_h = self.clock.now_h
            day = math.floor((now_h + self.start_hour) / 24.0)
            midnight = 24.0 * day - self.start_hour
            for at_h, grid, number, resident in self._of_day(rules, day, midnight):
                if at_h < now_h:
                    continue
                yield self.clock.event(at_h, order.NEW_TASK)
                self._arise(rules, day, grid, number, resident)
            yield self.clock.event(midnight + 24.0, order.NEW_TASK)

    def _arise(
        self, rules: ServiceRules, day: int, grid: int, number: int, resident: int
    ) -> None:
        """Create one such need now: of a resident, or of the grid itself."""
        key = task_key(rules.code, grid, day, number)
        stairwell, household = self._first_of_grid[grid], -1
        if resident >= 0:
            household = int(self.town.household[resident])
            stairwell = int(self.town.household_stairwell[household])
        task = Task(rules, key, grid, stairwell, self.clock.now_h)
        task.household, task.resident = household, resident
        self._deadlines(task)
        self.desk.submit(task)

    def _of_day(
        self, rules: ServiceRules, day: int, midnight: float
    ) -> list[tuple[float, int, int, int]]:
        """List a day's needs in order: time, grid, candidate's number, resident (-1 none)."""
        need = rules.spec.need
        if isinstance(need, BackgroundNeed):
            slices = round(need.share * WORKDAY_H / need.slice * rules.spec.forms_factor)
            at_h = midnight + STARTS_AT
            return [(at_h, g, k, -1) for g in range(self.town.grids) for k in range(slices)]
        if isinstance(need, GridNeed):
            return self._drawn(rules, day, midnight, np.full(self.town.grids, need.rate * 24.0))
        assert isinstance(need, ResidentNeed)
        if need.per_class == "vulnerable":
            heads = np.array([len(people) for people in self._vulnerable])
        else:
            heads = np.diff(self.town.grid_resident_start)
        factor = day_factor(self.seed, rules.code, day, len(heads), need)
        return self._drawn(rules, day, midnight, heads * need.rate * 24.0 * factor)

    def _drawn(
        self, rules: ServiceRules, day: int, midnight: float, means: NDArray[np.float64]
    ) -> list[tuple[float, int, int, int]]:
        """Draw a day's needs by grid: a Poisson number at uniform times."""
        found: list[tuple[float, int, int, int]] = []
        for grid, mean in enumerate(means.tolist()):
            place = rules.code << 24 | grid
            n = poisson(mean, uniform(self.seed, Purpose.NEED_COUNT, place, day, 0))
            if n == 0:
                continue
            numbers = np.arange(n)
            u = uniforms(self.seed, Purpose.NEED_TIME, place, day, numbers)
            times = np.asarray(tick(midnight + 24.0 * u))
            who = self._whom(rules, grid, place, day, numbers)
            found += zip(times.tolist(), [grid] * n, range(n), who, strict=True)
        found.sort()
        return found

    def _whom(
        self, rules: ServiceRules, grid: int, place: int, day: int, numbers: NDArray[np.int64]
    ) -> list[int]:
        need = rules.spec.need
        if not isinstance(need, ResidentNeed):
            return [-1] * len(numbers)
        u = uniforms(self.seed, Purpose.NEED_WHO, place, day, numbers)
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
