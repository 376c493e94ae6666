"""What a consequence may hear of. Each kind of consequence is an effect of its own."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels.desk_tables import EXPIRED, OPEN
from sim.services.task import Task

Ints = NDArray[np.int64]


class Effect:
    """The effect of one service's needs, met or unmet; by itself it does nothing."""

    def created(self, task: Task) -> None:
        """Take in a task that has just been created."""

    def met(self, task: Task, stops: Ints, /) -> None:
        """Act on the stops of a task that were just met rightly."""

    def late(self, task: Task) -> None:
        """Act on a task that is overdue, for which somebody waits."""

    def told(self, households: Ints, at_h: float) -> None:
        """Take in what households reported by themselves at a time [h]."""

    def settled(self, task: Task) -> None:
        """Act on a task that has just come to its end."""


def unmet(task: Task) -> Ints:
    """List the stops of a task that nobody met."""
    outcome: NDArray[Any] = task.stops["outcome"]
    return np.flatnonzero((outcome == OPEN) | (outcome == EXPIRED)).astype(np.int64)
