"""Who meets whom at work: sessions, announced when a crew sets out, withdrawn when it stops.

A session may be announced one floor ahead (whoever could infect in it was infected before), so
an outing that lasts longer is announced in parts: `announce` in sim/kernels/desk_outings.py.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.clock import Clock
from sim.kernels.desk_tables import OPEN, Tables
from sim.ports import ServicePorts, Session
from sim.services.catalogue import ServiceRules

_OF_TASK = ("key", "stairwell", "service", "first", "stops")


class Exposure:
    """Pushes the sessions of outings where anybody could infect, and withdraws them."""

    def __init__(self, clock: Clock, ports: ServicePorts, rules: list[ServiceRules]) -> None:
        self.clock, self.ports, self.rules = clock, ports, rules
        self.raincoat_risk = 1.0  # of a stop, times this where any of the crew has no suit
        self.control_risk: Callable[[], float] = lambda: 1.0  # left by controls of staff
        self._handles: dict[int, list[int]] = {}  # of sessions, by outing

    def announce(self, tables: Tables, number: int, part: tuple[int, int]) -> None:
        """Announce who meets whom at the open stops from one on up to another."""
        lead, row = (tables.outings[name].item(number) for name in ("lead", "task"))
        key, stairwell, service, first, count = (
            tables.tasks[name].item(row) for name in _OF_TASK
        )
        rules, crew = self.rules[service], _crew(tables, lead)
        spec = rules.spec
        met = crew[: rules.samplers] if spec.contact == "table" else crew
        people = tables.workers["person"][met]  # at a table those who sample, not the helpers
        if not self.ports.risky(people.tolist(), stairwell):
            _spend(tables, people, stairwell)
            return
        stops = tables.stops[first : first + count]
        numbers = np.flatnonzero(stops["outcome"] == OPEN)[slice(*part)]
        where = stops["household" if spec.contact == "door" else "resident"][numbers]
        in_raincoats = tables.outings["raincoats"][number] > 0
        session = Session(
            task=key,
            kind=spec.contact,
            crew=people,
            crew_risk=tables.workers["risk"][met],
            stops=where.astype(np.int64),
            numbers=numbers,
            start_h=stops["start_h"][numbers],
            end_h=stops["end_h"][numbers],
            risk=spec.risk
            * (self.raincoat_risk if in_raincoats else 1.0)
            * self.control_risk(),
        )
        tables.outings["announced"][number] = True
        alone = spec.need.per == "mass_testing"  # its queue is a session of its own
        sessions = _stop_by_stop(session) if alone else [session]
        handles = [self.ports.session(one) for one in sessions]
        self._handles.setdefault(number, []).extend(handles)

    def withdraw(self, number: int) -> None:
        """Withdraw what lies after now of an outing that ends early."""
        for handle in self._handles.pop(number, []):
            self.ports.void(handle, self.clock.now_h)


def _stop_by_stop(session: Session) -> list[Session]:
    """Cut a session into its stops: nobody meets those before and behind her."""
    parts = [slice(i, i + 1) for i in range(len(session.stops))]
    return [
        session._replace(
            stops=session.stops[i],
            numbers=session.numbers[i],
            start_h=session.start_h[i],
            end_h=session.end_h[i],
        )
        for i in parts
    ]


def _spend(tables: Tables, people: NDArray[np.int64], stairwell: int) -> None:
    """Note that nobody of a crew and a stairwell infects any more by infections so far."""
    first, last = tables.people_start[stairwell : stairwell + 2]
    tables.spent[first:last] = tables.latest[first:last]
    tables.spent[people] = tables.latest[people]


def _crew(tables: Tables, lead: int) -> list[int]:
    """List a crew, the lead first."""
    crew, follows = [], tables.workers["next_in_crew"]
    while lead >= 0:
        crew.append(lead)
        lead = follows.item(lead)
    return crew
