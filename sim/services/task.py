"""A task: one crew's uninterrupted outing to serve one need, or a round of one stairwell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.kernels.desk_tables import Tables

if TYPE_CHECKING:
    from sim.services.catalogue import ServiceRules

OUTCOMES = ("open", "done", "redo", "expired", "cancelled")
NEED_OUTCOMES = ("open", "met", "redo", "expired", "cancelled")
FIRST_DAY = 4096  # added to a day, so that days of the warm-up stay positive


def task_key(service: int, place: Any, day: int, number: Any) -> Any:
    """Pack what identifies a task: its service's code, place, day and number.

    `place` is a grid or a stairwell; `number` is the candidate's, before any thinning. Both may
    be arrays.
    """
    return (((service << 22) | place) << 13 | (day + FIRST_DAY)) << 20 | number


class Keeper(Protocol):
    """Whoever keeps the tables in which tasks are rows; they move when they grow."""

    tables: Tables
    rules: list[ServiceRules]


class Task:
    """One row of the desk's table of tasks, as the rest of the program sees it; times in hours.

    Arrays have one entry a stop: `households` and `residents` say where and for whom, -1 for a
    place or nobody in particular.
    """

    __slots__ = ("_keeper", "row")

    def __init__(self, keeper: Keeper, row: int) -> None:
        self._keeper, self.row = keeper, row

    @property
    def rules(self) -> ServiceRules:
        """The service."""
        return self._keeper.rules[int(self._field("service"))]

    @property
    def key(self) -> int:
        """What it is for: all its draws hang on it."""
        return int(self._field("key"))

    @property
    def grid(self) -> int:
        """Its grid."""
        return int(self._field("grid"))

    @property
    def stairwell(self) -> int:
        """Its stairwell; a grid's own needs are at the grid's first."""
        return int(self._field("stairwell"))

    @property
    def is_round(self) -> bool:
        """Whether it is a round of a stairwell."""
        return bool(self._field("is_round"))

    @property
    def parent(self) -> int:
        """The row of the task that it follows; -1 for none."""
        return int(self._field("parent"))

    @property
    def wave(self) -> int:
        """How often it was done wrong before."""
        return int(self._field("wave"))

    @property
    def created_h(self) -> float:
        """When the need arose [h]."""
        return float(self._field("created_h"))

    @property
    def due_h(self) -> float:
        """When it is due [h]."""
        return float(self._field("due_h"))

    @property
    def expires_h(self) -> float:
        """When it lapses [h]; inf never."""
        return float(self._field("expires_h"))

    @property
    def outcome(self) -> int:
        """Its place in OUTCOMES."""
        return int(self._field("outcome"))

    @property
    def finished_h(self) -> float:
        """When it was settled [h]; nan while it is open."""
        return float(self._field("finished_h"))

    @property
    def households(self) -> NDArray[np.int64]:
        """The household of each stop [stops]."""
        return self.stops["household"].astype(np.int64)

    @property
    def residents(self) -> NDArray[np.int64]:
        """The resident of each stop [stops]."""
        return self.stops["resident"].astype(np.int64)

    @property
    def stops(self) -> NDArray[Any]:
        """The rows of its stops [stops], read only."""
        first = int(self._field("first"))
        return self._keeper.tables.stops[first : first + int(self._field("stops"))]

    def _field(self, name: str) -> Any:
        return self._keeper.tables.tasks[name].item(self.row)
