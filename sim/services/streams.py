"""What hazards ask for becomes tasks of services; how each stop ends is told to the hazard.

A service takes part by `need: {per: hazard, what: ...}`. Several may serve one `what`: then
each gets the need. Who does it by herself (by phone, from a robot's call) needs no stop, and
counts as served at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels.desk_tables import EXPIRED, MET
from sim.ports import Asked, Served
from sim.scenario import HazardNeed
from sim.services.catalogue import ServiceRules
from sim.services.needs import Needs
from sim.services.task import Task, task_key

Ints = NDArray[np.int64]
NUMBERS = 1 << 20  # of the needs of a stairwell on a day


class _Chosen(NamedTuple):
    """Some of what was asked for, in order of stairwell."""

    stairwells: Ints
    households: Ints
    numbers: Ints
    until_h: NDArray[np.float64]


class Streams:
    """The streams of tasks that hazards drive."""

    def __init__(self, needs: Needs, rules: list[ServiceRules]) -> None:
        self.needs, self.clock = needs, needs.clock
        self._of: dict[str, list[ServiceRules]] = {}
        self._hear: dict[str, Callable[[Served], None]] = {}
        for one in rules:
            if isinstance(one.spec.need, HazardNeed):
                self._of.setdefault(one.spec.need.what, []).append(one)

    def hear(self, what: str, call: Callable[[Served], None]) -> None:
        """Let a hazard hear how the stops of `what` end."""
        self._hear[what] = call

    def serves(self, what: str) -> bool:
        """Tell whether any service takes part in `what`."""
        return what in self._of

    def ask(self, asked: Asked) -> None:
        """Create the needs now: one task each, or with `round` one a stairwell."""
        order = np.lexsort((asked.numbers, asked.stairwells))
        until_h = np.broadcast_to(asked.until_h, len(order))[order]
        late = until_h <= self.clock.now_h
        order, until_h = order[~late], until_h[~late]
        some = _Chosen(
            asked.stairwells[order], asked.households[order], asked.numbers[order], until_h
        )
        for rules in self._of.get(asked.what, ()) if len(order) else ():
            self._make(rules, some)

    def _make(self, rules: ServiceRules, some: _Chosen) -> None:
        """Make the tasks of one service; tell of those who need no stop."""
        now_h, homes = self.clock.now_h, some.households >= 0
        stop = np.ones(len(homes), np.bool_)
        stop[homes] = self.needs.needing_stop(rules, some.households[homes], now_h)
        kept = _Chosen(
            some.stairwells[stop], some.households[stop], some.numbers[stop], some.until_h[stop]
        )
        if len(kept.stairwells):
            day = int(now_h // 24.0)
            keys = task_key(rules.code, kept.stairwells, day, kept.numbers % NUMBERS)
            first = np.arange(len(keys))
            if rules.spec.round:
                first = np.unique(kept.stairwells, return_index=True)[1]
            counts = np.diff(np.append(first, len(keys)))
            nobody = np.full(len(keys), -1, np.int64)
            self.needs.make(
                rules, (keys[first], kept.stairwells[first]), (kept.households, nobody),
                counts, until_h=np.minimum.reduceat(kept.until_h, first),
            )  # fmt: skip
        for place in np.flatnonzero(~stop).tolist():
            self._tell(rules, some.stairwells[place], some.households[place], True)

    def cancel(self, what: str, stairwells: Ints) -> None:
        """Cancel what waits of `what` in these stairwells; who has set out goes on."""
        bits = sum(1 << rules.index for rules in self._of.get(what, ()))
        for stairwell in stairwells.tolist() if bits else ():
            self.needs.desk.withdraw(stairwell, bits)

    def settled(self, task: Task) -> None:
        """Tell the hazard of every stop of a task that ended; what is done again has not."""
        rules = task.rules
        if (
            not isinstance(rules.spec.need, HazardNeed)
            or rules.spec.need.what not in self._hear
        ):
            return
        for stop in task.stops:
            if stop["outcome"] == MET or task.outcome == EXPIRED:
                met = bool(stop["outcome"] == MET)
                self._tell(rules, task.stairwell, int(stop["household"]), met)

    def _tell(self, rules: ServiceRules, stairwell: int, household: int, met: bool) -> None:
        assert isinstance(rules.spec.need, HazardNeed)
        what = rules.spec.need.what
        if what in self._hear:
            self._hear[what](
                Served(what, int(stairwell), int(household), met, self.clock.now_h)
            )

    def at_work(self, stairwells: Ints) -> int:
        """Count the people of crews who are at work in some stairwells now."""
        tables = self.needs.desk.tables
        tasks = tables.tasks[: int(tables.book["tasks"][0])]
        there = tasks["busy"] & np.isin(tasks["stairwell"], stairwells)
        there &= tasks["started_h"] <= self.clock.now_h
        heads = tables.services["crew_count"].sum(axis=1)[tasks["service"][there]]
        return int(heads.sum())
