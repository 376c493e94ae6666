"""What a scenario may say about the response: when it switches, and what it has."""

from __future__ import annotations

from sim.scenario.base import Hours, Moment, Name, Spec, TimeOfDay, asked, given
from sim.scenario.control_spec import Control
from sim.scenario.service_spec import Dispatch


class Emergency(Spec):
    """When normal becomes emergency, and when it ends."""

    trigger_cases: int = given(1, "confirmed cases that trigger it", ge=1)
    delay: Hours = given("12 h", "from trigger to activation", unit="h")
    stand_down_clear: Hours = given(
        "7 d", "ends after so long without a new case or a zone", unit="h"
    )
    manual_from: Moment | None = asked(
        "declared at this time, whatever the cases", default=None
    )


class Response(Spec):
    """The command: dispatch rule, meetings, controls and the emergency."""

    dispatch: Dispatch = given("priority", "rule by which waiting tasks are taken")
    meets: tuple[TimeOfDay, ...] = given(("08:00", "20:00"), "times at which it decides")
    controls: dict[Name, Control] = given({}, "controls by name")
    emergency: Emergency = given(Emergency(), "normal and emergency")
