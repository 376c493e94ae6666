"""Terminal disinfection holds a zone closed until it is done for the cases of the zone.

Source: Beijing, press conference 337 on the epidemic, 17 May 2022: the days of a sealed zone
count from its completed terminal disinfection.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.kernels.desk_tables import DONE, REDO
from sim.scenario import Release
from sim.services.effect import Effect
from sim.services.task import Task


class Clears(Effect):
    """What one service still has to do, by stairwell, before a zone may be released."""

    def __init__(self, spec: Release) -> None:
        self.spec = spec
        self._asked: dict[int, list[Task]] = {}

    def created(self, task: Task) -> None:
        """Hold the zone in which a task lies."""
        self._asked.setdefault(task.stairwell, []).append(task)

    def release_h(
        self, stairwells: NDArray[np.int64], last_case_h: float, clear_h: float
    ) -> float:
        """Give the earliest release [h] of stairwells that are to be clear for so long [h].

        That is the stated time after the last task done, inf were one not done, but at most
        `at_most` after the last case.
        """
        done_h = last_case_h
        for stairwell in stairwells.tolist():
            for task in self._asked.get(stairwell, []):
                if task.created_h + self.spec.at_most <= last_case_h:
                    continue  # it held the zone closed for as long as it may
                if task.outcome != REDO:  # what is done again is a task of its own
                    done_h = max(done_h, task.finished_h if task.outcome == DONE else np.inf)
        latest_h = max(last_case_h + clear_h, last_case_h + self.spec.at_most)
        return float(min(done_h + clear_h, latest_h))
