"""An outing: a crew on its way, at work, and what is left when it ends early."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from simpy.events import Event

from sim.kernels import stops
from sim.services.catalogue import ServiceRules
from sim.services.task import DONE, EXPIRED, MET, REDO, Task
from sim.town import Town
from sim.workforce import Worker

NO_STOPS = np.zeros(0, np.int64)
ONE_STOP = np.zeros(1, np.int64)


class Outing:
    """One crew's trip to what is left of a task; times in hours.

    `left`, `starts` and `ends` have one entry a stop for a round, and are None, a number and a
    number for a task of one stop.
    """

    __slots__ = (
        "called", "crew", "end_h", "ends", "event",
        "handles", "how", "ill", "left", "over", "set_out_h",
        "start_h", "starts", "suit_h", "task", "travel_h",
    )  # fmt: skip

    def __init__(self, task: Task, crew: list[Worker], set_out_h: float) -> None:
        self.task, self.crew, self.set_out_h = task, crew, set_out_h
        self.start_h = set_out_h
        self.travel_h = self.suit_h = 0.0
        self.left: NDArray[np.int64] | None = None
        self.starts: Any = None
        self.ends: Any = None
        self.handles: list[int] = []  # of its sessions
        self.over = False
        self.called = False  # background work that has been called off
        self.end_h = set_out_h
        self.how = ""  # what becomes of the rest: "" where it runs its course
        self.ill: Worker | None = None
        self.event: Event | None = None  # its end; none once that has come

    def slice_end_h(self, now_h: float) -> float:
        """Give the end of the stop or slice that is under way [h]."""
        end_h: float = self.ends[np.searchsorted(self.ends, now_h)]
        return float(end_h)

    def lay_out(self) -> float:
        """Lay the stops out in time and give the end of the last [h]."""
        task, rules, speed = self.task, self.task.rules, self.crew[0].speed
        if task.stop_h is None:
            task.stop_h = rules.stop_times(task)
        if task.started_h != task.started_h:  # the first time that anybody gets there
            task.set_out_h, task.started_h = self.set_out_h, self.start_h
        if task.households is None:
            self.starts = self.start_h
            self.ends = round((self.start_h + task.stop_h * speed) * 1048576.0) / 1048576.0
            return float(self.ends)
        self.left, self.starts, self.ends = stops.lay_out(
            task.stop_h, task.stop_outcome, self.start_h, speed, rules.between_h
        )
        return float(self.ends[-1])


class Walks:
    """How far workers have to walk; gross work has the walk inside."""

    def __init__(self, town: Town, within_h: float) -> None:
        self._walk: list[list[float]] = town.walk_h.tolist()
        self._within_h = within_h  # between stairwells of a grid

    def walk_h(self, worker: Worker, task: Task) -> float:
        """Give the walk of a worker to a task [h]."""
        if not task.rules.travels:
            return 0.0
        if worker.grid != task.grid:
            return self._walk[worker.grid][task.grid]
        if worker.stairwell == task.stairwell and task.stairwell >= 0:
            return 0.0
        return self._within_h


def dress(crew: list[Worker], at_h: float, rules: ServiceRules) -> float:
    """Put on suits where a stint is over; give the time it takes the crew [h]."""
    suit_h = 0.0
    for worker in crew:
        if at_h >= worker.suit_until_h:
            suit_h = rules.suit_h
            worker.suit_until_h = at_h + suit_h + rules.stint_h
    return suit_h


def settle(outing: Outing, now_h: float) -> NDArray[np.int64]:
    """Book an outing that ends now; give the numbers of the stops that were met rightly.

    Where it ends early, `outing.how` says what becomes of the rest: `hand_over` keeps what was
    met, `restart` begins again, `lose` gives the rest up.
    """
    outing.task.busy = False
    _book_hours(outing, now_h)
    if outing.task.households is None:
        return _settle_one(outing, now_h)
    return _settle_round(outing, now_h)


def _settle_one(outing: Outing, now_h: float) -> NDArray[np.int64]:
    task = outing.task
    if outing.ends <= now_h:
        task.met_h = task.finished_h = now_h
        wrong = task.rules.one_wrong(task)
        task.stop_outcome, task.outcome = (REDO, REDO) if wrong else (MET, DONE)
        return NO_STOPS if wrong else ONE_STOP
    if outing.how == "lose":
        task.stop_outcome = task.outcome = EXPIRED
        task.finished_h = task.expires_h = now_h
    return NO_STOPS


def _settle_round(outing: Outing, now_h: float) -> NDArray[np.int64]:
    task, left = outing.task, outing.left
    assert left is not None
    ends = outing.ends
    whole = bool(ends[-1] <= now_h)
    if outing.how == "restart" and not whole:
        return NO_STOPS
    count = stops.book(task.met_h, task.stop_outcome, left, ends, now_h, MET)
    done = left[:count]
    if task.rules.wrong_share > 0.0:
        wrong = task.rules.wrong(task, done)
        task.stop_outcome[done[wrong]] = REDO
        done = done[~wrong]
    if whole:
        task.outcome = REDO if (task.stop_outcome == REDO).any() else DONE
        task.finished_h = now_h
    elif outing.how == "lose":
        task.stop_outcome[left[count:]] = EXPIRED
        task.outcome = EXPIRED
        task.finished_h = task.expires_h = now_h
    return done


def _book_hours(outing: Outing, now_h: float) -> None:
    """Split the crew's hours into walking (and waiting for each other), suits and serving."""
    spent = now_h - outing.set_out_h
    walked = min(outing.travel_h, spent)
    suited = min(outing.suit_h, spent - walked)
    for worker in outing.crew:
        worker.travel_h += walked
        worker.ppe_h += suited
        worker.serve_h += spent - walked - suited
