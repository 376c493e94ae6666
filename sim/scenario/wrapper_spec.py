"""What a scenario may wrap a control in: when, where and for whom it holds, and what with."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from sim.scenario.base import Hours, Moment, Name, Share, Spec, TimeOfDay, asked, given, rule
from sim.scenario.level_spec import ALWAYS, When

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Then(Spec):
    """What follows when a control has been in force for a while: the next step."""

    control: Name = asked("the control that comes then, at the same place")
    after: Hours = asked("from the one to the next", "h", gt=0)
    unless: Name | None = asked("trigger that keeps it back, if on by then", default=None)


class Wrapped(Spec):
    """When, where and for whom a control holds, and which others come with it or after it."""

    when: When = given(
        ALWAYS, "levels at which it is used: always, emergency, a level, or level+ and above"
    )
    from_: Moment | None = asked("not before this time", alias="from", default=None)
    until: Moment | None = asked("not after this time", default=None)
    hours: tuple[TimeOfDay, TimeOfDay] | None = asked(
        "times of day between which it holds", default=None
    )
    weekdays: tuple[Weekday, ...] = given((), "days of the week on which it holds")
    where: Name | None = asked("trigger: only in grids in which it is on", default=None)
    share_asked: Share = given(
        1.0, "of the residents (town) or of the cases, whom it is for; the same ones each time"
    )
    with_: tuple[Name, ...] = given((), "controls that come and go with it", alias="with")
    then: Then | None = asked("the next step, after a while", default=None)
    like: Name | None = asked("another control, which gives what is not stated", default=None)
    enabled: bool = given(True, "false switches it off")

    @model_validator(mode="after")
    def _window_is_one(self) -> Wrapped:
        if self.from_ is not None and self.until is not None and self.until <= self.from_:
            raise rule("must lie after from", "until")
        if self.hours is not None and self.hours[0] >= self.hours[1]:
            raise rule("must start before they end", "hours")
        kind = getattr(self, "kind", "")
        if (self.hours or self.weekdays) and kind in ("isolation", "vaccination"):
            key = "hours" if self.hours else "weekdays"
            raise rule(f"a control of kind {kind} has no times of day or week", key)
        if kind == "isolation":
            for key, stated in (
                ("with", self.with_),
                ("then", self.then),
                ("where", self.where),
            ):
                if stated:
                    raise rule("is not for isolation", key)
            if self.share_asked < 1:
                raise rule("is not for isolation", "share_asked")
        return self
