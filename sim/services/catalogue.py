"""Services as the scenario states them, with their quantile tables and crews made ready."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sim.kernels.numbers import quantile
from sim.rng import Purpose, uniform, uniform_row
from sim.scenario import Scenario, Service
from sim.services.task import Task

LAST_WAVE = 3  # assumed: nobody is sent a fifth time


class ServiceRules:
    """One service: its words and what follows from them, worked out once a run."""

    def __init__(
        self, index: int, name: str, spec: Service, scenario: Scenario, bits: dict[str, int]
    ) -> None:
        self.index, self.name, self.spec = index, name, spec
        self.crew = [(bits[skill], count) for skill, count in spec.crew.items()]
        self.lead = self.crew[0][0]
        self.parts = sum({bit for bit, _ in self.crew})
        self.alone = len(self.crew) == 1 and self.crew[0][1] == 1
        self.priority = spec.priority
        self.finishes = spec.at_shift_end == "finish"
        rule = spec.dispatch or (
            scenario.response.dispatch if scenario.response else "priority"
        )
        self.dispatch_key: DispatchKey = DISPATCH[rule]
        self.code = self.seed = 0
        self.table = np.ascontiguousarray(spec.work.table(), np.float64)
        self.fixed = bool(self.table[0] == self.table[-1])
        self.background = spec.need.per == "background"
        self.travels = spec.content == "net" and not self.background
        self.suit_h = (
            scenario.workforce.donning + scenario.workforce.doffing
            if spec.ppe and spec.content == "net"
            else 0.0
        )
        self.stint_h = scenario.workforce.stint
        self.between_h = scenario.town.walk.stops if self.travels else 0.0
        self.mean_h = spec.work.mean * spec.time_factor
        if spec.need.per == "background":
            self.mean_h, self.fixed = spec.need.slice, True
            self._slices = np.full(64, spec.need.slice)
        self.mean_h = round(self.mean_h * 1048576.0) / 1048576.0
        self.wrong_share = spec.error * spec.error_factor * spec.verify
        self.exposes = spec.contact != "none"
        self.matters = spec.consequence is not None or spec.need.per == "zone_round"

    def stop_times(self, task: Task) -> Any:
        """Draw the work of each stop [h], keyed by task and stop, whoever does it.

        A number for a task of one stop, an array for a round.
        """
        factor = self.spec.time_factor
        if self.background:
            return self._slices[: task.stops]
        if task.households is None:
            if self.fixed:
                return self.mean_h
            u = uniform(self.seed, Purpose.WORK_CONTENT, task.key, 0, task.wave)
            return quantile(self.table, u) * factor
        if self.spec.rate_per_h:
            return np.full(task.stops, factor / self._rate(task))
        drawn = uniform_row(self.seed, Purpose.WORK_CONTENT, task.key, task.stops, task.wave)
        place = drawn * (len(self.table) - 1)
        low = place.astype(np.int64)
        return (
            self.table[low] + (place - low) * (self.table[low + 1] - self.table[low])
        ) * factor

    def _rate(self, task: Task) -> float:
        """Give the people per hour of a round: learning by the zone's round number."""
        rates = self.spec.rate_per_h
        return float(rates[min(task.round_number, len(rates) - 1)])

    def expected_h(self, task: Task) -> float:
        """Guess how long a task takes, as a dispatcher would, without travel [h]."""
        if self.spec.rate_per_h:
            return task.stops * self.spec.time_factor / self._rate(task)
        return task.stops * self.mean_h + (task.stops - 1) * self.between_h

    def wrong(self, task: Task, stops: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which of some stops were done wrong and found so: they are to be done again."""
        if self.wrong_share <= 0.0 or task.wave >= LAST_WAVE:
            return np.zeros(len(stops), np.bool_)
        u = uniform_row(self.seed, Purpose.ERROR, task.key, task.stops, task.wave)
        return np.asarray(u[stops] < self.wrong_share, np.bool_)

    def one_wrong(self, task: Task) -> bool:
        """Tell whether the only stop of a task was done wrong and found so."""
        if self.wrong_share <= 0.0 or task.wave >= LAST_WAVE:
            return False
        wrong: bool = (
            uniform(self.seed, Purpose.ERROR, task.key, 0, task.wave) < self.wrong_share
        )
        return wrong


DispatchKey = Callable[[Task], tuple[float, float]]

DISPATCH: dict[str, DispatchKey] = {
    "first_come": lambda task: (task.earliest_h, 0.0),
    "priority": lambda task: (float(task.rules.spec.priority), task.due_h),
    "earliest_due": lambda task: (task.due_h, 0.0),
}


def catalogue(scenario: Scenario, bits: dict[str, int], seed: int) -> list[ServiceRules]:
    """Make every service of a scenario ready; each draws by a code that hangs on its name."""
    rules, taken = [], set[int]()
    for index, (name, spec) in enumerate(scenario.services.items()):
        one = ServiceRules(index, name, spec, scenario, bits)
        code = crc32(name.encode()) % 256
        while code in taken:
            code = (code + 1) % 256
        taken.add(code)
        one.code, one.seed = code, seed
        rules.append(one)
    return rules


Part = tuple[ServiceRules, int, bool]  # a service, its place, whether one may go alone


def parts_of(skills: int, rules: list[ServiceRules]) -> list[Part]:
    """List the services in which somebody with these skills has a part."""
    return [
        (one, one.index, one.alone and bool(one.lead & skills))
        for one in rules
        if any(bit & skills for bit, _ in one.crew)
    ]
