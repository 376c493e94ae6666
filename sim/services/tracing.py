"""An interview done: those whom the case met are quarantined, kept from work, and tested.

Whom a case remembers and who of them is reached hangs on the layer in which they met, and on
the two of them alone: a contact met in two layers is known by the better of the two. Contacts
of contacts are asked for on the day on which the contact is told.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock
from sim.kernels.people import LAYER_NAMES
from sim.ports import Contacts
from sim.rng import Purpose, uniforms
from sim.scenario import Layer, Tracing
from sim.services.effect import Effect
from sim.services.laboratory import Laboratory
from sim.services.task import Task
from sim.town import Town
from sim.units import tick

Ints = NDArray[np.int64]
CLOCK = ("trace_start", "trace_facts", "trace_told")  # how long each took, from the finding


class Chase(NamedTuple):
    """People to be told, the control that they come under, and how far from the case."""

    people: Ints
    case: int
    generation: int


class Traces(Effect):
    """Contacts named in interviews: event `traced`, by number of contacts reached."""

    def __init__(
        self, clock: Clock, town: Town, laboratory: Laboratory, seed: int, spec: Tracing
    ) -> None:
        self.clock, self.town, self.seed, self.spec = clock, town, seed, spec
        self.laboratory, self.ports = laboratory, laboratory.ports
        self._recall = _by_layer(spec.recall, 1.0)
        self._reach = _by_layer(spec.reach, spec.named)
        self._alike = not spec.recall and not spec.reach
        self._told: set[tuple[int, int]] = set()  # (case, person) chased already
        self._last_told_h = 0.0

    def met(self, task: Task, stops: Ints) -> None:
        """Trace the contacts of every case whom an interview is about."""
        for stop in stops.tolist():
            resident = int(task.residents[stop])
            household = int(task.households[stop])
            first, last = self.town.household_start[household : household + 2]
            asked = [resident] if resident >= 0 else range(first, last)
            self._last_told_h = self.clock.now_h
            for case in asked:
                self._trace(int(case))
            self._note_clock(task, stop)

    def _trace(self, case: int) -> None:
        """Reach whom a case met since her sample and for a while before it."""
        sampled_h = self.ports.sampled_h(case)
        if not sampled_h <= self.clock.now_h:
            return  # nan: somebody of the household who is no known case
        self._told.add((case, case))
        reached = self._reached(case, sampled_h)
        where = self.town.grid_names[int(self.town.resident_grid[case])]
        self.ports.tell("traced", where, float(len(reached)))
        self._notify(reached, case, 1)

    def _reached(self, person: int, sampled_h: float) -> Ints:
        """List whom a person met, remembers and has reached."""
        now_h = self.clock.now_h
        met = self.ports.contacts(person, sampled_h - self.spec.look_back, now_h)
        others = np.unique(met.person[met.person != person].astype(np.int64))
        named = uniforms(self.seed, Purpose.NAMED, person, others)
        if self._alike:
            return others[named < self.spec.named]
        recall, reach = self._best(met, others)
        recalled = uniforms(self.seed, Purpose.RECALLED, person, others)
        return others[(recalled < recall) & (named < reach)]

    def _best(
        self, met: Contacts, others: Ints
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give the recall and the reach of each contact by the best layer in which they met."""
        known = np.isin(met.person, others)
        place = np.searchsorted(others, met.person[known])
        recall, reach = np.zeros(len(others)), np.zeros(len(others))
        np.maximum.at(recall, place, self._recall[met.layer[known]])
        np.maximum.at(reach, place, self._reach[met.layer[known]])
        return recall, reach

    # -- telling them ------------------------------------------------------------------------

    def _notify(self, reached: Ints, case: int, generation: int) -> None:
        """Tell contacts, each after her own time; at once where none is stated."""
        if not len(reached):
            return
        now_h = self.clock.now_h
        if self.spec.notify.mean == 0:
            self._act(Chase(reached, case, generation))
            return
        u = uniforms(self.seed, Purpose.NOTIFIED, case, reached, generation)
        told_h = np.asarray(tick(now_h + self.spec.notify.quantile(u)))
        self._last_told_h = max(self._last_told_h, float(told_h.max()))
        for at_h in np.unique(told_h).tolist():
            chase = Chase(reached[told_h == at_h], case, generation)
            self.clock.at(at_h, order.COMMAND, self._act, chase)

    def _act(self, chase: Chase) -> None:
        """Quarantine contacts, keep them from work and test them; ask them whom they met."""
        reached, now_h, spec = chase.people, self.clock.now_h, self.spec
        at_home = reached[reached < self.town.residents]
        further = spec.further is not None and chase.generation > 1
        control = spec.further if further and spec.further else spec.control
        until_h = self.ports.quarantine(at_home, control)
        if until_h > now_h:
            for person in reached.tolist():  # those of them who are workers
                self.ports.absent(person, until_h)
        self.laboratory.test(reached, np.full(len(reached), now_h), "pcr", "tracing")
        if chase.generation < spec.generations:
            self._told |= {(chase.case, person) for person in reached.tolist()}
            for person in at_home.tolist():
                self._ask_on(person, chase)

    def _ask_on(self, person: int, chase: Chase) -> None:
        """Reach whom a contact met who were not chased for this case before."""
        others = self._reached(person, self.clock.now_h)
        new = [one for one in others.tolist() if (chase.case, one) not in self._told]
        self._told |= {(chase.case, one) for one in new}
        where = self.town.grid_names[int(self.town.resident_grid[person])]
        self.ports.tell("traced_further", where, float(len(new)))
        self._notify(np.array(new, np.int64), chase.case, chase.generation + 1)

    # -- the clock ---------------------------------------------------------------------------

    def _note_clock(self, task: Task, stop: int) -> None:
        """Take down how long the start, the facts and the last word took [h]."""
        if self.spec.clock is None:
            return
        grid, found_h = self.town.grid_names[task.grid], task.created_h
        times = (
            float(task.stops["start_h"][stop]),
            float(task.stops["met_h"][stop]),
            self._last_told_h,
        )
        for event, at_h in zip(CLOCK, times, strict=True):
            self.ports.tell(event, grid, at_h - found_h)


def _by_layer(shares: dict[Layer, float], other: float) -> NDArray[np.float64]:
    """Lay shares out by layer; layers not named have `other`."""
    return np.array([shares.get(name, other) for name in LAYER_NAMES])  # type: ignore[call-overload]
