"""Places away from home with so many beds: who has one, who waits at home, who is refused."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.errors import RunError
from sim.ports import ResponsePorts
from sim.response.covering import Covering
from sim.scenario import Control
from sim.town import Town

Ints = NDArray[np.int64]


class Pool:
    """The beds of one place: first come, first served; of one instant by number."""

    def __init__(self, name: str, beds: int | None) -> None:
        self.name, self.beds = name, math.inf if beds is None else beds
        self.holders: dict[int, str] = {}  # resident: the control under which she has her bed
        self.waiting: deque[tuple[int, str]] = deque()

    def take(self, resident: int, control: str) -> bool:
        """Give a bed, where one is free; raises RunError were there too few (a fault)."""
        if len(self.holders) >= self.beds:
            return False
        if resident in self.holders:
            raise RunError(f"resident {resident} has a bed in {self.name} already")
        self.holders[resident] = control
        return True


class Stays:
    """Residents who spend a control in a central place: wait for a bed, move, leave.

    While she waits a resident keeps the control at home, in its waiting form. The event's place
    is the pool, its value the resident: `bed_taken`, `bed_freed`, `bed_wait`, `bed_unneeded`
    (she waits no more), `bed_refused`, `moved`. Nobody is infected in a central place.
    """

    def __init__(
        self,
        town: Town,
        covering: Covering,
        controls: Mapping[str, Control],
        ports: ResponsePorts,
    ) -> None:
        self.town, self.covering, self.ports = town, covering, ports
        self.controls = {name: one for name, one in controls.items() if one.central}
        self._pool_of = {name: one.pool or name for name, one in self.controls.items()}
        self.pools = {
            self._pool_of[name]: Pool(self._pool_of[name], one.beds)
            for name, one in self.controls.items()
        }
        self._form: dict[tuple[str, int], bool] = {}  # under a control: whether she has moved
        self._shut: dict[str, NDArray[np.bool_]] = {}  # households that wait at home, shut in

    def begin(self, name: str, residents: Ints) -> None:
        """Put residents under a control: to a bed where one is free, to wait where not."""
        residents = np.array(
            [r for r in residents.tolist() if (name, r) not in self._form], np.int64
        )
        if not len(residents):
            return
        self._form |= {(name, r): False for r in residents.tolist()}
        self.covering.ask(name, residents, "waits")
        if self.controls[name].kind == "quarantine":
            shut = self._shut.setdefault(name, np.zeros(self.town.households, np.bool_))
            homes = np.unique(self.town.household[residents]).astype(np.int64)
            homes = homes[~shut[homes]]
            shut[homes] = True
            self.covering.confined.confine(homes)
        self._leave_others(name, residents)
        got = [r for r in residents.tolist() if self._seek(name, r)]
        self._bring(name, np.array(got, np.int64))

    def _seek(self, name: str, resident: int) -> bool:
        """Give a bed, a place in the queue or a refusal; tell whether it is a bed."""
        pool = self.pools[self._pool_of[name]]
        if not pool.waiting and pool.take(resident, name):
            self.ports.tell("bed_taken", pool.name, float(resident))
            return True
        if self.controls[name].when_full == "refuse":
            self.ports.tell("bed_refused", pool.name, float(resident))
        else:
            pool.waiting.append((resident, name))
            self.ports.tell("bed_wait", pool.name, float(resident))
        return False

    def _bring(self, name: str, residents: Ints) -> None:
        """Move residents who have a bed, by the service that brings them where there is one."""
        transport = self.controls[name].transport
        if transport is None:
            self._move(name, residents)
        else:
            self.covering.need(transport, residents)

    def arrived(self, residents: Ints) -> None:
        """Take in residents whom a service has brought to where they have a bed."""
        for pool in self.pools.values():
            for resident in residents.tolist():
                name = pool.holders.get(resident)
                if name is not None:
                    self._move(name, np.array([resident]))

    def _move(self, name: str, residents: Ints) -> None:
        here = [r for r in residents.tolist() if self._form.get((name, r)) is False]
        if not here:
            return
        self._form |= {(name, r): True for r in here}
        moved = np.array(here, np.int64)
        self.covering.change(name, moved, "waits", "full")
        for resident in here:
            self.ports.tell("moved", self._pool_of[name], float(resident))
        self._open_homes(name, moved)

    def _open_homes(self, name: str, residents: Ints) -> None:
        """End the closure of homes in which nobody waits under a control any more."""
        shut = self._shut.get(name)
        if shut is None:
            return
        start, free = self.town.household_start, []
        for home in np.unique(self.town.household[residents]).tolist():
            members = range(int(start[home]), int(start[home + 1]))
            if shut[home] and not any(self._form.get((name, r)) is False for r in members):
                free.append(home)
        homes = np.array(free, np.int64)
        if len(homes):
            shut[homes] = False
            self.covering.confined.free(homes)

    def end(self, name: str, residents: Ints) -> None:
        """Let residents go home; their beds go to those who wait."""
        under = np.array([r for r in residents.tolist() if (name, r) in self._form], np.int64)
        if not len(under):
            return
        moved = np.array([self._form.pop((name, r)) for r in under.tolist()], np.bool_)
        self.covering.restrictions.lift(name, under[moved])
        self.covering.release(name, under[~moved], "waits")
        self.covering.uncount(name, under[moved])
        self._open_homes(name, under)
        self._give_up(name, under)

    def _leave_others(self, name: str, residents: Ints) -> None:
        """Free the beds that residents have under other controls: nobody has two."""
        for other in self.controls:
            if other != name:
                self._give_up(other, residents)

    def _give_up(self, name: str, residents: Ints) -> None:
        """Free the beds of residents under a control, and give them to the next in turn."""
        pool, gone = self.pools[self._pool_of[name]], set(residents.tolist())
        for waits in [w for w in pool.waiting if w[1] == name and w[0] in gone]:
            pool.waiting.remove(waits)
            self.ports.tell("bed_unneeded", pool.name, float(waits[0]))
        for resident in residents.tolist():
            if pool.holders.get(resident) == name:
                del pool.holders[resident]
                self.ports.tell("bed_freed", pool.name, float(resident))
        got: dict[str, list[int]] = {}
        while pool.waiting and pool.take(*pool.waiting[0]):
            resident, control = pool.waiting.popleft()
            self.ports.tell("bed_taken", pool.name, float(resident))
            got.setdefault(control, []).append(resident)
        for control, who in got.items():
            self._bring(control, np.array(who, np.int64))
