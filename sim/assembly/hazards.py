"""The hazards of one run, bound: brought to now by whoever looks, told what changed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.assembly.world import World
from sim.hazards import Hazard, HazardPorts

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
    for hazard in hazards.values():
        hazard.bind(_ports(world))


def _ports(world: World) -> HazardPorts:
    """Give a hazard what it may ask."""
    book = world.desk.tables.book

    def ahead(span_h: float) -> None:
        book["ahead_h"] = span_h

    return HazardPorts(
        clock=world.clock,
        answers=world.service_ports,
        report=world.service_ports.report,
        absent=world.duty.absent,
        tell=world.tell,
        ahead=ahead,
    )
