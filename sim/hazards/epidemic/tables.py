"""The table of infections: who, when, by whom, where, and how it went."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.hazards.epidemic.epidemic import Epidemic
from sim.kernels.people import LAYER_NAMES
from sim.records import Table, named, text

COLUMNS: dict[str, type] = {
    "resident": np.int64, "number": np.int64, "time_h": np.float64, "infector": np.int64,
    "layer": object, "variant": object, "grid": object, "infectious_from_h": np.float64,
    "infectious_until_h": np.float64, "onset_h": np.float64, "severe_h": np.float64,
    "death_h": np.float64, "detected_h": np.float64, "outcome": object,
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
    courses, n = epidemic.courses, int(epidemic.courses.rows[0])
    person = courses.person[:n].astype(np.int64)
    by = courses.infector[:n].astype(np.int64)
    outcome = np.full(n, 2)
    outcome[courses.infectious_until_h[:n] <= horizon_h] = 0
    outcome[courses.death_h[:n] < horizon_h] = 1
    known = [detected_h.get(int(resident), np.nan) for resident in person]
    return {
        "resident": person,
        "number": courses.number[:n].astype(np.int64),
        "time_h": courses.time_h[:n].copy(),
        "infector": np.where(by >= 0, courses.person[by], -1).astype(np.int64),
        "layer": named(LAYER_NAMES, courses.layer[:n]),
        "variant": text([epidemic.spec.variant] * n),
        "grid": named(grid_names, epidemic.places.grid[person]),
        "infectious_from_h": courses.infectious_from_h[:n].copy(),
        "infectious_until_h": courses.infectious_until_h[:n].copy(),
        "onset_h": courses.onset_h[:n].copy(),
        "severe_h": courses.severe_h[:n].copy(),
        "death_h": courses.death_h[:n].copy(),
        "detected_h": np.array(known, float),
        "outcome": named(("recovered", "dead", "infectious"), outcome),
    }
