"""The parts of one run, built (world) and bound to each other by ports (binding)."""

from sim.assembly.binding import bind, unordered
from sim.assembly.hazards import advance
from sim.assembly.knowing import start_knowing
from sim.assembly.world import World, build_world, hour_of_day, pooling_areas

__all__ = [
    "World",
    "advance",
    "bind",
    "build_world",
    "hour_of_day",
    "pooling_areas",
    "start_knowing",
    "unordered",
]
