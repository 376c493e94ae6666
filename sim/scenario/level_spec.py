"""What a scenario may say about levels: how each is entered and left, and what it stops."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, model_validator

from sim.scenario.base import Hours, Name, Spec, asked, given, name_fault, rule

ALWAYS, EMERGENCY, ON = "always", "emergency", "+"


def _as_list(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _check_when(when: tuple[str, ...]) -> tuple[str, ...]:
    for word in when:
        if name_fault(word.removesuffix(ON)):
            raise rule(f"'{word}' is no level: a name, or a name with + for it and above")
    return when


When = Annotated[tuple[str, ...], BeforeValidator(_as_list), AfterValidator(_check_when)]
"""Levels at which something holds: a name, a name with + (it and those above), or a list."""


Names = Annotated[tuple[Name, ...], BeforeValidator(_as_list)]
"""One name, or a list."""


class Level(Spec):
    """A level of the response, above the one written before it."""

    enter: Names = given((), "triggers of which one is enough to go up to it")
    leave: Name | None = asked("trigger to go down from it; none: for good", default=None)
    to: Name | None = asked("level to which it goes down, if not the next", default=None)
    delay: Hours = given("0 h", "from trigger to level; none for a date or an order", unit="h")
    dwell: Hours = given("0 h", "held at least so long", unit="h")


class StandDown(Spec):
    """How what a level no longer allows is lifted: some controls later than others."""

    order: tuple[Name, ...] = asked(
        "controls in the order in which they are lifted; not zones, quarantines and isolation",
        min_length=1,
    )
    every: Hours = given("24 h", "from one to the next; the first is lifted at once", unit="h")

    @model_validator(mode="after")
    def _each_once(self) -> StandDown:
        if len(set(self.order)) < len(self.order):
            raise rule("names a control twice", "order")
        return self
