"""The ports of one run, bound: from here on each part can ask what it may ask."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.assembly.controls import bind_controls, self_test, vaccinate
from sim.assembly.hazards import bind_hazards
from sim.assembly.knowing import bind_knowing
from sim.assembly.world import World, pooling_areas
from sim.ports import ResponsePorts
from sim.response import Command, Confined, Restrictions, Zones, posts
from sim.response.fear import FEAR, as_control
from sim.scenario import Compliance, Control, Scenario
from sim.services import (
    Meetings,
    StaffTests,
)
from sim.services.known import Known
from sim.services.orders import DeskOrders
from sim.services.suits import SuitStock
from sim.town import Town


def bind(world: World) -> None:
    """Bind the ports: from here on each part can ask what it may ask, and no more."""
    duty, desk, needs, ports = world.duty, world.desk, world.needs, world.service_ports
    duty.bind(desk, world.tell)
    desk.went_home = duty.went_home
    desk.finished, desk.watch = world.consequences.finished, world.consequences.watch
    desk.late = world.consequences.late
    desk.settled.append(world.consequences.settled)
    desk.new_day, needs.told = needs.begin_day, world.consequences.told
    desk.settled.append(world.followups.settled)
    desk.settled.append(world.streams.settled)
    needs.alert = world.timetable.alert = lambda: world.state.alert or bool(world.sounding)
    needs.by_self.platform.tell = world.tell
    ports.tell, ports.absent = world.tell, duty.absent
    if world.scenario.response is not None:
        world.command = command = _command(world)
        ports.report, ports.isolate = command.report, command.isolate
        ports.complied = command.restrictions.complied
        needs.present = command.restrictions.present
        world.timetable.confined = command.confined.confined
        world.timetable.alert = lambda: command.emergency
        ports.confined, ports.quarantine = command.confined.confined, command.quarantine
        ports.sampled_h = command.picture.sampled_h
        command.zones.release_h = world.consequences.release_h
        duty.locked.shut_in = partial(_shut_in, world.town, command.confined)
        duty.locked.closed = command.acting.town_closed
        bind_knowing(world)
    if world.scenario.workforce.suits is not None:
        world.suits = SuitStock(world.clock, world.scenario.workforce.suits, desk, world.tell)
    bind_hazards(world)
    if any(hazard.spreads for hazard in world.hazards.values()):
        _bind_staff(world)
    bind_controls(world)


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


def _call_up(world: World) -> None:
    """Call the reserve up and pool the grids as the emergency wants it."""
    world.sounding.add("command")
    world.desk.pool(pooling_areas(world.scenario, world.town, True, world.joint))
    world.duty.call_up()


def _stand_down(world: World) -> None:
    """Send the reserve home and pool the grids as in normal time, if no other hazard calls."""
    world.sounding.discard("command")
    if world.sounding:
        return
    world.desk.pool(pooling_areas(world.scenario, world.town, False, world.joint))
    world.duty.stand_down()


def _join(world: World, orders: DeskOrders, joint: bool) -> None:
    """Put all areas and services under one command, or back as they were."""
    response, command = world.scenario.response, world.command
    assert response is not None
    assert response.joint_command is not None
    emergency = command is not None and command.emergency
    own = response.joint_command.pooling if joint else None
    areas = pooling_areas(world.scenario, world.town, emergency, own)
    orders.join(joint, areas)
    world.joint = own


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


def unordered(scenario: Scenario) -> dict[str, Control]:
    """Give what changes contacts without an order: fear, and the rules of hazards."""
    controls: dict[str, Control] = {}
    behaviour = scenario.response.behaviour if scenario.response else None
    if behaviour is not None and behaviour.fear is not None:
        controls[FEAR] = as_control(behaviour.fear)
    for hazard in scenario.hazards.values():
        controls |= hazard.controls()
    return controls


def _command(world: World) -> Command:
    """Build the response over the parts that it may ask."""
    scenario, town, clock, state = world.scenario, world.town, world.clock, world.state
    assert scenario.response is not None
    spec = scenario.response
    employers = scenario.workforce.employers
    called = [employers[worker.employer].call_up is not None for worker in world.workers]
    reserve = np.flatnonzero(called)
    orders = DeskOrders(world.desk, world.tell)
    ports = ResponsePorts(
        known=Known(clock, world.desk, town.grids),
        pause=orders.pause,
        join=partial(_join, world, orders),
        mobilise=world.duty.reserve.want,
        need=world.needs.need,
        order_round=world.needs.order_round,
        withdraw=world.needs.withdraw,
        call_up=partial(_call_up, world),
        stand_down=partial(_stand_down, world),
        absent=world.duty.absent,
        tell=world.tell,
        post=partial(_post, world, reserve),
        vaccinate=partial(vaccinate, world),
        self_test=partial(self_test, world),
    )
    controls = {name: c for name, c in spec.controls.items() if c.enabled}
    floors = [
        s.consequence.floor
        for s in scenario.services.values()
        if isinstance(s.consequence, Compliance)
    ]
    controls |= unordered(scenario)
    floor = max(floors, default=0.0)
    restrictions = Restrictions(clock, state, town, controls, world.seed, floor)
    confined = Confined(clock, town, scenario.services, ports)
    rounds = [n for n, s in scenario.services.items() if s.need.per == "zone_round"]
    service = rounds[0] if rounds else None
    turnaround_h, start_hour = world.consequences.turnaround_h, world.start_hour
    zones = Zones(clock, town, ports, service, turnaround_h, start_hour)
    parts = (restrictions, confined, zones)
    return Command(clock, state, spec, scenario.services, parts, ports)
