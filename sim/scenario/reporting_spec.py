"""What a scenario may say about reports: the chain to the centre, false alarms, stocktaking."""

from __future__ import annotations

from sim.scenario.base import Hours, Number, ResidentRate, Share, Spec, asked, given
from sim.scenario.law import Law


class Link(Spec):
    """One link of the chain: what it hears it passes on, late or never."""

    delay: Law = given("0 h", "from hearing of something to passing it on", unit="h")
    loss: Share = given(0.0, "of reports, never passed on")


class Reporting(Spec):
    """How what was found comes to the centre: every report passes every link."""

    grid: Link = given(Link(delay=Law(law="fixed", mean=0)), "from the grid to the community")
    community: Link = given(Link(delay=Law(law="fixed", mean=0)), "from there to the street")
    street: Link = given(Link(delay=Law(law="fixed", mean=0)), "from there to the county")
    county: Link = given(Link(delay=Law(law="fixed", mean=0)), "from there to the command")
    platform_delay: Number = given(
        1.0, "delays times this while the workforce's platform is not out"
    )
    platform_loss: Share = given(
        1.0, "losses times this while the workforce's platform is not out"
    )
    missing_after: Hours = given(
        "24 h", "a result not heard of so long after it was due counts as missing", unit="h"
    )
    false_alarms: ResidentRate = given(0, "reports of a case who is none", unit="per hour")
    stocktaking: Hours | None = asked(
        "interval at which grids report backlog and staff; without it the centre sees them",
        "h", default=None, gt=0,
    )  # fmt: skip

    @property
    def links(self) -> tuple[Link, ...]:
        """The links in the order in which a report passes them."""
        return (self.grid, self.community, self.street, self.county)
