"""Small outbreaks for the tests: the hazard alone, with hand-made rates and controls."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from sim.hazards.epidemic import Epidemic, places_of
from sim.kernels.people import (
    COURSE,
    GRAVE,
    LAYERS,
    Infection,
    Places,
    grave_time,
    known,
    laid_out,
)
from sim.kernels.spread import AT_ONCE, introduce
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


def doses(*probabilities: float) -> NDArray[np.float64]:
    """Give the doses of the 7 layers and sessions that infect with these probabilities.

    Seven: the last is that of sessions, explicit edges have none. Certain is a dose of 50.
    """
    given = np.array(probabilities, float)
    if len(given) == len(LAYERS):
        given = np.insert(given, len(LAYERS) - 1, 0.0)
    return np.minimum(-np.log1p(-np.minimum(given, 1 - 1e-16)), 50.0) + 0.0


LAWS = {
    "latent": 24.0, "onset": 24.0, "infectious": 120.0, "severe_after": 48.0,
    "critical_after": 0.0, "hospital": 72.0, "critical_stay": 0.0, "death_after": 24.0,
    "shedding": 1.0,
}  # fmt: skip
SHARES = {
    "asymptomatic": 0.0, "severe": 0.0, "critical": 1.0, "death": 0.0, "susceptibility": 1.0,
}  # fmt: skip
FIGURES = {
    "transmissibility": 1.0, "without_symptoms": 1.0, "profile_mean": 1.0, "against": 1.0,
    "from_infection": 0.0, "least_fresh": 0.0,
}  # fmt: skip


def infection_like(seed: int = 1, **changes: Any) -> Infection:
    """Make an infection of plain numbers; by default all fall ill and nobody severely.

    Laws are given by name, as a number or as quantiles from the least to the longest; shares by
    name, as a number or by age; other figures by name; else the fields of `Infection`.
    """
    profile = np.array(changes.pop("profile", [1.0]), float)
    laws = {name: np.atleast_1d(changes.pop(name, value)) for name, value in LAWS.items()}
    nodes = np.linspace(0.0, 1.0, max(2, *map(len, laws.values())))
    shares = {name: changes.pop(name, value) for name, value in SHARES.items()}
    figures = {name: changes.pop(name, value) for name, value in FIGURES.items()}
    figures["profile_mean"] = profile.mean()
    plain: dict[str, Any] = {
        "seed": seed,
        "floor_h": 6.0,
        "clock_h": 0.0,
        "contacts": np.zeros(len(LAYERS)),
        "weekly": "week" in changes,
        "week": np.ones((len(LAYERS), 7)),
        "dose": np.zeros(len(LAYERS) + 1),
        "laws": np.array(
            [[np.interp(nodes, np.linspace(0.0, 1.0, len(q)), q) for q in laws.values()]]
        ),
        "shares": np.array([[np.full(121, share, float) for share in shares.values()]]),
        "profile": np.array([[profile, np.cumsum(profile) / profile.sum()]]),
        "variants": np.array([list(figures.values())], float),
        "isolation_share": 0.0,
        "isolation": np.full(len(LAYERS) + 2, np.inf),
        "reinfection": False,
        "natural_all_or_nothing": False,
        "vaccine_all_or_nothing": False,
        "immunity": np.array([[[0.0], [1.0]], [[0.0], [0.0]]]),
        "cross": np.ones((1, 1)),
        "onward": np.ones(1),
    }
    infection = Infection(**{**plain, **changes})
    if len(infection.contacts) < len(LAYERS):
        infection = infection._replace(contacts=np.append(infection.contacts, 0.0))
    laid: Infection = laid_out(infection)
    return laid


class Outbreak:
    """An epidemic without services and response; the tests impose the controls."""

    def __init__(
        self,
        town: Town,
        infection: Infection,
        outsiders: Iterable[int] = (),
        horizon_h: float = 960.0,
        places: Places | None = None,
        **options: Any,
    ) -> None:
        """Lay a town out, or take `places`; options: `vaccine`, `slots` of the queue."""
        keys = np.array(list(outsiders), np.int64)
        self.town = town
        people = town.residents + len(keys)
        vaccine = bool(options.pop("vaccine", False))
        self.state: State = new_state(people, town.households, vaccine)
        places = places_of(town, keys) if places is None else places
        spec = cast(EpidemicSpec, None)  # the kernel never looks at it
        self.epidemic = Epidemic(spec, places, infection, self.state, horizon_h, **options)
        self._introduced = 0
        self._rows: dict[tuple[float, ...], int] = {(1.0,) * len(LAYERS): 0}

    def introduce(
        self, person: int, time_h: float = 0.0, at_once: bool = True, variant: int = 0
    ) -> None:
        """Let somebody be infected from outside, before anything has happened."""
        how = AT_ONCE if at_once else 0
        introduce(self.epidemic.queue, person, time_h, self._introduced, variant, how, 0.0)
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
        names = [name for name in COURSE.names or () if name not in ("bands", "grave")]
        table = {name: known(courses)[name].copy() for name in names}
        return table | {name: grave_time(courses, name) for name in GRAVE.names or ()}


def same(one: dict[str, NDArray[Any]], other: dict[str, NDArray[Any]]) -> bool:
    """Tell whether two tables are the same, bit for bit."""
    return all(one[name].tobytes() == other[name].tobytes() for name in one)
