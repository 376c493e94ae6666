"""The parts of one run, built and bound to each other by ports; used by the engine alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.clock import Clock
from sim.errors import RunError
from sim.hazards.epidemic import Care, Epidemic, infection_of, places_of
from sim.kernels.queue import quiet_until_h
from sim.ports import ResponsePorts, ServicePorts
from sim.records import Recorder
from sim.response import Command, Confined, Restrictions, Zones, posts
from sim.rng import replication_seed
from sim.scenario import Compliance, Scenario
from sim.services import (
    BySelf,
    Consequences,
    Desk,
    FollowUps,
    Meetings,
    Needs,
    Platform,
    ServiceRules,
    StaffTests,
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
    epidemic: Epidemic | None
    care: Care | None = None
    command: Command | None = None
    suits: SuitStock | None = None
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
        tests = self.consequences.sampled + (self.care.tests if self.care else 0)
        return {
            "residents": town.residents,
            "households": town.households,
            "grids": town.grids,
            "horizon_h": self.scenario.horizon,
            "warm_up_h": self.warm_up_h,
            "vulnerable_residents": int(town.vulnerable.sum()),
            "vulnerable_households": int(vulnerable.sum()),
            "tests": tests,
            **self.desk.facts(),
            **staff,
        }


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
    seed = replication_seed(scenario.run.seed, replication)
    clock = Clock(-scenario.run.warm_up)
    workers, outsiders = hire(scenario, town, seed)
    vaccine = any(h.immunity and h.immunity.vaccine for h in scenario.hazards.values())
    state = new_state(town.residents + len(outsiders), town.households, bool(vaccine))
    rules, ports, staff = catalogue(scenario), ServicePorts(), staff_of(workers)
    placed = (staff, pooling_areas(scenario, town))
    luck = (seed, hour_of_day(scenario))
    tables = open_tables(scenario, town, rules, placed, state.fields.latest, luck)
    desk = Desk(clock, tables, rules, ports)
    epidemic = _epidemic(scenario, town, outsiders, state, seed)
    turnaround_h = epidemic.spec.testing.turnaround if epidemic else 0.0
    platform = Platform(scenario.workforce.platform, seed, luck[1])
    by_self, hours = BySelf(town, seed, platform), (luck[1], workday_hours(scenario))
    needs = Needs(clock, town, rules, desk, by_self, hours)
    return World(
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
        consequences=Consequences(clock, state, town, needs, ports, (seed, turnaround_h)),
        duty=Duty(clock, state, scenario, staff, luck),
        service_ports=ports,
        epidemic=epidemic,
    )


def _epidemic(
    scenario: Scenario, town: Town, outsiders: NDArray[np.int64], state: State, seed: int
) -> Epidemic | None:
    for spec in scenario.hazards.values():
        try:
            places = places_of(town, outsiders, spec, scenario.root, scenario.town.seed)
            infection = infection_of(spec, places, seed, scenario.start)
        except ValueError as error:
            raise RunError(f"scenario {scenario.name}: {error}") from error
        return Epidemic(spec, places, infection, state, scenario.horizon)
    return None


def pooling_areas(scenario: Scenario, town: Town, emergency: bool = False) -> NDArray[np.int64]:
    """Give the pooling area of each grid, in normal time or in the emergency."""
    pooling = scenario.workforce.pooling
    if emergency:
        pooling = scenario.workforce.emergency_pooling or pooling
    if pooling == "grid":
        return np.arange(town.grids)
    if pooling == "community":
        return town.grid_community.astype(np.int64)
    return np.zeros(town.grids, np.int64)


def bind(world: World) -> None:
    """Bind the ports: from here on each part can ask what it may ask, and no more."""
    duty, desk, needs, ports = world.duty, world.desk, world.needs, world.service_ports
    duty.bind(desk, world.tell)
    desk.went_home = duty.went_home
    desk.finished, desk.watch = world.consequences.finished, world.consequences.watch
    desk.settled.append(world.consequences.settled)
    desk.new_day, needs.told = needs.begin_day, world.consequences.told
    desk.settled.append(world.followups.settled)
    needs.alert = world.timetable.alert = lambda: world.state.alert
    needs.by_self.platform.tell = world.tell
    ports.tell, ports.absent = world.tell, duty.absent
    if world.scenario.response is not None:
        world.command = command = _command(world)
        ports.report, ports.isolate = command.report, command.isolate
        ports.complied = command.restrictions.complied
        needs.present = command.restrictions.present
        world.timetable.confined = command.confined.confined
        ports.confined, ports.quarantine = command.confined.confined, command.quarantine
        ports.sampled_h = command.picture.sampled_h
        command.zones.release_h = world.consequences.release_h
        duty.locked.shut_in = partial(_shut_in, world.town, command.confined)
    epidemic, clock = world.epidemic, world.clock
    if world.scenario.workforce.suits is not None:
        world.suits = SuitStock(clock, world.scenario.workforce.suits, desk, world.tell)
    if epidemic is not None:
        state = world.state
        state.before_change = lambda: epidemic.advance(clock.now_h)
        state.after_change = lambda people: epidemic.restricted(people, clock.now_h)
        ports.risky, ports.session, ports.void = epidemic.risky, epidemic.session, epidemic.void
        desk.tables.book["ahead_h"] = epidemic.infection.floor_h
        ports.quiet_until_h = lambda: quiet_until_h(epidemic.queue)
        ports.examine, ports.contacts = _examined(world, epidemic), epidemic.contacts
        _bind_staff(world)
        world.care = Care(
            clock, state, epidemic, ports.report, duty.absent,
            lambda event, person: world.tell(event, "", float(person)),
        )  # fmt: skip


def _bind_staff(world: World) -> None:
    """Let workers meet each other and be tested, where the scenario says so."""
    spec, duty, desk = world.scenario.workforce, world.duty, world.desk
    if spec.staff_tests is not None:
        laboratory = world.consequences.laboratory
        every_h = spec.staff_tests.every
        duty.began.append(StaffTests(world.clock, desk, laboratory, every_h).look)
    met = spec.colleagues
    if met is not None and met.contacts > 0 and met.risk > 0:
        meetings = Meetings(world.clock, world.state, desk, world.service_ports, met)
        duty.began.append(meetings.began)
        duty.ended.append(meetings.ended)


def _shut_in(town: Town, confined: Confined, people: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which people live in a household that is shut in; nobody from outside does."""
    inside = people < town.residents
    inside[inside] = confined.confined(town.household[people[inside]].astype(np.int64))
    return inside


