"""How the reference street mixes, chosen so that its residents would write such diaries.

Contacts a day, of each pair in the household and of each member elsewhere. Half of those who
work do so outside the town and have no workplace in it: the city layer stands for theirs, so
its weekend is that of work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.scenario import EpidemicSpec, load
from sim.town import Town, build_town
from tests.hazards.epidemic.contact_matrix import EDGES, Floats, Mixing, people_met, shares

SPAN_Y, CHILD = 37.0, 0.55  # exp(-(difference / span)^2), times this for each under 19
FEBRUARY_2020 = {
    city: {"stairwell": near, "grid": near, "city": near, "school": 0.0, "work": work}
    for city, near, work in (("Wuhan", 0.006, 0.03), ("Shanghai", 0.035, 0.055))
}


@dataclass(frozen=True)
class Street:
    """The street, the shares of its age bands, and whom its residents meet a day."""

    town: Town
    spec: EpidemicSpec
    share: Floats
    weekday: Floats
    weekend: Floats
    household: Floats


def street(scenarios: Path) -> Street:
    """Build the reference street and let its residents meet as its scenario says."""
    scenario = load(scenarios / "g-street.yaml")
    town, spec = build_town(scenario.town, scenarios), scenario.hazards["outbreak"]
    weekday, household = met_on(town, spec, {})
    weekend = {name: layer.weekend for name, layer in spec.layers.items()}
    return Street(town, spec, shares(town), weekday, met_on(town, spec, weekend)[0], household)


def mixing_of(spec: EpidemicSpec, factors: Mapping[str, float]) -> Mixing:
    """Give the mixing that a scenario states, under factors of its layers."""
    assert spec.mixing is not None
    assert spec.mixing.from_ages == EDGES
    contacts = {name: 24.0 * layer.contacts for name, layer in spec.layers.items()}
    return Mixing(contacts, np.array(spec.mixing.rates, float), dict(factors))


def met_on(
    town: Town, spec: EpidemicSpec, factors: Mapping[str, float]
) -> tuple[Floats, Floats]:
    """Give the people met a day in all layers, and those of the household alone."""
    parts = people_met(town, mixing_of(spec, factors))
    return np.sum(list(parts.values()), axis=0), parts["household"]
