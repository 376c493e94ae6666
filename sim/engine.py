"""One run: read this first. `run` shows the whole order of things.

town        who lives where                                  sim.town
workforce   who fills which slot                              sim.workforce
state       all that changes, one writer a field              sim.state
hazard      an exact event kernel, brought to now             sim.hazards
services    needs become tasks, tasks wait at a desk          sim.services
response    the command: observe, decide, act                 sim.response
ports       who may ask whom                                  sim.ports
rhythms     processes on SimPy's clock                        sim.clock
records     frozen tables                                     sim.records
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.assembly import World, bind, build_world, start_knowing
from sim.hazards.epidemic.tables import infections_table
from sim.hazards.epidemic.vaccination import start_vaccination
from sim.kernels.people import known
from sim.records import Days, Records, daily, spread_by_day, with_finding, with_homes
from sim.records.records import Table
from sim.response.tables import restrictions_table
from sim.scenario import Scenario
from sim.services.closing import close_sums
from sim.services.tables import assignments_table, needs_table, tasks_table
from sim.town import Town, build_town
from sim.workforce.tables import shifts_table, workers_table


def run(scenario: Scenario, replication: int = 0, town: Town | None = None) -> Records:
    """Run one replication of a scenario from the start of its warm-up to its horizon.

    A pure function of its arguments. `town` may be given to save building it; it must be the
    one that `sim.town.build_town(scenario.town, scenario.root)` builds.

    Raises RunError where the town cannot fill the posts that the scenario states, and where
    tasks, needs, workers' hours or waits do not add up (a fault of the program).
    """
    if town is None:
        town = build_town(scenario.town, scenario.root)
    with _no_garbage_collection():
        world = build_world(scenario, town, replication)
        bind(world)
        start_rhythms(world)
        world.clock.run(scenario.horizon)
        records = records_of(world)
        world.forget()
    return records


def start_rhythms(world: World) -> None:
    """Start every process of the run, in the order in which they stand here."""
    clock, start_hour = world.clock, world.start_hour
    clock.at(0.0, order.INFECTION, world.mark, None)
    if world.epidemic is not None:
        commuters = np.flatnonzero(world.town.works_outside)
        world.epidemic.introduce(world.scenario.start, commuters, world.scenario.root)
        immunity = world.epidemic.spec.immunity
        if immunity is not None and immunity.vaccine is not None:
            who = (world.town.age, world.seed)
            start_vaccination(
                clock, world.state, immunity.vaccine, who, world.scenario.start,
                lambda doses: world.tell("vaccinated", "", doses),
            )  # fmt: skip
        if world.care is not None and world.epidemic.infection.floor_h > 0:
            clock.follow(world.epidemic.rhythm(clock, world.care.turn))
    world.duty.begin()
    if world.suits is not None:
        clock.follow(world.suits.rhythm(start_hour))
    _start_needs(world)
    if world.command is not None:
        for name, need in world.command.confined.needs.items():
            if need.at is not None:
                clock.follow(world.command.confined.rhythm(name, start_hour))
        world.command.begin(world.scenario.start)
        clock.follow(world.command.rhythm(start_hour))
        start_knowing(world)


def _start_needs(world: World) -> None:
    """Start what needs services by itself: day by day, by the clock, sources, outages."""
    for rules in world.rules:
        if rules.spec.need.per in ("resident", "grid", "person", "background"):
            world.needs.begin_day(rules)
        if rules.spec.need.per in ("building", "calendar", "post"):
            world.clock.follow(world.timetable.rhythm(rules))
    world.followups.begin()
    platform = world.needs.by_self.platform
    if platform.outages is not None:
        world.clock.follow(platform.rhythm(world.clock))


def records_of(world: World) -> Records:
    """Freeze what happened into tables."""
    horizon_h, town = world.scenario.horizon, world.town
    if world.epidemic is not None:
        world.epidemic.advance(horizon_h)
    world.desk.close(horizon_h)
    kept = world.desk.tables
    close_sums(kept, horizon_h, world.scenario.name)
    tables: dict[str, Table] = {}
    tables["tasks"] = tasks_table(kept, town, world.rules)
    tables["needs"] = needs_table(kept, tables["tasks"], town)
    tables["assignments"] = assignments_table(kept)
    tables["shifts"] = shifts_table(kept, horizon_h)
    tables["workers"] = workers_table(
        kept, world.before, horizon_h, town.grid_names, _infected(world)
    )
    tables["events"] = world.recorder.table()
    tables["infections"] = _infections(world)
    controls = world.command.restrictions.controls if world.command else {}
    tables["restrictions"] = restrictions_table(world.state, controls, horizon_h)
    days = Days(world.start_hour, -world.warm_up_h, horizon_h, list(town.grid_names))
    if world.epidemic is not None:
        spec = world.epidemic.spec
        profiles = {name: course.profile for name, course in spec.courses().items()}
        layers = [*spec.layers, "session"]
        spread_by_day(tables["infections"], days, layers, profiles, horizon_h)
    apart = ("background", "post")
    background = [rules.name for rules in world.rules if rules.spec.need.per in apart]
    tables["daily"] = daily(tables, days, background, town.resident_grid, horizon_h)
    return Records(world.scenario, world.replication, tables, world.facts())


def _infections(world: World) -> Table:
    """Make the table of infections, with homes, and when and how each was found."""
    town, cases = world.town, world.command.picture.cases if world.command else []
    detected_h = {case.resident: case.known_h for case in cases}
    table = infections_table(
        world.epidemic, town.grid_names, detected_h, world.scenario.horizon
    )
    found = with_finding(table, {case.resident: case.by for case in cases})
    stays = known(world.epidemic.courses)["isolates"] if world.epidemic else np.zeros(0, bool)
    homes = with_homes(found, town.household, town.household_start)
    return {**homes, "isolates": np.array(stays, bool)}


def _infected(world: World) -> NDArray[np.bool_]:
    """Tell which workers caught the infection."""
    people = world.desk.tables.workers["person"]
    return np.asarray(world.state.fields.latest[people] >= 0, np.bool_)


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Collect no cycles during a run: it makes many objects that all live to its end."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
