"""What a scenario may say about when workers are on duty."""

from __future__ import annotations

from pydantic import model_validator

from sim.scenario.base import Hours, Spec, TimeOfDay, asked, given, rule


class Span(Spec):
    """A span of the day; an end at or before the start lies on the next day."""

    from_: TimeOfDay = asked("start", alias="from")
    until: TimeOfDay = asked("end")

    @property
    def length_h(self) -> float:
        """The length of the span [h], in (0, 24]."""
        return (self.until - self.from_) % 24 or 24.0


class Shift(Span):
    """One shift of a day, and who of every so many has it; breaks make a split shift."""

    heads: int = given(1, "workers who have this shift, of all that the shifts state", ge=1)
    breaks: tuple[Span, ...] = given((), "off duty within the shift")

    @model_validator(mode="after")
    def _breaks_lie_within(self) -> Shift:
        last = 0.0
        for one in self.breaks:
            begin = (one.from_ - self.from_) % 24
            if begin < last or begin == 0 or begin + one.length_h >= self.length_h:
                raise rule("must follow each other within the shift", "breaks")
            last = begin + one.length_h
        return self

    @property
    def duty_h(self) -> float:
        """The hours on duty, breaks left out."""
        return self.length_h - sum(one.length_h for one in self.breaks)


class OnCall(Span):
    """A span in which workers stand by at home, and come out for urgent tasks."""

    notice: Hours = given("30 min", "from the call to coming on duty", unit="h")
    priority: int = given(0, "come out for services up to this class", ge=0, le=99)


class Roster(Spec):
    """When workers are on duty: shifts and rest days, a table of duty rows, or always."""

    shifts: tuple[Shift, ...] = given((), "shifts, shared out among the workers")
    rest_days: int = given(0, "rest days a week, staggered", ge=0, le=6)
    rotates: int = given(0, "days after which each goes on to the next shift; 0 never", ge=0)
    on_call: OnCall | None = asked("standing by outside the shifts", default=None)
    always: bool = given(False, "on duty day and night, without shifts")
    file: str | None = asked(
        "CSV of duty rows: worker (number from 0), from, until (dates and times)", default=None
    )

    @model_validator(mode="after")
    def _some_duty(self) -> Roster:
        if sum((self.always, bool(self.shifts), self.file is not None)) != 1:
            raise rule("a roster has shifts, or a file, or is always on duty", "shifts")
        if not self.shifts and (self.rest_days or self.rotates):
            key = "rest_days" if self.rest_days else "rotates"
            raise rule("is for a roster that states shifts", key)
        if self.rotates and len({shift.heads for shift in self.shifts}) > 1:
            raise rule("workers only go round shifts of as many heads each", "rotates")
        if self.always and self.on_call is not None:
            raise rule("nobody is on call who is always on duty", "on_call")
        return self

    @property
    def hours_per_day(self) -> float:
        """The mean hours on duty of one worker per day; of a file, 8 h are taken."""
        if self.always:
            return 24.0
        if self.file is not None:
            return 8.0
        heads = sum(shift.heads for shift in self.shifts)
        mean = sum(shift.duty_h * shift.heads for shift in self.shifts) / heads
        return mean * (7 - self.rest_days) / 7
