"""Where people belong, as the arrays that the kernels read: residents first, then outsiders."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.kernels.people import Places
from sim.town import Town


def places_of(town: Town, outsider_keys: NDArray[np.int64]) -> Places:
    """Lay out a town for the kernels; outsiders are in no partner list."""
    residents, outside = len(town.age), len(outsider_keys)

    def people(of_residents: NDArray[np.int32]) -> NDArray[np.int32]:
        return np.concatenate([of_residents, np.full(outside, -1)]).astype(np.int32)

    stairwell = town.household_stairwell[town.household]
    stairwell_start = town.household_start[town.stairwell_start]
    outsider_age = np.full(outside, 40)  # assumed: posted staff are of working age
    return Places(
        residents=residents,
        key=np.concatenate([np.arange(residents), outsider_keys]).astype(np.int64),
        age=np.concatenate([town.age, outsider_age]).astype(np.int64),
        household=people(town.household),
        household_start=town.household_start.astype(np.int32),
        stairwell=people(stairwell),
        stairwell_start=stairwell_start.astype(np.int32),
        grid=people(town.resident_grid),
        grid_start=town.grid_resident_start.astype(np.int32),
        neighbour_start=town.neighbour_start.astype(np.int32),
        neighbour=town.neighbour.astype(np.int32),
        neighbour_cumulative=town.neighbour_cumulative.astype(np.float64),
        school=people(town.school_group),
        school_start=town.school_start.astype(np.int32),
        school_members=town.school_members.astype(np.int32),
        school_position=people(town.school_position),
        work=people(town.work_group),
        work_start=town.work_start.astype(np.int32),
        work_members=town.work_members.astype(np.int32),
        work_position=people(town.work_position),
    )
