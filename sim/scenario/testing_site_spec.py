"""What a scenario may say about mass testing: rounds, sites, pools and the laboratory."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from sim.scenario.base import (
    Hours,
    Moment,
    Name,
    Number,
    Share,
    Spec,
    TimeOfDay,
    asked,
    given,
    rule,
)

GUIDE_2 = "regional nucleic-acid testing guide, 2nd edition, September 2021"
GUIDE_3 = "regional nucleic-acid testing guide, 3rd edition, 22 March 2022"


class MassTestingNeed(Spec):
    """Everybody whom a round of mass testing calls needs it, at a table of a site."""

    per: Literal["mass_testing"] = asked("driver")


class PositivePoolNeed(Spec):
    """Everybody of a pool that tested positive needs it, at her door, in a tube of her own."""

    per: Literal["positive_pool"] = asked("driver")


class MassTesting(Spec):
    """Rounds in which everybody of an area is called to the sites."""

    service: Name = asked("the service, per mass_testing, whose crews take the samples")
    where: Literal["town", "community", "grid"] = given(
        "town", "who is called: all, or communities or grids with a recent case"
    )
    recent: Hours = given("14 d", "how long a case counts as recent", GUIDE_2, "h", gt=0)
    every: Hours = given("24 h", "from the day of one round to the next", GUIDE_2, "h", gt=0)
    rounds: int | None = asked("rounds at most", default=None, ge=1)
    due: Hours = given("24 h", "length of a round; who is not sampled then is missed", GUIDE_3,
                       "h", gt=0, le=168)  # fmt: skip
    takes_part: Share = given(1.0, "of those called, coming; each keeps to it in all rounds")
    when: Literal["always", "emergency"] = given("emergency", "level at which rounds begin")
    from_: Moment | None = asked("no round before this time", alias="from", default=None)
    until: Moment | None = asked("no round after this time", default=None)
    enabled: bool = given(True, "false switches it off")


class TestingSites(Spec):
    """Where mass testing takes place; the same sites serve every round."""

    per_grid: int = given(1, "sites of a grid; 0 is none", ge=0, le=20)
    tables: int = given(
        2, "tables of a site", "planning norm of May 2022: a desk for 600 to 800 residents",
        ge=0, le=50,
    )  # fmt: skip
    opens: TimeOfDay = given("08:00", "when a site opens")
    closes: TimeOfDay = given("20:00", "when a site closes")
    set_up: Hours = given(
        "5 h", "from the first round's beginning until a site can open",
        "regional nucleic-acid testing guide, 1st edition, 2021: within 4 to 6 h", "h",
    )  # fmt: skip
    called_over: Share = given(
        0.8, "of the hours left, over which stairwells are called one by one; 0: all at once"
    )
    pool: int = given(10, "samples of a pool, in the order of the queue", GUIDE_2, ge=1, le=20)
    resample: Hours = given(
        "6 h", "from a positive pool to single samples, without a service for it", unit="h"
    )
    queue_contacts: Number = given(
        5.0, "people whom one who waits comes close to in an hour", unit="contacts/h"
    )
    queue_risk: Number = given(0.2, "risk of such a contact relative to one grid contact")

    @model_validator(mode="after")
    def _opens_first(self) -> TestingSites:
        if self.opens >= self.closes:
            raise rule("must lie before closes", "opens")
        return self


class LaboratorySpec(Spec):
    """The laboratory of all samples but those of who seeks a test herself or is admitted."""

    tubes_per_day: int | None = asked(
        "tubes that it can begin in a day; without it, any number", default=None, ge=1
    )
    turnaround: Hours | None = asked(
        "from a tube's beginning to its result; without it, the hazard's", "h", default=None
    )
