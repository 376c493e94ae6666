"""Services as the scenario states them, made ready for the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sim.errors import RunError
from sim.kernels import desk_tables as desk
from sim.kernels.desk_rules import DISPATCH, NEAREST
from sim.scenario import (
    FollowUpNeed,
    HazardNeed,
    MassTestingNeed,
    PostNeed,
    Scenario,
    Service,
    SourceNeed,
)
from sim.services.following import follow_at_once, followers
from sim.services.task import OUTCOMES
from sim.workforce import skill_bits

_ENDINGS = {
    "finish": desk.FINISH,
    "hand_over": desk.HAND_OVER,
    "restart": desk.RESTART,
    "lose": desk.LOSE,
    "resume": desk.RESUME,
}
MOST_SERVICES = 63  # the desk's kernel keeps a bit for each in one number
DESKS = ("area", "community", "street")
_PREEMPTS = ("never", "between_stops", "at_once")
_SILENT = ("harm", "repeat", "release", "compliance")  # what is met is news to nobody
_CONTACTS = {"none": desk.NO_CONTACT, "door": desk.DOOR, "table": desk.TABLE}


class ServiceRules:
    """One service: its words and what follows from them, worked out once a run."""

    def __init__(self, index: int, name: str, spec: Service, code: int) -> None:
        self.index, self.name, self.spec = index, name, spec
        self.code = code  # its draws hang on it
        self.background = spec.need.per == "background"
        self.samplers = next(iter(spec.crew.values()))  # of a crew, those who meet a table

    def row(self, scenario: Scenario) -> NDArray[Any]:
        """Write the service as the desk's kernel reads it [1]."""
        row, spec = np.zeros(1, desk.SERVICE), self.spec
        bits = skill_bits(scenario)
        crew = [(bits[skill], count) for skill, count in spec.crew.items()]
        row["code"], row["priority"] = self.code, spec.priority
        row["crew"], row["lead"] = len(crew), crew[0][0]
        for place, (bit, count) in enumerate(crew):
            row["crew_skill"][0, place], row["crew_count"][0, place] = bit, count
        row["parts"] = sum({bit for bit, _ in crew})
        row["alone"] = len(crew) == 1 and crew[0][1] == 1
        self._write_turn(row, scenario)
        row["at_shift_end"] = _ENDINGS[spec.at_shift_end]
        row["on_illness"] = _ENDINGS[spec.on_illness]
        row["finishes"] = spec.at_shift_end == "finish"
        row["contact"], row["exposes"] = _CONTACTS[spec.contact], spec.contact != "none"
        row["tells"] = self._tells()
        row["background"] = self.background
        kind = spec.consequence.kind if spec.consequence else ""
        at_once = getattr(spec.consequence, "at_once", False)
        row["watched"], row["willing"] = kind == "release" or at_once, -1
        self._write_followers(row, scenario.services, kind in ("harm", "repeat"))
        row["due_h"] = spec.due
        row["expires_h"] = np.inf if spec.expires is None else spec.expires
        if spec.hours is not None:
            row["has_hours"], row["opens_h"], row["closes_h"] = True, *spec.hours
        row["error_share"] = min(spec.error * spec.error_factor, 1.0)
        row["verify_share"], row["verify_h"] = spec.verify, spec.verification
        row["returns"] = spec.returns
        if spec.learning is not None:
            row["floor"], row["over"] = spec.learning.floor, spec.learning.over
        if isinstance(spec.need, PostNeed):  # due as its stint begins, over with it
            row["post"], row["due_h"], row["expires_h"] = True, 0.0, spec.need.lasts
        self._write_times(row, scenario)
        return row

    def _write_followers(
        self, row: NDArray[Any], services: Mapping[str, Service], lapses: bool
    ) -> None:
        """Write who acts on the end of its tasks; `lapses`: Python does where they lapse."""
        need, names = self.spec.need, followers(services, self.name)
        row["heard"] = desk.LAPSED if lapses else desk.NOT_HEARD
        if isinstance(need, SourceNeed | MassTestingNeed | HazardNeed):
            row["heard"] = desk.ALWAYS
        row["followed"] = row["heard"] != desk.NOT_HEARD or len(names) > 0
        row["at_once"], places = follow_at_once(services, names), list(services)
        row["children"] = sum(1 << places.index(name) for name in names)
        row["rounds"], row["after_outcome"] = self.spec.round, -1
        if isinstance(need, FollowUpNeed):
            row["follow_share"] = need.share
            if need.when != "settled":
                row["after_outcome"] = OUTCOMES.index(need.when)

    def _write_turn(self, row: NDArray[Any], scenario: Scenario) -> None:
        """Write whose turn it is: the rule, who gives way, what is taken along."""
        spec, response = self.spec, scenario.response
        rule = spec.dispatch or (response.dispatch if response else "priority")
        row["rule"], row["ageing_h"] = DISPATCH.index(rule), spec.ageing or 0.0
        row["preempts"] = _PREEMPTS.index(spec.preempts)
        row["when_preempted"] = _ENDINGS[spec.when_preempted]
        row["desk"] = DESKS.index(spec.desk)
        row["holds"], row["gives_way"] = spec.holds, self.background
        row["equipment"], row["pieces"] = -1, next(iter(spec.uses.values()), 0)
        for name in spec.uses:
            row["equipment"] = list(scenario.workforce.equipment).index(name)
        row["by_grid"] = (row["rule"] >= NEAREST) | bool(spec.uses)

    def _tells(self) -> int:
        """Tell who is to hear of stops that were met."""
        spec = self.spec
        if spec.need.per in ("zone_round", "mass_testing", "positive_pool"):
            return desk.TOLD
        if spec.consequence is None or spec.consequence.kind in _SILENT:
            return desk.SILENT
        return desk.LOOKED if spec.consequence.kind == "detection" else desk.TOLD

    def _write_times(self, row: NDArray[Any], scenario: Scenario) -> None:
        """Write how long it takes [h]."""
        spec, workforce = self.spec, scenario.workforce
        table = self.law()
        travels = spec.content == "net" and not self.background
        row["fixed"], row["travels"] = table[0] == table[-1], travels
        row["factor"] = spec.time_factor
        mean_h = spec.work.mean * spec.time_factor
        if spec.need.per == "background":
            mean_h = row["slice_h"] = spec.need.slice
        row["mean_h"] = round(mean_h * 1048576.0) / 1048576.0
        if spec.ppe and spec.content == "net":
            row["suit_h"] = workforce.donning + workforce.doffing
        row["stint_h"] = workforce.stint
        walks = travels and spec.contact != "table"  # people come to a table
        row["between_h"] = scenario.town.walk.stops if walks else 0.0

    def law(self) -> NDArray[np.float64]:
        """Tabulate the quantiles of the work of one stop [h]."""
        return np.ascontiguousarray(self.spec.work.table(), np.float64)


def catalogue(scenario: Scenario) -> list[ServiceRules]:
    """Make every service of a scenario ready; each draws by a code that hangs on its name.

    Raises RunError where there are more services, or skills in a crew, than the desk can hold.
    """
    skills = max((len(spec.crew) for spec in scenario.services.values()), default=0)
    if len(scenario.services) > MOST_SERVICES or skills > desk.CREW_PARTS:
        raise RunError(
            f"scenario {scenario.name}: {len(scenario.services)} services with up to {skills}"
            f" skills in a crew; the desk holds {MOST_SERVICES} and {desk.CREW_PARTS}"
        )
    rules, taken = [], set[int]()
    for index, (name, spec) in enumerate(scenario.services.items()):
        code = crc32(name.encode()) % 256
        while code in taken:
            code = (code + 1) % 256
        taken.add(code)
        rules.append(ServiceRules(index, name, spec, code))
    return rules
