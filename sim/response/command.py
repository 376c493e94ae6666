"""The command: observe, decide, act, at its meetings; between them only what cannot wait.

It knows the picture, not the truth. A confirmed case triggers its transport at once; zones,
quarantines, levels and the posting of reserves are decided when the command meets.
"""

from __future__ import annotations

import math
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock, Rhythm
from sim.ports import Finding, ResponsePorts
from sim.response.acting import Acting
from sim.response.confined import Confined
from sim.response.picture import Case, Picture
from sim.response.restrictions import Restrictions
from sim.response.zones import Zones
from sim.scenario import ANSWERING, STANDING, CaseNeed, Control, Response, Service
from sim.state import State
from sim.units import hours_since, tick

DAY_H = 24.0


class Command:
    """Normal and emergency, zones and quarantines; the only writer of `state.alert`."""

    def __init__(
        self,
        clock: Clock,
        state: State,
        spec: Response,
        services: dict[str, Service],
        parts: tuple[Restrictions, Confined, Zones],
        ports: ResponsePorts,
    ) -> None:
        self.clock, self.state, self.spec, self.ports = clock, state, spec, ports
        self.restrictions, self.confined, self.zones = parts
        self.town = self.zones.town
        self.start = datetime.min
        self.picture = Picture()
        self.controls = {name: c for name, c in spec.controls.items() if c.enabled}
        self.acting = Acting(clock, self.controls, services, parts, ports)
        self.case_needs = {
            name: service.need.what
            for name, service in services.items()
            if isinstance(service.need, CaseNeed)
        }
        self.emergency = False
        self._activation_ordered = False
        self._activated_h = -math.inf
        self._answered: dict[str, int] = {}  # cases dealt with, by control
        self._since_h = -math.inf  # cases count for the trigger from here

    # -- observe -----------------------------------------------------------------------------

    def report(self, finding: Finding) -> None:
        """Take a finding in when it becomes known."""
        at_h = max(float(tick(finding.known_h)), self.clock.now_h)
        self.clock.at(at_h, order.FINDING, self._learn, finding)

    def _learn(self, finding: Finding) -> None:
        if finding.resident >= self.town.residents:  # a worker from outside: no home here
            if finding.positive:
                self._keep_from_work(finding.resident)
            return
        case = self.picture.learn(finding)
        if case is None:
            return
        grid = self.town.grid_names[int(self.town.resident_grid[case.resident])]
        self.ports.tell("case_found", grid, float(case.resident))
        household = int(self.town.household[case.resident])
        for name, what in self.case_needs.items():
            resident = case.resident if what == "person" else -1
            self.ports.need(name, np.array([household]), resident, self.clock.now_h)
        self._keep_from_work(case.resident)

    def _keep_from_work(self, person: int) -> None:
        """Keep a confirmed case from work while isolation lasts."""
        now_h = self.clock.now_h
        lengths = [c.duration for c in self.controls.values() if c.kind == "isolation"]
        until_h = float(tick(now_h + max((d for d in lengths if d is not None), default=0.0)))
        self.ports.absent(person, until_h)

    # -- decide ------------------------------------------------------------------------------

    def rhythm(self, start_hour: float) -> Rhythm:
        """Meet at the stated times of every day from clock 0 on."""
        while True:
            now_h = self.clock.now_h
            midnight = 24.0 * math.floor((now_h + start_hour) / 24.0) - start_hour
            for time_of_day in sorted(self.spec.meets):
                at_h = float(tick(midnight + time_of_day))
                if at_h >= max(now_h, 0.0):
                    yield self.clock.event(at_h, order.COMMAND)
                    self._meet()
            yield self.clock.event(midnight + 24.0, order.COMMAND)

    def _meet(self) -> None:
        rule, now_h = self.spec.emergency, self.clock.now_h
        enough = self.picture.cases_since(self._since_h) >= rule.trigger_cases
        if enough and not self._activation_ordered:
            self._activation_ordered = True
            at_h = float(tick(now_h + rule.delay))
            self.clock.at(at_h, order.COMMAND, self._activate, "trigger")
        self._act_on_cases()
        for zone in list(self.zones.zones):
            if not zone.released:
                self.zones.review(zone, self.controls[zone.control])
        if self.emergency:
            self.ports.post(self.confined.by_grid())
            last_h = max(self._activated_h, self.picture.last_case_h, self.zones.released_h)
            if not self.zones.open and now_h - last_h >= rule.stand_down_clear:
                self._stand_down()

    def _act_on_cases(self) -> None:
        """Have every control that may be used answer the cases it has not dealt with."""
        now_h = self.clock.now_h
        for name, control in self.controls.items():
            if control.kind not in ANSWERING or not self._usable(control):
                continue
            first = self._answered.get(name, 0)
            self._answered[name] = len(self.picture.cases)
            for case in self.picture.cases[first:]:
                if now_h - case.known_h > lasts_h(control):
                    continue  # found before the control could be used; over by now
                if control.delay > 0:
                    at_h = float(tick(now_h + control.delay))
                    self.clock.at(at_h, order.COMMAND, self._answer, (case, name, control))
                else:
                    self._answer((case, name, control))

    def _usable(self, control: Control) -> bool:
        """Tell whether the level and the dates of a control allow it now."""
        if control.when == "emergency" and not self.emergency:
            return False
        now_h, start = self.clock.now_h, self.start
        after = control.from_ is None or hours_since(start, control.from_) <= now_h
        return after and (control.until is None or now_h < hours_since(start, control.until))

    # -- act ---------------------------------------------------------------------------------

    def begin(self, start: datetime) -> None:
        """Schedule what has a date: town controls and a declared emergency."""
        self.start = start
        for name, control in self.controls.items():
            if control.kind in ANSWERING and control.from_ is not None:
                at_h = max(hours_since(self.start, control.from_), 0.0)
                self.clock.at(at_h, order.COMMAND, self._begin_answering, name)
            if control.kind not in STANDING or control.when == "emergency":
                continue
            from_h = hours_since(self.start, control.from_) if control.from_ else 0.0
            self.clock.at(max(from_h, 0.0), order.COMMAND, self._impose_on_all, name)
            if control.until is not None:
                until_h = hours_since(self.start, control.until)
                self.clock.at(until_h, order.COMMAND, self._lift_from_all, name)
        declared = self.spec.emergency.manual_from
        if declared is not None:
            self._activation_ordered = True
            at_h = max(hours_since(self.start, declared), 0.0)
            self.clock.at(at_h, order.COMMAND, self._activate, "declared")

    def _begin_answering(self, _name: str) -> None:
        """Answer the cases known so far by a control whose dates begin now."""
        self._act_on_cases()

    def _activate(self, _why: str) -> None:
        """Go from normal to emergency."""
        self.emergency = self.state.alert = True
        self._activated_h = self.clock.now_h
        self.ports.tell("level", "", 1.0)
        self.ports.call_up()
        for name, control in self.controls.items():
            if control.kind in STANDING and control.when == "emergency":
                self._impose_in_time(name, control)
        self._act_on_cases()
        self.ports.post(self.confined.by_grid())

    def _impose_in_time(self, name: str, control: Control) -> None:
        """Impose a town control of the emergency now, or when its dates begin."""
        now_h = self.clock.now_h
        from_h = hours_since(self.start, control.from_) if control.from_ else now_h
        until_h = hours_since(self.start, control.until) if control.until else math.inf
        if from_h <= now_h < until_h:
            self._impose_on_all(name)
        elif from_h > now_h:
            self.clock.at(from_h, order.COMMAND, self._impose_if_usable, name)
        if now_h < until_h < math.inf:
            self.clock.at(until_h, order.COMMAND, self._lift_from_all, name)

    def _impose_if_usable(self, name: str) -> None:
        if self._usable(self.controls[name]):
            self._impose_on_all(name)

    def _stand_down(self) -> None:
        """Go back to normal; later cases may trigger again."""
        self.emergency = self.state.alert = self._activation_ordered = False
        self._since_h = self.clock.now_h
        self.ports.tell("level", "", 0.0)
        self.ports.stand_down()
        for name, control in self.controls.items():
            if control.kind in STANDING and control.when == "emergency":
                self._lift_from_all(name)

    def _answer(self, answer: tuple[Case, str, Control]) -> None:
        self.acting.answer(*answer)

    def isolate(self, residents: NDArray[np.int64]) -> None:
        """Bring residents to isolation now, for as long as the control says."""
        self.acting.isolate(residents)

    def quarantine(self, residents: NDArray[np.int64], name: str) -> float:
        """Quarantine the households of residents; give the end [h], now if it is not to be."""
        control, now_h = self.controls.get(name), self.clock.now_h
        if control is None or control.duration is None or not self._usable(control):
            return now_h
        at_h = float(tick(now_h + control.delay))
        households = np.unique(self.town.household[residents]).astype(np.int64)
        what = (households, name, control)
        if control.delay > 0:
            self.clock.at(
                at_h, order.COMMAND, lambda one: self.acting.quarantines.impose_on(*one), what
            )
        else:
            self.acting.quarantines.impose_on(*what)
        return float(tick(at_h + control.duration))

    def _impose_on_all(self, name: str) -> None:
        self.acting.begin(name)

    def _lift_from_all(self, name: str) -> None:
        self.acting.end(name)


def lasts_h(control: Control) -> float:
    """Give how long the answer to a case is in force at least [h]."""
    if control.kind == "zone":
        return max(DAY_H * control.clear_days, DAY_H)
    return max(control.duration or 0.0, DAY_H)
