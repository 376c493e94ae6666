"""What a scenario may say about a flood: forecast, water, ground, who leaves, shelters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, Literal

from sim.scenario.base import Broken, Hours, Moment, Number, Share, Spec, asked, given
from sim.scenario.control_spec import Control
from sim.scenario.ground_table import count_no_residents
from sim.scenario.hazard_spec import HazardSpec, Readers, known_kind
from sim.scenario.law import Law

AWAY = "evacuated"
"""The flood's rule on movement: who has left home meets nobody of stairwell and grid."""


class LeavingSpec(Spec):
    """How households answer a warning."""

    refusal: Share = given(0.1, "of warned households, refusing to leave at first")
    persuaded: Share = given(0.5, "of refusing households, persuaded by one visit")
    again: Hours = given("1 h", "from a visit in vain to the next", unit="h")
    prepares: Law = given(
        {"law": "lognormal", "mean": "1 h", "cv": 0.6},
        "time to get ready; that there is a distribution: Lindell et al. 2020",
        unit="h",
    )
    limited_80_plus: Share = given(0.4, "of those aged 80 and over, needing a vehicle")
    limited_60_plus: Share = given(0.05, "of those aged 60 to 79, needing a vehicle")
    kin: Share = given(0.3, "of households, going to relatives out of reach of the water")


class SheltersSpec(Spec):
    """Where those go who have nobody else; in each community, on its highest grid."""

    capacity: int = given(400, "places of a community's shelter", ge=0)
    spaced: Share = given(0.5, "of the places, used while an outbreak is an emergency")
    contacts: Number = given(
        0.5, "meetings an hour of one person there with others", unit="per hour"
    )
    risk: Number = given(1.0, "risk of a meeting relative to one grid contact")
    care_every: Hours = given("4 h", "from one round of care to the next", unit="h", gt=0)
    people: int = given(20, "people for whom one task of care is done", ge=1)


@known_kind
class FloodSpec(HazardSpec):
    """Water that rises after a forecast, and whom it threatens."""

    asks: ClassVar[tuple[str, ...]] = (
        "warn", "persuade", "evacuate", "open_shelter", "care", "rescue", "clean",
    )  # fmt: skip
    reroutes: ClassVar[bool] = True
    readers: ClassVar[Readers] = {("ground",): count_no_residents}

    kind: Literal["flood"] = asked("kind of hazard")
    forecast: Moment = asked("when the water is forecast: warnings and the call-up begin")
    lead: Hours = given(
        "6 h", "from the forecast to the first water", "Ningbo: red warning 6 h ahead", "h"
    )
    peak: Number = asked("highest water above the lowest ground; 0 is no flood", "m")
    rise: Number = given(0.5, "rise of the water in an hour", unit="m/h", gt=0)
    stays: Hours = given("12 h", "from the peak to the first fall", unit="h")
    fall: Number = given(0.25, "fall of the water in an hour", unit="m/h", gt=0)
    relief: Number = given(6.0, "highest above lowest ground, where no table says", unit="m")
    ground: str | None = asked(
        "table of the ground (CSV: grid, ground_m), in place of relief", default=None
    )
    margin: Number = given(0.5, "ground this far above the peak is cleared too", unit="m")
    wade: Number = given(0.3, "water in which a road can still be walked", unit="m")
    boat: Hours = given("45 min", "a way that no road leads, taken by boat", unit="h", gt=0)
    haste: Share = given(
        0.0208,
        "notices and the delay of the response, times this: 12 h becomes 15 min",
        "Fuyuan, 21 August 2025: forecast 07:45, Level IV at 08:00",
        gt=0,
    )
    calls: Number = given(
        638, "workers called an hour, one by one", "Fuyuan: 287 in 27 min", "per hour", gt=0
    )
    on_duty: Hours = given("16 h", "from the call, all stay on duty so long", unit="h", gt=0)
    leaving: LeavingSpec = given(LeavingSpec(), "how households answer a warning")
    shelters: SheltersSpec = given(SheltersSpec(), "where they go")
    injured: Share = given(0.02, "of those still inside when the water comes, injured")

    def moments(self) -> dict[tuple[str, ...], datetime]:
        """Give the time of the forecast."""
        return {("forecast",): self.forecast}

    def files(self) -> dict[tuple[str, ...], str]:
        """Give the table of the ground, if there is one."""
        return {} if self.ground is None else {("ground",): self.ground}

    def controls(self) -> dict[str, Control]:
        """Give the rule on movement: who has left meets nobody of stairwell and grid."""
        factors = {"stairwell": 0.0, "grid": 0.0}
        return {AWAY: Control.model_validate({"kind": "town", "factors": factors})}

    def faults(self, whole: bool = True) -> Iterator[Broken]:
        """Refuse a flood that is over before it can be forecast in good time."""
        if whole and self.peak > 0 and self.relief == 0 and self.ground is None:
            yield Broken(("relief",), "must be above 0 where no table gives the ground", "0")
