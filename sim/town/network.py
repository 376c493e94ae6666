"""The network of grids: which are neighbours, how far the walk is, who mixes with whom."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.town.draws import Bools, Floats, Ints, offsets
from sim.town.layout import SPACING_M
from sim.units import tick

if TYPE_CHECKING:
    from sim.town.town import Town

NEAREST = 16  # neighbours are sought among so many nearest grids
_TUNINGS, _SCALINGS, _CLOSE = 20, 10_000, 1e-13
_LEAST_OWN = 0.01  # with no contact at all in the own grid, D need not exist


def distances(x_m: Floats, y_m: Floats) -> Floats:
    """Measure straight lines between grids [m], shape (grids, grids)."""
    return np.hypot(x_m[:, None] - x_m[None, :], y_m[:, None] - y_m[None, :])


def adjacent(distance: Floats) -> Bools:
    """Say which grids are neighbours: no third grid lies in the circle between the two.

    The Gabriel graph, a part of the Delaunay triangulation; then the nearest grids of separate
    parts are joined, so that the network is always connected.
    """
    grids = len(distance)
    square = distance**2
    near = np.argsort(distance, axis=1, kind="stable")[:, : NEAREST + 1]
    out = np.zeros((grids, grids), dtype=np.bool_)
    for g, others in enumerate(near):
        others = others[others != g]
        # All that lie between g and one of its nearest are nearer still, hence in the list.
        to_g = square[g, others]
        between = to_g + square[np.ix_(others, others)] < to_g[:, None]
        np.fill_diagonal(between, False)
        out[g, others[~between.any(axis=1)]] = True
    return _joined(out | out.T, distance)


def _joined(edges: Bools, distance: Floats) -> Bools:
    """Join the part of the first grid to the nearest grid outside, until nothing is outside."""
    while True:
        inside = np.zeros(len(edges), dtype=np.bool_)
        inside[0] = True
        while (reached := inside | edges[inside].any(axis=0)).sum() > inside.sum():
            inside = reached
        if inside.all():
            return edges
        apart = np.where(inside[:, None] & ~inside[None, :], distance, np.inf)
        g, h = np.unravel_index(np.argmin(apart), apart.shape)
        edges[g, h] = edges[h, g] = True


def walking_times(edges: Bools, distance: Floats, neighbouring_h: float) -> Floats:
    """Find the shortest walk between any two grids [h], shape (grids, grids), 0 within one.

    An edge takes ``neighbouring_h`` per ``SPACING_M`` of its length. Floyd 1962, Algorithm 97,
    doi 10.1145/367766.368168.
    """
    hours = tick(distance * (neighbouring_h / SPACING_M))  # so that sums are exact
    walk = np.where(edges, hours, np.inf)
    np.fill_diagonal(walk, 0.0)
    through = np.empty_like(walk)
    for k in range(len(walk)):
        np.add(walk[:, k, None], walk[None, k, :], out=through)
        np.minimum(walk, through, out=walk)
    return walk


def mixing(edges: Bools, residents: Ints, own_share: float) -> tuple[Ints, Ints, Floats]:
    """Share out the contacts of each grid: (start, neighbour, cumulative share).

    The list of a grid begins with itself. Flows F are reciprocal: F[g, h] = F[h, g], and the
    flows of a grid add up to its residents. F = D B D, where the diagonal of B is tuned until
    ``own_share`` of all contacts in the town are within a grid (or as near to it as the network
    allows), and D is found by iteration (Knight, Ruiz, Ucar 2014, doi 10.1137/110825753).
    """
    first, second = np.nonzero(edges)
    degree = edges.sum(axis=1)
    crossing = np.minimum(*(residents[e] / degree[e] for e in (first, second)))
    own, cross = _scaled(first, second, crossing, residents.astype(np.float64), own_share)
    start = offsets(degree + 1)
    neighbour = np.empty(start[-1], dtype=np.int64)
    flow = np.empty(start[-1], dtype=np.float64)
    others = np.ones(start[-1], dtype=np.bool_)
    others[start[:-1]] = False
    neighbour[start[:-1]], neighbour[others] = np.arange(len(degree)), second
    flow[start[:-1]], flow[others] = own, cross
    return start, neighbour, _cumulative(start, flow)


def _scaled(
    first: Ints, second: Ints, crossing: Floats, residents: Floats, own_share: float
) -> tuple[Floats, Floats]:
    """Scale the flows within and between grids until each grid has its residents."""
    if not len(first) or own_share >= 1:
        return residents, np.zeros(len(first))
    own_share = max(own_share, _LEAST_OWN)
    odds, scale = own_share / (1 - own_share), np.ones(len(residents))
    for _ in range(_TUNINGS):
        scale = _balance(first, second, crossing, residents, (odds, scale))
        own = odds * residents * scale**2
        share = own.sum() / residents.sum()
        if abs(share - own_share) < _CLOSE:
            break
        odds *= own_share * (1 - share) / (share * (1 - own_share))
    scale = _balance(first, second, crossing, residents, (odds, scale))
    return odds * residents * scale**2, crossing * scale[first] * scale[second]


def _balance(
    first: Ints, second: Ints, crossing: Floats, residents: Floats, at: tuple[float, Floats]
) -> Floats:
    """Find D such that the rows of D B D add up to the residents."""
    odds, scale = at
    for _ in range(_SCALINGS):
        met = np.bincount(first, weights=crossing * scale[second], minlength=len(scale))
        wrong = scale * (odds * residents * scale + met) / residents
        if np.abs(wrong - 1).max() < _CLOSE:
            break
        scale = scale / np.sqrt(wrong)
    return scale


def _cumulative(start: Ints, flow: Floats) -> Floats:
    """Add up the shares along each list; each ends in exactly 1."""
    out = np.empty_like(flow)
    for begin, end in pairwise(start.tolist()):
        out[begin:end] = np.cumsum(flow[begin:end]) / flow[begin:end].sum()
        out[end - 1] = 1.0
    return out


def network(town: Town) -> Any:
    """Draw the town as a networkx graph: grids with their attributes, edges with ``walk_h``."""
    import networkx as nx

    graph = nx.Graph()
    residents = np.diff(town.grid_resident_start)
    for g, name in enumerate(town.grid_names):
        graph.add_node(
            g,
            name=name,
            community=town.community_names[town.grid_community[g]],
            residents=int(residents[g]),
            x_m=float(town.grid_x_m[g]),
            y_m=float(town.grid_y_m[g]),
        )
    for g in range(town.grids):
        for h in town.neighbour[town.neighbour_start[g] + 1 : town.neighbour_start[g + 1]]:
            graph.add_edge(g, int(h), walk_h=float(town.walk_h[g, h]))
    return graph
