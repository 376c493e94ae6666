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
    asked,
    given,
    rule,
)
from sim.scenario.law import Law
from sim.scenario.roster_spec import Roster

EMPLOYERS = (
    "grid_workers",
    "volunteers",
    "cadres",
    "medics",
    "property_staff",
    "ngo",
    "part_time_workers",
    "community_staff",
    "building_heads",
    "drivers",
)


class CallUp(Spec):
    """Staff who come only when called: after a notice, each after her own delay."""

    notice: Hours = asked("from the call to the first arrival", "h")
    ramp: Hours = given("0 h", "mean of each worker's exponential further delay", unit="h")
    stays: bool = given(False, "stays on after stand-down")


class Employer(Spec):
    """A body of workers of one kind: how many, from where, with what skills."""

    exactly_one: ClassVar[tuple[tuple[str, ...], ...]] = (
        (
            "per_grid",
            "per_community",
            "per_building",
            "count",
            "per_1000_residents",
            "per_1000_households",
            "ceiling",
        ),
    )

    per_grid: Number | None = asked(
        "heads per grid; times `workers` where a table of grids states it", default=None
    )
    per_community: Number | None = asked("heads per community", default=None)
    per_building: Number | None = asked("heads per building", default=None)
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
    attrition: Share = given(0.0, "of workers, leaving for good, per day on duty")
    attrition_long_week: Number = given(1.0, "attrition times this from 60 h a week on")
    injury: Share = given(0.0, "of shifts up to 8 h, ending in an injury")
    injury_length: Law = given("7 d", "absence after an injury", unit="h")
    locked_in: Share = given(
        0.0, "of those who live under a zone, kept from work by it; the others come out"
    )
    locked_out: Share = given(
        0.0, "of those who live outside, kept out by a control that shuts_out; others come in"
    )
    works: Law | None = asked("of on/off workers, on duty until a break", "h", default=None)
    stops: Law | None = asked("of on/off workers, the length of a break", "h", default=None)
    team: int | None = asked("size of fixed teams: a crew is of one team", default=None, ge=1)

    @model_validator(mode="after")
    def _residents_live_in_town(self) -> Employer:
        if self.ceiling is not None and self.lives != "town":
            raise rule("a share of the residents lives in town", "lives", "town")
        if (self.works is None) != (self.stops is None):
            raise rule("on/off workers have both works and stops", "works")
        if self.locked_in and self.lives != "town":
            raise rule("only who lives in the town is kept from work by a zone", "locked_in")
        if self.locked_out and self.lives != "outside":
            raise rule("only who lives outside the town is kept out of it", "locked_out")
        return self


class Fatigue(Spec):
    """How load and long hours change the time of work and its errors."""

    speed_up: Share = given(0.0, "of the time saved while others wait behind a task")
    per_hour: Number = given(0.02, "added to the time, per hour on duty beyond 8 h")
    per_day: Number = given(0.05, "added to the time, per day without rest beyond 6")
    at_most: Number = given(1.5, "largest factor of the time", ge=1)
    errors_per_hour: Number = given(
        0.09,
        "added to the error share, as a factor, per hour on duty beyond 8 h",
        "Dembe et al. 2005, doi 10.1136/oem.2004.016667: hazard 1.37 in a day of 12 h",
    )


class Equipment(Spec):
    """Things that tasks take along and bring back: cars, tables."""

    exactly_one: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("per_grid", "per_community", "count"),
    )
    per_grid: int | None = asked("pieces in each grid, shared in it", default=None, ge=0)
    per_community: int | None = asked("in each community, shared in it", default=None, ge=0)
    count: int | None = asked("in the street, shared by all", default=None, ge=0)


class Suits(Spec):
    """The street's stock of suits: used up, ordered, and what happens without."""

    stock: int = asked("suits at the start, and the level to order up to", ge=0)
    reorder_at: int = asked("ordered when so many or fewer are left or on the way", ge=0)
    lead_time: Hours = given("3 d", "from order to delivery", unit="h")
    shortage: Literal["raincoat", "wait"] = given(
        "raincoat",
        "without a suit: go in a raincoat, or leave the task waiting",
        "Wuhan, Taojialing community, 17 Feb 2020: others wear raincoats",
    )
    raincoat_risk: Number = given(3.0, "risk of a stop in a raincoat, times this")


class Colleagues(Spec):
    """Whom workers meet at work: those of their team, or of their pooling area.

    Only those whose shifts begin together meet, for as long as both are on duty.
    """

    contacts: Number = given(2.0, "contacts of a worker with colleagues in a shift")
    risk: Number = given(1.0, "of one, relative to one contact in the grid")


class StaffTests(Spec):
    """Workers on duty are tested every so often."""

    every: Hours = asked("interval", "h", gt=0)


class Platform(Spec):
    """The platform that residents report by; while it is out, all need a stop."""

    outages: Share = given(0.01, "per day, an outage begins")
    lasts: Hours = given("2 h", "length of an outage", unit="h")


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
    fatigue: Fatigue | None = asked("fatigue; none where it is left out", default=None)
    equipment: dict[Name, Equipment] = given({}, "equipment by name")
    suits: Suits | None = asked("the stock of suits; endless where left out", default=None)
    colleagues: Colleagues | None = asked("contacts among workers", default=None)
    stay_away: bool = given(
        True, "who is ill, in quarantine or in hospital does not work; false: works on"
    )
    staff_tests: StaffTests | None = asked("tests of workers", default=None)
    platform: Platform | None = asked("outages of the platform", default=None)
    grid_workers: Employer | None = asked("grid workers", default=None)
    volunteers: Employer | None = asked("volunteers", default=None)
    cadres: Employer | None = asked("posted cadres", default=None)
    medics: Employer | None = asked("medics and samplers", default=None)
    property_staff: Employer | None = asked("staff of property firms", default=None)
    ngo: Employer | None = asked("staff of social organisations", default=None)
    part_time_workers: Employer | None = asked("part-time grid workers", default=None)
    community_staff: Employer | None = asked("staff of residents' committees", default=None)
    building_heads: Employer | None = asked("heads of buildings", default=None)
    drivers: Employer | None = asked("drivers, with cars", default=None)

    @property
    def employers(self) -> dict[str, Employer]:
        """The employers that exist, by name, in a fixed order."""
        found = ((name, getattr(self, name)) for name in EMPLOYERS)
        return {name: employer for name, employer in found if employer is not None}
