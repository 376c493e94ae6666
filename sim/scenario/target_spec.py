"""What a scenario may say about whom a control covers, its trips, its beds and its price."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.base import Hours, Layer, Money, Number, Share, Spec, asked, given, rule
from sim.scenario.epidemic.immunity import MOST_DOSES

Class = Literal[
    "all", "vulnerable", "aged_60", "aged_80", "aged_80_alone", "works_outside",
    "works_in_town", "pupils",
]  # fmt: skip

Days = tuple[Annotated[int, Field(ge=1, le=60)], ...]
"""Days of a control: 1 is the day on which it begins, or on which a zone's clock started."""


class Target(Spec):
    """Whom a control covers of those it reaches; everything that is stated must hold."""

    who: Class = given("all", "class of residents")
    from_age: int | None = asked("youngest age [years]", default=None, ge=0, le=120)
    to_age: int | None = asked("oldest age [years]", default=None, ge=0, le=120)
    share: Share | None = asked(
        "of them, covered: those whose own uniform lies below it", default=None
    )
    drawn: Literal["household", "resident"] = given("household", "what the share is drawn of")
    grids: tuple[str, ...] | None = asked("names of the grids they live in", default=None)
    communities: tuple[str, ...] | None = asked(
        "names of the communities they live in", default=None
    )
    ring: int | None = asked(
        "and the grids so many steps around these, on the network of grids",
        default=None, ge=1, le=60,
    )  # fmt: skip

    @model_validator(mode="after")
    def _ring_has_a_middle(self) -> Target:
        if self.ring is not None and self.grids is None and self.communities is None:
            raise rule("a ring needs grids or communities in its middle", "ring")
        ages = (self.from_age, self.to_age)
        if None not in ages and ages[1] < ages[0]:  # type: ignore[operator]
            raise rule("must not lie below from_age", "to_age")
        return self


class Trips(Spec):
    """The outings that still happen: so many persons of a household every so often.

    Who goes out meets others in some layers; the share of outings left is there the share of
    contacts left. A household of mean size m whose members went out `normal` times a day each
    has persons / (every x m x normal) of its outings left. On these a contact is as likely as
    the control's own factor of the layer says (1 where it says nothing).
    """

    every: Hours = asked("from one outing of a household to the next", "h", gt=0)
    persons: int = given(1, "persons who go out", ge=1)
    normal: Number = given(1.0, "outings of a person a day before the control", gt=0)
    layers: tuple[Layer, ...] = given(("grid", "city"), "layers met on outings", min_length=1)

    def left(self, mean_household: float) -> float:
        """Give the share of outings left, where a household has so many members."""
        before = mean_household * self.normal * self.every / 24.0
        return min(self.persons / before, 1.0)


class SelfTests(Spec):
    """Antigen tests that people under a control take at home, on days of it, at 08:00.

    The result is known and told at once. Whom no PCR would find an antigen test does not find
    either, and it is never wrongly positive.
    """

    days: Days = asked("days on which they are taken, 1 is the first", min_length=1)
    takes_part: Share = given(1.0, "of those asked, taking them; each keeps to it")
    sensitivity: Share = given(
        0.684,
        "of those whom a PCR of the same hour finds, found",
        "Khandker et al., Journal of Clinical Medicine 2021: .684 (.608-.759)",
    )


class ControlCost(Spec):
    """What a control costs beside the work it creates."""

    per_resident_day: Money = given(0, "of every resident under it, a day", unit="CNY")
    per_use: Money = given(0, "each time that a resident comes under it", unit="CNY")


class Doses(Spec):
    """Vaccine given while a control is in force; taken up by the share that complies."""

    per_day: int = asked("doses a day, at most", ge=1)
    least_doses: int = given(0, "doses received before, at least", ge=0, le=MOST_DOSES)
    gap: Hours = given("0 h", "least time since the last dose", unit="h")


class Gain(Spec):
    """What an information campaign adds while it lasts, among those whom it reaches."""

    compliance: Share = given(0.0, "added to the compliance with every other control")
    self_report: Share = given(0.0, "added to the share of the ill who seek a test, a day")
