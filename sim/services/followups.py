"""What follows a task: needs that its outcome leads to, and sources that come again.

A follow-up's key is a hash of its parent's key and of its service's code, so that a service may
follow itself; its own draws hang on that key in turn. Nothing is drawn in order of asking.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.kernels.desk_tables import EXPIRED, OPEN, REDO, REWORK
from sim.rng import Purpose, bits, uniform
from sim.scenario import FollowUpNeed, SourceNeed
from sim.services.catalogue import ServiceRules
from sim.services.following import follow_at_once, followers
from sim.services.needs import Needs
from sim.services.task import OUTCOMES, Task
from sim.units import tick

Ints = NDArray[np.int64]


class Child(NamedTuple):
    """A need that is to arise."""

    rules: ServiceRules
    key: int
    stairwell: int
    households: Ints  # of its stops
    residents: Ints
    parent: int  # row of the task that it follows


class FollowUps:
    """Hears how tasks end, and creates what follows.

    In a round every stop of the parent is a stop (after a lapse, those not met); else the first
    of them is the one stop. Done again, a task is a task of its own, and may be followed too.
    """

    def __init__(self, needs: Needs, rules: list[ServiceRules], seed: int) -> None:
        self.needs, self.clock, self.seed = needs, needs.clock, seed
        self._after: dict[str, list[tuple[ServiceRules, FollowUpNeed]]] = {}
        specs = {one.name: one.spec for one in rules}
        for one in rules:
            if isinstance(one.spec.need, FollowUpNeed):
                for after in one.spec.need.leads:
                    if follow_at_once(specs, followers(specs, after)):
                        continue  # the desk's kernel makes them: desk_tasks.follow
                    self._after.setdefault(after, []).append((one, one.spec.need))
        self._sources = [one for one in rules if isinstance(one.spec.need, SourceNeed)]
        self._asked: dict[int, tuple[int, int]] = {}  # key -> source, how many needs before

    def settled(self, task: Task) -> None:
        """Hear of a task that ended, by any outcome but withdrawal."""
        for rules, need in self._after.get(task.rules.name, ()):
            if need.when in ("settled", OUTCOMES[task.outcome]):
                self._follow(task, rules, need)
        if isinstance(task.rules.spec.need, SourceNeed):
            self._served(task)

    # -- follow-ups --------------------------------------------------------------------------

    def _follow(self, task: Task, rules: ServiceRules, need: FollowUpNeed) -> None:
        """Let a need follow, with its probability and after its delay."""
        key = task.key
        if uniform(self.seed, Purpose.FOLLOWS, key, rules.code, 0) >= need.share:
            return
        stops = task.stops
        if task.outcome == EXPIRED:
            stops = stops[(stops["outcome"] == OPEN) | (stops["outcome"] == EXPIRED)]
        if not rules.spec.round:
            stops = stops[:1]
        u = uniform(self.seed, Purpose.FOLLOW_DELAY, key, rules.code, 0)
        at_h = self._later_h(float(need.delay.quantile(u)))
        child = Child(
            rules,
            child_key(key, rules.code, 0),
            task.stairwell,
            stops["household"].astype(np.int64),
            stops["resident"].astype(np.int64),
            task.row,
        )
        self.clock.at(at_h, order.NEW_TASK, self._arise, child)

    def _arise(self, child: Child) -> None:
        """Create the task of a need that follows; who does it by herself needs no stop."""
        rules, households, residents = child.rules, child.households, child.residents
        stop = self.needs.needing_stop(rules, households, self.clock.now_h)
        households, residents = households[stop], residents[stop]
        if len(households):
            one = np.array([child.key]), np.array([child.stairwell])
            count = np.array([len(households)])
            self.needs.make(rules, one, (households, residents), count, child.parent)

    def _later_h(self, delay_h: float) -> float:
        """Give the time a delay from now [h]."""
        return max(tick(self.clock.now_h + delay_h), self.clock.now_h)

    # -- a finite source ---------------------------------------------------------------------

    def begin(self) -> None:
        """Send every source away at the start of the run."""
        for rules in self._sources:
            assert isinstance(rules.spec.need, SourceNeed)
            for source in range(rules.spec.need.count):
                self._away(rules, source, 0)

    def _away(self, rules: ServiceRules, source: int, number: int) -> None:
        """Plan the next need of a source that is away from now on."""
        need = rules.spec.need
        assert isinstance(need, SourceNeed)
        u = uniform(self.seed, Purpose.AWAY, rules.code, source, number)
        at_h = self._later_h(float(need.away.quantile(u)))
        self.clock.at(at_h, order.NEW_TASK, self._ask, (rules, source, number))

    def _ask(self, asking: tuple[ServiceRules, int, int]) -> None:
        """Create the task of a source."""
        rules, source, number = asking
        key = child_key(source, rules.code, number + 1)
        self._asked[key] = (source, number)
        nobody = np.array([-1])
        place = np.array([key]), np.array([0])
        self.needs.make(rules, place, (nobody, nobody), np.array([1]))

    def _served(self, task: Task) -> None:
        """Send a source away again, once nothing is left to be done again."""
        asked = self._asked.pop(task.key, None)
        if asked is None:
            return  # asked again by a consequence: its source has gone away already
        source, number = asked
        if task.outcome == REDO:
            self._asked[task.key + REWORK] = (source, number)
        else:
            self._away(task.rules, source, number + 1)


def child_key(parent: int, code: int, number: int) -> int:
    """Hash what a need follows to a key of 62 bits, so that rework finds room above it.

    `parent` is the key of a task, with number 0, or a source, with the number of its need
    counted from 1.
    """
    return int(bits(0, Purpose.FOLLOW_KEY, parent, code, number)) >> 2
