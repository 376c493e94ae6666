"""The household dose: what a survey of households would find."""

from __future__ import annotations

import numpy as np
import pytest

from sim.hazards.epidemic.calibrate.household import Survey, household_dose
from sim.kernels.people import HOUSEHOLD, LAYERS
from tests.outbreaks import infection_like
from tests.small_places import alike, places_like

CONTACTS = np.array([0.1, 0.0, 0.0, 0.0, 0.0, 0.0])
ONE_IN_A_HUNDRED = 0.01  # three standard errors of the survey
NOBODY_MET = np.full(len(LAYERS) + 2, 0.0)


def chance(dose: float, exposed_h: float = 120.0) -> float:
    """Give the chance that a pair with .1 contacts an hour passes the infection on."""
    return float(-np.expm1(-0.1 * exposed_h * -np.expm1(-dose)))


def test_households_of_two_give_the_chance_of_a_pair() -> None:
    infection = infection_like(contacts=CONTACTS)
    dose = household_dose(places_like(alike(2, 50)), infection, 0.4)
    assert chance(dose) == pytest.approx(0.4, abs=ONE_IN_A_HUNDRED)


def test_in_households_of_three_those_infected_by_the_second_count_too() -> None:
    infection = infection_like(contacts=CONTACTS)
    dose = household_dose(places_like(alike(3, 50)), infection, 0.363)
    # Reed and Frost: of two others p + p^2 - p^3 are infected, .363 at p = .3.
    assert chance(dose) == pytest.approx(0.3, abs=ONE_IN_A_HUNDRED)


def test_who_isolates_at_onset_must_have_infected_before() -> None:
    infection = infection_like(
        contacts=CONTACTS, isolation_share=1.0, isolation=NOBODY_MET, onset=24.0
    )
    dose = household_dose(places_like(alike(2, 50)), infection, 0.4)
    assert chance(dose, exposed_h=24.0) == pytest.approx(0.4, abs=ONE_IN_A_HUNDRED)


def test_index_cases_have_symptoms_and_the_second_need_not() -> None:
    infection = infection_like(contacts=CONTACTS, asymptomatic=0.5, without_symptoms=0.0)
    dose = household_dose(places_like(alike(2, 50)), infection, 0.4)
    assert chance(dose) == pytest.approx(0.4, abs=ONE_IN_A_HUNDRED)


def test_where_nobody_falls_ill_anybody_is_an_index_case() -> None:
    infection = infection_like(contacts=CONTACTS, asymptomatic=1.0)
    dose = household_dose(places_like(alike(2, 50)), infection, 0.4)
    assert chance(dose) == pytest.approx(0.4, abs=ONE_IN_A_HUNDRED)


def test_infections_after_the_follow_up_do_not_count() -> None:
    infection = infection_like(contacts=CONTACTS)
    places = places_like(alike(2, 50))
    # Onset 24 h after the span begins, followed for 36 h more: half of the 120 h are seen.
    survey = Survey(places, infection, followed_h=36.0)
    assert survey.attack_rate(0.05) == pytest.approx(chance(0.05, 60.0), abs=ONE_IN_A_HUNDRED)


def test_larger_households_have_more_index_cases_and_more_to_infect() -> None:
    places = places_like([[0, 1], [2, 3, 4, 5], [6]])
    survey = Survey(places, infection_like(contacts=CONTACTS))
    # Of six residents who share a household four share it with three others, two with one.
    assert np.mean(survey.others) == pytest.approx(4 / 6 * 3 + 2 / 6 * 1, abs=1e-3)
    assert 1 not in np.diff(survey.copies.places.groups_of(HOUSEHOLD)[1])


def test_the_standard_error_is_at_most_a_third_of_a_percent() -> None:
    infection = infection_like(contacts=CONTACTS, asymptomatic=0.65)
    survey = Survey(places_like([*alike(3, 30)]), infection)
    infected, others = survey.infected(0.04), survey.others
    rate = infected.sum() / others.sum()
    assert 0.35 < rate < 0.55
    error = np.std(infected - rate * others) / np.sqrt(len(others)) / others.mean()
    assert error <= 0.0033


def test_a_rate_of_nothing_or_a_town_of_hermits_needs_no_dose() -> None:
    infection = infection_like(contacts=CONTACTS)
    assert household_dose(places_like(alike(2, 5)), infection, 0.0) == 0.0
    assert household_dose(places_like(alike(1, 5)), infection, 0.4) == 0.0


def test_too_few_contacts_at_home_are_said_so() -> None:
    infection = infection_like(contacts=CONTACTS / 100)
    with pytest.raises(ValueError, match=r"0\.800 cannot be reached: .* it is 0\.1"):
        household_dose(places_like(alike(2, 50)), infection, 0.8)
