"""What the command orders of the desk: services that stand still, and one order for all.

A service stands still when no skill leads it and no crew can form: its needs arise and wait, or
lapse, as they would without anybody; work under way is finished. One command ranks all that
waits by the latest possible start, whatever rules the services have, in pooled areas.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.kernels.desk_rules import DISPATCH
from sim.services.desk import Desk

ORDERS = ("parts", "lead", "crew_skill")
RULES = ("rule", "by_grid")


class DeskOrders:
    """Stops and resumes services, and joins them in one order. `tell` takes events down."""

    def __init__(self, desk: Desk, tell: Callable[[str, str, float], None]) -> None:
        self.desk, self.tell = desk, tell
        self.places = {rules.name: rules.index for rules in desk.rules}
        services = desk.tables.services
        self._own = {name: services[name].copy() for name in (*ORDERS, *RULES)}
        self._paused: set[str] = set()
        self._joint = False

    def pause(self, services: set[str]) -> None:
        """Let these services stand still and no others."""
        if services == self._paused:
            return
        for name in sorted(services - self._paused):
            self.tell("paused", "", float(self.places[name]))
        for name in sorted(self._paused - services):
            self.tell("resumed", "", float(self.places[name]))
        self._paused = set(services)
        still = np.array([one.name in services for one in self.desk.rules], np.bool_)
        for name in ORDERS:
            own = self._own[name]
            kept = ~still if own.ndim == 1 else ~still[:, None]
            self.desk.tables.services[name] = np.where(kept, own, 0)
        self.desk.look_again()

    def join(self, joint: bool, area_of_grid: NDArray[np.int64]) -> None:
        """Put everything in one order, or back in the services' own; pool the grids anew."""
        if joint == self._joint:
            self.desk.pool(area_of_grid)
            return
        self._joint = joint
        services = self.desk.tables.services
        if joint:
            services["rule"] = DISPATCH.index("joint_command")
            services["by_grid"] = services["equipment"] >= 0
        else:
            for name in RULES:
                services[name] = self._own[name]
        self._rank()
        self.desk.tables.area_of_grid[:] = area_of_grid
        self.desk.look_again()

    def _rank(self) -> None:
        """Place what waits by the rules that now hold, as the desk's kernel places a task."""
        t = self.desk.tables
        tasks = t.tasks[: int(t.book["tasks"][0])]
        row = np.flatnonzero(tasks["queued"])
        one, of = tasks[row], t.services[tasks["service"][row]]
        ready_h, due_h = one["earliest_h"], one["due_h"]
        ahead_h = due_h - one["ahead_h"]
        aged = of["ageing_h"] > 0.0
        turn = np.where(aged, of["priority"] * of["ageing_h"] + ready_h, of["priority"])
        ranks = (ready_h, -ready_h, turn, due_h, ahead_h, ahead_h - one["stops"] * of["mean_h"])
        by_turn = (of["rule"] == DISPATCH.index("priority")) | (of["rule"] >= len(ranks))
        place = np.where(by_turn, DISPATCH.index("priority"), of["rule"])
        tasks["rank"][row] = np.choose(place, ranks)
        tasks["next_rank"][row] = np.where(by_turn, due_h, 0.0)
