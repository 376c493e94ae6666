"""Residents put under a control and taken out: what is asked, who is shut in, the price."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.clock import Clock
from sim.ports import ResponsePorts
from sim.response.confined import Confined
from sim.response.forms import Form
from sim.response.restrictions import Restrictions
from sim.response.targets import Targets, households_of, residents_of
from sim.scenario import Control, ControlNeed, Service
from sim.town import Town

Ints = NDArray[np.int64]


class Covering:
    """Who is under which control.

    Events `covered` and `uncovered` where a control has a price: residents more and fewer; the
    place is the control.
    """

    def __init__(
        self,
        clock: Clock,
        controls: Mapping[str, Control],
        services: Mapping[str, Service],
        parts: tuple[Restrictions, Confined, Targets],
        ports: ResponsePorts,
    ) -> None:
        self.clock, self.controls, self.ports = clock, controls, ports
        self.restrictions, self.confined, self.targets = parts
        self.town: Town = self.targets.town
        self.needs = {
            name: service.need
            for name, service in services.items()
            if isinstance(service.need, ControlNeed)
        }

    # -- places ------------------------------------------------------------------------------

    def seal(self, name: str, stairwells: Ints) -> None:
        """Shut the households of stairwells in under a control."""
        self.confine(name, households_of(self.town, stairwells))

    def unseal(self, name: str, stairwells: Ints) -> None:
        """Lift a control from the households of stairwells."""
        self.free(name, households_of(self.town, stairwells))

    def confine(self, name: str, households: Ints) -> None:
        """Shut households in under a control, as far as it covers them."""
        residents = self.targets.of(name, residents_of(self.town, households))
        self.ask(name, residents)
        if self.controls[name].shuts_in:
            self.confined.confine(self.homes(name, residents, households))

    def free(self, name: str, households: Ints) -> None:
        """Lift a control from households."""
        residents = self.targets.of(name, residents_of(self.town, households))
        self.release(name, residents)
        if self.controls[name].shuts_in:
            self.confined.free(self.homes(name, residents, households))

    def homes(self, name: str, residents: Ints, households: Ints) -> Ints:
        """List the households of which a control covers somebody."""
        if self.controls[name].target is None:
            return households
        return np.unique(self.town.household[residents]).astype(np.int64)

    # -- residents ---------------------------------------------------------------------------

    def ask(self, name: str, residents: Ints, form: Form = "full") -> None:
        """Ask residents to keep a control; what it needs is asked for."""
        control = self.controls[name]
        for one, some in self._by_form(control, residents, form):
            self.restrictions.impose(name, some, one)
        self.count(name, residents)

    def count(self, name: str, residents: Ints) -> None:
        """Count residents as under a control from now on; what it needs is asked for."""
        self._meter(name, len(residents))
        for service in self.controls[name].creates or ():
            self.need(service, residents)

    def release(self, name: str, residents: Ints, form: Form = "full") -> None:
        """Ask residents no longer to keep a control."""
        for one, some in self._by_form(self.controls[name], residents, form):
            self.restrictions.lift(name, some, one)
        self.uncount(name, residents)

    def change(self, name: str, residents: Ints, before: Form, after: Form) -> None:
        """Have residents keep a control in another form."""
        self.restrictions.impose(name, residents, after)
        self.restrictions.lift(name, residents, before)

    def need(self, service: str, residents: Ints) -> None:
        """Ask for a service for residents, or for each of their households."""
        now_h = self.clock.now_h
        homes = self.town.household[residents].astype(np.int64)
        if self.needs[service].what == "household":
            if len(residents):
                self.ports.need(service, np.unique(homes), -1, now_h)
            return
        for resident, home in zip(residents.tolist(), homes.tolist(), strict=True):
            self.ports.need(service, np.array([home]), resident, now_h)

    def uncount(self, name: str, residents: Ints) -> None:
        """Count residents as no longer under a control; what is asked of them is left."""
        self._meter(name, -len(residents))

    def _by_form(
        self, control: Control, residents: Ints, form: Form
    ) -> list[tuple[Form, Ints]]:
        """Split residents by whether they may leave for work outside the town."""
        if control.outside_work == "stopped" or form != "full":
            return [(form, residents)]
        commutes = self.town.works_outside[residents]
        return [("full", residents[~commutes]), ("commutes", residents[commutes])]

    def _meter(self, name: str, more: int) -> None:
        """Take down how many residents are under a control that costs something."""
        if self.controls[name].cost is None or not more:
            return
        self.ports.tell("covered" if more > 0 else "uncovered", name, float(abs(more)))
