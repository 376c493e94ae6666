"""The parts of one run, built: none of them knows another yet."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.assembly.prepared import prepared
from sim.clock import Clock
from sim.errors import RunError
from sim.hazards import Ground, Hazard, make
from sim.ports import ServicePorts
from sim.records import Recorder
from sim.response import Command
from sim.response.mass_testing import Rounds
from sim.response.reporting import Chain
from sim.rng import replication_seed
from sim.scenario import Scenario
from sim.services import (
    BySelf,
    Consequences,
    Desk,
    FollowUps,
    Needs,
    Platform,
    ServiceRules,
    Streams,
    Timetable,
    catalogue,
    open_tables,
)
from sim.services.suits import SuitStock
from sim.state import State, new_state
from sim.town import Town
from sim.workforce import Duty, Worker, hire, staff_of
from sim.workforce.tables import STATES, totals


@dataclass
class World:
    """Everything that one run consists of."""

    asked: Scenario  # as it was stated; `scenario` has what preparedness brings
    scenario: Scenario
    town: Town
    replication: int
    seed: int
    clock: Clock
    state: State
    recorder: Recorder
    workers: list[Worker]
    rules: list[ServiceRules]
    desk: Desk
    needs: Needs
    timetable: Timetable
    followups: FollowUps
    consequences: Consequences
    duty: Duty
    service_ports: ServicePorts
    hazards: dict[str, Hazard]
    streams: Streams
    sounding: set[str] = field(default_factory=set)  # whose emergency it is
    command: Command | None = None
    suits: SuitStock | None = None
    joint: str | None = None  # the area over which one command pools staff, while it does
    chain: Chain | None = None
    rounds: Rounds | None = None
    before: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, len(STATES))))

    @property
    def start_hour(self) -> float:
        """The time of day of clock 0 [h after midnight]."""
        return hour_of_day(self.scenario)

    @property
    def warm_up_h(self) -> float:
        """How long normal work runs before clock 0 [h]."""
        return self.scenario.run.warm_up

    def mark(self, _: object) -> None:
        """Remember every worker's hours at clock 0: measures cover what comes after."""
        self.before = totals(self.desk.tables, self.clock.now_h)

    def forget(self) -> None:
        """Let go of the tables, so that they are freed without a search for cycles."""
        self.desk.forget()

    def tell(self, event: str, place: str, value: float) -> None:
        """Take down an event that happens now."""
        self.recorder.tell(self.clock.now_h, event, place, value)

    def facts(self) -> dict[str, float | int | str]:
        """Give the single numbers of the run."""
        town = self.town
        vulnerable = np.logical_or.reduceat(town.vulnerable, town.household_start[:-1])
        staff: dict[str, float | int | str] = {}
        for worker in self.workers:
            name = f"staff_{worker.employer}"
            staff[name] = int(staff.get(name, 0)) + 1
        facts: dict[str, float | int | str] = {
            "residents": town.residents,
            "households": town.households,
            "grids": town.grids,
            "horizon_h": self.scenario.horizon,
            "warm_up_h": self.warm_up_h,
            "vulnerable_residents": int(town.vulnerable.sum()),
            "vulnerable_households": int(vulnerable.sum()),
            "tests": self.consequences.sampled,
            **self.desk.facts(),
            **staff,
        }
        for hazard in self.hazards.values():
            for name, value in hazard.facts().items():
                before = facts.get(name, 0)
                facts[name] = value + (0 if isinstance(before, str) else before)
        return facts


def hour_of_day(scenario: Scenario) -> float:
    """Give the time of day of a scenario's start [h after midnight]."""
    start = scenario.start
    return start.hour + start.minute / 60 + start.second / 3600


def workday_hours(scenario: Scenario) -> float:
    """Give a grid worker's mean rostered hours a day in normal time; 8 h without one."""
    staff = scenario.workforce.grid_workers
    return scenario.workforce.rosters[staff.roster].hours_per_day if staff else 8.0


def build_world(scenario: Scenario, town: Town, replication: int) -> World:
    """Build the parts of a run, none of them knowing another yet."""
    asked, scenario = scenario, prepared(scenario)
    seed = replication_seed(scenario.run.seed, replication)
    clock = Clock(-scenario.run.warm_up)
    workers, outsiders = hire(scenario, town, seed)
    vaccine = any(hazard.vaccinates for hazard in scenario.hazards.values())
    state = new_state(town.residents + len(outsiders), town.households, vaccine)
    rules, ports, staff = catalogue(scenario), ServicePorts(), staff_of(workers)
    shared = (state.fields.latest, state.compliance_lost)
    placed = (staff, pooling_areas(scenario, town))
    luck = (seed, hour_of_day(scenario))
    tables = open_tables(scenario, town, rules, placed, shared, luck)
    desk = Desk(clock, tables, rules, ports)
    hazards = _hazards(scenario, town, outsiders, state, seed)
    platform = Platform(scenario.workforce.platform, seed, luck[1])
    by_self, hours = BySelf(town, seed, platform), (luck[1], workday_hours(scenario))
    needs = Needs(clock, town, rules, desk, by_self, hours)
    return World(
        asked=asked,
        scenario=scenario,
        town=town,
        replication=replication,
        seed=seed,
        clock=clock,
        state=state,
        recorder=Recorder(),
        workers=workers,
        rules=rules,
        desk=desk,
        needs=needs,
        timetable=Timetable(needs, scenario.start.weekday()),
        followups=FollowUps(needs, rules, seed),
        consequences=Consequences(
            clock, state, town, needs, ports, (seed, _turnaround_h(scenario), scenario.response)
        ),
        duty=Duty(clock, state, scenario, staff, luck),
        service_ports=ports,
        hazards=hazards,
        streams=Streams(needs, rules),
    )


def _hazards(
    scenario: Scenario, town: Town, outsiders: NDArray[np.int64], state: State, seed: int
) -> dict[str, Hazard]:
    """Make the hazards of a scenario on their ground."""
    ground = Ground(
        town=town,
        state=state,
        outsiders=outsiders,
        seed=seed,
        town_seed=scenario.town.seed,
        start=scenario.start,
        horizon_h=scenario.horizon,
        root=scenario.root,
    )
    try:
        return make(scenario.hazards, ground)
    except ValueError as error:
        raise RunError(f"scenario {scenario.name}: {error}") from error


def pooling_areas(
    scenario: Scenario, town: Town, emergency: bool = False, joint: str | None = None
) -> NDArray[np.int64]:
    """Give the pooling area of each grid, in normal time or in the emergency.

    `joint`: the area over which one command pools staff, where there is one.
    """
    pooling: str = scenario.workforce.pooling
    if emergency:
        pooling = scenario.workforce.emergency_pooling or pooling
    pooling = joint or pooling
    if pooling == "grid":
        return np.arange(town.grids)
    if pooling == "community":
        return town.grid_community.astype(np.int64)
    return np.zeros(town.grids, np.int64)


def _turnaround_h(scenario: Scenario) -> float:
    """Give the time from a sample's beginning at the laboratory to its result [h]."""
    limits = scenario.response.laboratory if scenario.response else None
    if limits is not None and limits.turnaround is not None:
        return limits.turnaround
    return max((hazard.turnaround_h for hazard in scenario.hazards.values()), default=0.0)
