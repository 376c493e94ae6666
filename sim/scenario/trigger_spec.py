"""What a scenario may say about triggers: what of the picture switches levels and controls."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import model_validator

from sim.scenario.base import Hours, Moment, Name, Number, Spec, asked, given, rule

Seen = Literal[
    "cases",
    "backlog",
    "overdue",
    "on_time",
    "staff",
    "absent",
    "suits",
    "confined",
    "zones",
]
OF_SERVICES = ("backlog", "overdue", "on_time")
OF_EMPLOYERS = ("staff", "absent")


class Trigger(Spec):
    """A condition on what the command knows; on or off, in the street and in each grid."""

    exactly_one: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("measure", "all", "any", "none", "quiet", "date", "ordered"),
    )
    measure: Seen | None = asked("what is looked at, of what the command knows", default=None)
    last: Hours | None = asked(
        "cases, on_time: of so long back; cases: left out, since the last normal time",
        "h",
        default=None,
        gt=0,
    )
    place: Literal["street", "community", "grid"] = given(
        "street", "looked at as a whole, or in each community or grid: one is enough"
    )
    services: tuple[Name, ...] = given((), "backlog, overdue, on_time: of these, else of all")
    employers: tuple[Name, ...] = given((), "staff, absent: of these, else of all")
    at_least: Number | None = asked("on from here up", default=None)
    at_most: Number | None = asked("on from here down", default=None)
    change: Literal["rising", "falling"] | None = asked(
        "on while it changes from day to day, whatever its size", default=None
    )
    days: int = given(1, "days of the last `of` on which it must hold", ge=1, le=60)
    of: int | None = asked("days looked at; left out, as many as `days`", default=None, le=60)
    off_below: Number | None = asked("with at_least: off only below this", default=None)
    off_above: Number | None = asked("with at_most: off only above this", default=None)
    all: tuple[Name, ...] | None = asked("on while all these triggers are", default=None)
    any: tuple[Name, ...] | None = asked("on while one of these triggers is", default=None)
    none: tuple[Name, ...] | None = asked("on while none of these triggers is", default=None)
    quiet: Hours | None = asked(
        "on when for so long no new case was known and no zone was closed", "h", default=None
    )
    date: Moment | None = asked("on from this time", default=None)
    ordered: Moment | None = asked("on after an order from above, given then", default=None)
    notice: Hours = given("0 h", "ordered: from the order to its effect", unit="h")
    until: Moment | None = asked("date, ordered: off from this time", default=None)
    stays: Hours = given("0 h", "once on, stays on at least so long", unit="h")

    @property
    def others(self) -> tuple[str, ...]:
        """The triggers that this one is made of."""
        return (*(self.all or ()), *(self.any or ()), *(self.none or ()))

    @property
    def dated(self) -> bool:
        """Whether it comes on at a time that is stated, whatever is known."""
        return self.date is not None or self.ordered is not None

    @property
    def looks_at_days(self) -> int:
        """How many days it looks at."""
        return self.of or self.days

    @model_validator(mode="after")
    def _says_one_thing(self) -> Trigger:
        if self.measure is not None:
            self._looks_rightly(self.measure)
        elif any(x is not None for x in (self.at_least, self.at_most, self.change, self.last)):
            raise rule("at_least, at_most, change and last belong to a measure", "measure")
        if not self.dated and (self.until is not None or self.notice):
            raise rule("is for a date or an order from above", "until")
        if self.date is not None and self.notice:
            raise rule("is for an order from above", "notice")
        if self.until is not None and self.until <= (self.date or self.ordered or self.until):
            raise rule("must lie after it comes on", "until")
        return self

    def _looks_rightly(self, measure: str) -> None:
        stated = [x for x in (self.at_least, self.at_most, self.change) if x is not None]
        if len(stated) != 1:
            raise rule("a measure needs exactly one of at_least, at_most and change", "measure")
        if self.last is not None and measure not in ("cases", "on_time"):
            raise rule("is for cases and on_time", "last")
        if self.services and measure not in OF_SERVICES:
            raise rule(f"is for {', '.join(OF_SERVICES)}", "services")
        if self.employers and measure not in OF_EMPLOYERS:
            raise rule(f"is for {', '.join(OF_EMPLOYERS)}", "employers")
        if measure == "suits" and self.place != "street":
            raise rule("suits are the street's", "place", "street")
        if self.of is not None and self.of < self.days:
            raise rule("must not be fewer than days", "of")
        self._hysteresis()

    def _hysteresis(self) -> None:
        if self.off_below is not None and (
            self.at_least is None or self.off_below > self.at_least
        ):
            raise rule("needs an at_least that is not below it", "off_below")
        if self.off_above is not None and (
            self.at_most is None or self.off_above < self.at_most
        ):
            raise rule("needs an at_most that is not above it", "off_above")
        several = self.looks_at_days > 1 or self.change is not None
        if several and (self.off_below is not None or self.off_above is not None):
            raise rule("is for one look, not for days: use stays", "off_below")
