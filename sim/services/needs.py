"""Where needs come from: residents, records and the command's orders become tasks.

A candidate need is keyed by what it is for; the number of a task is the candidate's, so that a
policy which removes one leaves the others alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock
from sim.kernels.desk_tables import NEED, REWORK, WAVES
from sim.rng import Purpose, uniform_each
from sim.scenario import Detection
from sim.services.by_self import BySelf
from sim.services.catalogue import ServiceRules
from sim.services.demand import STRETCH, Candidates, Demand
from sim.services.desk import Desk
from sim.services.task import Task, task_key
from sim.town import Town
from sim.units import tick

Ints = NDArray[np.int64]


def _nothing_told(_rules: ServiceRules, _households: Ints, _at_h: float) -> None:
    """Answer for a world where nobody listens."""


def _everybody(residents: Ints) -> NDArray[np.bool_]:
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
        by_self: BySelf,
        hours: tuple[float, float],
    ) -> None:
        """Prepare; `hours`: the time of day of clock 0, a grid worker's normal hours a day."""
        self.clock, self.town, self.desk = clock, town, desk
        self.by_self, self.seed = by_self, by_self.seed
        self.start_hour = hours[0]
        self.rules = {one.name: one for one in rules}
        # what households report by themselves; who is at home to be sampled
        self.told: Callable[[ServiceRules, Ints, float], None] = _nothing_told
        self.present: Callable[[Ints], NDArray[np.bool_]] = _everybody
        self.alert: Callable[[], bool] = lambda: False  # whether it is an emergency
        self._frail = np.logical_or.reduceat(town.vulnerable, town.household_start[:-1])
        self._first_of_grid = np.searchsorted(town.stairwell_grid, np.arange(town.grids))
        self._withdrawn = sum(
            1 << one.index
            for one in rules
            if one.spec.need.per in ("sealed_household", "zone_round")
        )
        self.demand = Demand(town, self.seed, hours[1])

    # -- asked for by the response -----------------------------------------------------------

    def need(self, service: str, households: Ints, resident: int, at_h: float) -> None:
        """Create the needs of households, or of one resident."""
        rules = self.rules[service]
        if resident >= 0:
            self._single(rules, int(self.town.household[resident]), resident, at_h)
            return
        households = households[self.needing_stop(rules, households, at_h)]
        if not len(households):
            return
        if rules.spec.round and rules.spec.need.per != "case":
            self._rounds(rules, households, at_h)
            return
        stairwells = self.town.household_stairwell[households]
        for household, stairwell in zip(households.tolist(), stairwells.tolist(), strict=True):
            if not self.desk.under_way(rules, stairwell, household):  # one visit serves two
                self._single(rules, household, -1, at_h)

    def needing_stop(
        self, rules: ServiceRules, households: Ints, at_h: float
    ) -> NDArray[np.bool_]:
        """Tell which households need a stop now; take in what the others tell by themselves."""
        if not self.by_self.applies(rules) or not len(households):
            return np.ones(len(households), np.bool_)
        stop, told = self.by_self.split(rules, households, at_h)
        self.told(rules, households[told], at_h)
        return stop

    def withdraw(self, stairwells: Ints) -> None:
        """Cancel what waits for sealed households of stairwells that are released."""
        for stairwell in stairwells.tolist():
            self.desk.withdraw(stairwell, self._withdrawn)

    def order_round(
        self, service: str, stairwell: int, at_h: float, called: Ints | None = None
    ) -> Task:
        """Order a test round of one stairwell: every resident at home, or called, is a stop."""
        town = self.town
        first, last = town.stairwell_start[stairwell], town.stairwell_start[stairwell + 1]
        residents = np.arange(town.household_start[first], town.household_start[last])
        at_home = residents[self.present(residents)]
        residents = at_home if len(at_home) else residents
        residents = residents if called is None else called
        rows, stops = self.desk.add(1, len(residents))
        self._fill(rows, self.rules[service], stairwell, self._minute(at_h), at_h)
        rows["is_round"], rows["stops"] = True, len(residents)
        stops["household"], stops["resident"] = town.household[residents], residents
        self._weigh(rows, stops, self.rules[service])
        (task,) = self.desk.submit(rows)
        if task.expires_h < math.inf:  # the command waits for its end, be it lapsing
            self.clock.at(task.expires_h, order.EXPIRY, self.desk.look, task)
        return task

    # -- making tasks ------------------------------------------------------------------------

    def _single(self, rules: ServiceRules, household: int, resident: int, at_h: float) -> None:
        """Make a task of one household or resident, numbered within the stairwell."""
        town = self.town
        stairwell = int(town.household_stairwell[household])
        first = int(town.household_start[town.stairwell_start[stairwell]])
        which = resident if resident >= 0 else int(town.household_start[household])
        hour = int(at_h % 24.0)
        rows, stops = self.desk.add(1, 1)
        self._fill(rows, rules, stairwell, which - first + (hour << 12), at_h)
        rows["stops"] = 1
        stops["household"], stops["resident"] = household, resident
        self._weigh(rows, stops, rules)
        self.desk.submit(rows)

    def _rounds(self, rules: ServiceRules, households: Ints, at_h: float) -> None:
        """Make a round of each stairwell in which some of the households are."""
        of = self.town.household_stairwell[households]
        in_order = np.argsort(of, kind="stable")
        households, of = households[in_order], of[in_order]
        first = np.flatnonzero(np.append(True, of[1:] != of[:-1]))
        stairwells, counts = of[first], np.diff(np.append(first, len(of)))
        rows, stops = self.desk.add(len(stairwells), len(households))
        self._fill(rows, rules, stairwells, self._minute(at_h), at_h)
        rows["is_round"], rows["stops"] = True, counts
        stops["household"], stops["resident"] = households, -1
        self._weigh(rows, stops, rules)
        self.desk.submit(rows)

    def make(
        self,
        rules: ServiceRules,
        tasks: tuple[Ints, Ints],
        stops: tuple[Ints, Ints],
        counts: Ints,
        parent: int = -1,
        until_h: NDArray[np.float64] | float = math.inf,
    ) -> None:
        """Make tasks by their keys and stairwells, their stops by household and resident.

        `counts`: stops of each task; `parent`: row of the task that they follow; `until_h`:
        when each lapses at the latest [h].
        """
        rows, stop_rows = self.desk.add(len(counts), len(stops[0]))
        self._fill(rows, rules, tasks[1], 0, self.clock.now_h)
        rows["key"], rows["stops"], rows["parent"] = tasks[0], counts, parent
        rows["patience_h"] = self._patience(rules, rows["key"])
        if np.min(until_h, initial=math.inf) < math.inf:
            left_h = np.broadcast_to(until_h, len(counts)) - self.clock.now_h
            rows["patience_h"] = np.minimum(rows["patience_h"], left_h[:, None])
        rows["is_round"] = rules.spec.round and rules.spec.need.per in ("task", "hazard")
        stop_rows["household"], stop_rows["resident"] = stops
        self._weigh(rows, stop_rows, rules)
        self.desk.submit(rows)

    def task(self, row: int) -> Task:
        """Give a task by its row."""
        return Task(self.desk, row)

    def again(self, task: Task, stops: Ints, key: int, wave: int = 0) -> Task:
        """Ask for stops of a task once more, by a task with a key of its own."""
        rows, new = self.desk.add(1, len(stops))
        self._fill(rows, task.rules, task.stairwell, 0, self.clock.now_h)
        rows["key"], rows["parent"], rows["wave"] = key, task.row, wave
        for name in ("grid", "is_round", "ahead_h"):
            rows[name] = self.desk.tables.tasks[name][task.row]
        rows["patience_h"], rows["stops"] = self._patience(task.rules, rows["key"]), len(stops)
        for name in ("household", "resident", "factor"):
            new[name] = task.stops[name][stops]
        return self.desk.submit(rows)[0]

    def _fill(
        self, rows: NDArray[Any], rules: ServiceRules, stairwell: Any, number: int, at_h: float
    ) -> None:
        """Write what tasks are for: a service, stairwells, a number within the day."""
        stairwell = np.asarray(stairwell, np.int64)
        day = math.floor(at_h / 24.0)
        rows["key"] = task_key(rules.code, stairwell, day, number)
        rows["service"], rows["created_h"], rows["parent"] = rules.index, at_h, -1
        rows["grid"], rows["stairwell"] = self.town.stairwell_grid[stairwell], stairwell
        rows["patience_h"] = self._patience(rules, rows["key"])

    def _patience(self, rules: ServiceRules, keys: Ints) -> NDArray[np.float64] | float:
        """Draw how long tasks wait before they are given up, by wave [h]; inf for ever."""
        if rules.spec.patience is None:
            return math.inf
        waves = keys[:, None] + REWORK * np.arange(WAVES)
        u = uniform_each(self.seed, Purpose.PATIENCE, waves.ravel(), 0, 0)
        return rules.spec.patience.quantile(u.reshape(waves.shape))

    def _weigh(self, rows: NDArray[Any], stops: NDArray[Any], rules: ServiceRules) -> None:
        """Write what the vulnerable take more of, and the head start that they give a task."""
        spec = rules.spec
        stops["factor"] = 1.0
        if spec.vulnerable_factor != 1.0 or spec.head_start > 0.0:
            vulnerable = self._vulnerable(stops["household"], stops["resident"])
            stops["factor"][vulnerable] = spec.vulnerable_factor
            counts = rows["stops"]
            heads = np.add.reduceat(vulnerable.astype(np.int64), np.cumsum(counts) - counts)
            rows["ahead_h"] = tick(spec.head_start * heads / counts)

    def _vulnerable(self, households: Ints, residents: Ints) -> NDArray[np.bool_]:
        """Tell which stops are at a vulnerable resident's, or a household's with one."""
        at_home = (households >= 0) & self._frail[households]
        return np.asarray(np.where(residents >= 0, self.town.vulnerable[residents], at_home))

    def _minute(self, at_h: float) -> int:
        """Give the minute of the day, to number a need by."""
        return int((at_h % 24.0) * 60.0)

    # -- needs that arise by themselves ------------------------------------------------------

    def begin_day(self, rules: ServiceRules) -> None:
        """Draw one service's own needs of a calendar day, each at its own time."""
        now_h, town = self.clock.now_h, self.town
        day = math.floor((now_h + self.start_hour) / 24.0)
        midnight = 24.0 * day - self.start_hour
        found = self.demand.of_day(rules, day, midnight, self.alert())
        found = self._with_stop(rules, found.chosen(found.at_h >= now_h))
        grid, resident = found.grid, found.resident
        needs = np.zeros(len(grid), NEED)
        needs["at_h"], needs["grid"] = found.at_h, grid
        needs["key"] = task_key(rules.code, found.place, day, found.number)
        needs["patience_h"] = self._patience(rules, needs["key"])
        anybody = resident >= 0
        needs["household"] = np.where(anybody, town.household[resident], -1)
        stairwell = town.household_stairwell[needs["household"]]
        needs["stairwell"] = np.where(anybody, stairwell, self._first_of_grid[grid])
        needs["resident"] = resident
        vulnerable = self._vulnerable(needs["household"], needs["resident"])
        needs["factor"] = np.where(vulnerable, rules.spec.vulnerable_factor, 1.0)
        needs["ahead_h"] = np.where(vulnerable, rules.spec.head_start, 0.0)
        if rules.background:
            needs["slices"] = np.minimum(STRETCH, self.demand.slices(rules) - found.number)
        self.desk.begin_day(rules, needs, midnight + 24.0)

    def _with_stop(self, rules: ServiceRules, found: Candidates) -> Candidates:
        """Leave out the day's needs of those who do it by themselves; they tell in time."""
        if not self.by_self.applies(rules) or not len(found.at_h):
            return found
        households = np.where(
            found.resident >= 0, self.town.household[found.resident], -1
        ).astype(np.int64)
        stop, told = self.by_self.split(rules, households, found.at_h)
        if isinstance(rules.spec.consequence, Detection):
            for at_h, household in zip(found.at_h[told], households[told], strict=True):
                self.clock.at(float(at_h), order.NEW_TASK, self._tell, (rules, household))
        return found.chosen(stop)

    def _tell(self, telling: tuple[ServiceRules, int]) -> None:
        rules, household = telling
        self.told(rules, np.array([household], np.int64), self.clock.now_h)
