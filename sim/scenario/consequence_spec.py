"""What a scenario may say about what met and unmet needs do: consequences are causes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.base import Hours, Layer, Name, Share, Spec, asked, given, rule
from sim.scenario.law import Law

Shares = dict[Layer, Share]


class Compliance(Spec):
    """Overdue needs make households leave the restriction, day by day, to a floor.

    A need met in time wins some of them back, at most once a day; each service by itself.
    """

    kind: Literal["compliance"] = asked("kind of consequence")
    loss_per_day: Share = given(0.05, "compliance lost per day overdue")
    floor: Share = given(0.5, "compliance that stays")
    regain_per_day: Share = given(0.0, "of the complying, won back a day by a need met in time")


class Detection(Spec):
    """A need met lets symptoms be found; one unmet leaves them unseen."""

    kind: Literal["detection"] = asked("kind of consequence")
    at_once: bool = given(False, "acts when the need arises, whenever the work is done")


class Isolation(Spec):
    """A need met isolates the case."""

    kind: Literal["isolation"] = asked("kind of consequence")
    at_once: bool = given(False, "acts when the need arises, whenever the work is done")


class Move(Spec):
    """A need met brings those it is for to the central place where they have a bed."""

    kind: Literal["move"] = asked("kind of consequence")


class Sample(Spec):
    """A need met samples the person, or all of the household; one tube each."""

    kind: Literal["sample"] = asked("kind of consequence")


class Tracing(Spec):
    """An interview done puts those whom the case met under a quarantine.

    Each contact reached is also tested once; who is a worker stays away while it lasts.
    """

    kind: Literal["tracing"] = asked("kind of consequence")
    control: Name = asked("the control of kind quarantine, of scope household")
    look_back: Hours = given(
        "48 h", "from the sample back", "8th edition of the control plan: two days", "h"
    )
    named: Share = given(
        0.94,
        "of the contacts, reached",
        "Fields et al. 2021, doi 10.3201/eid2712.210505: 96 of 1,499 unreachable",
    )
    recall: Shares = given({}, "of the contacts of a layer, remembered; others all")
    reach: Shares = given({}, "of the remembered of a layer, reached, in place of named")
    notify: Law = given("0 h", "from the interview until a contact is told", unit="h")
    generations: int = given(1, "1 traces contacts, 2 theirs too, 3 theirs again", ge=1, le=3)
    further: Name | None = asked(
        "the control for contacts of contacts, if another", default=None
    )
    clock: tuple[Hours, Hours, Hours] | None = asked(
        "due from finding to the interview's start, end, and the last contact told",
        "h", default=None,
    )  # fmt: skip

    @model_validator(mode="after")
    def _goes_further(self) -> Tracing:
        if self.further is not None and self.generations == 1:
            raise rule("needs generations of 2 or 3", "further")
        if self.clock is not None and list(self.clock) != sorted(self.clock):
            raise rule("must not fall", "clock")
        return self

    at_once: bool = given(False, "acts when the need arises, whenever the work is done")


class Harm(Spec):
    """A need never met harms the resident who has it, with this probability."""

    kind: Literal["harm"] = asked("kind of consequence")
    share: Share = asked("of unmet needs, harming")
    at_most: int = given(1, "harms of one resident", ge=1)


class Release(Spec):
    """A zone's clear days count from when this was done for its cases.

    Source: Beijing, press conference 337 on the epidemic, 17 May 2022.
    """

    kind: Literal["release"] = asked("kind of consequence")
    at_most: Hours = given(
        "21 d", "after the last case, the longest that it keeps a zone closed", unit="h"
    )


class Repeat(Spec):
    """Who got no answer asks again after a while."""

    kind: Literal["repeat"] = asked("kind of consequence")
    share: Share = given(0.7, "of those without an answer, asking again")
    delay: Law = given("30 min", "until they do", unit="h")
    at_most: int = given(3, "times that one need is asked again", ge=1, le=9)


class Correction(Spec):
    """An inspection finds the wrong stops of the task that it follows, to be done again."""

    kind: Literal["correction"] = asked("kind of consequence")
    finds: Share = given(0.9, "of the wrong stops, found")


Consequence = Annotated[
    Compliance
    | Detection
    | Isolation
    | Move
    | Sample
    | Tracing
    | Harm
    | Release
    | Repeat
    | Correction,
    Field(discriminator="kind"),
]
