"""One zone: its stairwells, its clock, what is known of each part of it."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.ports import Ordered
from sim.town import Town

Ints = NDArray[np.int64]
OPEN, DONE = 0, 1


class Zone:
    """One zone; times in hours."""

    def __init__(self, number: int, control: str, stairwells: Ints, now_h: float) -> None:
        self.number, self.control, self.stairwells = number, control, stairwells
        self.reach = set(stairwells.tolist())  # what it would cover, were there no others
        self.opened_h = self.clock_h = now_h
        self.age = 0  # how often the clock was started: older plans are void
        self.round: list[Ordered] = []  # the round under way
        self.ordered_h = -math.inf
        self.clear_h = -math.inf  # last completed clear round known
        self.complete: tuple[float, float] = (-math.inf, -math.inf)  # ordered, known: the last
        self.found_h = -math.inf  # last case sampled here
        self.released = False
        self.last_h = dict.fromkeys(self.reach, now_h)  # by stairwell: opening or last case
        self.sampled_h: dict[int, float] = {}  # by stairwell: its last case
        self.spare: dict[int, Ordered] = {}  # tasks ordered by zones that were merged into it

    def note(self, stairwell: int, sampled_h: float, now_h: float) -> None:
        """Take in a case; one outside its stairwells counts for the zone as a whole."""
        self.found_h = max(self.found_h, sampled_h)
        if stairwell in self.last_h:
            self.last_h[stairwell] = now_h
            before_h = self.sampled_h.get(stairwell, -math.inf)
            self.sampled_h[stairwell] = max(before_h, sampled_h)

    def add(self, stairwells: Ints, now_h: float) -> None:
        """Take stairwells in, from now on."""
        self.stairwells = np.union1d(self.stairwells, stairwells)
        self.reach |= set(stairwells.tolist())
        for stairwell in stairwells.tolist():
            self.last_h[stairwell] = now_h

    def drop(self, stairwells: Ints) -> dict[int, Ordered]:
        """Give stairwells away, with the tasks that are still to be done there."""
        self.stairwells = np.setdiff1d(self.stairwells, stairwells)
        gone = set(stairwells.tolist())
        for stairwell in gone:
            self.last_h.pop(stairwell, None)
            self.sampled_h.pop(stairwell, None)
        tasks = [*self.round, *self.spare.values()]
        self.round = [task for task in self.round if task.stairwell not in gone]
        self.spare = {s: task for s, task in self.spare.items() if s not in gone}
        return {t.stairwell: t for t in tasks if t.stairwell in gone and t.outcome == OPEN}

    def absorb(self, other: Zone) -> None:
        """Take over all of another zone; rounds under way are watched no more, but done."""
        self.last_h |= other.last_h
        self.sampled_h |= other.sampled_h
        self.reach |= other.reach
        self.stairwells = np.union1d(self.stairwells, other.stairwells)
        self.opened_h = min(self.opened_h, other.opened_h)
        self.found_h = max(self.found_h, other.found_h)
        tasks = [*self.round, *other.round, *other.spare.values()]
        self.spare |= {task.stairwell: task for task in tasks if task.outcome == OPEN}
        self.round, self.complete = [], (-math.inf, -math.inf)
        self.clear_h = -math.inf

    def part(self, number: int, stairwells: Ints) -> Zone:
        """Split a part off; it keeps what is known of it."""
        one = Zone(number, self.control, stairwells, self.opened_h)
        one.last_h = {s: self.last_h[s] for s in stairwells.tolist()}
        one.sampled_h = {s: h for s, h in self.sampled_h.items() if s in one.last_h}
        one.found_h = max(one.sampled_h.values(), default=-math.inf)
        one.clock_h = max(one.last_h.values())
        ordered_h, known_h = one.complete = self.complete
        one.clear_h = known_h if one.found_h < ordered_h else -math.inf
        one.spare = self.drop(stairwells)
        self.reach -= one.reach
        return one

    def clear_parts(
        self, town: Town, split: str, released_h: Callable[[Ints, float], float], now_h: float
    ) -> list[Ints]:
        """List the parts whose own clear days are over while those of the zone are not.

        `split` is the size of a part; `released_h` gives the earliest release [h] of stairwells
        with a last case at an hour [h].
        """
        sizes = {"building": town.stairwell_building, "grid": town.stairwell_grid}
        of = sizes.get(split, np.arange(town.stairwells, dtype=np.int32))[self.stairwells]
        parts = [self.stairwells[of == one] for one in np.unique(of)]
        last_h = [max(self.last_h[s] for s in part.tolist()) for part in parts]
        newest_h = max(last_h)
        return [
            part
            for part, part_h in zip(parts, last_h, strict=True)
            if part_h < newest_h and released_h(part, part_h) <= now_h
        ]


def touch(town: Town, scope: str, one: Ints, other: Ints) -> bool:
    """Tell whether two zones touch or overlap.

    Grids and what is larger touch in one grid or in neighbouring ones; buildings where they
    follow each other in a grid (they are numbered by place); stairwells in one building.
    """
    if scope in ("stairwell", "building"):
        step = 1 if scope == "building" else 0
        a, b = (np.unique(town.stairwell_building[s]) for s in (one, other))
        near = np.abs(a[:, None] - b[None, :]) <= step
        near &= town.building_grid[a][:, None] == town.building_grid[b][None, :]
        return bool(near.any())
    grids = np.unique(town.stairwell_grid[other])
    for grid in np.unique(town.stairwell_grid[one]).tolist():
        near = town.neighbour[town.neighbour_start[grid] : town.neighbour_start[grid + 1]]
        if np.isin(near, grids).any():
            return True
    return False
