"""What a scenario may say about who needs a service and when: the drivers of its demand."""

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
from sim.scenario.testing_site_spec import MassTestingNeed, PositivePoolNeed

Who = Literal["all", "vulnerable", "aged_60", "aged_80", "aged_80_alone"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


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


class ControlNeed(Spec):
    """Whom a control covers needs it as that begins: a move to a place, a notice, a lock."""

    per: Literal["control"] = asked("driver")
    what: Literal["person", "household"] = given("household", "who is served")


class Step(Spec):
    """A value that holds from a time of day on."""

    from_: TimeOfDay = asked("from this time of day on", alias="from")
    value: Number = asked("times the rate")


class _Rated(Spec):
    """What rates have in common: their course over the day, and in the emergency."""

    profile: tuple[Step, ...] = given(
        (), "rate times this from a time of day on; before the first, the last holds"
    )
    emergency_factor: Number = given(1.0, "rate times this on days that begin in emergency")

    @model_validator(mode="after")
    def _profile_rises(self) -> _Rated:
        times = [step.from_ for step in self.profile]
        if times != sorted(set(times)):
            raise rule("times of day must rise", "profile")
        return self

    @property
    def profile_mean(self) -> float:
        """The mean of the profile over the day; 1 without one."""
        if not self.profile:
            return 1.0
        starts = [step.from_ for step in self.profile]
        ends = [*starts[1:], starts[0] + 24]
        spans = zip(self.profile, starts, ends, strict=True)
        return sum(step.value * (end - start) for step, start, end in spans) / 24


class ResidentNeed(_Rated):
    """Residents need it at a rate, with a day factor that grids share in part."""

    per: Literal["resident"] = asked("driver")
    rate: ResidentRate = asked("needs of a resident", "per hour")
    per_class: Who = given("all", "residents who have the need")
    factor_cv: Number = given(0.5, "spread of the day factor")
    factor_correlation: Share = given(0.5, "correlation of the day factor between grids")


class GridNeed(_Rated):
    """Every grid needs it at a rate, Poisson."""

    per: Literal["grid"] = asked("driver")
    rate: PerHour = asked("needs of a grid", "per hour")


class PersonNeed(Spec):
    """Some residents of a class need it every so often, each from an hour of her own on."""

    per: Literal["person"] = asked("driver")
    per_class: Who = given("all", "residents of whom a share has the need")
    share: Share = asked("of them, who have the need")
    every: Hours = asked("interval of one resident", "h", ge=1)


class BuildingNeed(Spec):
    """Every building, or every one with a sealed household, needs it at fixed times."""

    per: Literal["building"] = asked("driver")
    at: tuple[TimeOfDay, ...] = asked("times of day", min_length=1)
    every_days: int = given(1, "days from one to the next", ge=1)
    where: Literal["all", "sealed"] = given("all", "buildings that have the need")


class CalendarNeed(Spec):
    """A grid, community or the street needs it at fixed times on days of the week."""

    per: Literal["calendar"] = asked("driver")
    place: Literal["grid", "community", "street"] = asked("what has the need")
    days: tuple[Weekday, ...] = given(
        ("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "days of the week", min_length=1
    )
    at: tuple[TimeOfDay, ...] = asked("times of day", min_length=1)


class PostNeed(Spec):
    """A gate or desk is to be staffed: from each time of day on, by so many, for so long."""

    per: Literal["post"] = asked("driver")
    where: Literal["grid", "community", "street", "sealed_grid", "sealed_building"] = asked(
        "where the posts stand; sealed: where any stairwell lies in a zone"
    )
    at: tuple[TimeOfDay, ...] = asked("times of day at which a stint begins", min_length=1)
    lasts: Hours = asked("length of a stint", "h", gt=0, le=24)
    heads: int = given(
        2, "people on one post", "diary of a provincial team, 12 Apr 2020", ge=1, le=64
    )
    when: Literal["always", "emergency"] = given("always", "level at which it is staffed")


class FollowUpNeed(Spec):
    """What happened to a task of another service (or of this one) leads to this need."""

    per: Literal["task"] = asked("driver")
    after: Name | tuple[Name, ...] = asked(
        "the service whose tasks lead to it, or a list of them"
    )
    when: Literal["done", "redo", "expired", "settled"] = given(
        "done", "outcome that leads to it; settled is any, cancelled excepted"
    )
    share: Share = given(1.0, "of such tasks, leading to it")
    delay: Law = given("0 h", "from the outcome to the need", unit="h")

    @property
    def leads(self) -> tuple[str, ...]:
        """The services whose tasks lead to it; it may be among them itself."""
        return (self.after,) if isinstance(self.after, str) else self.after


class SourceNeed(Spec):
    """So many sources each need it after a time away, again and again: a finite source."""

    per: Literal["source"] = asked("driver")
    count: int = asked("sources in the first grid", ge=1)
    away: Law = asked("from the end of one task to the next need", "h")


class HazardNeed(Spec):
    """A hazard asks for it: where, when and until when follows from what it does."""

    per: Literal["hazard"] = asked("driver")
    what: Name = asked("what is asked for: warn, evacuate ... as the hazard's page lists")


class BackgroundNeed(Spec):
    """Work that is always there: records, patrol, meetings, in slices."""

    per: Literal["background"] = asked("driver")
    share: Share = asked("of rostered hours, in normal time")
    slice: Hours = given("15 min", "length of one slice", unit="h", gt=0)


Need = Annotated[
    SealedHouseholdNeed
    | ZoneRoundNeed
    | CaseNeed
    | ControlNeed
    | ResidentNeed
    | GridNeed
    | PersonNeed
    | BuildingNeed
    | CalendarNeed
    | PostNeed
    | FollowUpNeed
    | SourceNeed
    | HazardNeed
    | BackgroundNeed
    | MassTestingNeed
    | PositivePoolNeed,
    Field(discriminator="per"),
]
