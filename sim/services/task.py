"""A task: one crew's uninterrupted outing to serve one need, or a round of one stairwell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.services.catalogue import ServiceRules

OPEN, DONE, REDO, EXPIRED, CANCELLED = range(5)
OUTCOMES = ("open", "done", "redo", "expired", "cancelled")
MET, NEED_OUTCOMES = 1, ("open", "met", "redo", "expired", "cancelled")
_NEVER, _NAN = float("inf"), float("nan")
FIRST_DAY = 4096  # added to a day, so that days of the warm-up stay positive


def task_key(service: int, place: int, day: int, number: int) -> int:
    """Pack what identifies a task: its service's code, place, day and number.

    `place` is a grid or a stairwell; `number` is the candidate's, before any thinning.
    """
    return (((service << 22) | place) << 13 | (day + FIRST_DAY)) << 20 | number


class Task:
    """Stops to be served together: `households` and `residents` say where and for whom.

    A task of one stop keeps plain numbers (`household`, `resident`, -1 for a place or nobody in
    particular); a round keeps arrays with one entry a stop. Times are hours.
    """

    __slots__ = (
        "busy", "created_h", "due_h", "earliest_h", "entered", "expires_h", "finished_h",
        "grid", "household", "households", "key", "met_h", "outcome", "resident", "residents",
        "round_number", "rules", "set_out_h", "stairwell", "started_h", "stop_h",
        "stop_outcome", "stops", "wave", "worker", "zone",
    )  # fmt: skip

    def __init__(
        self, rules: ServiceRules, key: int, grid: int, stairwell: int, created_h: float
    ) -> None:
        self.rules, self.key, self.grid, self.stairwell = rules, key, grid, stairwell
        self.stops = 1
        self.household = self.resident = -1
        self.households: NDArray[np.int64] | None = None
        self.residents: NDArray[np.int64] | None = None
        self.created_h = self.earliest_h = created_h
        self.due_h = self.expires_h = _NEVER
        self.set_out_h = self.started_h = self.finished_h = _NAN
        self.outcome, self.worker = OPEN, -1
        self.busy = self.entered = False
        self.stop_h: Any = None  # work of each stop, drawn when first set out for
        self.met_h: Any = _NAN
        self.stop_outcome: Any = OPEN
        self.round_number = 0  # of the zone, for learning
        self.zone = -1
        self.wave = 0  # 0 first, 1 the rework of what was wrong, ...

    def make_round(self, households: NDArray[np.int64], residents: NDArray[np.int64]) -> None:
        """Give the task the stops of a round."""
        self.households, self.residents = households, residents
        self.stops = len(households)
        self.met_h = np.full(self.stops, _NAN)
        self.stop_outcome = np.zeros(self.stops, np.uint8)

    @property
    def waits(self) -> bool:
        """Tell whether somebody could still set out for it."""
        return self.outcome == OPEN and not self.busy
