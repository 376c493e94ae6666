"""Levels: which one the response is at, how it goes up, and how it comes down.

It goes up to a level when one of its triggers comes on, after the level's delay; a date or an
order from above has no delay, for it states its time. What is on already when a level is left
does not take the town up again: a trigger must have been off in between. It comes down when
the level was held for its dwelling time and its trigger to leave is on, one level at a meeting
unless another is stated.
"""

from __future__ import annotations

from collections.abc import Callable

from sim import order
from sim.clock import Clock
from sim.response.triggers import Triggers
from sim.scenario import Chain, Level
from sim.units import tick

NORMAL = 0


class Levels:
    """The level at which the response is, and what is ordered."""

    def __init__(
        self, clock: Clock, chain: Chain, triggers: Triggers, delay_factor: float
    ) -> None:
        self.clock, self.chain, self.triggers = clock, chain, triggers
        self.delay_factor = delay_factor
        self.rank, self.entered_h = NORMAL, -float("inf")
        self.changed: Callable[[int, int], None] = lambda _before, _now: None
        self._ordered = NORMAL  # the highest level that was ordered and is not in force
        self._spent: set[tuple[int, str]] = set()  # triggers that were on and have had effect

    @property
    def name(self) -> str:
        """The name of the level in force."""
        return self.chain.names[self.rank]

    @property
    def level(self) -> Level:
        """The level in force."""
        return self.chain.levels[self.name]

    @property
    def emergency_delay_h(self) -> float:
        """From a trigger to the first level that is an emergency, as prepared [h]."""
        return (
            self.chain.levels[self.chain.names[self.chain.emergency]].delay * self.delay_factor
        )

    def review(self) -> None:
        """Order the highest level of which a trigger came on; the triggers are looked at."""
        self._arm()
        for rank in range(len(self.chain.names) - 1, max(self.rank, self._ordered), -1):
            level = self.chain.levels[self.chain.names[rank]]
            for name in level.enter:
                if self.triggers.on(name) and (rank, name) not in self._spent:
                    self._order(rank, name)
                    return

    def _arm(self) -> None:
        """Make triggers that are off ready, and those of levels reached already spent."""
        reached = max(self.rank, self._ordered)
        for rank, name in enumerate(self.chain.names):
            for trigger in self.chain.levels[name].enter:
                if not self.triggers.on(trigger):
                    self._spent.discard((rank, trigger))
                elif rank <= reached:
                    self._spent.add((rank, trigger))

    def _order(self, rank: int, trigger: str) -> None:
        """Order a level; it is in force after its delay, at once by a date or an order."""
        self._ordered = rank
        self._arm()
        if self.triggers.triggers[trigger].dated:
            self._begin(rank)
            return
        delay_h = self.chain.levels[self.chain.names[rank]].delay * self.delay_factor
        at_h = float(tick(self.clock.now_h + delay_h))
        self.clock.at(at_h, order.COMMAND, self._begin, rank)

    def _begin(self, rank: int) -> None:
        if self._ordered == rank:
            self._ordered = NORMAL
        if rank > self.rank:
            self._go(rank)

    def _go(self, rank: int) -> None:
        before, self.rank, self.entered_h = self.rank, rank, self.clock.now_h
        self.changed(before, rank)
        self._arm()

    def leave_if_over(self) -> None:
        """Go a level down where the rule to leave holds."""
        level, now_h = self.level, self.clock.now_h
        if self.rank == NORMAL or level.leave is None or self._ordered > self.rank:
            return
        if now_h - self.entered_h >= level.dwell and self.triggers.on(level.leave):
            to = self.chain.names.index(level.to) if level.to else self.rank - 1
            self._go(to)
