"""What parts may ask of each other, as typed callables; the engine binds them.

No part knows another: it holds the ports it needs, never the whole simulation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.scenario import Control


class Finding(NamedTuple):
    """Something the centre is told: a test's result, known from `known_h` on."""

    resident: int
    sampled_h: float
    known_h: float
    positive: bool
    by: str  # symptoms, round, admission, health_check, tracing, staff_test, false_alarm, ...


class Session(NamedTuple):
    """People brought together by a stop of work; times in hours, one entry a stop."""

    task: int  # the task's key
    kind: str  # door (stops are households), table (residents) or crew (slots' keys)
    crew: NDArray[np.int64]  # people, not workers
    crew_risk: NDArray[np.float64]
    stops: NDArray[np.int64]
    numbers: NDArray[np.int64]  # of the stops within the task: their draws hang on them
    start_h: NDArray[np.float64]
    end_h: NDArray[np.float64]
    risk: float  # relative to one contact in the grid
    per_h: NDArray[np.float64] = np.zeros(0)  # crew: contacts that each of them has an hour


class Need(Protocol):
    """Ask for a service (response, hazards -> services)."""

    def __call__(
        self, service: str, households: NDArray[np.int64], resident: int, at_h: float
    ) -> None:
        """Create the needs of `households` (or of one resident) at `at_h` [h] >= now."""


class PushSession(Protocol):
    """Announce a session (services -> hazards)."""

    def __call__(self, session: Session, /) -> int:
        """Give a handle to void it by; -1 where nobody can infect anybody."""


class Risky(Protocol):
    """Ask whether a session there could infect anybody (services -> hazards)."""

    def __call__(self, crew: list[int], stairwell: int, /) -> bool:
        """Tell whether anybody of a crew or of a stairwell is infected, or was a day ago."""


class Void(Protocol):
    """Withdraw what lies after an instant of a session (services -> hazards)."""

    def __call__(self, handle: int, from_h: float) -> None:
        """Forget the contacts at and after `from_h` [h]."""


class Examine(Protocol):
    """Look at residents (services -> hazards)."""

    def __call__(
        self, residents: NDArray[np.int64], kind: str, at_h: NDArray[np.float64], /
    ) -> NDArray[np.bool_]:
        """Tell who tests positive (`pcr`) or shows `symptoms` at `at_h` [h] <= now."""


class Contacts(NamedTuple):
    """Whom one person met, in order of time: one entry a contact, frozen."""

    time_h: NDArray[np.float64]
    person: NDArray[np.int32]
    layer: NDArray[np.int32]  # position in sim.kernels.people.LAYER_NAMES
    infects: NDArray[np.bool_]  # infected her, or the person whom she met


class AskContacts(Protocol):
    """Ask whom a resident met (services, response -> hazards)."""

    def __call__(self, resident: int, from_h: float, to_h: float, /) -> Contacts:
        """Give the contacts of a resident in [from_h, to_h) [h], to_h <= now."""


class Report(Protocol):
    """Tell the centre (services, hazards -> the picture)."""

    def __call__(self, finding: Finding) -> None:
        """Deliver a finding when it becomes known."""


class Absent(Protocol):
    """Take a worker off duty (hazards -> workforce)."""

    def __call__(self, person: int, until_h: float) -> None:
        """Keep a person away from work from now until `until_h` [h]."""


class Complied(Protocol):
    """Tell that the willingness of households changed (services -> restrictions)."""

    def __call__(self, households: NDArray[np.int64]) -> None:
        """Rewrite the restrictions of these households."""


class Isolate(Protocol):
    """Bring a resident to isolation (services -> restrictions)."""

    def __call__(self, residents: NDArray[np.int64]) -> None:
        """Isolate these residents from now on."""


class Quarantine(Protocol):
    """Quarantine the households of residents (services -> response)."""

    def __call__(self, residents: NDArray[np.int64], control: str, /) -> float:
        """Give when the control ends [h]; now where it may not be used."""


def nobody_met(_resident: int, _from_h: float, _to_h: float) -> Contacts:
    """Answer for a world without a hazard: whom anybody met is not known."""
    nobody = np.zeros(0, np.int32)
    return Contacts(np.zeros(0), nobody, nobody, np.zeros(0, np.bool_))


