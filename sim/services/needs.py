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
from sim.rng import Purpose, uniforms
from sim.scenario import SelfService
from sim.services.catalogue import ServiceRules
from sim.services.demand import STRETCH, Demand
from sim.services.desk import Desk
from sim.services.task import OPEN, Task, task_key
from sim.town import Town
from sim.units import tick

REWORK = 1 << 18  # times the wave is added to a task's number


def _nothing_told(_rules: ServiceRules, _households: NDArray[np.int64], _at_h: float) -> None:
    """Answer for a world where nobody listens."""


def _everybody(residents: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Answer for a world without isolation: everybody is at home."""
    return np.ones(len(residents), np.bool_)


class Needs:
    """Creates tasks and hands them to the desk."""

    def __init__(
        self,
        clock: Clock,
        town: Town,
        rules: list[ServiceRules],
        desk: Desk,
        seed: int,
        hours: tuple[float, float],
    ) -> None:
        """Prepare; `hours`: the time of day of clock 0, a grid worker's normal hours a day."""
        self.clock, self.town, self.desk, self.seed = clock, town, desk, seed
        self.start_hour = hours[0]
        self.rules = {one.name: one for one in rules}
        self.watch: Callable[[Task], None] = lambda _task: None
        # what households report by themselves; who is at home to be sampled
        self.told: Callable[[ServiceRules, NDArray[np.int64], float], None] = _nothing_told
        self.present: Callable[[NDArray[np.int64]], NDArray[np.bool_]] = _everybody
        self._household: list[int] = town.household.tolist()
        self._stairwell: list[int] = town.household_stairwell.tolist()
        self._asked: dict[int, list[Task]] = {}
        self._able_by_shares: dict[tuple[float, float], NDArray[np.bool_]] = {}
        self._first_of_grid = np.searchsorted(
            town.stairwell_grid, np.arange(town.grids)
        ).tolist()
        self.demand = Demand(town, seed, hours[1])

    # -- asked for by the response -----------------------------------------------------------

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
            stop = ~able | (u < by_self.follow_up)
            if by_self is rules.spec.self_report:
                self.told(rules, households[~stop], at_h)
            households = households[stop]
        return households

    def _able(self, by_self: SelfService) -> NDArray[np.bool_]:
        """Tell which households have somebody able, by the shares of the two age classes."""
        shares = (by_self.under_60, by_self.from_60)
        if shares not in self._able_by_shares:
            town = self.town
            able = town.ability < np.where(town.age >= 60, by_self.from_60, by_self.under_60)
            able &= town.age >= 18
            households = np.logical_or.reduceat(able, town.household_start[:-1])
            self._able_by_shares[shares] = households
        return self._able_by_shares[shares]

    def _keep(self, task: Task) -> None:
        """Remember a task asked for, so that it can be withdrawn; have its lateness watched."""
        here = self._asked.setdefault(task.stairwell, [])
        here[:] = [one for one in here if one.outcome == OPEN]
        here.append(task)
        self.watch(task)

    def forget(self) -> None:
        """Let go of every task asked for, when a run is over."""
        self._asked.clear()

    def withdraw(self, stairwells: NDArray[np.int64]) -> None:
        """Cancel what waits for sealed households of stairwells that are released."""
        for stairwell in stairwells.tolist():
            for task in self._asked.get(stairwell, []):
                if task.rules.spec.need.per in ("sealed_household", "zone_round"):
                    self.desk.waiting.cancel(task)

    def order_round(
        self, service: str, stairwell: int, round_number: int, zone: int, at_h: float
    ) -> Task:
        """Order a test round of one stairwell: every resident at home is a stop."""
        rules = self.rules[service]
        town = self.town
        first, last = town.stairwell_start[stairwell], town.stairwell_start[stairwell + 1]
        residents = np.arange(town.household_start[first], town.household_start[last])
        at_home = residents[self.present(residents)]
        residents = at_home if len(at_home) else residents
        task = self._task(rules, stairwell, self._minute(at_h), stairwell, at_h)
        task.make_round(town.household[residents].astype(np.int64), residents.astype(np.int64))
        task.round_number, task.zone = round_number, zone
        self._keep(task)
        self.desk.submit(task)
        if task.expires_h < math.inf:  # the command waits for its end, be it lapsing
            self.clock.at(task.expires_h, order.EXPIRY, self.desk.waiting.look, task)
        return task

    def rework(self, task: Task) -> None:
        """Have the wrong stops of a task done again."""
        rules = task.rules
        first = task.key - REWORK * task.wave
        again = Task(
            rules, first + REWORK * (task.wave + 1), task.grid, task.stairwell, self.clock.now_h
        )
        again.wave = task.wave + 1
        again.round_number, again.zone = task.round_number, task.zone
        if task.households is None:
            again.household, again.resident = task.household, task.resident
        else:
            assert task.residents is not None
            wrong = task.stop_outcome == 2
            again.make_round(task.households[wrong], task.residents[wrong])
        self._deadlines(again)
        self._keep(again)
        self.desk.submit(again)

    # -- making tasks ------------------------------------------------------------------------

    def _minute(self, at_h: float) -> int:
        """Give the minute of the day, to number a need by."""
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
        task.due_h = task.earliest_h + spec.due
        if spec.expires is not None:
            task.expires_h = task.earliest_h + spec.expires
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
        """Make a task of one household or resident, numbered within the stairwell."""
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

    # -- needs that arise by themselves ------------------------------------------------------

    def rhythm(self, rules: ServiceRules) -> Rhythm:
        """Create one service's own needs, a calendar day at a time, each at its own time."""
        while True:
            now_h = self.clock.now_h
            day = math.floor((now_h + self.start_hour) / 24.0)
            midnight = 24.0 * day - self.start_hour
            for at_h, grid, number, resident in self.demand.of_day(rules, day, midnight):
                if at_h < now_h:
                    continue
                if at_h > self.clock.now_h:
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
            household = self._household[resident]
            stairwell = self._stairwell[household]
        task = Task(rules, key, grid, stairwell, self.clock.now_h)
        task.household, task.resident = household, resident
        if rules.background:
            nowhere = np.full(min(STRETCH, self.demand.slices(rules) - number), -1, np.int64)
            task.make_round(nowhere, nowhere)
        self._deadlines(task)
        self.desk.submit(task)
