"""One run: read this first. `run` shows the whole order of things.

town        who lives where                                  sim.town
workforce   who fills which slot                              sim.workforce
state       all that changes, one writer a field              sim.state
hazards     what harms, each brought to now                   sim.hazards
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
from sim.assembly import World, advance, bind, build_world
from sim.hazards import Closing, tables_of
from sim.records import Days, Records, daily
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
    for hazard in world.hazards.values():
        hazard.start()
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
    advance(world.hazards, horizon_h)
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
    days = Days(world.start_hour, -world.warm_up_h, horizon_h, list(town.grid_names))
    tables |= tables_of(world.hazards, _closing(world, days))
    controls = world.command.restrictions.controls if world.command else {}
    tables["restrictions"] = restrictions_table(world.state, controls, horizon_h)
    apart = ("background", "post")
    background = [rules.name for rules in world.rules if rules.spec.need.per in apart]
    tables["daily"] = daily(tables, days, background, town.resident_grid, horizon_h)
    return Records(world.scenario, world.replication, tables, world.facts())


def _closing(world: World, days: Days) -> Closing:
    """Say what hazards are told at the end of a run."""
    cases = world.command.picture.cases if world.command else []
    return Closing(
        town=world.town,
        known_h={case.resident: case.known_h for case in cases},
        found_by={case.resident: case.by for case in cases},
        days=days,
        horizon_h=world.scenario.horizon,
    )


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
