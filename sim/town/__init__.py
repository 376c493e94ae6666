"""Before anything happens: the population, its places and the network of grids."""

from sim.town.network import network
from sim.town.town import Town, build_town

__all__ = ["Town", "build_town", "network"]
