"""Background work that gives way: records and patrols stop at the end of a slice.

A stretch of slices is one outing; when something better arrives that the worker has a part in,
the outing ends with the slice under way and what is left waits again.
"""

from __future__ import annotations

from collections.abc import Callable

from sim.clock import Clock
from sim.services.outing import Outing
from sim.services.task import Task


class GivingWay:
    """The background outings under way, by pooling area."""

    def __init__(
        self, clock: Clock, areas: int, end_at: Callable[[Outing, float], None]
    ) -> None:
        self.clock, self._end_at = clock, end_at
        self.outings: list[list[Outing]] = [[] for _ in range(areas)]

    def move(self) -> None:
        """Sort the outings anew by the areas to which their workers now belong."""
        under_way = [outing for outings in self.outings for outing in outings]
        for outings in self.outings:
            outings.clear()
        for outing in under_way:
            self.outings[outing.crew[0].area].append(outing)

    def call_off(self, area: int, task: Task) -> None:
        """Have background work give way to a task that waits.

        For a task that one may do alone, the first to reach the end of her slice; for a crew,
        all who have a part in it.
        """
        soonest: Outing | None = None
        until_h = float("inf")
        for outing in self.outings[area]:
            if outing.called or not outing.crew[0].skills & task.rules.parts:
                continue
            slice_end_h = outing.slice_end_h(self.clock.now_h)
            if not task.rules.alone:
                self._stop_at(outing, slice_end_h)
            elif slice_end_h < until_h:
                soonest, until_h = outing, slice_end_h
        if soonest is not None:
            self._stop_at(soonest, until_h)

    def _stop_at(self, outing: Outing, end_h: float) -> None:
        """Let an outing stop at the end of a slice; what is left waits again."""
        outing.called = True
        if end_h < outing.end_h:
            assert outing.event is not None
            self.clock.cancel(outing.event)
            outing.how = "hand_over"
            self._end_at(outing, end_h)
