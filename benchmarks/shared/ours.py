"""Our side of the comparisons: the street's town and epidemic, and nothing else, at any size.

Every layer of the street's contacts and the whole natural history are on; there is no work and
no response. `street` or `network` lays out the ground once, `prepare` sets a replication up,
`run` brings it to its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numba import njit
from shared.measuring import ROOT, array_bytes

import sim
from sim.hazards.epidemic import Epidemic, infection_of, places_of
from sim.kernels.candidates import luck_of, number_of
from sim.kernels.people import FIRST_BAND, HOUSEHOLD, LAYERS, Courses, Infection, Places, known
from sim.rng import replication_seed
from sim.scenario import Scenario
from sim.state import new_state
from sim.town import Town, build_town

PER_HOUSEHOLD, HOUSEHOLDS, GRIDS = 2.35, 425, 6  # of the street, its grids and communities
MOST_COMMUNITIES = 170  # walking times between all grids are kept: larger towns, larger grids
NOBODY = np.zeros(0, np.int64)
SIR: dict[str, object] = {  # a course without latent period, symptoms or harm
    "kind": "epidemic", "variant": "sir", "latent": "0 h", "presymptomatic": "0 h",
    "floor": "0 h", "profile": [1], "asymptomatic": 1, "asymptomatic_infectiousness": 1,
    "severe": 0, "critical": 0, "death": 0, "severe_after": "0 h", "critical_after": "0 h",
    "hospital": "0 h", "critical_stay": "0 h", "death_after": "0 h",
}  # fmt: skip
# Protection after an infection, by Covasim 3.1.9's parameters.py and immunity.py: the mean of
# calc_VE over nab_init. Everybody is protected alike here, so that more are infected again.
WANING = {
    "after_infection": {
        "infection": [["0 d", 0.63], ["21 d", 0.69], ["50 d", 0.63], ["100 d", 0.5],
                      ["150 d", 0.38], ["171 d", 0.33], ["365 d", 0.25]],
        "severe": [["0 d", 0.5]],
    }
}  # fmt: skip
CERTAINTY = 0.1  # probability of infection in a contact between the ends of an edge


@dataclass(frozen=True)
class Ground:
    """What replications share: the scenario, the town and where people belong."""

    scenario: Scenario
    town: Town
    places: Places


def street(
    residents: int,
    reproduction: float,
    infected: int,
    days: float,
    household_attack_rate: float | None = None,
    waning: bool = True,
) -> Ground:
    """Lay out the street's like with so many residents and an R0; `infected` at clock 0.

    The course is that of the shipped set `wild`, whose figures are Covasim's; with `waning`
    so is the protection that an infection leaves, otherwise it is full and lasts.
    """
    outbreak: dict[str, object] = {
        "variant": "wild",
        "growth": None,
        "R0": reproduction,
        "introductions": _at_start(infected),
        "immunity": WANING if waning else None,
    }
    if household_attack_rate is not None:
        outbreak["household_attack_rate"] = household_attack_rate
    return _ground(residents, days, {f"hazards.outbreak.{k}": v for k, v in outbreak.items()})


def network(
    graph: str, nodes: int, rates: tuple[float, float], infected: int, days: float
) -> Ground:
    """Lay out an SIR on explicit pairs; `rates` [1/d]: of infection along a pair, of recovery.

    A town of whole households has some residents more than the graph has nodes: nobody meets
    them.
    """
    per_day, recovery_per_day = rates
    pairs = {"contacts": f"{per_day / CERTAINTY} /d", "probability": CERTAINTY, "file": graph}
    outbreak = SIR | {
        "infectious": {"law": "exponential", "mean": f"{1 / recovery_per_day} d"},
        "layers": {"edges": pairs},
        "introductions": _at_start(infected),
    }
    return _ground(round(1.01 * nodes), days, {"hazards.outbreak": outbreak})


def prepare(ground: Ground, replication: int) -> Epidemic:
    """Set one replication up, the first cases waiting at clock 0."""
    scenario, town, places = ground.scenario, ground.town, ground.places
    spec = scenario.hazards["outbreak"]
    seed = replication_seed(scenario.run.seed, replication)
    state = new_state(town.residents, town.households)
    infection = infection_of(spec, places, seed, scenario.start)
    epidemic = Epidemic(spec, places, infection, state, scenario.horizon)
    epidemic.introduce(scenario.start)
    return epidemic


def run(epidemic: Epidemic) -> None:
    """Bring an epidemic to its end."""
    epidemic.advance(epidemic.horizon_h)


def facts_of(ground: Ground, epidemic: Epidemic) -> dict[str, Any]:
    """Read infections, contacts and events, to set beside the time."""
    courses, residents = epidemic.courses, ground.town.residents
    infected = known(courses)["person"]
    contacts = contacts_per_day(ground.places, epidemic.infection)
    held = array_bytes(epidemic.state.fields, courses, epidemic.queue)
    arrays = {"town": array_bytes(vars(ground.town).values()),
              "places": array_bytes(ground.places), "changing": held}  # fmt: skip
    return {
        "peer": "ours",
        "residents": residents,
        "days": epidemic.horizon_h / 24.0,
        "infections": len(infected),
        "ever_infected": len(np.unique(infected)),
        "contacts_per_day": round(sum(contacts.values()), 2) if len(contacts) > 1 else None,
        "contacts_by_layer": {name: round(value, 2) for name, value in contacts.items()},
        "events": int(candidates(epidemic.places, epidemic.infection, courses)),
        "events_are": "contacts drawn that could infect",
        "array_bytes_per_resident": {k: round(v / residents, 1) for k, v in arrays.items()},
    }


def contacts_per_day(places: Places, infection: Infection) -> dict[str, float]:
    """Give the mean contacts of a resident a day in normal times, by layer."""
    means = {}
    for layer, name in enumerate(LAYERS):
        group, begins, _ = places.groups_of(layer)
        own = group[: places.residents]
        size = np.where(own >= 0, np.diff(begins, append=0)[own], 0) if len(begins) else None
        others = 1.0  # the city has no groups
        if size is not None and name == "edges":
            others = float(np.mean(size))
        elif size is not None:
            others = float(np.mean(size - 1 if layer == HOUSEHOLD else size > 1))
        rate = infection.contacts[layer] * np.mean(infection.week[layer])
        means[name] = 24.0 * float(rate) * others
    return {name: value for name, value in means.items() if value > 0}


@njit(cache=True)
def candidates(places: Places, infection: Infection, courses: Courses) -> int:
    """Count the contacts that all infections together drew in normal times."""
    total = 0
    for row in range(courses.rows[0]):
        luck = luck_of(places, infection.seed, np.int64(courses.table[row].person))
        for layer in range(len(infection.contacts)):
            total += number_of(places, infection, courses, row, layer, FIRST_BAND, luck)
    return total


def _ground(residents: int, days: float, outbreak: Mapping[str, object]) -> Ground:
    scenario, town = _town(residents)
    dates = {"horizon": f"{days} d"}
    scenario = scenario.override({**outbreak, **dates})
    spec = scenario.hazards["outbreak"]
    places = places_of(town, NOBODY, spec, scenario.root, scenario.town.seed)
    return Ground(scenario, town, places)


@lru_cache(maxsize=1)
def _town(residents: int) -> tuple[Scenario, Town]:
    """Build a town of about so many residents, of the street's grids where possible."""
    grids = residents / PER_HOUSEHOLD / HOUSEHOLDS
    communities = min(max(round(grids / GRIDS), 1), MOST_COMMUNITIES)
    scenario = sim.load(ROOT / "scenarios" / "g-street.yaml").override(
        {
            "services": None,
            "workforce": None,
            "response": None,
            "town.communities": communities,
            "town.households_per_grid": round(residents / PER_HOUSEHOLD / communities / GRIDS),
        }
    )
    return scenario, build_town(scenario.town, scenario.root)


def _at_start(infected: int) -> dict[str, object]:
    start = sim.load(ROOT / "scenarios" / "g-street.yaml").start
    return {"mean": 0, "dated": [{"at": f"{start:%Y-%m-%d %H:%M}", "count": infected}]}
