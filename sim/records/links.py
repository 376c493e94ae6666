"""Who infected whom: every infection of a run and the row of the one that it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
_NUMBERS = 1 << 16  # of one person's infections, at most


@dataclass(frozen=True)
class Links:
    """The infections before the horizon, one element each; times in hours.

    ``by`` is the row of the infector's own infection, -1 where it came from outside.
    ``until_h`` is when she can infect no longer: her infectious span is over, or she is in
    hospital or dead.
    """

    resident: Ints
    number: Ints  # of the resident's infections, 0 the first
    time_h: Floats
    by: Ints
    layer: NDArray[Any]
    variant: NDArray[Any]
    from_h: Floats
    until_h: Floats
    over_h: Floats  # the end of the whole infectious span, spent in hospital or not
    onset_h: Floats
    horizon_h: float

    @property
    def passed_on(self) -> Bools:
        """Mark the infections that came from somebody in the run."""
        return np.asarray(self.by >= 0)

    @property
    def offspring(self) -> Ints:
        """Count the infections that each infection caused before the horizon."""
        return np.bincount(self.by[self.by >= 0], minlength=len(self.by)).astype(np.int64)

    @property
    def complete_h(self) -> float:
        """Give up to when a cohort is complete [h]: nobody infected before can still infect.

        That is the first infection of those who still can at the horizon, else the horizon.
        """
        still = self.time_h[self.until_h > self.horizon_h]
        return float(still.min()) if len(still) else self.horizon_h


def links_of(infections: Mapping[str, NDArray[Any]], horizon_h: float) -> Links:
    """Link every infection of a run to its infector's."""
    time_h = np.asarray(infections.get("time_h", ()), float)
    keep = time_h < horizon_h

    def kept(name: str, kind: type) -> NDArray[Any]:
        return np.asarray(infections.get(name, ()), kind)[keep]

    over_h, severe_h = kept("infectious_until_h", float), kept("severe_h", float)
    resident, number = kept("resident", np.int64), kept("number", np.int64)
    infector = kept("infector", np.int64), kept("infector_number", np.int64)
    return Links(
        resident=resident,
        number=number,
        time_h=time_h[keep],
        by=rows_of(infector, (resident, number)),
        layer=kept("layer", object),
        variant=kept("variant", object),
        from_h=kept("infectious_from_h", float),
        until_h=np.fmin(np.fmin(over_h, severe_h), kept("death_h", float)),
        over_h=over_h,
        onset_h=kept("onset_h", float),
        horizon_h=horizon_h,
    )


def rows_of(wanted: tuple[Ints, Ints], among: tuple[Ints, Ints]) -> Ints:
    """Give the row of each wanted (person, number of infection), -1 where there is none."""
    key, known = (person * _NUMBERS + number for person, number in (wanted, among))
    if not len(known):
        return np.full(len(key), -1)
    order = np.argsort(known, kind="stable")
    place = order[np.minimum(np.searchsorted(known[order], key), len(known) - 1)]
    return np.where((known[place] == key) & (wanted[0] >= 0), place, -1)
