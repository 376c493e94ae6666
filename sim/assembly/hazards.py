"""The hazards of one run, bound: brought to now by whoever looks, told what changed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.assembly.world import World, pooling_areas
from sim.hazards import Hazard, HazardPorts
from sim.units import tick

Ints = NDArray[np.int64]


def advance(hazards: Mapping[str, Hazard], until_h: float) -> None:
    """Bring every hazard to a time [h]."""
    for hazard in hazards.values():
        hazard.advance(until_h)


def bind_hazards(world: World) -> None:
    """Let hazards ask and answer, and know of changes before and after they are made."""
    if not world.hazards:
        return
    state, clock, hazards = world.state, world.clock, world.hazards

    def changed(people: Ints) -> None:
        for hazard in hazards.values():
            hazard.restricted(people, clock.now_h)

    state.before_change = lambda: advance(hazards, clock.now_h)
    state.after_change = changed
    for name, hazard in hazards.items():
        hazard.bind(_ports(world, name))


def _ports(world: World, name: str) -> HazardPorts:
    """Give a hazard what it may ask."""
    tables, streams = world.desk.tables, world.streams

    def ahead(span_h: float) -> None:
        tables.book["ahead_h"] = span_h

    def walk_h(travel_h: NDArray[np.float64]) -> None:
        tables.walk_h[:] = travel_h

    return HazardPorts(
        clock=world.clock,
        answers=world.service_ports,
        report=world.service_ports.report,
        absent=world.duty.absent,
        tell=world.tell,
        ahead=ahead,
        ahead_h=lambda: float(tables.book["ahead_h"][0]),
        ask=streams.ask,
        cancel=streams.cancel,
        hear=streams.hear,
        at_work=streams.at_work,
        call_up=partial(_call_up, world, name),
        stand_down=partial(_stand_down, world, name),
        walk_h=walk_h,
        impose=partial(_move, world, True),
        lift=partial(_move, world, False),
        alert=lambda: world.state.alert,
    )


def _call_up(world: World, name: str, haste: float, per_h: float, until_h: float) -> None:
    """Declare a hazard's emergency after the delay of the first level of one, times haste."""
    delay_h = world.command.levels.emergency_delay_h if world.command else 0.0
    at_h = float(tick(world.clock.now_h + delay_h * haste))
    call = (world, name, haste, per_h, until_h)
    world.clock.at(at_h, order.COMMAND, lambda now: _declare(*now), call)


def _declare(world: World, name: str, haste: float, per_h: float, until_h: float) -> None:
    """Pool the grids and call the reserve; with calls an hour above 0 call everybody."""
    world.sounding.add(name)
    world.tell("hazard_level", name, 1.0)
    world.desk.pool(pooling_areas(world.scenario, world.town, emergency=True))
    world.duty.call_up(haste)
    if per_h > 0:
        world.duty.muster(per_h, until_h)


def _stand_down(world: World, name: str) -> None:
    """End a hazard's emergency; everybody's, where it is the last."""
    world.sounding.discard(name)
    world.tell("hazard_level", name, 0.0)
    if not world.sounding:
        world.desk.pool(pooling_areas(world.scenario, world.town))
        world.duty.stand_down()


def _move(world: World, away: bool, control: str, residents: Ints) -> None:
    """Put residents under a hazard's rule on movement, or free them; needs a response."""
    if world.command is None or not len(residents):
        return
    restrictions = world.command.restrictions
    (restrictions.impose if away else restrictions.lift)(control, residents)
