"""What a scenario may say about the response: when it switches, and what it has."""

from __future__ import annotations

from sim.scenario.base import Hours, Moment, Name, Spec, TimeOfDay, asked, given
from sim.scenario.behaviour_spec import Behaviour
from sim.scenario.control_spec import Control
from sim.scenario.reporting_spec import Reporting
from sim.scenario.service_spec import Dispatch
from sim.scenario.testing_site_spec import LaboratorySpec, MassTesting, TestingSites


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
    mass_testing: dict[Name, MassTesting] = given({}, "rounds of mass testing by name")
    testing_sites: TestingSites | None = asked("sites of mass testing", default=None)
    laboratory: LaboratorySpec | None = asked("the laboratory's limits", default=None)
    reporting: Reporting | None = asked("the chain of reports to the centre", default=None)
    behaviour: Behaviour | None = asked("what residents do unasked", default=None)
