"""The table of infections: who, when, by whom, where, and how it went."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.hazards.epidemic.epidemic import Epidemic
from sim.kernels.people import LAYER_NAMES, grave_time, known
from sim.records import Table, named

COLUMNS: dict[str, type] = {
    "resident": np.int64, "number": np.int64, "time_h": np.float64, "infector": np.int64,
    "infector_number": np.int64, "layer": object, "variant": object, "grid": object,
    "doses": np.int64, "infectious_from_h": np.float64,
    "infectious_until_h": np.float64, "onset_h": np.float64, "severe_h": np.float64,
    "critical_h": np.float64, "death_h": np.float64, "detected_h": np.float64,
    "outcome": object,
}  # fmt: skip


def infections_table(
    epidemic: Epidemic | None,
    grid_names: tuple[str, ...],
    detected_h: Mapping[int, float],
    horizon_h: float,
) -> Table:
    """Make the table of infections before the horizon; `detected_h` by resident."""
    if epidemic is None:
        return {name: np.zeros(0, kind) for name, kind in COLUMNS.items()}
    courses = epidemic.courses
    course, n = known(courses), int(courses.rows[0])
    person, by = course["person"].astype(np.int64), course["infector"].astype(np.int64)
    death_h = grave_time(courses, "death_h")
    outcome = np.full(n, 2)
    outcome[course["infectious_until_h"] <= horizon_h] = 0
    outcome[death_h < horizon_h] = 1
    times = ("time_h", "infectious_from_h", "infectious_until_h", "onset_h")
    columns: Table = {
        "resident": person,
        "number": course["number"].astype(np.int64),
        "infector": np.where(by >= 0, course["person"][by], -1).astype(np.int64),
        "infector_number": np.where(by >= 0, course["number"][by], -1).astype(np.int64),
        "layer": named(LAYER_NAMES, course["layer"]),
        "variant": named(tuple(epidemic.spec.courses()), course["variant"]),
        "grid": named(grid_names, epidemic.places.grid[person]),
        **{name: course[name].copy() for name in times},
        "severe_h": grave_time(courses, "severe_h"),
        "critical_h": grave_time(courses, "critical_h"),
        "death_h": death_h,
        "doses": course["doses"].astype(np.int64),
        "detected_h": _detected(person, course["time_h"], detected_h),
        "outcome": named(("recovered", "dead", "infectious"), outcome),
    }
    return {name: columns[name] for name in COLUMNS}


def _detected(
    person: NDArray[np.int64], time_h: NDArray[np.float64], detected_h: Mapping[int, float]
) -> NDArray[np.float64]:
    """Give when each infection was found [h]: the latest before a finding; nan if never."""
    found, row_of = np.full(len(person), np.nan), {}
    for row, (resident, at_h) in enumerate(zip(person.tolist(), time_h.tolist(), strict=True)):
        if at_h <= detected_h.get(resident, -np.inf):
            row_of[resident] = row
    for resident, row in row_of.items():
        found[row] = detected_h[resident]
    return found
