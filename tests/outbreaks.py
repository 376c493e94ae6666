"""Small outbreaks for the tests: the hazard alone, with hand-made rates and controls."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from sim.hazards.epidemic import Epidemic, places_of
from sim.kernels.people import LAYERS, Infection
from sim.kernels.spread import introduce
from sim.scenario import EpidemicSpec, TownSpec
from sim.state import State, new_state
from sim.town import Town, build_town

SCENARIOS = Path(__file__).parents[1] / "scenarios"
Residents = NDArray[np.int64]


@cache
def town_of(households: int = 85, grids: int = 2) -> Town:
    """Build a town of small stairwells, classes and workplaces; 85 x 2 are 400 residents."""
    spec = TownSpec(
        communities=1,
        grids_per_community=grids,
        households_per_grid=households,
        households_per_stairwell=12,
        workplace_mean=8.0,
        class_size=15,
    )
    return build_town(spec, SCENARIOS)


def fixed(value_h: float) -> NDArray[np.float64]:
    """Tabulate a duration that never varies."""
    return np.array([value_h, value_h])


def infection_like(seed: int = 1, **changes: Any) -> Infection:
    """Make an infection of plain numbers; by default all fall ill and nobody severely."""
    profile = np.array(changes.pop("profile", [1.0]))
    plain = {
        "seed": seed,
        "floor_h": 6.0,
        "contacts": np.zeros(len(LAYERS)),
        "probability": np.zeros(len(LAYERS) + 1),
        "profile": profile,
        "profile_cumulative": np.cumsum(profile) / profile.sum(),
        "profile_mean": float(profile.mean()),
        "latent": fixed(24.0),
        "presymptomatic": fixed(24.0),
        "infectious": fixed(120.0),
        "severe_after": fixed(48.0),
        "hospital": fixed(72.0),
        "death_after": fixed(24.0),
        "asymptomatic": np.zeros(121),
        "severe": np.zeros(121),
        "death": np.zeros(121),
        "asymptomatic_infectiousness": 1.0,
        "isolation_share": 0.0,
        "isolation": np.full(len(LAYERS) + 2, np.inf),
    }
    return Infection(**{**plain, **changes})


class Outbreak:
    """An epidemic without services and response; the tests impose the controls."""

    def __init__(
        self,
        town: Town,
        infection: Infection,
        outsiders: Iterable[int] = (),
        horizon_h: float = 960.0,
    ) -> None:
        keys = np.array(list(outsiders), np.int64)
        self.town = town
        self.state: State = new_state(town.residents + len(keys), town.households)
        places = places_of(town, keys)
        spec = cast(EpidemicSpec, None)  # the kernel never looks at it
        self.epidemic = Epidemic(spec, places, infection, self.state, horizon_h)
        self._introduced = 0
        self._rows: dict[tuple[float, ...], int] = {(1.0,) * len(LAYERS): 0}

    def introduce(self, person: int, time_h: float = 0.0, at_once: bool = True) -> None:
        """Let somebody be infected from outside, before anything has happened."""
        introduce(self.epidemic.queue, person, time_h, self._introduced, at_once)
        self._introduced += 1

    def restrict(self, at_h: float, residents: Residents, **factors: float) -> None:
        """Bring the outbreak to an instant; from then on these factors hold, others are 1."""
        remains = tuple(factors.get(layer, 1.0) for layer in LAYERS)
        row = self._rows.setdefault(remains, len(self._rows))
        self.state.fields.factors[row, : len(LAYERS)] = remains
        self.epidemic.advance(at_h)
        rows = np.full(len(residents), row, np.uint8)
        self.state.fields.restriction[residents] = rows
        self.state.restriction_log.append((at_h, residents, rows))
        self.epidemic.restricted(residents, at_h)

    def on_duty(self, at_h: float, person: int, working: bool) -> None:
        """Bring the outbreak to an instant; from then on a resident is at work or not."""
        self.epidemic.advance(at_h)
        value = np.array([working], np.uint8)
        self.state.fields.duty[person] = value[0]
        self.state.duty_log.append((at_h, np.array([person]), value))

    def infections(self) -> dict[str, NDArray[Any]]:
        """Copy the table of infections so far."""
        courses = self.epidemic.courses
        used = int(courses.rows[0])
        names = [name for name in courses._fields if name not in ("rows", "bands")]
        return {name: getattr(courses, name)[:used].copy() for name in names}


def same(one: dict[str, NDArray[Any]], other: dict[str, NDArray[Any]]) -> bool:
    """Tell whether two tables are the same, bit for bit."""
    return all(one[name].tobytes() == other[name].tobytes() for name in one)
