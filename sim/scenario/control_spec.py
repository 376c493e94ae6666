"""What a scenario may say about a control: whom it covers, what it leaves of contacts."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.base import Factors, Hours, Share, asked, given, rule
from sim.scenario.wrapper_spec import Wrapped


class Control(Wrapped):
    """One thing the response can switch on, and what remains of contacts under it."""

    kind: Literal["zone", "quarantine", "town", "isolation"] = asked("kind of control")
    scope: Literal["stairwell", "building", "grid", "community", "household", "town"] | None = (
        asked("place it covers (zone and quarantine)", default=None)
    )
    factors: Factors = asked("what remains of a person's contacts, by layer")
    compliance: Share = given(1.0, "of the people, keeping to it")
    delay: Hours = given("0 h", "from decision to effect", unit="h")
    duration: Hours | None = asked("quarantine, isolation: length", "h", default=None)
    test_days: tuple[Annotated[int, Field(ge=1, le=60)], ...] = given(
        (), "zone: days of test rounds, 1 is the day of opening"
    )
    clear_days: int = given(14, "zone: days without a new case before release", ge=0)
    clear_round: bool = given(False, "zone: release needs a completed clear round")

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Control:
        if self.kind == "zone" and self.scope in (None, "household", "town"):
            raise rule("a zone covers a stairwell, building, grid or community", "scope")
        if self.kind == "quarantine" and self.scope not in (
            "household",
            "stairwell",
            "building",
        ):
            raise rule("a quarantine covers a household, stairwell or building", "scope")
        if self.kind in ("quarantine", "isolation") and self.duration is None:
            raise rule("is needed: how long it lasts", "duration")
        if self.test_days and self.kind != "zone":
            raise rule("only a zone has test days", "test_days")
        if self.clear_round and not self.test_days:
            raise rule("a clear round needs test_days", "clear_round")
        if any(b <= a for a, b in pairwise(self.test_days)):
            raise rule("days must rise", "test_days")
        return self
