"""Growth: closed forms where there are any, and what outbreaks really do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pytest

from sim.hazards.epidemic import places_of
from sim.hazards.epidemic.calibrate import asked, doses
from sim.hazards.epidemic.calibrate.growth import Growth
from sim.hazards.epidemic.parameters import undosed
from sim.kernels.people import LAYERS, Infection, Places
from sim.scenario import EpidemicSpec, load
from sim.town import build_town
from tests.outbreaks import SCENARIOS, Outbreak, infection_like
from tests.small_places import alike, places_like

START = datetime(2022, 3, 1)
DAY_H = 24.0


def spec_of(name: str = "sir", **changes: Any) -> EpidemicSpec:
    """Read a theory scenario's epidemic with changes."""
    scenario = load(SCENARIOS / "theory" / f"{name}.yaml")
    paths = {f"hazards.outbreak.{key.replace('__', '.')}": v for key, v in changes.items()}
    spec = scenario.override(paths).hazards["outbreak"]
    assert isinstance(spec, EpidemicSpec)
    return spec


def fitted(places: Places, **changes: Any) -> Infection:
    spec = spec_of(**changes)
    infection = undosed(spec, 1, START)
    return infection._replace(dose=doses(spec, places, infection))


HERMITS = places_like(alike(1, 3000))
FIXED = {"latent": "24 h", "infectious": {"law": "fixed", "mean": "120 h"}}


def test_everybody_alike_grows_as_wallinga_and_lipsitch_say() -> None:
    infection = fitted(HERMITS, **FIXED, R0=None, growth="0.2 /d")
    # 1 / M(-r) with M(-r) = exp(-.2) (1 - exp(-1)) / 1 = .517534
    assert asked(HERMITS, infection).reproduction == pytest.approx(1.93224, rel=2e-3)


def test_r0_leads_back_to_its_growth() -> None:
    infection = fitted(HERMITS, **FIXED, R0=1.93224)
    assert asked(HERMITS, infection).growth_per_d == pytest.approx(0.2, rel=2e-3)


def test_below_one_there_is_no_growth() -> None:
    found = asked(HERMITS, fitted(HERMITS, R0=0.8))
    assert np.isnan(found.growth_per_d)
    assert found.reproduction == pytest.approx(0.8, rel=1e-3)


def test_isolating_slows_growth_and_leaves_r0() -> None:
    nobody_met = np.zeros(len(LAYERS) + 2)
    infection = infection_like(
        contacts=np.array([0.0] * 5 + [0.1]), dose=np.full(8, 0.3), onset=40.0
    )
    isolating = infection._replace(isolation_share=1.0, isolation=nobody_met)
    free, kept = asked(HERMITS, infection), asked(HERMITS, isolating)
    assert free.reproduction == kept.reproduction
    # 120 h and 40 h of infecting at .1 * .259182 an hour
    assert free.reproduction == pytest.approx(3.11, rel=2e-3)
    # 1 = R exp(-r) (1 - exp(-T r)) / (T r) with R 3.11 and T 5 d, R 1.037 and T 5/3 d
    assert free.growth_per_d == pytest.approx(0.3622, rel=5e-3)
    assert kept.growth_per_d == pytest.approx(0.0197, abs=1e-3)


def test_an_edge_is_never_used_backwards() -> None:
    ring = places_like(alike(1, 60), edges=[(k, (k + 1) % 60) for k in range(60)])
    infection = infection_like(
        contacts=np.array([0.0] * 6 + [10.0]), dose=np.full(8, 50.0), latent=24.0
    )
    # Everybody infects the next one at the first contact, a day and a bit later, for ever.
    assert Growth(ring, infection).multiplied(infection.dose[:7], 0.0, 1e4) == pytest.approx(1)


def test_a_household_alone_is_used_up() -> None:
    places = places_like(alike(4, 50))
    infection = infection_like(contacts=np.array([0.1] + [0.0] * 5), dose=np.full(8, 0.3))
    assert Growth(places, infection).multiplied(infection.dose[:7], 0.0, 1e4) < 1e-12


