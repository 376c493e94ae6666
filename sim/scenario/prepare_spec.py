"""What a scenario may say about preparedness: what it costs a year, and its assumed effect."""

from __future__ import annotations

from sim.scenario.base import Hours, Money, Name, Number, Share, Spec, asked, given
from sim.scenario.workforce_spec import EMPLOYERS


class Plan(Spec):
    """A written plan: who does what is settled, so that levels begin sooner."""

    per_year: Money = given(0, "keeping it up to date, a year", unit="CNY")
    delay: Share = given(0.7, "delays from trigger to level, times this")


class Drills(Spec):
    """Exercises of the plan: each a year shortens the delays, down to a floor."""

    a_year: Number = asked("drills a year")
    each: Money = given(0, "cost of a drill", unit="CNY")
    delay: Share = given(0.9, "delays from trigger to level, times this for each drill a year")
    at_least: Share = given(0.5, "of the delay that drills cannot take away")


class PreAuthorised(Spec):
    """The street may declare levels by itself: no delay from trigger to level."""

    per_year: Money = given(0, "cost a year", unit="CNY")


class Stock(Spec):
    """Suits laid in, on top of those of `workforce.suits`, from the start."""

    suits: int = asked("suits laid in", ge=0)
    per_year: Money = given(0, "storing and replacing them, a year", unit="CNY")


class Agreement(Spec):
    """An agreement with property firms or social organisations: heads after a notice."""

    employer: Name = asked(f"whose staff it brings: one of {', '.join(EMPLOYERS)}")
    heads: int = asked("heads it brings, on top of the employer's count", ge=0)
    notice: Hours | None = asked(
        "from the call to the first arrival, instead of the employer's", "h", default=None
    )
    per_year: Money = given(0, "cost a year", unit="CNY")


class Preparedness(Spec):
    """What was done beforehand. What is left out was not."""

    plan: Plan | None = asked("a written plan", default=None)
    drills: Drills | None = asked("drills", default=None)
    stock: Stock | None = asked("a stock of suits", default=None)
    pre_authorised: PreAuthorised | None = asked("levels begin without delay", default=None)
    agreements: dict[Name, Agreement] = given({}, "agreements by name")

    @property
    def delay_factor(self) -> float:
        """By how much delays from trigger to level are multiplied."""
        if self.pre_authorised is not None:
            return 0.0
        factor = self.plan.delay if self.plan is not None else 1.0
        if self.drills is not None and self.drills.a_year > 0:
            factor *= max(self.drills.delay**self.drills.a_year, self.drills.at_least)
        return factor

    @property
    def cost_per_year(self) -> float:
        """What it costs a year [CNY]."""
        single = (self.plan, self.stock, self.pre_authorised, *self.agreements.values())
        cost = sum(one.per_year for one in single if one is not None)
        return cost + (self.drills.a_year * self.drills.each if self.drills else 0.0)
