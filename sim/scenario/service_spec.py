"""What a scenario may say about services: who needs what, when, and what a lack of it does."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.base import (
    Hours,
    Name,
    Number,
    Share,
    Spec,
    TimeOfDay,
    asked,
    given,
    rule,
)
from sim.scenario.consequence_spec import Consequence
from sim.scenario.law import Law
from sim.scenario.need_spec import Need

Dispatch = Literal[
    "first_come",
    "last_come",
    "priority",
    "earliest_due",
    "risk_weighted",
    "joint_command",
    "nearest",
    "own_grid_first",
]
Ending = Literal["finish", "hand_over", "resume", "restart", "lose"]


class SelfService(Spec):
    """Households able to do it themselves need no stop, but for a share followed up."""

    under_60: Share = given(
        0.6, "of those under 60, able", "assumed: about half of all households"
    )
    from_60: Share = given(
        0.2, "of those aged 60 and over, able", "assumed, below CNNIC 49th report's 0.30"
    )
    follow_up: Share = given(0.0, "of the able, needing a stop all the same")


class Learning(Spec):
    """Who does it for the first time is slow; practice brings the time down to a floor."""

    floor: Share = asked("of the first time, left after much practice", gt=0)
    over: Number = asked("stops after which 1/e of the difference is left", gt=0)


class Service(Spec):
    """One service as data: need, crew, work, deadlines, errors, exposure, consequence."""

    title: str = given("", "title for people")
    need: Need = asked("who needs it and when")
    round: bool = given(False, "one task is a stairwell's stops, else one task a need")
    crew: dict[Name, Annotated[int, Field(ge=1)]] = asked(
        "people by skill, the first leads", min_length=1
    )
    work: Law = asked("work of one stop", "h")
    content: Literal["net", "gross"] = given("net", "gross work includes travel and PPE")
    learning: Learning | None = asked("how practice of its lead shortens it", default=None)
    returns: bool = given(False, "the crew goes back to its post after it")
    uses: dict[Name, Annotated[int, Field(ge=1)]] = given(
        {}, "equipment that it takes along, and how many", max_length=1
    )
    ppe: bool = given(False, "done in a suit")
    priority: int = given(5, "0 goes first", ge=0, le=99)
    ageing: Hours | None = asked(
        "with dispatch priority: waiting so long counts as one class", "h", default=None, gt=0
    )
    dispatch: Dispatch | None = asked("dispatch rule, if not the response's", default=None)
    desk: Literal["area", "community", "street"] = given(
        "area",
        "where its tasks wait: in the pooling area, or at the community's or street's desk",
    )
    head_start: Hours = given(
        "0 h", "the vulnerable count as due so much earlier, if dispatch weighs risk", unit="h"
    )
    holds: bool = given(False, "who idles waits for the rest of its crew, and starts no less")
    preempts: Literal["never", "between_stops", "at_once"] = given(
        "never", "takes workers off tasks of a later class"
    )
    when_preempted: Literal["resume", "restart", "hand_over"] = given(
        "hand_over", "work in hand when its worker is taken off it"
    )
    due: Hours = asked("from need to deadline", "h")
    expires: Hours | None = asked("from need to lapse", "h", default=None)
    patience: Law | None = asked("time until the waiting give up", "h", default=None)
    at_shift_end: Ending = given("finish", "work in hand when the shift ends")
    on_illness: Literal["hand_over", "resume", "restart", "lose"] = given(
        "hand_over", "work in hand when its worker falls ill"
    )
    error: Share = given(0.0, "of stops, done wrong")
    verify: Share = given(0.0, "of the wrong, found at once and done again")
    verification: Hours = given("0 h", "looking over the work, at each stop", unit="h")
    time_factor: Number = given(1.0, "work times this")
    vulnerable_factor: Number = given(1.0, "work at the vulnerable, times this")
    error_factor: Number = given(1.0, "errors times this")
    forms_factor: Number = given(1.0, "background work times this")
    contact: Literal["door", "table", "none"] = given("none", "exposure at a stop")
    risk: Number = given(0.0, "risk of a stop relative to one grid contact")
    self_report: SelfService | None = asked("households reporting by phone", default=None)
    order_online: SelfService | None = asked("households ordering online", default=None)
    robot_call: SelfService | None = asked("households that a robot reaches", default=None)
    remote: SelfService | None = asked("households watched by devices", default=None)
    consequence: Consequence | None = asked("what met and unmet needs do", default=None)
    hours: tuple[TimeOfDay, TimeOfDay] | None = asked("hours of service", default=None)

    @model_validator(mode="after")
    def _holds_together(self) -> Service:
        if self.expires is not None and self.expires < self.due:
            raise rule("must not lie before due", "expires")
        if self.ageing is not None and self.dispatch not in (None, "priority"):
            raise rule("is for dispatch by priority", "ageing")
        if self.verification and self.content == "gross":
            raise rule("is inside gross work already", "verification")
        if self.hours is not None and self.hours[0] >= self.hours[1]:
            raise rule("must start before they end", "hours")
        if self.forms_factor != 1 and self.need.per != "background":
            raise rule("is for background work only", "forms_factor")
        if self.error * self.error_factor > 1:
            raise rule("error times error_factor must not exceed 1", "error_factor")
        return self
