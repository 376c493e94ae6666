"""What a scenario may say about a heat wave: temperatures, who is checked on, illness."""

from __future__ import annotations

from typing import ClassVar, Literal

from sim.scenario.base import Hours, Number, Share, Spec, TimeOfDay, asked, given
from sim.scenario.hazard_spec import HazardSpec, Readers, known_kind
from sim.scenario.temperatures import no_residents

_LOAD = "Shanghai Linfen: a visit a day; volunteer pairs twice a day (recalled from the news)"


class HeatChecksSpec(Spec):
    """Who is checked on, and how: those aged 80 and over who live alone."""

    at: TimeOfDay = given("08:00", "when the day's checks are asked for", _LOAD)
    again_at: TimeOfDay = given("15:00", "when the frailest are checked again", _LOAD)
    until: TimeOfDay = given("20:00", "when a check not made is too late")
    frail: Share = given(0.25, "of them, the frailest: checked twice a day")
    by_phone: Share = given(0.5, "of the others, checked by a call")
    unanswered: Share = given(0.15, "of calls, leading to a visit")
    meals: Share = given(0.3, "of them, brought a meal")
    meals_at: TimeOfDay = given("10:30", "when meals are asked for")


class HeatIllnessSpec(Spec):
    """Illness of the heat among residents aged 60 and over; no effect sizes are published."""

    share: Share = given(0.0005, "of those aged 60 to 79, ill on a day at the alert's heat")
    over_80: Number = given(3.0, "those aged 80 and over, times this")
    per_degree: Number = given(1.2, "each degree above the alert, times this", ge=1)
    checked: Share = given(0.5, "of the illness, left after the day's check")
    cooled: Share = given(0.3, "of the illness, left in a cooling point")
    cools: Share = given(0.2, "of those aged 60 and over, going to an open cooling point")
    calls_help: Share = given(0.5, "of the ill who live alone, calling help themselves")
    severe_after: Hours = given("6 h", "from the illness; who is not reached then is severe")


@known_kind
class HeatWaveSpec(HazardSpec):
    """Days of heat, and the old who are checked on."""

    asks: ClassVar[tuple[str, ...]] = ("call", "visit", "cool", "meal", "drive", "help")
    readers: ClassVar[Readers] = {("temperatures",): no_residents}

    kind: Literal["heat_wave"] = asked("kind of hazard")
    temperatures: str = asked("table of the days (CSV: date, maximum_c)")
    alert: Number = given(
        35.0, "highest temperature of a day from which it is one of heat",
        "China Meteorological Administration, high-temperature warnings (recalled)", "°C",
    )  # fmt: skip
    emergency: Number = given(
        37.0, "temperature from which the reserve is called",
        "as above: the orange warning (recalled)", "°C",
    )  # fmt: skip
    haste: Share = given(0.25, "notices and the delay of the response, times this", gt=0)
    checks: HeatChecksSpec = given(HeatChecksSpec(), "who is checked on, and how")
    limited: Share = given(0.3, "of those who go there at 80 and over, driven")
    illness: HeatIllnessSpec = given(HeatIllnessSpec(), "illness of the heat")

    def files(self) -> dict[tuple[str, ...], str]:
        """Give the table of the days."""
        return {("temperatures",): self.temperatures}
