"""What a scenario may say about the response: when it switches, and what it has."""

from __future__ import annotations

from typing import Any

from pydantic import model_validator

from sim.scenario.alike import filled_in
from sim.scenario.base import Hours, Moment, Name, Spec, TimeOfDay, asked, given, rule
from sim.scenario.behaviour_spec import Behaviour
from sim.scenario.control_spec import Control
from sim.scenario.level_spec import Level, StandDown, When
from sim.scenario.mobilise_spec import JointCommand, Mobilised
from sim.scenario.prepare_spec import Preparedness
from sim.scenario.reporting_spec import Reporting
from sim.scenario.service_spec import Dispatch
from sim.scenario.testing_site_spec import LaboratorySpec, MassTesting, TestingSites
from sim.scenario.trigger_spec import Trigger


class Emergency(Spec):
    """When normal becomes emergency, and when it ends: two levels, told in one line."""

    trigger_cases: int = given(1, "confirmed cases that trigger it", ge=1)
    delay: Hours = given("12 h", "from trigger to activation", unit="h")
    stand_down_clear: Hours = given(
        "7 d", "ends after so long without a new case or a zone", unit="h"
    )
    manual_from: Moment | None = asked(
        "declared at this time, whatever the cases", default=None
    )


class Response(Spec):
    """The command: dispatch rule, meetings, triggers, levels, controls and who is called."""

    dispatch: Dispatch = given("priority", "rule by which waiting tasks are taken")
    meets: tuple[TimeOfDay, ...] = given(("08:00", "20:00"), "times at which it decides")
    controls: dict[Name, Control] = given({}, "controls by name")
    emergency: Emergency = given(
        Emergency(), "normal and emergency, where no levels are stated"
    )
    triggers: dict[Name, Trigger] = given({}, "triggers by name")
    levels: dict[Name, Level] = given({}, "levels by name, from normal upwards")
    emergency_from: Name | None = asked(
        "level from which it is an emergency: rosters, pooling, call-up; else the second",
        default=None,
    )
    alert_from: Name | None = asked(
        "level from which the public is told, if not emergency_from", default=None
    )
    pauses: dict[Name, When] = given({}, "services not handed out, with the levels")
    mobilisation: dict[Name, Mobilised] = given({}, "call-up by level, by employer")
    joint_command: JointCommand | None = asked("one command over all", default=None)
    preparedness: Preparedness = given(Preparedness(), "what was done beforehand")
    stand_down: StandDown | None = asked("order in which controls are lifted", default=None)

    mass_testing: dict[Name, MassTesting] = given({}, "rounds of mass testing by name")
    testing_sites: TestingSites | None = asked("sites of mass testing", default=None)
    laboratory: LaboratorySpec | None = asked("the laboratory's limits", default=None)
    reporting: Reporting | None = asked("the chain of reports to the centre", default=None)
    behaviour: Behaviour | None = asked("what residents do unasked", default=None)

    @model_validator(mode="before")
    @classmethod
    def _written_once(cls, values: Any) -> Any:
        return filled_in(values) if isinstance(values, dict) else values

    @model_validator(mode="after")
    def _levels_or_emergency(self) -> Response:
        if self.levels and self.emergency != Emergency():
            raise rule("levels are stated: write emergency: null beside them", "emergency")
        if self.levels and len(self.levels) < 2:
            raise rule("are at least two: normal and one above it", "levels")
        first = next(iter(self.levels.values()), Level())
        if first != Level():
            raise rule("the first level is the normal one: it has no triggers", "levels")
        return self
