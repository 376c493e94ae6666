"""What a scenario may say about an epidemic: course, contacts, tests and introductions."""

from __future__ import annotations

from itertools import pairwise
from typing import ClassVar, Literal

from pydantic import model_validator

from sim.scenario.base import (
    Factors,
    Hours,
    Layer,
    Moment,
    Number,
    PerHour,
    Share,
    Spec,
    asked,
    given,
    rule,
)
from sim.scenario.law import AgeTable, Law

HELLEWELL = "Hellewell et al., BMC Medicine 2021, days 4 and 10; other days assumed"


class LayerSpec(Spec):
    """Contacts of one layer; for the household, of each pair of members."""

    contacts: PerHour = asked("contacts of a person (household: of a pair)", "per hour")
    relative: Number = given(1.0, "infectiousness of a contact relative to a grid contact")


class IsolationSpec(Spec):
    """What the ill do by themselves at onset."""

    share: Share = given(0.0, "of the symptomatic, staying at home from onset")
    factors: Factors = given(
        {"household": 1, "stairwell": 0.1, "grid": 0.1, "school": 0, "work": 0, "city": 0.1},
        "what remains of their contacts",
    )


class DatedIntroduction(Spec):
    """Residents infected from outside at a stated time."""

    at: Moment = asked("date and time of infection")
    count: int = asked("residents infected", "people", ge=1)


class Introductions(Spec):
    """How the infection comes in: Poisson over the first days, dated, or at clock 0."""

    mean: Number = given(0.0, "mean of the Poisson number introduced", unit="people")
    over: Hours = given("7 d", "spread evenly over this time from clock 0", unit="h", gt=0)
    dated: tuple[DatedIntroduction, ...] = given((), "introductions at stated times")
    infectious_at_start: int = given(0, "residents infectious at clock 0", unit="people", ge=0)


class Testing(Spec):
    """What a test finds, and who asks for one."""

    sensitivity: tuple[tuple[Hours, Share], ...] = given(
        (("0 h", 0), ("1 d", 0.1), ("2 d", 0.4), ("4 d", 0.77), ("10 d", 0.5), ("20 d", 0)),
        "[time since infection, share found], linear between",
        HELLEWELL,
    )
    specificity: Share = given(1.0, "of the uninfected, testing negative")
    pooled_loss: Share = given(0.05, "sensitivity lost in a pooled sample")
    turnaround: Hours = given("12 h", "from sample to result", unit="h")
    seek_normal: Share = given(0.3, "of the symptomatic, seeking a test per day, normal")
    seek_alert: Share = given(0.6, "of the symptomatic, seeking a test per day, emergency")

    @model_validator(mode="after")
    def _time_rises(self) -> Testing:
        times = [since for since, _ in self.sensitivity]
        if not times or any(b <= a for a, b in pairwise(times)):
            raise rule("times since infection must rise", "sensitivity")
        return self


class EpidemicSpec(Spec):
    """One epidemic: its course in a resident and its ways between residents."""

    exactly_one: ClassVar[tuple[str, ...]] = ("growth", "R0")

    kind: Literal["epidemic"] = asked("kind of hazard")
    variant: str = asked("name of the variant", min_length=1, max_length=64)
    growth: PerHour | None = asked(
        "growth rate without control, from which R follows", "per hour", default=None
    )
    r0: Number | None = asked("basic reproduction number", alias="R0", default=None)
    latent: Law = asked("infection to infectious", "h")
    presymptomatic: Law = asked("infectious to onset", "h")
    infectious: Law = asked("span of infectiousness", "h")
    profile: tuple[Number, ...] = given(
        (1,), "relative infectiousness in equal parts of the span"
    )
    asymptomatic: AgeTable = asked("share never symptomatic, by age")
    asymptomatic_infectiousness: Share = asked("infectiousness without symptoms, relative")
    severe: AgeTable = asked("share severe, given infection, by age")
    death: AgeTable = asked("share dying, given severe, by age")
    severe_after: Law = asked("onset to hospital", "h")
    hospital: Law = asked("stay in hospital", "h")
    death_after: Law = asked("hospital to death", "h")
    household_attack_rate: Share = asked("of a case's household members, infected by it")
    layers: dict[Layer, LayerSpec] = asked("contacts by layer")
    isolation: IsolationSpec = given(IsolationSpec(), "self-isolation at onset")
    introductions: Introductions = given(Introductions(), "how the infection comes in")
    testing: Testing = given(Testing(), "tests")
    floor: Hours = given("6 h", "least time from infection to anything visible", unit="h")

    @model_validator(mode="after")
    def _can_spread(self) -> EpidemicSpec:
        if not self.profile or sum(self.profile) <= 0:
            raise rule("must have a positive part", "profile")
        if "household" not in self.layers and self.household_attack_rate > 0:
            raise rule("needs a household layer, or 0", "household_attack_rate")
        if self.household_attack_rate == 1:
            raise rule("must be below 1", "household_attack_rate")
        return self