def nobody_confined(households: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Answer for a world without controls: nobody is shut in."""
    return np.zeros(len(households), np.bool_)


class Hides(Protocol):
    """Ask who keeps symptoms to herself (services -> response)."""

    def __call__(self, households: NDArray[np.int64], at_h: float, /) -> NDArray[np.bool_]:
        """Tell which households tell nobody of symptoms at `at_h` [h]."""


def nobody_hides(households: NDArray[np.int64], _at_h: float) -> NDArray[np.bool_]:
    """Answer for a world without fear of removal: everybody tells."""
    return np.zeros(len(households), np.bool_)


class ReleaseHour(Protocol):
    """Ask when a zone may be released (response -> services)."""

    def __call__(
        self, stairwells: NDArray[np.int64], last_case_h: float, clear_h: float, /
    ) -> float:
        """Give the earliest hour [h] for stairwells to be clear for `clear_h` [h]."""


def nobody_infects(_session: Session) -> int:
    """Answer for a world without a hazard that sessions could spread."""
    return -1


def nothing_to_void(handle: int, from_h: float) -> None:
    """Answer for a world without a hazard that sessions could spread."""


def nothing_found(
    residents: NDArray[np.int64], _kind: str, _at_h: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Answer for a world without a hazard: nobody is ill."""
    return np.zeros(len(residents), np.bool_)


def nobody_told(finding: Finding) -> None:
    """Answer for a world without a centre."""


@dataclass
class ServicePorts:
    """What the services may ask of the other parts."""

    risky: Risky = lambda _crew, _stairwell: False
    session: PushSession = nobody_infects
    quiet_until_h: Callable[[], float] = lambda: float("inf")  # until then nobody falls ill
    void: Void = nothing_to_void
    examine: Examine = nothing_found
    report: Report = nobody_told
    complied: Complied = lambda _households: None
    isolate: Isolate = lambda _residents: None
    arrived: Isolate = lambda _residents: None  # at the central place where they have a bed
    contacts: AskContacts = nobody_met
    sampled_h: Callable[[int], float] = lambda _resident: float("nan")  # of known cases
    quarantine: Quarantine = lambda _residents, _control: float("-inf")
    absent: Absent = lambda _person, _until_h: None
    confined: Callable[[NDArray[np.int64]], NDArray[np.bool_]] = nobody_confined
    hides: Hides = nobody_hides  # symptoms, from those who ask
    tell: Callable[[str, str, float], None] = lambda _event, _place, _value: None


class Asked(NamedTuple):
    """What a hazard asks of services now: one stop each, at a household or a stairwell."""

    what: str  # as a service's `need: {per: hazard, what: ...}` names it
    stairwells: NDArray[np.int64]
    households: NDArray[np.int64]  # -1 where the place itself has the need
    numbers: NDArray[np.int64]  # of a day's needs in a stairwell, below 2 ** 20
    until_h: NDArray[np.float64]  # when each lapses at the latest [h]; inf never


class Served(NamedTuple):
    """How one stop that a hazard asked for ended."""

    what: str
    stairwell: int
    household: int  # -1 the place itself
    met: bool  # else it lapsed
    at_h: float


class Ordered(Protocol):
    """What the command can see of a task it ordered."""

    row: int

    @property
    def key(self) -> int:
        """What it is for."""

    @property
    def outcome(self) -> int:
        """0 open, 1 done, 2 redo, 3 expired, 4 cancelled."""

    @property
    def finished_h(self) -> float:
        """When it was settled [h]."""

    @property
    def stairwell(self) -> int:
        """Where it is."""


class OrderRound(Protocol):
    """Order the test round of one stairwell (response -> services)."""

    def __call__(self, service: str, stairwell: int, at_h: float) -> Ordered:
        """Create the round now and give the task to watch."""


class Known(Protocol):
    """What the desks and rosters show the command, by grid (services -> response)."""

    def open_stops(self, services: tuple[str, ...], overdue: bool) -> NDArray[np.float64]:
        """Count the stops that wait, or wait past their due time [grids]; none named is all."""

    def due_stops(
        self, services: tuple[str, ...], from_h: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Count the stops met in time, and all that fell due since an hour [h] [grids]."""

    def staff(self, employers: tuple[str, ...], absent: bool) -> NDArray[np.float64]:
        """Count the workers on duty, or those kept away, by post [grids]."""

    def suits(self) -> float:
        """Give the suits left; inf where they are endless."""


class Vaccinate(Protocol):
    """Start to vaccinate (response -> hazards)."""

    def __call__(
        self, control: Control, residents: NDArray[np.int64], running: Callable[[], bool], /
    ) -> None:
        """Give the control's doses to residents from now on, day by day while it runs."""


@dataclass
class ResponsePorts:
    """What the command may ask of the other parts."""

    need: Callable[[str, NDArray[np.int64], int, float], object]
    order_round: OrderRound
    withdraw: Callable[[NDArray[np.int64]], None]  # stairwells that are released
    call_up: Callable[[], None]
    stand_down: Callable[[], None]
    absent: Absent
    tell: Callable[[str, str, float], None]  # event, place, value -> the table of events
    post: Callable[[NDArray[np.float64]], None]  # confined households by grid -> reserve staff
    known: Known
    pause: Callable[[set[str]], None] = lambda _services: None  # services that stand still
    join: Callable[[bool], None] = lambda _joint: None  # one command over all, or no longer
    mobilise: Callable[[int], None] = lambda _rank: None  # as many as the level wants
    self_test: Callable[[NDArray[np.int64], float], None] = lambda _who, _sensitivity: None
    vaccinate: Vaccinate = lambda _control, _residents, _running: None
