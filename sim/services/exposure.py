"""Who meets whom at work: sessions, announced when a crew sets out.

A session may be announced one floor ahead (whoever could infect in it was infected before), so
an outing that lasts longer is announced in parts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock
from sim.ports import ServicePorts, Session
from sim.services.outing import Outing
from sim.services.task import Task


class Exposure:
    """Announces the sessions of outings, and withdraws them."""

    def __init__(self, clock: Clock, ports: ServicePorts) -> None:
        self.clock, self.ports = clock, ports

    def announce(self, outing: Outing) -> None:
        """Announce who meets whom on an outing that has just set out."""
        task = outing.task
        if task.households is None:
            stop = task.household if task.rules.spec.contact == "door" else task.resident
            if stop >= 0:
                one = np.zeros(1, np.int64)
                times = np.array([outing.starts]), np.array([outing.ends])
                self._push(outing, np.array([stop]), one, times)
        else:
            self._announce_from((outing, 0))

    def _announce_from(self, part: tuple[Outing, int]) -> None:
        """Announce the stops of a round from one on, as far ahead as may be."""
        outing, first = part
        if outing.over or outing.left is None:
            return
        stops, limit_h = _everywhere(outing.task), self.clock.now_h + self.ports.ahead_h
        last = max(int(np.searchsorted(outing.ends, limit_h, side="right")), first + 1)
        span = slice(first, last)
        numbers = outing.left[span]
        self._push(outing, stops[numbers], numbers, (outing.starts[span], outing.ends[span]))
        if last < len(outing.left):
            at_h = max(float(outing.starts[last]), self.clock.now_h)
            self.clock.at(at_h, order.NEW_TASK, self._announce_from, (outing, last))

    def _push(
        self,
        outing: Outing,
        stops: NDArray[np.int64],
        numbers: NDArray[np.int64],
        times: tuple[NDArray[np.float64], NDArray[np.float64]],
    ) -> None:
        rules, spec = outing.task.rules, outing.task.rules.spec
        met = outing.crew[: rules.crew[0][1]] if spec.contact == "table" else outing.crew
        crew = [worker.person for worker in met]  # at a table those who sample, not the helpers
        if not self.ports.risky(crew, outing.task.stairwell):
            return
        session = Session(
            task=outing.task.key,
            kind=spec.contact,
            crew=np.array(crew, np.int64),
            crew_risk=np.array([worker.risk for worker in met]),
            stops=stops,
            numbers=numbers,
            start_h=times[0],
            end_h=times[1],
            risk=spec.risk,
        )
        outing.handles.append(self.ports.session(session))

    def withdraw(self, outing: Outing) -> None:
        """Withdraw what lies after now of an outing that ends early."""
        for handle in outing.handles:
            self.ports.void(handle, self.clock.now_h)


def _everywhere(task: Task) -> NDArray[np.int64]:
    """Give where the stops of a round are: households at the door, residents at a table."""
    stops = task.households if task.rules.spec.contact == "door" else task.residents
    assert stops is not None
    return stops
