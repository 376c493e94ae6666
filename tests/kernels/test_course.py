"""Courses: each turn with its share and its time, drawn by keys of its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.kernels.people import LAYERS
from tests.outbreaks import Outbreak, infection_like, same, town_of

TOWN = town_of(850, 2)  # 4,000 residents


def _courses(seed: int = 1, **changes: Any) -> dict[str, NDArray[Any]]:
    """Infect every resident at hour 10 and give the table of courses."""
    outbreak = Outbreak(TOWN, infection_like(seed, **changes))
    for person in range(TOWN.residents):
        outbreak.introduce(person, 10.0, at_once=False)
    outbreak.epidemic.advance(11.0)
    return outbreak.infections()


def test_times_follow_one_another_as_the_laws_say() -> None:
    all_fixed = _courses(severe=1.0, critical=1.0, death=1.0, critical_after=12.0)
    expected = {
        "infectious_from_h": 34.0, "infectious_until_h": 154.0, "onset_h": 58.0,
        "severe_h": 106.0, "critical_h": 118.0, "leaves_hospital_h": 178.0, "death_h": 142.0,
    }  # fmt: skip
    for name, at_h in expected.items():
        assert np.unique(all_fixed[name]).tolist() == [at_h], name


def test_whoever_was_critical_and_survives_stays_longer() -> None:
    table = _courses(severe=1.0, critical=0.5, critical_stay=100.0)
    critical = np.isfinite(table["critical_h"])
    assert np.unique(table["leaves_hospital_h"][critical]).tolist() == [278.0]
    assert np.unique(table["leaves_hospital_h"][~critical]).tolist() == [178.0]


def test_shares_are_conditional_on_the_turn_before() -> None:
    # 4,000 courses: a share of .2 x .5 x .4 is met within .013 with probability .9999.
    table = _courses(asymptomatic=0.3, severe=0.2, critical=0.5, death=0.4)
    shares = [np.isfinite(table[name]).mean() for name in ("onset_h", "severe_h", "death_h")]
    assert shares == pytest.approx([0.7, 0.2, 0.04], abs=0.03)
    assert np.isfinite(table["critical_h"]).mean() == pytest.approx(0.1, abs=0.02)
    assert not (np.isfinite(table["severe_h"]) & np.isnan(table["onset_h"])).any()


def test_shares_go_by_age() -> None:
    severe = np.where(np.arange(121) >= 60, 1.0, 0.0)
    table = _courses(severe=severe)
    old = TOWN.age[table["person"]] >= 60
    assert old.sum() > 500
    assert (np.isfinite(table["severe_h"]) == old).all()


def test_an_incubation_counts_from_infection_and_goes_with_the_latent_period() -> None:
    table = _courses(latent=[0.0, 48.0], onset=[0.0, 96.0], from_infection=1.0, infectious=9.0)
    latent = table["infectious_from_h"] - 10.0
    incubation = table["onset_h"] - 10.0
    drawn = latent > 6.0  # below the floor the latent period is raised to it
    assert incubation[drawn] == pytest.approx(2 * latent[drawn], abs=1e-5)
    assert (incubation >= latent).all()


def test_shedding_multiplies_the_dose_and_differs_between_infections() -> None:
    table = _courses(shedding=[0.5, 0.5, 2.0], asymptomatic=0.5, without_symptoms=0.1)
    with_symptoms = np.isfinite(table["onset_h"])
    assert table["strength"].min() == pytest.approx(0.05)
    assert table["strength"][with_symptoms].min() == pytest.approx(0.5)
    assert table["strength"][with_symptoms].mean() == pytest.approx(0.875, abs=0.05)


def test_the_same_people_isolate_themselves_whatever_the_share_of_others() -> None:
    isolation = np.zeros(len(LAYERS) + 2)
    few, many = (
        _courses(isolation_share=share, isolation=isolation)["isolates"] for share in (0.3, 0.6)
    )
    assert few.mean() == pytest.approx(0.3, abs=0.03)
    assert (many | ~few).all()


def test_a_duration_of_its_own_changes_no_other_draw() -> None:
    plain, longer = _courses(severe=0.3), _courses(severe=0.3, hospital=200.0)
    del plain["leaves_hospital_h"], longer["leaves_hospital_h"]
    assert same(plain, longer)
