"""Places of a few residents, laid out by hand: households, other groups, edges, one grid."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.kernels.people import GRID, HOUSEHOLD, LAYERS, Places, laid_out

Groups = Sequence[Sequence[int]]


def places_like(
    households: Groups,
    ages: Sequence[int] | None = None,
    activity: Sequence[float] = (),
    edges: Sequence[tuple[int, int]] = (),
    **groups: Groups,
) -> Places:
    """Lay out residents of one grid; `groups` by the name of their layer.

    `households` list consecutive residents; `edges` are pairs of weight 1.
    """
    n = sum(map(len, households))
    active = np.ones(n) if not len(activity) else np.array(activity, float)
    by_layer: dict[str, Groups] = {"household": households, "grid": [range(n)], **groups}
    if edges:
        met = np.array([*edges, *((b, a) for a, b in edges)])
        by_layer["edges"] = [np.sort(met[met[:, 0] == i, 1]).tolist() for i in range(n)]
    group = np.full((n, len(LAYERS)), -1, np.int32)
    first, start, members = [0], [], []
    for layer, name in enumerate(LAYERS):
        place = 0 if layer in (HOUSEHOLD, GRID) else n + len(members)
        for number, one in enumerate(by_layer.get(name, ())):
            start.append(place)
            place += len(one)
            group[[number] if name == "edges" else list(one), layer] = number
            if layer not in (HOUSEHOLD, GRID):
                members += list(one)
        if name in by_layer:
            start.append(place)
        first.append(len(start))
    listed = np.concatenate([np.arange(n), np.array(members, int)])
    summed = np.append(0.0, np.cumsum(active[listed])) if len(activity) else np.zeros(0)
    scale = n / (n - np.sum(active**2) / np.sum(active)) if n > 1 else 1.0
    places: Places = laid_out(
        Places(
            residents=n,
            bands=1,
            outsider_key=np.zeros(0, np.int64),
            age=np.array(ages if ages is not None else [40] * n, np.uint8),
            group=group,
            first=np.array(first, np.int64),
            start=np.array(start, np.int32),
            members=np.array(members, np.int32),
            weight=summed,
            activity=active if len(activity) else np.zeros(0),
            meets_start=np.array([0, 1], np.int32),
            meets=np.zeros(1, np.int32),
            meets_upto=np.ones(1),
            grid_rate=np.array([scale]),
            city_rate=np.ones(1),
            city_upto=np.ones((1, 1)),
            city_weight=np.array([[0.0, float(np.sum(active))]]),
        )
    )
    return places


def alike(size: int, count: int) -> Groups:
    """Give `count` households of one size."""
    return [range(k * size, (k + 1) * size) for k in range(count)]