def test_probabilities_become_doses() -> None:
    spec = spec_of(R0=None, layers__city__probability=0.5)
    found = doses(spec, HERMITS, undosed(spec, 1, START))
    assert found.tolist() == pytest.approx([0, 0, 0, 0, 0, 0.693147, 0, 0], abs=1e-6)


def test_sessions_have_the_grid_s_dose_at_relative_one() -> None:
    layers = {"grid": {"contacts": "5 /d", "relative": 0.5}, "city": {"contacts": "5 /d"}}
    spec = spec_of(layers=layers)
    found = doses(spec, HERMITS, undosed(spec, 1, START))
    assert found[-1] == found[5] == pytest.approx(found[2] / 0.5)


def test_too_few_contacts_are_said_so() -> None:
    with pytest.raises(ValueError, match=r"too few for R0 20: .* infects 9\.97"):
        fitted(HERMITS, layers__city__contacts="2 /d", R0=20)
    with pytest.raises(ValueError, match=r"too few for growth 2 a day"):
        fitted(HERMITS, layers__city__contacts="2 /d", R0=None, growth="2 /d")


def test_a_household_that_infects_more_than_stated_is_said_so() -> None:
    layers = {"household": {"contacts": "10 /d"}, "city": {"contacts": "1 /d"}}
    with pytest.raises(ValueError, match=r"R0 0\.5 cannot be reached: by the household"):
        fitted(places_like(alike(4, 50)), layers=layers, household_attack_rate=0.5, R0=0.5)


def test_doses_do_not_depend_on_the_seed() -> None:
    spec = spec_of()
    first, second = (doses(spec, HERMITS, undosed(spec, seed, START)) for seed in (1, 2))
    assert first.tolist() == second.tolist()


@pytest.mark.long
@pytest.mark.parametrize("growth", [0.15, 0.35])
def test_the_street_grows_as_stated(growth: float) -> None:
    scenario = load(SCENARIOS / "g-street.yaml").override(
        {"town.communities": 80, "hazards.outbreak.growth": f"{growth} /d"}
    )
    town, spec = build_town(scenario.town, scenario.root), scenario.hazards["outbreak"]
    assert isinstance(spec, EpidemicSpec)
    places = places_of(town, np.zeros(0, np.int64), spec)
    infection = undosed(spec, 1, START)
    infection = infection._replace(
        dose=doses(spec, places, infection),
        contacts=infection.contacts * infection.week.mean(axis=1),
        weekly=False,
    )
    found = [
        realised(town, places, infection._replace(seed=seed), growth) for seed in range(30)
    ]
    error = np.std(found) / np.sqrt(len(found))
    assert abs(np.mean(found) - growth) < 3.5 * error + 0.04 * growth


def realised(town: Any, places: Places, infection: Infection, growth: float) -> float:
    """Give the growth per day between .1 and 1 % infected; seeds come at the stated growth."""
    outbreak = Outbreak(town, infection, horizon_h=100 * DAY_H, places=places)
    luck = np.random.default_rng(infection.seed)
    for person in luck.choice(town.residents, 40, replace=False).tolist():
        came_h = max(14.0 + np.log(luck.uniform()) / growth, 0.0) * DAY_H
        outbreak.introduce(person, came_h, at_once=False)
    at_h, time_h = 0.0, np.zeros(0)
    while len(time_h) < 0.01 * town.residents:
        at_h += DAY_H
        outbreak.epidemic.advance(at_h)
        table = outbreak.infections()
        time_h = np.sort(table["time_h"][table["infector"] >= 0])
    begin_h = time_h[int(0.001 * town.residents)]
    days = int((at_h - begin_h) // DAY_H)
    count = np.histogram(time_h, begin_h + DAY_H * np.arange(days + 1))[0]
    return float(np.polyfit(np.arange(days), np.log(count), 1, w=np.sqrt(count))[0])
