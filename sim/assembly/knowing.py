"""What the centre knows, mass testing and behaviour, bound to the rest of a run."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.assembly.world import World
from sim.kernels.desk_tables import OPEN
from sim.response.fear import Carefulness, Secrecy
from sim.response.mass_testing import Rounds
from sim.response.picture import Stock
from sim.response.reporting import Chain, Result, places_named
from sim.response.testing_site import AtTable, Queue, SitePorts
from sim.scenario import Response

Ints = NDArray[np.int64]


def bind_knowing(world: World) -> None:
    """Put the chain of reports before the command, and fear beside it."""
    spec, command, ports = world.scenario.response, world.command, world.service_ports
    assert spec is not None
    assert command is not None
    picture, town = command.picture, world.town
    picture.grid_of, picture.grids = town.resident_grid, town.grids
    if spec.reporting is None or spec.reporting.stocktaking is None:
        picture.look = partial(stocks, world)
    command.zones.result = lambda task: Result(
        world.consequences.result_h(task.row, task.finished_h), True
    )
    if spec.reporting is not None:
        chain = Chain(world.clock, spec.reporting, world.seed, picture, world.tell)
        chain.deliver, chain.place = command.report, places_named(
            town.grid_names, town.resident_grid
        )  # fmt: skip
        platform = world.needs.by_self.platform
        chain.platform_down = lambda at_h: bool(platform.down(at_h))
        ports.report = chain.report
        command.zones.result = lambda task: chain.result(
            task.key, world.consequences.result_h(task.row, task.finished_h)
        )
        world.chain = chain
    _bind_behaviour(world, spec)


def _bind_behaviour(world: World, spec: Response) -> None:
    """Let residents hide symptoms where the scenario says so."""
    command, ports = world.command, world.service_ports
    hiding = spec.behaviour.hiding if spec.behaviour else None
    if hiding is None or command is None:
        return
    secrecy = Secrecy(world.clock, hiding, world.state, world.town, world.seed)
    isolate = ports.isolate

    def removed(residents: Ints) -> None:
        """Isolate, and let the neighbours see it."""
        isolate(residents)
        secrecy.removed(residents)

    ports.isolate, ports.hides = removed, secrecy.hides


def start_knowing(world: World) -> None:
    """Start the rhythms of reports, fear and mass testing."""
    spec, command, clock = world.scenario.response, world.command, world.clock
    if spec is None or command is None:
        return
    if world.chain is not None:
        if world.chain.spec.false_alarms > 0:
            clock.follow(world.chain.alarms(world.town.residents, world.start_hour))
        if world.chain.spec.stocktaking is not None:
            clock.follow(world.chain.stocktaking(partial(stocks, world)))
    fear = spec.behaviour.fear if spec.behaviour else None
    if fear is not None:
        restrictions, picture = command.restrictions, command.picture
        clock.follow(Carefulness(clock, fear, restrictions, picture, world.seed).rhythm())
    if spec.mass_testing and spec.testing_sites is not None:
        world.rounds = rounds = _rounds(world, spec)
        clock.follow(rounds.rhythm(world.start_hour))


def _rounds(world: World, spec: Response) -> Rounds:
    """Build mass testing over the parts that it may ask."""
    ports, needs, command = world.service_ports, world.needs, world.command
    assert command is not None
    assert spec.testing_sites is not None

    def order_table(service: str, stairwell: int, at_h: float, called: Ints) -> AtTable:
        return needs.order_round(service, stairwell, at_h, called)

    def withdraw(service: str, stairwells: Ints) -> None:
        for stairwell in stairwells.tolist():
            world.desk.withdraw(stairwell, 1 << needs.rules[service].index)

    ahead_h = float(world.desk.tables.book["ahead_h"][0])
    site_ports = SitePorts(
        order=order_table,
        withdraw=withdraw,
        present=command.restrictions.present,
        session=ports.session,
        void=ports.void,
        tell=world.tell,
        ahead_h=ahead_h,
    )
    sites, names = spec.testing_sites, list(world.town.grid_names)
    queue = Queue(world.clock, world.state, sites, site_ports, names)
    world.desk.settled.append(queue.settled)
    specs = (spec.mass_testing, sites)
    rounds = Rounds(world.clock, world.town, specs, world.seed, command.picture, queue)
    rounds.begin(world.scenario.start, lambda: world.state.alert)
    return rounds


def stocks(world: World) -> list[Stock]:
    """Look what every grid has now: tasks waiting, workers on duty, the street's suits."""
    tables, grids = world.desk.tables, world.town.grids
    tasks = tables.tasks[: int(tables.book["tasks"][0])]
    background = np.array([rules.background for rules in world.rules] or [False])
    waits = (tasks["outcome"] == OPEN) & ~tasks["busy"].astype(bool)
    waits &= (tasks["expires_h"] > world.clock.now_h) & ~background[tasks["service"]]
    backlog = np.bincount(tasks["grid"][waits], minlength=grids)
    staff = tables.workers
    there = np.bincount(staff["post"][staff["on_duty"].astype(bool)], minlength=grids)
    suits = float("inf") if world.desk.suits_left < 0 else float(world.desk.suits_left)
    now_h = world.clock.now_h
    return [
        Stock(now_h, float(tasks_waiting), float(heads), suits)
        for tasks_waiting, heads in zip(backlog, there, strict=True)
    ]
