"""What a hazard is to the rest of the program: what it gives, and what it is given.

A hazard is made on its ground, bound to its ports, started, brought to now whenever somebody
looks, and asked for its tables at the end. It never sees the whole simulation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.clock import Clock
from sim.ports import Absent, Asked, Report, Served, ServicePorts
from sim.records import Days, Table
from sim.scenario import Service
from sim.state import State
from sim.town import Town

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Ground(NamedTuple):
    """What there is before anything happens."""

    town: Town
    state: State
    outsiders: Ints  # keys of the workers who live elsewhere; people are residents, then they
    seed: int  # of the run
    town_seed: int
    start: datetime
    horizon_h: float
    root: Path  # the folder of the scenario's files


@dataclass
class HazardPorts:
    """What a hazard may ask of the other parts, and where it puts its own answers."""

    clock: Clock
    answers: ServicePorts  # what the services ask of hazards; a hazard puts its answers there
    report: Report  # tell the centre of a finding
    absent: Absent  # take a worker off duty
    tell: Callable[[str, str, float], None]  # event, place, value -> the table of events
    ahead: Callable[[float], None]  # sessions are to be announced so far ahead [h]
    ahead_h: Callable[[], float]  # how far that is; inf where nobody infects anybody
    ask: Callable[[Asked], None]  # let every service that serves it have these needs now
    cancel: Callable[[str, Ints], None]  # of a `what` what waits in these stairwells
    hear: Callable[[str, Callable[[Served], None]], None]  # how the stops of a `what` end
    at_work: Callable[[Ints], int]  # people of crews who are in these stairwells now
    call_up: Callable[[float, float, float], None]  # haste, calls an hour, until [h]
    stand_down: Callable[[], None]  # the hazard's own emergency is over
    walk_h: Callable[[Floats], None]  # travel between grids from now on [grids, grids]
    impose: Callable[[str, Ints], None]  # a control of the hazard's, on residents
    lift: Callable[[str, Ints], None]
    alert: Callable[[], bool]  # whether the public has been told of an emergency


class Closing(NamedTuple):
    """What is known at the end of a run."""

    town: Town
    known_h: Mapping[int, float]  # when each confirmed resident became known [h]
    found_by: Mapping[int, str]  # and by what
    days: Days  # to which what is counted by day is added
    horizon_h: float


class Before(NamedTuple):
    """What is known of a run without its logs: the checks work everything out from it."""

    town: Town
    town_seed: int
    start: datetime
    root: Path
    services: Mapping[str, Service]


class Harm(NamedTuple):
    """A measure of harm, as a hazard describes it."""

    id: str
    title: str
    definition: str
    unit: str
    direction: Literal["lower", "higher", "none"] = "lower"  # which is better
    denominator: str = "none"


class Hazard(Protocol):
    """One hazard in one run. Every method may be left as it is: then it does nothing."""

    spreads: ClassVar[bool] = False  # whether people who meet infect each other
    harms: ClassVar[tuple[Harm, ...]] = ()

    def __init__(self, spec: Any, ground: Ground) -> None:
        """Make it; ValueError where it does not fit the town."""

    def bind(self, ports: HazardPorts) -> None:
        """Take what it may ask, and put its answers where others ask."""

    def start(self) -> None:
        """Start its processes: alerts, phases, what it does to people and places."""

    def advance(self, until_h: float) -> None:
        """Be brought to a time [h], before anybody looks at or changes what it reads."""

    def restricted(self, people: Ints, now_h: float) -> None:
        """Hear that the restrictions of people changed."""

    def tables(self, closing: Closing) -> dict[str, Table]:  # noqa: ARG002 - kinds read it
        """Give what it leaves behind."""
        return {}

    def facts(self) -> dict[str, float]:
        """Give single numbers of the run, added to those of the other parts."""
        return {}

    @staticmethod
    def measure(tables: Mapping[str, Table], horizon_h: float) -> dict[str, float]:  # noqa: ARG004
        """Take the measures of harm from the tables of a run; nan where there is no data."""
        return {}

    @staticmethod
    def check(spec: Any, before: Before, tables: Mapping[str, Table]) -> list[str]:  # noqa: ARG004
        """Return a sentence for each of the hazard's rules that the logs of a run break."""
        return []
