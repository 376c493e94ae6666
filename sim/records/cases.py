"""What the table of infections says beside the hazard's own columns: homes, and how found."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.records.records import Table, text

Numbers = NDArray[np.int32]


def with_homes(infections: Table, household: Numbers, household_start: Numbers) -> Table:
    """Add `household` and `members`, how many live there; -1 and 0 for who lives elsewhere.

    `household` is that of each resident, `household_start` where the residents of each begin.
    """
    resident = infections["resident"]
    here = resident < len(household)
    home = np.where(here, household[np.where(here, resident, 0)], -1).astype(np.int64)
    members = np.diff(household_start)[np.maximum(home, 0)]
    return {**infections, "household": home, "members": np.where(here, members, 0)}


def with_finding(infections: Table, found_by: Mapping[int, str]) -> Table:
    """Add `found_by`, what found each infection that was found; `found_by` is by resident."""
    found = ~np.isnan(infections["detected_h"].astype(float))
    who = infections["resident"].tolist()
    by = [found_by.get(one) if known else None for one, known in zip(who, found, strict=True)]
    return {**infections, "found_by": text(by)}
