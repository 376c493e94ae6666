"""The ground of a town, and when the water stands where: no luck of the run in it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.rng import Purpose, uniforms
from sim.scenario import FloodSpec, read_ground
from sim.town import Town
from sim.units import hours_since, tick

Floats = NDArray[np.float64]
SLOPE_SHARE = 0.7  # of the relief, rising across the town; the rest is a grid's own. Assumed
BUILDING_SHARE = 0.1  # of the relief, between the buildings of a grid. Assumed


class Water(NamedTuple):
    """Heights in m above the lowest ground, times in hours from clock 0; inf is never."""

    forecast_h: float
    begins_h: float  # the first water
    peak_h: float
    falls_h: float
    clear_h: float  # nothing is left
    grid_m: Floats  # [grids]
    stairwell_m: Floats  # [stairwells]
    spec: FloodSpec

    def comes_h(self, above_m: Floats) -> Floats:
        """Give when the water stands higher than some heights."""
        rises_h = tick(self.begins_h + above_m / self.spec.rise)
        return np.where(above_m < self.spec.peak, rises_h, np.inf)

    def goes_h(self, above_m: Floats) -> Floats:
        """Give when the water has fallen below some heights; -inf where it never stands."""
        falls_h = tick(self.falls_h + (self.spec.peak - above_m) / self.spec.fall)
        return np.where(above_m < self.spec.peak, falls_h, -np.inf)

    def level_m(self, at_h: Floats) -> Floats:
        """Give how high the water stands at some times."""
        up = (at_h - self.begins_h) * self.spec.rise
        down = self.spec.peak - (at_h - self.falls_h) * self.spec.fall
        level: Floats = np.clip(np.minimum(up, down), 0.0, self.spec.peak)
        return level


def water_of(spec: FloodSpec, town: Town, start: datetime, seed: int, root: Path) -> Water:
    """Lay the ground out and let the water rise; `seed` is the town's.

    Raises ValueError where the table of the ground names other grids than the town's.
    """
    grid_m = _from_table(spec, town, root) if spec.ground else _drawn(spec, town, seed)
    buildings = np.arange(town.buildings)
    off = uniforms(seed, Purpose.FLOOD_GROUND, buildings, 1) - 0.5
    own_m = grid_m[town.building_grid] + BUILDING_SHARE * spec.relief * off
    building_m = np.maximum(own_m, 0.0)
    forecast_h = float(tick(hours_since(start, spec.forecast)))
    begins_h = float(tick(forecast_h + spec.lead))
    peak_h = float(tick(begins_h + spec.peak / spec.rise))
    falls_h = float(tick(peak_h + spec.stays))
    return Water(
        forecast_h,
        begins_h,
        peak_h,
        falls_h,
        float(tick(falls_h + spec.peak / spec.fall)),
        grid_m,
        building_m[town.stairwell_building],
        spec,
    )


def _drawn(spec: FloodSpec, town: Town, seed: int) -> Floats:
    """Let the ground rise across the town from a river along its southern edge."""
    across = town.grid_y_m - town.grid_y_m.min()
    share = across / across.max() if across.max() > 0 else np.zeros(town.grids)
    own = uniforms(seed, Purpose.FLOOD_GROUND, np.arange(town.grids), 0)
    ground_m: Floats = spec.relief * (SLOPE_SHARE * share + (1.0 - SLOPE_SHARE) * own)
    lowest_m = float(ground_m.min())
    return np.asarray(ground_m - lowest_m, float)


def _from_table(spec: FloodSpec, town: Town, root: Path) -> Floats:
    """Read the ground of every grid."""
    found = read_ground(root / str(spec.ground))
    missing = [name for name in town.grid_names if name not in found]
    strange = [name for name in found if name not in town.grid_names]
    if missing or strange:
        names = ", ".join([*missing, *strange][:5])
        raise ValueError(f"{spec.ground} and the town differ in their grids: {names}")
    return np.array([found[name] for name in town.grid_names], float)
