"""R0 of towns small enough to compute by hand, and of one counted case by case."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.hazards.epidemic import places_of
from sim.hazards.epidemic.calibrate import index_cases, naive_reproduction
from sim.kernels.people import LAYERS, Infection, Places
from tests.outbreaks import infection_like, town_of
from tests.small_places import alike, places_like

DOSE = 0.3  # infects with probability .2592


def spreading(layer: str, per_h: float, **changes: Any) -> Infection:
    """Make an infection of one layer: 50 h at full strength unless it is changed."""
    contacts = np.array([per_h if name == layer else 0.0 for name in LAYERS])
    return infection_like(contacts=contacts, **{"infectious": 50.0, **changes})


def reproduction(places: Places, infection: Infection, dose: float = DOSE) -> float:
    return naive_reproduction(places, infection, np.full(8, dose))


def test_in_a_household_of_two_each_infects_the_other_with_the_chance_of_a_pair() -> None:
    infection = spreading("household", 0.1)
    found = reproduction(places_like(alike(2, 3)), infection)
    assert found == pytest.approx(0.72635, abs=1e-5)  # 1 - exp(-.1 * 50 * .259182)


def test_in_a_household_of_four_a_case_infects_three_others_with_that_chance() -> None:
    found = reproduction(places_like(alike(4, 3)), spreading("household", 0.1))
    assert found == pytest.approx(3 * 0.72635, abs=1e-4)


def test_the_largest_household_is_the_typical_case_s_where_nothing_else_infects() -> None:
    found = reproduction(places_like([[0], [1, 2], [3, 4, 5]]), spreading("household", 0.1))
    assert found == pytest.approx(2 * 0.72635, abs=1e-4)


def test_a_profile_saturates_part_by_part() -> None:
    infection = spreading("household", 0.1, profile=[1.0, 0.5])
    found = reproduction(places_like(alike(2, 1)), infection)
    # 1 - exp(-.1 * (25 * .259182 + 25 * .139292))
    assert found == pytest.approx(0.63071, abs=1e-5)


def test_exponential_spans_infect_a_fixed_pair_with_rate_over_rate_and_recovery() -> None:
    u = (np.arange(4000) + 0.5) / 4000
    infection = spreading("household", 0.1, infectious=-50.0 * np.log1p(-u))
    found = reproduction(places_like(alike(2, 1)), infection)
    assert found == pytest.approx(0.56445, abs=5e-4)  # 1.295909 / (1 + 1.295909)


def test_the_asymptomatic_count_by_their_share_and_strength() -> None:
    infection = spreading("household", 0.1, asymptomatic=0.4, without_symptoms=0.5)
    found = reproduction(places_like(alike(2, 1)), infection)
    assert found == pytest.approx(0.6 * 0.72635 + 0.4 * 0.50165, abs=1e-4)


def test_nobody_isolates_in_the_naive_town() -> None:
    nobody_met = np.zeros(len(LAYERS) + 2)
    infection = spreading("household", 0.1, isolation_share=1.0, isolation=nobody_met)
    found = reproduction(places_like(alike(2, 1)), infection)
    assert found == pytest.approx(0.72635, abs=1e-5)


def test_who_goes_to_hospital_infects_until_then() -> None:
    infection = spreading("household", 0.1, onset=10.0, severe=1.0, severe_after=15.0)
    found = reproduction(places_like(alike(2, 1)), infection)
    assert found == pytest.approx(0.47688, abs=1e-4)  # 1 - exp(-.1 * 25 * .259182)


def test_two_types_infect_each_other_with_the_root_of_both_chances() -> None:
    by_age = np.where(np.arange(121) < 18, 0.5, 1.0)
    infection = spreading("household", 0.1, susceptibility=by_age)
    found = reproduction(places_like(alike(2, 5), ages=[10, 40] * 5), infection)
    assert found == pytest.approx(np.sqrt(0.72635 * 0.50165), abs=1e-4)


@pytest.mark.parametrize("layer", ["stairwell", "grid", "school", "work", "city"])
def test_everybody_alike_is_one_closed_form_in_every_layer(layer: str) -> None:
    groups = {} if layer in ("grid", "city") else {layer: [range(10)]}
    found = reproduction(places_like(alike(1, 10), **groups), spreading(layer, 0.1))
    assert found == pytest.approx(1.20700, abs=1e-4)  # 9 (1 - exp(-.1 / 9 * 50 * .259182))


def test_activity_counts_by_its_square() -> None:
    activity = [0.5, 1.5] * 500
    infection = spreading("city", 0.1)
    found = reproduction(places_like(alike(1, 1000), activity=activity), infection)
    assert found == pytest.approx(1.25 * 1.29591, rel=2e-3)


def test_activity_in_a_small_group_is_taken_pair_by_pair() -> None:
    places = places_like(alike(1, 3), activity=[0.5, 1.0, 1.5], work=[[0, 1, 2]])
    pair = 0.1 * 50 * 0.259182 * 1.5 / 3.0  # times both activities
    chance = [1 - np.exp(-pair * product) for product in (0.5, 0.75, 1.5)]
    by_hand = [[0, chance[0], chance[1]], [chance[0], 0, chance[2]], [*chance[1:], 0]]
    found = reproduction(places, spreading("work", 0.1))
    assert found == pytest.approx(np.linalg.eigvals(by_hand).real.max(), abs=1e-4)


def test_a_path_of_three_edges_has_the_eigenvalue_of_its_matrix() -> None:
    places = places_like(alike(1, 4), edges=[(0, 1), (1, 2), (2, 3)])
    found = reproduction(places, spreading("edges", 0.1))
    assert found == pytest.approx(1.61803 * 0.72635, abs=1e-4)  # the golden ratio


def test_days_of_the_week_count_by_their_mean() -> None:
    week = np.ones((len(LAYERS), 7))
    week[:, 5:] = 0.3
    infection = spreading("city", 0.1, week=week)
    found = reproduction(places_like(alike(1, 1000)), infection)
    assert found == pytest.approx(0.8 * 1.29591, rel=2e-3)


@pytest.mark.slow
@pytest.mark.parametrize("typical", [True, False])
def test_ten_thousand_index_cases_infect_what_quadrature_says(typical: bool) -> None:
    infection = infection_like(
        contacts=np.array([0.1, 0.06, 0.08, 0.3, 0.2, 0.03]),
        dose=np.array([0.1, *[0.08] * 6, 0.08]),
        profile=[0.5, 1.0, 0.25],
        infectious=[72.0, 96.0, 168.0],
        shedding=[0.0, 0.5, 2.5],
        asymptomatic=np.where(np.arange(121) < 18, 0.6, 0.3),
        susceptibility=np.where(np.arange(121) < 18, 0.6, 1.0),
        without_symptoms=0.5,
        isolation_share=0.5,
        severe=0.2,
    )
    places = places_of(town_of(), np.zeros(0, np.int64))
    counts = index_cases(places, infection, 10_000, typical=typical)
    error = counts.std() / 100
    r0 = naive_reproduction(places, infection, infection.dose)
    if typical:
        assert abs(counts.mean() - r0) < 3.5 * error
        assert error < 0.02 * r0
    else:
        assert counts.mean() < r0 - 3.5 * error  # pupils meet more, and are typical
