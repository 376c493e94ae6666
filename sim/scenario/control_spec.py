"""What a scenario may say about a control: whom it covers, what it leaves, what it costs."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from sim.scenario.base import (
    Factors,
    Hours,
    Layer,
    Name,
    Number,
    Share,
    asked,
    given,
)
from sim.scenario.control_rules import faults
from sim.scenario.target_spec import ControlCost, Days, Doses, Gain, SelfTests, Target, Trips
from sim.scenario.wrapper_spec import Wrapped

ANSWERING = ("zone", "quarantine")
"""Kinds that answer cases."""
STANDING = ("town", "closure", "vaccination", "information", "evacuation", "staff")
"""Kinds that begin and end by level and date."""
MOST_CONTROLS = 62
"""Controls of one scenario: each is a bit of a whole number, some have a second form."""


class Control(Wrapped):
    """One thing the response can switch on, and what remains of contacts under it."""

    kind: Literal[
        "zone",
        "quarantine",
        "town",
        "isolation",
        "closure",
        "vaccination",
        "information",
        "evacuation",
        "staff",
    ] = asked("kind of control")
    scope: (
        Literal["stairwell", "building", "grid", "community", "ring", "household", "town"]
        | None
    ) = asked("place it covers (zone and quarantine)", default=None)
    ring: int | None = asked(
        "scope ring: steps around the case's grid on the network of grids",
        default=None, ge=1, le=60,
    )  # fmt: skip
    target: Target | None = asked("whom it covers of those in its scope", default=None)
    factors: Factors = given({}, "what remains of a person's contacts, by layer")
    trips: Trips | None = asked("the outings that still happen", default=None)
    closes: tuple[Layer, ...] | None = asked(
        "closure: layers that are shut, but for what factors leave of them", default=None
    )
    compliance: Share = given(1.0, "of the people, keeping to it")
    delay: Hours = given("0 h", "from decision to effect", unit="h")
    duration: Hours | None = asked(
        "length of a quarantine, an isolation; of others, at most", "h", default=None
    )
    followed_by: Name | None = asked(
        "zone, quarantine: the control of the same kind that follows", default=None
    )
    answers: bool = given(True, "zone, quarantine: false where it only follows another")
    test_days: Days = given(
        (), "zone: days of test rounds, 1 is the day of opening; quarantine: of its `tests`"
    )
    tests: Name | None = asked(
        "quarantine: the service, per control, that samples households on test_days",
        default=None,
    )
    self_tests: SelfTests | None = asked(
        "zone, quarantine: antigen tests that people take at home", default=None
    )
    clear_days: int = given(14, "zone: days without a new case before release", ge=0)
    clear_round: bool = given(False, "zone: release needs a completed clear round")
    rank: int | None = asked(
        "zone: takes stairwells from zones of lower rank; 0 where it is not stated",
        default=None, ge=0, le=9,
    )  # fmt: skip
    merge: bool = given(False, "zone: one with those of its control that touch or overlap it")
    split: Literal["stairwell", "building", "grid"] | None = asked(
        "zone: parts of this size are judged by their own last case", default=None
    )
    after_inner: bool = given(False, "zone: stays while one of higher rank is open in it")
    outside_work: Literal["kept", "stopped"] = given(
        "stopped", "zone, quarantine: whether those who work outside the town may leave for it"
    )
    shuts_in: bool = given(
        True, "zone, quarantine: households stay in and are supplied at the door"
    )
    shuts_out: bool = given(
        False, "town, zone: workers who live outside the town do not come in (locked_out)"
    )
    gates: bool = given(True, "zone: posts of sealed grids and buildings stand at it")
    place: Literal["home", "central"] = given("home", "where the time is spent")
    beds: int | None = asked("beds in its central place", default=None, ge=0)
    pool: Name | None = asked(
        "name of the place, shared by controls that state it; the control's own without",
        default=None,
    )
    waiting: Factors | None = asked(
        "what remains of contacts while waiting at home for a bed; without it as at the "
        "place, the household untouched",
        default=None,
    )
    when_full: Literal["wait", "refuse"] = given("wait", "what happens without a free bed")
    transport: Name | None = asked(
        "the service, per control, that brings people to the place", default=None
    )
    creates: tuple[Name, ...] | None = asked(
        "services, per control, that are needed as it begins", default=None
    )
    cost: ControlCost | None = asked("what it costs beside that work", default=None)
    doses: Doses | None = asked("vaccination: what is given", default=None)
    gain: Gain | None = asked("information: what it adds", default=None)
    tests_every: Hours | None = asked(
        "staff: interval at which workers on duty are tested", "h", default=None, gt=0
    )
    infection_risk: Number | None = asked(
        "staff: times the risk of workers at the door and the table", default=None, le=1
    )

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Control:
        for fault in faults(self):
            raise fault
        return self

    @property
    def central(self) -> bool:
        """Whether people are away from home under it, in a place of its own."""
        return self.place == "central" or self.beds is not None

    def left(self, mean_household: float) -> dict[Layer, float]:
        """Give what remains of contacts by layer; households have so many members on average.

        A closed layer has nothing left, or what `factors` say; outings: see `Trips`.
        """
        left: dict[Layer, float] = dict.fromkeys(self.closes or (), 0.0)
        left |= self.factors
        if self.trips is not None:
            share = self.trips.left(mean_household)
            left |= {layer: share * left.get(layer, 1.0) for layer in self.trips.layers}
        return left

    def left_waiting(self, mean_household: float) -> dict[Layer, float]:
        """Give what remains of contacts while waiting at home for a bed."""
        if self.waiting is not None:
            return dict(self.waiting)
        return {**self.left(mean_household), "household": 1.0}

    def left_commuting(self, mean_household: float) -> dict[Layer, float]:
        """Give what remains of the contacts of those who may leave for work outside."""
        left = self.left(mean_household)
        return {layer: f for layer, f in left.items() if layer not in ("work", "city")}
