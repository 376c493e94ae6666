"""Roads under water: edges of the network of grids removed, the ways that are left."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.hazards.flood.water import Water
from sim.town import Town
from sim.units import tick

Floats = NDArray[np.float64]


def road_m(town: Town, water: Water) -> dict[tuple[int, int], float]:
    """Give how high the water cuts each road: its lower end, and what can be waded [m]."""
    found: dict[tuple[int, int], float] = {}
    for one in range(town.grids):
        first, last = int(town.neighbour_start[one]) + 1, int(town.neighbour_start[one + 1])
        for other in town.neighbour[first:last].tolist():
            low = min(water.grid_m[one], water.grid_m[other])
            found[min(one, other), max(one, other)] = float(low) + water.spec.wade
    return found


def turns_h(town: Town, water: Water) -> list[float]:
    """List the times at which roads are cut or free again [h], rising."""
    cut_m = np.unique(list(road_m(town, water).values()) or [np.inf])
    cut_m = cut_m[cut_m < water.spec.peak]
    return sorted({*water.comes_h(cut_m).tolist(), *water.goes_h(cut_m).tolist()})


def ways(town: Town, water: Water, at_h: float) -> tuple[Floats, NDArray[np.bool_]]:
    """Find the ways at a time [h]: hours [grids, grids], and whether a road leads there.

    Where no road is left the way is taken by boat. Dijkstra 1959, doi 10.1007/BF01386390, by
    networkx.
    """
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(town.grids))
    for (one, other), cut_m in road_m(town, water).items():
        comes_h, goes_h = water.comes_h(np.array(cut_m)), water.goes_h(np.array(cut_m))
        if not comes_h <= at_h < goes_h:
            graph.add_edge(one, other, weight=_edge_h(town, one, other))
    walk_h = np.full((town.grids, town.grids), np.inf)
    for one, reached in nx.all_pairs_dijkstra_path_length(graph):
        walk_h[one, list(reached)] = list(reached.values())
    road = np.isfinite(walk_h)
    return np.where(road, walk_h, water.spec.boat), road


def _edge_h(town: Town, one: int, other: int) -> float:
    """Give the length of a road [h]: the straight one, at the pace of the town's ways."""
    return float(tick(town.walk_h[one, other]))


def course(town: Town, water: Water) -> Iterator[tuple[float, Floats]]:
    """Give the ways from each time on at which they change [h], from before the flood."""
    yield -np.inf, np.asarray(town.walk_h, float)
    for at_h in turns_h(town, water):
        yield at_h, ways(town, water, at_h)[0]
