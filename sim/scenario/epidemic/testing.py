"""What a test finds, and who asks for one."""

from __future__ import annotations

from itertools import pairwise

from pydantic import model_validator

from sim.scenario.base import Hours, Share, Spec, given, rule

HELLEWELL = "Hellewell et al., BMC Medicine 2021, days 4 and 10; other days assumed"


class Testing(Spec):
    """What a test finds, and who asks for one."""

    sensitivity: tuple[tuple[Hours, Share], ...] = given(
        (("0 h", 0), ("1 d", 0.1), ("2 d", 0.4), ("4 d", 0.77), ("10 d", 0.5), ("20 d", 0)),
        "[time since infection, share found], linear between",
        HELLEWELL,
    )
    specificity: Share = given(1.0, "of the uninfected, testing negative")
    alike: Share = given(
        0.0, "correlation of one infected person's tests: 1 misses her always or never"
    )
    pooled_loss: Share = given(0.05, "sensitivity lost in a pooled sample")
    turnaround: Hours = given("12 h", "from sample to result", unit="h")
    seek_normal: Share = given(0.3, "of the symptomatic, seeking a test per day, normal")
    seek_alert: Share = given(0.6, "of the symptomatic, seeking a test per day, emergency")

    @model_validator(mode="after")
    def _time_rises(self) -> Testing:
        times = [since for since, _ in self.sensitivity]
        if not times or any(b <= a for a, b in pairwise(times)):
            raise rule("times since infection must rise", "sensitivity")
        return self