def _examined(world: World, epidemic: Epidemic):  # type: ignore[no-untyped-def]
    """Bring the hazard to now before anybody looks at residents."""

    def examine(residents, kind, at_h):  # type: ignore[no-untyped-def]
        epidemic.advance(world.clock.now_h)
        return epidemic.examine(residents, kind, at_h)

    return examine


def _call_up(world: World) -> None:
    """Call the reserve up and pool the grids as the emergency wants it."""
    world.desk.pool(pooling_areas(world.scenario, world.town, emergency=True))
    world.duty.call_up()


def _stand_down(world: World) -> None:
    """Send the reserve home and pool the grids as in normal time."""
    world.desk.pool(pooling_areas(world.scenario, world.town))
    world.duty.stand_down()


def _post(world: World, reserve: NDArray[np.int64], confined: NDArray[np.float64]) -> None:
    """Post the reserve by the households shut in by grid, and take down who moves."""
    staff = world.desk.tables.workers[reserve]
    at = staff["post"].astype(np.int64)
    grid = posts(at, staff["employer"], confined, world.desk.area_of_grid)
    moves = np.flatnonzero(grid != at)
    for worker, place in zip(reserve[moves].tolist(), grid[moves].tolist(), strict=True):
        world.tell("posted", world.town.grid_names[place], float(worker))
    if len(moves):
        world.desk.repost(reserve[moves], grid[moves])


def _command(world: World) -> Command:
    """Build the response over the parts that it may ask."""
    scenario, town, clock, state = world.scenario, world.town, world.clock, world.state
    assert scenario.response is not None
    spec = scenario.response
    employers = scenario.workforce.employers
    called = [employers[worker.employer].call_up is not None for worker in world.workers]
    reserve = np.flatnonzero(called)
    ports = ResponsePorts(
        need=world.needs.need,
        order_round=world.needs.order_round,
        withdraw=world.needs.withdraw,
        call_up=partial(_call_up, world),
        stand_down=partial(_stand_down, world),
        absent=world.duty.absent,
        tell=world.tell,
        post=partial(_post, world, reserve),
    )
    controls = {name: c for name, c in spec.controls.items() if c.enabled}
    floors = [
        s.consequence.floor
        for s in scenario.services.values()
        if isinstance(s.consequence, Compliance)
    ]
    restrictions = Restrictions(
        clock, state, town, controls, world.seed, max(floors, default=0.0)
    )
    confined = Confined(clock, town, scenario.services, ports)
    rounds = [n for n, s in scenario.services.items() if s.need.per == "zone_round"]
    service = rounds[0] if rounds else None
    turnaround_h, start_hour = world.consequences.turnaround_h, world.start_hour
    zones = Zones(clock, town, ports, service, turnaround_h, start_hour)
    parts = (restrictions, confined, zones)
    return Command(clock, state, spec, scenario.services, parts, ports)
