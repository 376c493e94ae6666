"""What protects a resident: past infection, across variants, and the doses of a vaccine."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from sim.scenario.base import Hours, Moment, Name, Share, Spec, asked, given, rule
from sim.scenario.epidemic.contacts import Age

MOST_DOSES = 20
AS_WITHOUT = "assumed: full and lasting, as where immunity is not stated"


def _check_curve(points: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    times = [since for since, _ in points]
    if not times or times[0] != 0:
        raise rule("a table by time starts from time 0")
    if any(after <= before for before, after in pairwise(times)):
        raise rule("times must rise from point to point")
    return points


def _read_count(value: Any) -> Any:
    """Read the whole number that a key of a file is."""
    text = isinstance(value, str) and value.isascii() and value.isdigit()
    return int(value) if text and len(value) < 9 else value


Curve = Annotated[tuple[tuple[Hours, Share], ...], AfterValidator(_check_curve)]
"""[time since, protection] pairs, linear between, the last value staying."""

Doses = Annotated[int, BeforeValidator(_read_count), Field(ge=1, le=MOST_DOSES)]
Kind = Literal["leaky", "all_or_nothing"]


class AfterInfection(Spec):
    """The protection that an infection leaves, by the time since it."""

    kind: Kind = given("leaky", "everybody partly protected, or part of them fully")
    infection: Curve = given(
        (("0 h", 1),), "[time since infection, protection against infection]", AS_WITHOUT
    )
    severe: Curve = given(
        (("0 h", 0),),
        "[time since infection, protection against severe disease, given infection]",
    )


class HistoryRow(Spec):
    """Doses received before clock 0, from an age on, up to the next row's."""

    from_: Age = asked("youngest age", "years", alias="from")
    doses: dict[Doses, Share] = asked("share of residents by number of doses, 0 left out")
    age_of_last_dose: tuple[Hours, Hours] = asked(
        "least and most time from the last dose to clock 0, evenly between", "h"
    )


class Campaign(Spec):
    """Doses given during the run, so many a day, to those who are due."""

    start: Moment = asked("date and time of the first doses")
    per_day: int = asked("doses a day, at most", ge=1)
    days: int = asked("days", ge=1, le=36_525)
    from_age: Age = given(0, "youngest age", unit="years")
    to_age: Age = given(120, "oldest age", unit="years")
    least_doses: int = given(0, "doses received before, at least", ge=0, le=MOST_DOSES)
    gap: Hours = given("0 h", "least time since the last dose", unit="h")
    uptake: Share = given(1.0, "of those who are due, taking it")


class VaccineSpec(Spec):
    """A vaccine: what each dose protects from, who has had it, and who gets it."""

    kind: Kind = given("leaky", "everybody partly protected, or part of them fully")
    infection: tuple[Curve, ...] = asked(
        "protection against infection by time since the dose, for dose 1, 2 ... in turn; "
        "the last holds for further doses",
        min_length=1,
        max_length=MOST_DOSES,
    )
    severe: tuple[Curve, ...] = asked(
        "protection against severe disease, given infection, likewise",
        min_length=1,
        max_length=MOST_DOSES,
    )
    onward: tuple[Share, ...] = asked(
        "infectiousness that remains of a case, for dose 1, 2 ... in turn",
        min_length=1,
        max_length=MOST_DOSES,
    )
    against: dict[Name, Share] = given(
        {}, "factor on protection against infection by variant, 1 where not named"
    )
    history: tuple[HistoryRow, ...] = given((), "doses received before clock 0, by age")
    campaigns: tuple[Campaign, ...] = given((), "doses given during the run")


class ImmunitySpec(Spec):
    """What protects from infection and from severe disease."""

    after_infection: AfterInfection = given(
        AfterInfection(), "protection that an infection leaves", AS_WITHOUT
    )
    cross: dict[Name, dict[Name, Share]] = given(
        {}, "of infection with the first named against the second: factor, 1 where not named"
    )
    vaccine: VaccineSpec | None = asked("a vaccine, or the name of a shipped one", default=None)
