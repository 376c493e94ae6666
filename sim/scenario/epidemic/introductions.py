"""How an infection comes into the town: by number, by date, from work outside."""

from __future__ import annotations

from sim.scenario.base import Hours, Moment, Number, PerHour, Spec, asked, given


class DatedIntroduction(Spec):
    """Residents infected from outside at a stated time."""

    at: Moment = asked("date and time of infection")
    count: int = asked("residents infected", "people", ge=1)


class Commuting(Spec):
    """Infection of residents who work outside, by the prevalence there."""

    file: str = asked("prevalence outside (CSV: date, prevalence)")
    contacts: PerHour = asked("contacts of a resident at work outside", "per hour")


class Introductions(Spec):
    """How the infection comes in: Poisson over the first days, dated, at clock 0, commuting."""

    mean: Number = given(0.0, "mean of the Poisson number introduced", unit="people")
    over: Hours = given("7 d", "spread evenly over this time from clock 0", unit="h", gt=0)
    dated: tuple[DatedIntroduction, ...] = given((), "introductions at stated times")
    infectious_at_start: int = given(0, "residents infectious at clock 0", unit="people", ge=0)
    commuting: Commuting | None = asked(
        "infection at work outside, with the probability of the work layer", default=None
    )
