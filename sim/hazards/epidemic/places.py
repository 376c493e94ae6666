"""Where people belong, as the arrays that the kernels read: residents first, then outsiders."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.hazards.epidemic.mixing import city_mixing, grid_mixing
from sim.kernels.people import EDGES, LAYERS, Places, laid_out
from sim.rng import Purpose, uniforms
from sim.scenario import EpidemicSpec, read_edges
from sim.town import Town

Floats = NDArray[np.float64]
Numbers = NDArray[np.int32]
EVERYBODY_ALIKE: Floats = np.zeros(0)
OUTSIDER_AGE = 40  # assumed: posted staff are of working age


class Groups(NamedTuple):
    """The groups of one layer: of each resident, -1 none; where each begins; the members."""

    of: NDArray[Any]  # [residents]
    start: NDArray[Any]  # [groups + 1] in `members`
    members: NDArray[Any] | None = None  # None: the residents in their order
    weight: Floats = EVERYBODY_ALIKE  # of each member, where it is not her activity


def places_of(
    town: Town,
    outsider_keys: NDArray[np.int64],
    spec: EpidemicSpec | None = None,
    root: Path = Path(),
    seed: int = 1,
) -> Places:
    """Lay out a town for the kernels; outsiders are in no partner list.

    `spec` gives the mixing by age, the spread of activity (drawn from `seed`, so that a town
    keeps it over replications) and the file of explicit edges, under `root`. Raises ValueError
    where an edge names somebody who does not live there.
    """
    residents, outside = len(town.age), len(outsider_keys)
    activity = activities(spec.activity_cv if spec else 0.0, residents, seed)
    mixed = spec.mixing if spec else None
    q = np.array(mixed.rates if mixed else [[1.0]], float)
    cells = _cells(town, np.array(mixed.from_ages if mixed else [0]))
    lists = _one_list(_groups(town, cells, _edges(spec, root, residents)), activity, outside)
    places = Places(
        residents=residents,
        bands=len(q),
        outsider_key=outsider_keys.astype(np.int64),
        age=np.append(town.age, np.full(outside, OUTSIDER_AGE)).astype(np.uint8),
        **lists,
        activity=np.append(activity, np.ones(outside)) if len(activity) else activity,
        **grid_mixing(town, cells.of, q, activity),
        **city_mixing(cells.of, town.grids, q, activity),
    )
    laid: Places = laid_out(places)
    return laid


def activities(cv: float, residents: int, seed: int) -> Floats:
    """Draw each resident's relative number of contacts: gamma, mean 1; empty where cv is 0."""
    if cv == 0:
        return EVERYBODY_ALIKE
    from scipy import special

    u = uniforms(seed, Purpose.ACTIVITY, np.arange(residents))
    drawn = np.maximum(special.gammaincinv(cv**-2, u) * cv**2, 1e-3)
    return np.asarray(drawn / drawn.mean())


def _cells(town: Town, from_ages: NDArray[np.int64]) -> Groups:
    """Sort residents into cells: an age band in a grid."""
    bands = len(from_ages)
    band = np.searchsorted(from_ages, town.age, side="right") - 1
    cell = town.resident_grid.astype(np.int64) * bands + band
    number = np.bincount(cell, minlength=town.grids * bands)
    members = np.argsort(cell, kind="stable") if bands > 1 else None
    return Groups(cell, np.append(0, np.cumsum(number)), members)


def _groups(town: Town, cells: Groups, edges: Groups) -> tuple[Groups, ...]:
    """Give the groups of every layer, in the order of layers."""
    stairwell = town.household_stairwell[town.household]
    return (
        Groups(town.household, town.household_start),
        Groups(stairwell, town.household_start[town.stairwell_start]),
        cells,
        Groups(town.school_group, town.school_start, town.school_members),
        Groups(town.work_group, town.work_start, town.work_members),
        Groups(np.full(len(town.age), -1), np.zeros(0)),  # the city has no groups
        edges,
    )


def _one_list(
    layers: tuple[Groups, ...], activity: Floats, outside: int
) -> dict[str, NDArray[Any]]:
    """Put the groups of all layers into one list behind the residents."""
    residents = len(layers[0].of)
    weighted = len(activity) > 0 or len(layers[EDGES].weight) > 0
    active = activity if len(activity) else np.ones(residents)
    group = np.full((residents + outside, len(LAYERS)), -1, np.int32)
    first, starts, members, weights = [0], [], [], [active]
    place = residents
    for layer, groups in enumerate(layers):
        group[:residents, layer] = groups.of
        begins = 0 if groups.members is None else place
        starts.append(groups.start + begins)
        first.append(first[-1] + len(groups.start))
        if groups.members is not None:
            members.append(groups.members)
            own = layer == EDGES
            weights.append(
                (groups.weight if len(groups.weight) else np.ones(len(groups.members)))
                if own
                else active[groups.members]
            )
            place += len(groups.members)
    summed = np.append(0.0, np.cumsum(np.concatenate(weights))) if weighted else EVERYBODY_ALIKE
    return {
        "group": group,
        "first": np.array(first, np.int64),
        "start": np.concatenate(starts).astype(np.int32),
        "members": np.concatenate([*members, np.zeros(0)]).astype(np.int32),
        "weight": summed,
    }


def _edges(spec: EpidemicSpec | None, root: Path, residents: int) -> Groups:
    """Give each resident the group of those whom an explicit edge names with her."""
    layer = spec.layers.get("edges") if spec else None
    nobody = np.zeros(0, np.int32)
    if layer is None or layer.file is None:
        return Groups(np.full(residents, -1), np.zeros(0), nobody)
    edges = read_edges(root / layer.file)
    a, b = np.append(edges.a, edges.b), np.append(edges.b, edges.a)
    if len(a) and int(a.max()) >= residents:
        raise ValueError(f"an edge names resident {a.max()}, the town has {residents}")
    order = np.lexsort((b, a))
    start = np.append(0, np.cumsum(np.bincount(a, minlength=residents)))
    weight = np.append(edges.weight, edges.weight)[order]
    alike = bool(np.all(weight == 1.0))
    return Groups(np.arange(residents), start, b[order], EVERYBODY_ALIKE if alike else weight)
