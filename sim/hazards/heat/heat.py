"""The days of a heat wave: checks by call and visit, cooling points, transport, meals."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Rhythm
from sim.hazards.contract import Ground, Harm, Hazard, HazardPorts
from sim.hazards.heat.illness import Illness
from sim.ports import Asked, Served
from sim.records import Table
from sim.rng import Purpose, uniform, uniforms
from sim.scenario.heat_spec import HeatWaveSpec
from sim.scenario.temperatures import read_temperatures
from sim.units import tick

Ints = NDArray[np.int64]
OPENS, CLOSES = 8.0, 21.0  # of a cooling point: Hebi, Liyang Road Street (2025)
HARMS = (
    Harm("heat_days", "Days of heat", "Days at or above the alert.", "days", "none"),
    Harm(
        "heat_checked_share", "Checks made",
        "Daily checks made in time, over those asked for; a call that nobody answered counts "
        "where the visit after it is made.",
        "share", "higher", "checks",
    ),
    Harm("heat_ill", "Ill of the heat", "Residents who fell ill of the heat.", "residents"),
    Harm("heat_severe", "Severely ill", "Of the ill, those not reached in time.", "residents"),
    Harm(
        "heat_reached_h", "Time until the ill are reached",
        "Mean time from the illness until help is done, over those reached.",
        "h", "lower", "residents reached",
    ),
)  # fmt: skip


class HeatWave(Hazard):
    """Days of heat. Where no day reaches the alert nothing happens."""

    harms: ClassVar[tuple[Harm, ...]] = HARMS

    def __init__(self, spec: HeatWaveSpec, ground: Ground) -> None:
        self.spec, self.town, self.ground = spec, ground.town, ground
        self.seed = ground.seed
        self.maximum_c = read_temperatures(ground.root / spec.temperatures)
        self.illness = Illness(spec, ground)
        town = ground.town
        listed: Ints = town.household[np.flatnonzero(town.alone80)].astype(np.int64)
        self.listed = listed
        frail, phone, meal = (
            uniforms(ground.town_seed, purpose, listed)
            for purpose in (Purpose.HEAT_FRAIL, Purpose.HEAT_BY_PHONE, Purpose.HEAT_MEAL)
        )
        self.frail = frail < spec.checks.frail
        self.by_phone = ~self.frail & (phone < spec.checks.by_phone)
        self.meals = meal < spec.checks.meals
        cools = uniforms(ground.town_seed, Purpose.HEAT_COOLS, self.illness.old)
        self.cools = self.illness.old[cools < spec.illness.cools]
        driven = uniforms(ground.town_seed, Purpose.LIMITED, self.cools, 1) < spec.limited
        self.driven = driven & (town.age[self.cools] >= 80)
        grids = np.searchsorted(town.grid_community, np.arange(town.communities))
        self.points = np.searchsorted(town.stairwell_grid, grids).astype(np.int64)
        self.day = 0

    def bind(self, ports: HazardPorts) -> None:
        """Let the days ask; hear of calls, visits, cooling points and drives."""
        self.ports = ports
        self.illness.bind(ports)
        ports.hear("call", self._called)
        ports.hear("visit", self._visited)
        ports.hear("cool", self._opened)
        ports.hear("drive", self._driven)

    def start(self) -> None:
        """Plan the days of heat; nothing where there is none."""
        start = self.ground.start
        into_day_h = start.hour + start.minute / 60 + start.second / 3600
        days = math.ceil((self.ground.horizon_h + into_day_h) / 24.0)
        heat = [
            (day, self.maximum_c.get((start + timedelta(days=day)).date(), -math.inf))
            for day in range(days)
        ]
        hot = [(day, maximum_c) for day, maximum_c in heat if maximum_c >= self.spec.alert]
        if hot:
            self.ports.clock.follow(self._days(hot, into_day_h))

    def _days(self, hot: list[tuple[int, float]], into_day_h: float) -> Rhythm:
        """Let the days of heat happen, one after the other."""
        clock, called = self.ports.clock, False
        for day, maximum_c in hot:
            midnight_h = 24.0 * day - into_day_h
            yield clock.event(max(float(tick(midnight_h)), 0.0), order.DAILY)
            self.day = day
            self.ports.tell("heat_day", "", maximum_c)
            self.illness.begin_day(day, midnight_h, maximum_c)
            if maximum_c >= self.spec.emergency and not called:
                called = True
                self.ports.call_up(self.spec.haste, 0.0, 0.0)
            self._plan_day(midnight_h)
        over_h = float(tick(24.0 * (hot[-1][0] + 1) - into_day_h))
        yield clock.event(max(over_h, clock.now_h), order.DAILY)
        self.ports.tell("heat_over", "", 0.0)
        if called:
            self.ports.stand_down()

    def _plan_day(self, midnight_h: float) -> None:
        """Plan what is asked for on a day of heat, each at its time of day."""
        checks, clock = self.spec.checks, self.ports.clock
        until_h, every = midnight_h + checks.until, np.ones(len(self.listed), np.bool_)
        plan = [
            (OPENS, self._open_points, midnight_h + CLOSES, every),
            (checks.at, self._check, until_h, every),
            (checks.meals_at, self._bring, until_h, self.meals),
            (checks.again_at, self._check, until_h, self.frail),
        ]
        for time_of_day, act, last_h, whom in plan:
            at_h = float(tick(midnight_h + time_of_day))
            if at_h >= clock.now_h:
                clock.at(
                    at_h, order.NEW_TASK, lambda one: one[0](*one[1:]), (act, last_h, whom)
                )

    def _open_points(self, until_h: float, _: NDArray[np.bool_]) -> None:
        """Have the cooling points opened, and those driven there who cannot walk."""
        self._ask("cool", self.points, self.points * 0 - 1, until_h)
        homes = np.unique(self.town.household[self.cools[self.driven]]).astype(np.int64)
        self._at_homes("drive", homes, until_h)

    def _check(self, until_h: float, whom: NDArray[np.bool_]) -> None:
        """Ask for the checks of the day: a call, or a visit."""
        self.ports.tell("heat_checks", "", float(whom.sum()))
        self._at_homes("call", self.listed[whom & self.by_phone], until_h)
        self._at_homes("visit", self.listed[whom & ~self.by_phone], until_h)

    def _bring(self, until_h: float, whom: NDArray[np.bool_]) -> None:
        self._at_homes("meal", self.listed[whom], until_h)

    def _at_homes(self, what: str, homes: Ints, until_h: float) -> None:
        self._ask(what, self.town.household_stairwell[homes].astype(np.int64), homes, until_h)

    def _ask(self, what: str, stairwells: Ints, homes: Ints, until_h: float) -> None:
        """Ask for a service at homes or places, until an hour [h] of the day."""
        if not len(stairwells):
            return
        first = self.town.stairwell_start[stairwells]
        hour = int(self.ports.clock.now_h % 24.0)
        numbers = np.where(homes >= 0, homes - first, 0) * 32 + hour
        self.ports.ask(Asked(what, stairwells, homes, numbers, np.full(len(homes), until_h)))

    # -- what came of it ---------------------------------------------------------------------

    def _called(self, served: Served) -> None:
        u = uniform(self.seed, Purpose.HEAT_ANSWERS, served.household, self.day, 0)
        if served.met and u < self.spec.checks.unanswered:
            clock = self.ports.clock
            into_day_h = self.ground.start.hour + self.ground.start.minute / 60
            midnight_h = 24.0 * self.day - into_day_h
            until_h = midnight_h + self.spec.checks.until
            if until_h > clock.now_h:
                self._at_homes("visit", np.array([served.household]), until_h)
        else:
            self._visited(served)

    def _visited(self, served: Served) -> None:
        if served.met:
            self.ports.tell(
                "heat_checked", self._grid(served.stairwell), float(served.household)
            )
            self.illness.found(served.household)

    def _opened(self, served: Served) -> None:
        """Let those who walk come to a cooling point that is open."""
        if served.met:
            grid = self.town.stairwell_grid[served.stairwell]
            here = self.town.grid_community == self.town.grid_community[grid]
            mine = here[self.town.resident_grid[self.cools]] & ~self.driven
            self.illness.cooled[self.cools[mine]] = True
            self.ports.tell("heat_point_open", self._grid(served.stairwell), float(mine.sum()))

    def _driven(self, served: Served) -> None:
        if served.met:
            home = self.town.household[self.cools] == served.household
            self.illness.cooled[self.cools[home & self.driven]] = True

    def _grid(self, stairwell: int) -> str:
        return self.town.grid_names[int(self.town.stairwell_grid[stairwell])]

    @staticmethod
    def measure(tables: Mapping[str, Table], horizon_h: float) -> dict[str, float]:
        """Take the measures of a heat wave from the events."""
        events = tables["events"]
        before = events["time_h"] < horizon_h

        def values(name: str) -> NDArray[np.float64]:
            return np.asarray(events["value"][before & (events["event"] == name)], float)

        checks, waits_h = float(values("heat_checks").sum()), values("heat_reached")
        return {
            "heat_days": float(len(values("heat_day"))),
            "heat_checked_share": len(values("heat_checked")) / checks if checks else math.nan,
            "heat_ill": float(len(values("heat_ill"))),
            "heat_severe": float(len(values("heat_severe"))),
            "heat_reached_h": float(waits_h.mean()) if len(waits_h) else math.nan,
        }
