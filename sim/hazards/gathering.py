"""Who was gathered where and when: read from the events `gathered` and `dispersed`.

Each has the place that gathers (the name of a grid) and the household that comes or goes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.records import Table

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Stay(NamedTuple):
    """One stay of a household; inf where it lasts to the end."""

    place: str
    from_h: float
    until_h: float


def stays(events: Table) -> dict[int, list[Stay]]:
    """List the stays of every household, in order of time."""
    found: dict[int, list[Stay]] = {}
    mine = np.flatnonzero(np.isin(events["event"], ["gathered", "dispersed"]))
    for row in mine.tolist():
        household, at_h = int(events["value"][row]), float(events["time_h"][row])
        hers = found.setdefault(household, [])
        if events["event"][row] == "gathered":
            hers.append(Stay(str(events["place"][row]), at_h, np.inf))
        elif hers:
            hers[-1] = hers[-1]._replace(until_h=at_h)
    return found


def together(events: Table, one: Ints, other: Ints, time_h: Floats) -> NDArray[np.bool_]:
    """Tell whether two households each were gathered at the same place at a time [h]."""
    found = stays(events)

    def where(household: int, at_h: float) -> str | None:
        for stay in found.get(household, ()):
            if stay.from_h <= at_h < stay.until_h:
                return stay.place
        return None

    rows = zip(one.tolist(), other.tolist(), time_h.tolist(), strict=True)
    places = ((where(a, at_h), where(b, at_h)) for a, b, at_h in rows)
    return np.array([a is not None and a == b for a, b in places], np.bool_)
