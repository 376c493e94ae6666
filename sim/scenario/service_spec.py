"""What a scenario may say about services: who needs what, when, and what a lack of it does."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from sim.scenario.base import (
    Hours,
    Name,
    Number,
    PerHour,
    ResidentRate,
    Share,
    Spec,
    TimeOfDay,
    asked,
    given,
    rule,
)
from sim.scenario.law import Law


class SealedHouseholdNeed(Spec):
    """Every sealed household needs it at fixed times, or every so often."""

    exactly_one: ClassVar[tuple[tuple[str, ...], ...]] = (("at", "every"),)
    per: Literal["sealed_household"] = asked("driver")
    at: tuple[TimeOfDay, ...] | None = asked("times of day", default=None, min_length=1)
    every: Hours | None = asked("interval", "h", default=None, gt=0)
    first: Hours = given("0 h", "from sealing to the first, with `every`", unit="h")


class ZoneRoundNeed(Spec):
    """Every resident of a zone needs it on the test days of the zone's control."""

    per: Literal["zone_round"] = asked("driver")


class CaseNeed(Spec):
    """Every confirmed case needs it, for the person or for the household."""

    per: Literal["case"] = asked("driver")
    what: Literal["person", "household"] = given("person", "who is served")


class ResidentNeed(Spec):
    """Residents need it at a rate, with a day factor that grids share in part."""

    per: Literal["resident"] = asked("driver")
    rate: ResidentRate = asked("needs of a resident", "per hour")
    per_class: Literal["all", "vulnerable"] = given("all", "residents who have the need")
    factor_cv: Number = given(0.5, "spread of the day factor")
    factor_correlation: Share = given(0.5, "correlation of the day factor between grids")


class GridNeed(Spec):
    """Every grid needs it at a rate, Poisson."""

    per: Literal["grid"] = asked("driver")
    rate: PerHour = asked("needs of a grid", "per hour")


class BackgroundNeed(Spec):
    """Work that is always there: records, patrol, meetings, in slices."""

    per: Literal["background"] = asked("driver")
    share: Share = asked("of rostered hours, in normal time")
    slice: Hours = given("15 min", "length of one slice", unit="h", gt=0)


Need = Annotated[
    SealedHouseholdNeed | ZoneRoundNeed | CaseNeed | ResidentNeed | GridNeed | BackgroundNeed,
    Field(discriminator="per"),
]


class SelfService(Spec):
    """Households able to do it themselves need no stop, but for a share followed up."""

    under_60: Share = given(
        0.6, "of those under 60, able", "assumed: about half of all households"
    )
    from_60: Share = given(
        0.2, "of those aged 60 and over, able", "assumed, below CNNIC 49th report's 0.30"
    )
    follow_up: Share = given(0.0, "of the able, needing a stop all the same")


class Compliance(Spec):
    """Overdue needs make households leave the restriction, day by day, to a floor."""

    kind: Literal["compliance"] = asked("kind of consequence")
    loss_per_day: Share = given(0.05, "compliance lost per day overdue")
    floor: Share = given(0.5, "compliance that stays")


class Detection(Spec):
    """A need met lets symptoms be found; one unmet leaves them unseen."""

    kind: Literal["detection"] = asked("kind of consequence")


class Isolation(Spec):
    """A need met isolates the case."""

    kind: Literal["isolation"] = asked("kind of consequence")


Consequence = Annotated[Compliance | Detection | Isolation, Field(discriminator="kind")]


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
    rate_per_h: tuple[Annotated[Number, Field(gt=0)], ...] = given(
        (), "people per hour of a whole round, by round number; then work is ignored"
    )
    ppe: bool = given(False, "done in a suit")
    priority: int = given(5, "0 goes first", ge=0, le=99)
    dispatch: Literal["first_come", "priority", "earliest_due"] | None = asked(
        "dispatch rule, if not the response's", default=None
    )
    due: Hours = asked("from need to deadline", "h")
    expires: Hours | None = asked("from need to lapse", "h", default=None)
    patience: Law | None = asked("time until the waiting give up", "h", default=None)
    at_shift_end: Literal["finish", "hand_over", "restart", "lose"] = given(
        "finish", "work in hand when the shift ends"
    )
    on_illness: Literal["hand_over", "restart", "lose"] = given(
        "hand_over", "work in hand when its worker falls ill"
    )
    error: Share = given(0.0, "of stops, done wrong")
    verify: Share = given(0.0, "of the wrong, found at once and done again")
    time_factor: Number = given(1.0, "work times this")
    error_factor: Number = given(1.0, "errors times this")
    forms_factor: Number = given(1.0, "background work times this")
    contact: Literal["door", "table", "none"] = given("none", "exposure at a stop")
    risk: Number = given(0.0, "risk of a stop relative to one grid contact")
    self_report: SelfService | None = asked("households reporting by phone", default=None)
    order_online: SelfService | None = asked("households ordering online", default=None)
    consequence: Consequence | None = asked("what met and unmet needs do", default=None)
    hours: tuple[TimeOfDay, TimeOfDay] | None = asked("hours of service", default=None)

    @model_validator(mode="after")
    def _holds_together(self) -> Service:
        if self.expires is not None and self.expires < self.due:
            raise rule("must not lie before due", "expires")
        if self.rate_per_h and not self.round:
            raise rule("a rate of a round needs round: true", "rate_per_h")
        if self.hours is not None and self.hours[0] >= self.hours[1]:
            raise rule("must start before they end", "hours")
        if self.forms_factor != 1 and self.need.per != "background":
            raise rule("is for background work only", "forms_factor")
        if self.error * self.error_factor > 1:
            raise rule("error times error_factor must not exceed 1", "error_factor")
        return self
