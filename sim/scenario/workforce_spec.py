"""What a scenario may say about the workers: employers, rosters, call-up."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import model_validator

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
from sim.scenario.law import Law

EMPLOYERS = (
    "grid_workers",
    "volunteers",
    "cadres",
    "medics",
    "property_staff",
    "ngo",
)


class Shift(Spec):
    """One shift of a day; an end at or before the start lies on the next day."""

    from_: TimeOfDay = asked("start", alias="from")
    until: TimeOfDay = asked("end")

    @property
    def length_h(self) -> float:
        """The length of the shift [h], in (0, 24]."""
        return (self.until - self.from_) % 24 or 24.0


class Roster(Spec):
    """When workers are on duty: shifts of the day and rest days, or always."""

    shifts: tuple[Shift, ...] = given((), "shifts, shared out among the workers")
    rest_days: int = given(0, "rest days a week, staggered", ge=0, le=6)
    always: bool = given(False, "on duty day and night, without shifts")

    @model_validator(mode="after")
    def _some_duty(self) -> Roster:
        if self.always == bool(self.shifts):
            raise rule("a roster has shifts, or is always on duty", "shifts")
        return self

    @property
    def hours_per_day(self) -> float:
        """The mean hours on duty of one worker per day."""
        if self.always:
            return 24.0
        mean = sum(shift.length_h for shift in self.shifts) / len(self.shifts)
        return mean * (7 - self.rest_days) / 7


class CallUp(Spec):
    """Staff who come only when called: after a notice, each after her own delay."""

    notice: Hours = asked("from the call to the first arrival", "h")
    ramp: Hours = given("0 h", "mean of each worker's exponential further delay", unit="h")
    stays: bool = given(False, "stays on after stand-down")


class Employer(Spec):
    """A body of workers of one kind: how many, from where, with what skills."""

    exactly_one: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("per_grid", "count", "per_1000_residents", "per_1000_households", "ceiling"),
    )

    per_grid: Number | None = asked(
        "heads per grid; times `workers` where a table of grids states it", default=None
    )
    count: int | None = asked("heads in all", default=None, ge=0)
    per_1000_residents: Number | None = asked("heads per 1,000 residents", default=None)
    per_1000_households: Number | None = asked("heads per 1,000 households", default=None)
    ceiling: Share | None = asked("share of the residents who come at most", default=None)
    lives: Literal["town", "outside"] = asked("where the workers live")
    skills: tuple[Name, ...] = asked("what they can do", min_length=1)
    roster: Name = asked("roster in normal time")
    emergency_roster: Name | None = asked("roster in emergency", default=None)
    call_up: CallUp | None = asked("None for standing staff", default=None)
    attendance: Share = given(1.0, "of rostered days, attended")
    absence: Share = given(0.0, "per day, falling absent from other causes")
    absence_length: Law = given("7 d", "length of such an absence", unit="h")
    infection_risk: Number = given(1.0, "relative risk of infection at work")
    speed_cv: Number = given(0.0, "spread of speed between workers")

    @model_validator(mode="after")
    def _residents_live_in_town(self) -> Employer:
        if self.ceiling is not None and self.lives != "town":
            raise rule("a share of the residents lives in town", "lives", "town")
        return self


class Workforce(Spec):
    """All who can work, their rosters, and how far they may be sent."""

    pooling: Literal["grid", "community", "street"] = given(
        "grid", "area over which workers share tasks"
    )
    emergency_pooling: Literal["grid", "community", "street"] | None = asked(
        "area in the emergency, if another", default=None
    )
    rosters: dict[Name, Roster] = given({}, "rosters by name")
    donning: Hours = given(
        "20 min", "putting on the suit", "Nanchang hospital practice (xianhotline.com)", "h"
    )
    doffing: Hours = given("20 min", "taking off the suit", unit="h")
    stint: Hours = given(
        "4 h", "longest stretch in one suit", "hospital team, Jan 2020 (mirrored news)", "h"
    )
    overtime: Hours = given(
        "2 h", "a task may start if expected to end by the shift's end plus this", unit="h"
    )
    grid_workers: Employer | None = asked("grid workers", default=None)
    volunteers: Employer | None = asked("volunteers", default=None)
    cadres: Employer | None = asked("posted cadres", default=None)
    medics: Employer | None = asked("medics and samplers", default=None)
    property_staff: Employer | None = asked("staff of property firms", default=None)
    ngo: Employer | None = asked("staff of social organisations", default=None)

    @property
    def employers(self) -> dict[str, Employer]:
        """The employers that exist, by name, in a fixed order."""
        found = ((name, getattr(self, name)) for name in EMPLOYERS)
        return {name: employer for name, employer in found if employer is not None}
