"""The command: observe, decide, act, at its meetings; between them only what cannot wait.

It knows the picture, not the truth. A confirmed case triggers its transport at once; zones,
quarantines, levels and the posting of reserves are decided when the command meets. A trigger
that is a date, or an order from above, has its effect at its own time.
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
from sim.response.answers import Answers
from sim.response.confined import Confined
from sim.response.gate import Gate
from sim.response.levels import NORMAL, Levels
from sim.response.observed import Observed
from sim.response.picture import Picture
from sim.response.restrictions import Restrictions
from sim.response.standing import Standing
from sim.response.triggers import Triggers
from sim.response.zones import Zones
from sim.scenario import STANDING, CaseNeed, Response, Service, chain_of
from sim.state import State
from sim.units import tick


class Command:
    """Levels, and what they switch; the only writer of `state.alert`."""

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
        self.town, self.picture = self.zones.town, Picture()
        self.controls = {name: c for name, c in spec.controls.items() if c.enabled}
        chain = chain_of(spec)
        self.observed = Observed(
            self.town, self.picture, self.confined, self.zones, ports.known
        )
        self.triggers = Triggers(chain.triggers, self.observed, self.town.grids)
        self.levels = Levels(clock, chain, self.triggers, spec.preparedness.delay_factor)
        self.levels.changed = self._changed
        seed = self.restrictions.seed
        self.gate = Gate(self.controls, self.levels, self.triggers, self.town, seed)
        self.acting = Acting(clock, self.controls, services, parts, ports)
        self.standing = Standing(
            clock, self.acting, self.gate, spec.stand_down, self.zones.start_hour
        )
        self.answers = Answers(clock, self.acting, self.gate, self.picture)
        self.zones.released = self.observed.released
        self._pauses = {name: chain.ranks(when) for name, when in spec.pauses.items()}
        self.case_needs = {
            name: service.need.what
            for name, service in services.items()
            if isinstance(service.need, CaseNeed)
        }

    @property
    def emergency(self) -> bool:
        """Whether the level in force is one of emergency."""
        return self.levels.rank >= self.levels.chain.emergency

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
        self.triggers.look(self.clock.now_h)
        self.levels.review()
        self.standing.review()
        self.answers.act()
        for zone in list(self.zones.zones):
            if not zone.released:
                self.zones.review(zone, self.controls[zone.control])
        self.ports.mobilise(self.levels.rank)  # whoever left is replaced
        if self.emergency:
            self.ports.post(self.confined.by_grid())
        if self.levels.rank > NORMAL:
            self.triggers.look(self.clock.now_h)
            self.levels.leave_if_over()

    # -- act ---------------------------------------------------------------------------------

    def begin(self, start: datetime) -> None:
        """Schedule what has a date: controls, and triggers that come on by date."""
        self.gate.start = self.triggers.start = start
        for name, control in self.controls.items():
            if control.kind in STANDING:
                self.standing.begin(name)
            else:
                self.answers.begin(name)
        for name in self.triggers.names:
            for at_h in self.triggers.moments(name):
                self.clock.at(max(at_h, 0.0), order.COMMAND, self._at_its_date, name)
        self._stop_work(NORMAL)

    def _at_its_date(self, _name: str) -> None:
        """Look at the triggers when one comes on, or goes off, by date."""
        self.triggers.look(self.clock.now_h)
        self.levels.review()
        self.standing.review()

    def _changed(self, before: int, now: int) -> None:
        """Go from one level to another."""
        chain, ports, first = self.levels.chain, self.ports, self.levels.chain.emergency
        self.state.alert = now >= chain.alert
        if now == NORMAL:
            self.observed.since_h = self.clock.now_h
            self.triggers.look(self.clock.now_h)
        ports.tell("level", chain.names[now] if chain.stated else "", float(now))
        self._stop_work(now)
        if before < first <= now:
            ports.call_up()
        elif now < first <= before:
            ports.stand_down()
        ports.mobilise(now)
        self.standing.level_changed(before, now)
        if now > before:
            self.answers.act()
            if now >= first:
                ports.post(self.confined.by_grid())

    def _stop_work(self, rank: int) -> None:
        """Let the services stop that are not served at a level, and put one in command."""
        self.ports.pause({name for name, ranks in self._pauses.items() if rank in ranks})
        joint = self.spec.joint_command
        if joint is not None:
            self.ports.join(rank in self.levels.chain.ranks(joint.when))

    def isolate(self, residents: NDArray[np.int64]) -> None:
        """Bring residents to isolation now, for as long as the control says."""
        self.answers.isolate(residents)

    def quarantine(self, residents: NDArray[np.int64], name: str) -> float:
        """Quarantine the households of residents; give the end [h], now if it is not to be."""
        return self.answers.quarantine(residents, name)
