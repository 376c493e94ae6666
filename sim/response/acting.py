"""What each kind of control does: as it answers a case, as it begins, as it ends.

answers.py and standing.py decide when; here it happens. A zone or a quarantine answers cases,
an isolation takes those who are brought to it, every other kind stands from its beginning to
its end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock
from sim.ports import ResponsePorts
from sim.response.beds import Stays
from sim.response.confined import Confined
from sim.response.covering import Covering
from sim.response.picture import Case
from sim.response.quarantine import Quarantines
from sim.response.restrictions import Restrictions
from sim.response.targets import Targets
from sim.response.tested import Tested
from sim.response.zones import Zones
from sim.scenario import Control, Service
from sim.units import tick

Ints = NDArray[np.int64]


class Acting:
    """Carries controls out; `in_force` tells which of the standing ones are on."""

    def __init__(
        self,
        clock: Clock,
        controls: Mapping[str, Control],
        services: Mapping[str, Service],
        parts: tuple[Restrictions, Confined, Zones],
        ports: ResponsePorts,
    ) -> None:
        restrictions, confined, zones = parts
        self.clock, self.controls, self.ports, self.zones = clock, controls, ports, zones
        self.targets = Targets(zones.town, controls, restrictions.seed)
        covers = (restrictions, confined, self.targets)
        self.covering = Covering(clock, controls, services, covers, ports)
        self.stays = Stays(zones.town, self.covering, controls, ports)
        self.quarantines = Quarantines(clock, self.covering, self.stays)
        zones.controls, zones.around = controls, self.targets.around
        zones.sealed, zones.freed = self.covering.seal, self.covering.unseal
        self.tested = Tested(clock, self.covering, restrictions.seed, zones.start_hour)
        zones.clock_started, self.quarantines.begun = self.tested.zone, self.tested.quarantine
        self.in_force: set[str] = set()
        self._switched = dict.fromkeys(controls, 0)  # how often off: what runs by then ends
        self._report_gain: NDArray[np.float64] | None = None
        self._start_of: dict[str, Callable[[str, Ints], None]] = {
            "town": self.covering.ask,
            "closure": self.covering.ask,
            "evacuation": self._evacuate,
            "information": self._inform,
            "vaccination": self._vaccinate,
            "staff": self.covering.count,
        }
        self._stop_of: dict[str, Callable[[str, Ints], None]] = {
            "town": self.covering.release,
            "closure": self.covering.release,
            "evacuation": self._return,
            "information": self._inform_no_more,
            "vaccination": self.covering.uncount,
            "staff": self.covering.uncount,
        }

    # -- cases -------------------------------------------------------------------------------

    def answer(self, case: Case, name: str, control: Control) -> None:
        """Answer a case by a zone or a quarantine, unless it only follows another."""
        if not control.answers:
            return
        if control.kind == "zone":
            self.zones.answer(case, name, control)
        else:
            self.quarantines.impose(case.resident, name, control)

    def isolate(self, name: str, residents: Ints) -> None:
        """Bring residents to isolation by a control now, for as long as it says."""
        control = self.controls[name]
        assert control.duration is not None
        covered = self.targets.of(name, residents)
        begin = self.stays.begin if control.central else self.covering.ask
        begin(name, covered)
        at_h = float(tick(self.clock.now_h + control.duration))
        self.clock.at(at_h, order.COMMAND, self._end_isolation, (name, covered))

    def _end_isolation(self, isolation: tuple[str, Ints]) -> None:
        name, residents = isolation
        end = self.stays.end if self.controls[name].central else self.covering.release
        end(name, residents)

    # -- controls that stand -----------------------------------------------------------------

    def begin(self, name: str, residents: Ints) -> None:
        """Put residents under a standing control; it is in force from now on."""
        self.in_force.add(name)
        self._start_of[self.controls[name].kind](name, self.targets.of(name, residents))

    def end(self, name: str, residents: Ints, over: bool = True) -> None:
        """Take residents out of a standing control; `over`: it is in force no more."""
        if over:
            self._switched[name] += 1
            self.in_force.discard(name)
        self._stop_of[self.controls[name].kind](name, self.targets.of(name, residents))

    def _evacuate(self, name: str, residents: Ints) -> None:
        begin = self.stays.begin if self.controls[name].central else self.covering.ask
        begin(name, residents)

    def _return(self, name: str, residents: Ints) -> None:
        end = self.stays.end if self.controls[name].central else self.covering.release
        end(name, residents)

    def _vaccinate(self, name: str, residents: Ints) -> None:
        self.covering.count(name, residents)
        switched = self._switched[name]
        running = lambda: switched == self._switched[name]  # noqa: E731
        self.ports.vaccinate(self.controls[name], residents, running)

    def _inform(self, name: str, residents: Ints) -> None:
        self.covering.count(name, residents)
        self._gain(name, residents, 1.0)

    def _inform_no_more(self, name: str, residents: Ints) -> None:
        self.covering.uncount(name, residents)
        self._gain(name, residents, -1.0)

    def _gain(self, name: str, residents: Ints, sign: float) -> None:
        gain: Any = self.controls[name].gain
        if gain.compliance:
            self.covering.restrictions.inform(residents, sign * gain.compliance)
        if gain.self_report:
            if self._report_gain is None:
                self._report_gain = np.zeros(self.targets.town.residents)
            self._report_gain[residents] += sign * gain.self_report

    # -- what others ask ---------------------------------------------------------------------

    def report_gain(self, resident: int) -> float:
        """Give what campaigns add to the share of the ill who seek a test today."""
        return 0.0 if self._report_gain is None else float(self._report_gain[resident])

    def town_closed(self) -> bool:
        """Tell whether a control keeps workers out who live outside the town."""
        if any(self.controls[name].shuts_out for name in self.in_force):
            return True
        shuts_out = {name for name, one in self.controls.items() if one.shuts_out}
        return any(zone.control in shuts_out for zone in self.zones.open.values())

    def staff_risk(self) -> float:
        """Give what controls of staff leave of the risk at the door and the table."""
        risk = 1.0
        for name in sorted(self.in_force):
            stated = self.controls[name].infection_risk
            risk *= 1.0 if stated is None else stated
        return risk
