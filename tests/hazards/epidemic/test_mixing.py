"""Whom the kernel's contact record names, against the expected matrix; weekends; activity."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.hazards.epidemic import places_of
from sim.kernels import people
from sim.kernels.partners import contact_rate, partner
from sim.kernels.people import LAYERS
from sim.rng import uniforms
from sim.scenario import EpidemicSpec, load
from sim.town import Town, build_town
from tests.hazards.epidemic.contact_matrix import BANDS, band_of, people_met
from tests.hazards.epidemic.street_mixing import mixing_of
from tests.outbreaks import Outbreak, infection_like

DAY_H, DAYS = 24.0, 20
LARGE = ("grid", "city")


@pytest.fixture(scope="module")
def spec(scenarios: Path) -> EpidemicSpec:
    return load(scenarios / "g-street.yaml").hazards["outbreak"]


@pytest.fixture(scope="module")
def town(scenarios: Path) -> Town:
    small = {"communities": 1, "grids_per_community": 3, "households_per_grid": 80}
    whole = load(scenarios / "g-street.yaml").town
    return build_town(whole.model_copy(update=small), scenarios)


def _outbreak(town: Town, spec: EpidemicSpec) -> Outbreak:
    """Make a town in which everybody meets as the street does and nobody is infected."""
    contacts = np.array(
        [spec.layers[name].contacts if name in spec.layers else 0.0 for name in LAYERS]
    )
    week = np.ones((7, 7))
    for name, layer in spec.layers.items():
        week[LAYERS.index(name), 5:] = layer.weekend
    infection = infection_like(4, contacts=contacts, week=week)
    places = places_of(town, np.zeros(0, np.int64), spec)
    return Outbreak(town, infection, horizon_h=DAYS * DAY_H, places=places)


def _named(outbreak: Outbreak, days: list[int]) -> dict[str, NDArray[np.float64]]:
    """Count, by layer and both bands, whom residents name a day; in large layers, meetings."""
    town = outbreak.town
    band = band_of(town.age)
    out = {name: np.zeros((BANDS, BANDS)) for name in LAYERS[:6]}
    outbreak.epidemic.advance(DAYS * DAY_H)
    for resident in range(town.residents):
        for day in days:
            found = outbreak.epidemic.contacts(resident, day * DAY_H, (day + 1) * DAY_H)
            for layer, name in enumerate(LAYERS[:6]):
                met = found.person[found.layer == layer]
                met = met if name in LARGE else np.unique(met)
                np.add.at(out[name][band[resident]], band[met], 1.0)
    residents = np.bincount(band, minlength=BANDS)
    return {name: table / residents[:, None] / len(days) for name, table in out.items()}


def test_the_record_names_whom_the_matrix_expects(town: Town, spec: EpidemicSpec) -> None:
    # Poisson: 560 residents on 4 weekdays; a layer's total is known to 1 to 3 %, so that an
    # error of 10 % is found with probability .99, and a band pair to 10 % where it is common.
    named = _named(_outbreak(town, spec), [0, 1, 2, 3])
    expected = people_met(town, mixing_of(spec, {}))
    residents = np.bincount(band_of(town.age), minlength=BANDS)
    for name, table in named.items():
        number = residents[:, None] * 4 * expected[name]
        seen = residents[:, None] * 4 * table
        assert abs(seen.sum() - number.sum()) < 4 * np.sqrt(2 * number.sum()), name
        apart = (seen - number) / np.sqrt(2 * number + 1)
        assert np.abs(apart).max() < 4.5, name


def test_weekends_are_as_quiet_as_the_scenario_says(town: Town, spec: EpidemicSpec) -> None:
    outbreak = _outbreak(town, spec)  # clock 0 is a Monday
    weekday, weekend = _named(outbreak, [0, 1, 2]), _named(outbreak, [5, 6, 12, 13])
    for name, factor in (("school", 0.3), ("city", 0.4), ("stairwell", 1.0)):
        ratio = weekend[name].sum() / weekday[name].sum()
        assert ratio == pytest.approx(factor, rel=0.15), name


def test_pairs_meet_alike_seen_from_both_ends_whatever_their_age_and_activity(
    town: Town, spec: EpidemicSpec
) -> None:
    active = spec.model_copy(update={"activity_cv": 1.5})
    places = places_of(town, np.zeros(0, np.int64), active)
    contacts = np.ones(7)
    u = (np.arange(20_000) + 0.5) / 20_000
    pairs = [(3, 9), (10, 250), (77, 401), (200, 203), (5, 520)]
    for layer in (people.STAIRWELL, people.GRID, people.CITY):
        for one, other in pairs:
            rates = []
            for a, b in ((one, other), (other, one)):
                share = np.mean([partner(places, layer, a, x) == b for x in u])
                rates.append(share * contact_rate(places, contacts, layer, a))
            assert rates[0] == pytest.approx(rates[1], rel=0.1, abs=1.5e-4)


def test_activity_has_its_mean_and_spread_and_the_active_are_met_as_much_more(
    town: Town, spec: EpidemicSpec
) -> None:
    plain = spec.model_copy(update={"activity_cv": 1.0, "mixing": None})
    places = places_of(town, np.zeros(0, np.int64), plain)
    activity = places.activity
    assert activity.mean() == pytest.approx(1.0, abs=1e-12)
    assert activity.std() == pytest.approx(1.0, abs=0.1)
    met = np.array([partner(places, people.CITY, 0, x) for x in uniforms(2, 1, range(20_000))])
    busy = activity > np.quantile(activity, 0.9)
    busy[0] = False
    expected = activity[busy].sum() / activity.sum()
    assert busy[met[met >= 0]].mean() == pytest.approx(expected, abs=0.012)
