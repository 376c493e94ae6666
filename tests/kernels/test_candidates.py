"""Draws of contacts: counts, quantiles, partners, times, and what they add up to."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.hazards.epidemic import places_of
from sim.kernels import people
from sim.kernels.candidates import below, day_factor, draw, level, ratio
from sim.kernels.numbers import place_of, poisson, quantile
from sim.kernels.partners import contact_rate, partner
from sim.kernels.people import CITY, GRID, HOUSEHOLD, LAYERS, SCHOOL, STAIRWELL, WORK
from sim.rng import uniforms
from tests.outbreaks import doses, infection_like, town_of

TOWN = town_of()
PLACES = places_of(TOWN, np.array([1 << 50]))


@given(st.floats(1e-4, 500.0), st.floats(1e-9, 1 - 1e-9))
def test_poisson_counts_are_the_inverse_of_the_distribution(mean: float, u: float) -> None:
    k = poisson(mean, u)
    law = stats.poisson(mean)
    assert law.cdf(k) >= u - 1e-9
    assert k == 0 or law.cdf(k - 1) <= u + 1e-9


def test_a_mean_of_nothing_counts_nothing() -> None:
    assert poisson(0.0, 0.999) == 0
    assert poisson(-1.0, 0.999) == 0


def test_more_luck_never_counts_less_and_a_higher_mean_neither() -> None:
    u = np.linspace(0.001, 0.999, 400)
    counts = np.array([[poisson(mean, x) for x in u] for mean in (0.3, 1.0, 7.0, 90.0)])
    assert (np.diff(counts, axis=0) >= 0).all()
    assert (np.diff(counts, axis=1) >= 0).all()


@given(
    st.lists(st.floats(0.0, 1e4), min_size=2, max_size=50),
    st.floats(0.0, 1.0, exclude_max=True),
)
def test_quantiles_are_read_by_linear_interpolation(nodes: list[float], u: float) -> None:
    table = np.sort(np.array(nodes))
    expected = np.interp(u, np.linspace(0.0, 1.0, len(table)), table)
    assert quantile(table, u) == pytest.approx(expected, rel=1e-9, abs=1e-9)


MEMBERS = {
    HOUSEHOLD: TOWN.household,
    STAIRWELL: TOWN.household_stairwell[TOWN.household],
    SCHOOL: TOWN.school_group,
    WORK: TOWN.work_group,
}


@given(st.lists(st.floats(0.0, 5.0), min_size=1, max_size=20), st.floats(0.0, 1.0))
def test_the_first_place_whose_running_sum_exceeds_a_value_is_found(
    steps: list[float], share: float
) -> None:
    upto = np.cumsum(steps)
    value = share * upto[-1]
    above = np.flatnonzero(upto > value)
    assert place_of(upto, 0, len(upto) - 1, value) == (
        above[0] if len(above) else len(upto) - 1
    )


@pytest.mark.parametrize("layer", MEMBERS)
def test_partners_of_a_small_group_are_all_others_of_it_evenly(layer: int) -> None:
    # 4,000 draws over 2 to 40 others: an other met 20 % too often is found with power .99
    # in groups of up to 20.
    group = MEMBERS[layer]
    sizes = np.bincount(group[group >= 0])
    person = int(np.flatnonzero((group >= 0) & (sizes[group] >= 3))[7])
    expected = np.flatnonzero(group == group[person])
    u = uniforms(layer, 1, np.arange(4000))
    met = np.array([partner(PLACES, layer, person, x) for x in u])
    who, times = np.unique(met[met >= 0], return_counts=True)
    assert who.tolist() == [other for other in expected.tolist() if other != person]
    n = len(expected)
    assert (met < 0).mean() == pytest.approx(1 / n, abs=4 * math.sqrt(1 / n / 4000))
    assert stats.chisquare(times).pvalue > 0.001


def test_rates_make_up_for_meeting_oneself() -> None:
    contacts = np.array([0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0])
    for layer, group in MEMBERS.items():
        person = int(np.flatnonzero(group >= 0)[9])
        n = int((group == group[person]).sum())
        rate = contact_rate(PLACES, contacts, layer, person)
        with_others = rate * (n - 1) / n
        assert with_others == pytest.approx(0.5 * (n - 1) if layer == HOUSEHOLD else 1.0)
    n = TOWN.residents
    assert contact_rate(PLACES, contacts, CITY, 3) * (n - 1) / n == pytest.approx(1.0)
    rates = [contact_rate(PLACES, contacts, GRID, i) for i in range(n)]
    u = (np.arange(2000) + 0.5) / 2000
    itself = np.mean([partner(PLACES, GRID, 17, x) < 0 for x in u])
    assert np.mean(rates) * (1 - itself) == pytest.approx(1.0, abs=2e-3)


def test_partners_in_the_city_are_all_others_evenly() -> None:
    n = TOWN.residents
    met = [partner(PLACES, CITY, 200, (k + 0.5) / n) for k in range(n)]
    assert met == [i if i != 200 else -1 for i in range(n)]


@pytest.mark.parametrize("layer", [HOUSEHOLD, STAIRWELL, GRID, SCHOOL, WORK, CITY])
def test_whoever_is_met_lives_in_the_town(layer: int) -> None:
    u = np.concatenate([np.linspace(0.0, 1.0, 201, endpoint=False), [1 - 1e-16]])
    for person in range(0, TOWN.residents, 13):
        if contact_rate(PLACES, np.ones(7), layer, person) > 0:
            met = {partner(PLACES, layer, person, x) for x in u}
            assert person not in met
            assert min(met) >= -1
            assert max(met) < TOWN.residents


def test_grids_are_met_in_their_shares_and_evenly_within() -> None:
    town = town_of(30, 6)
    places = places_of(town, np.zeros(0, np.int64))
    person = 100
    grid = town.resident_grid[person]
    at = slice(town.neighbour_start[grid], town.neighbour_start[grid + 1])
    share = np.diff(town.neighbour_cumulative[at], prepend=0.0)
    u = (np.arange(200_000) + 0.5) / 200_000
    met = np.array([partner(places, GRID, person, x) for x in u])
    met = met[met >= 0]
    times = np.bincount(town.resident_grid[met], minlength=town.grids) / len(met)
    assert len(share) > 2
    assert times[town.neighbour[at]] == pytest.approx(share, abs=2e-5)
    in_grid = np.bincount(met, minlength=town.residents)[town.resident_grid == grid]
    assert in_grid[in_grid > 0].min() == pytest.approx(in_grid.max(), abs=2)
    assert (in_grid > 0).sum() == len(in_grid) - 1


@pytest.mark.parametrize("layer", range(len(LAYERS)))
def test_somebody_from_outside_has_nobody_to_meet(layer: int) -> None:
    assert contact_rate(PLACES, np.ones(7), layer, TOWN.residents) == 0.0


def _case(infection: people.Infection, strength: float = 1.0) -> people.Courses:
    """Make one case, resident 5, infectious from hour 100 to 150."""
    courses = people.new_courses(1)
    courses.rows[0] = 1
    for name, value in (("person", 5), ("infectious_from_h", 100.0), ("strength", strength),
                        ("infectious_until_h", 150.0)):  # fmt: skip
        courses.table[name] = value
    return courses


def test_times_follow_the_profile() -> None:
    profile = [0.0, 0.5, 1.0, 0.0, 0.25]
    infection = infection_like(contacts=np.full(7, 10.0), dose=np.full(8, 0.5), profile=profile)
    case = _case(infection)
    times = [draw(PLACES, infection, case, 0, CITY, 0, k)[0] for k in range(7_000)]
    pieces = np.bincount(((np.array(times) - 100.0) // 10.0).astype(int), minlength=5)
    assert pieces[[0, 3]].tolist() == [0, 0]
    assert stats.chisquare(pieces[[1, 2, 4]], [2000, 4000, 1000]).pvalue > 0.001
    read = infection.profile[0, 0]
    assert [level(read, 100.0, 150.0, t) for t in (99.9, 100, 112, 121, 149, 150)] == [
        0.0, 0.0, 0.5, 1.0, 0.25, 0.0,
    ]  # fmt: skip


def test_times_of_a_dose_above_one_are_even_and_thinned_to_the_profile() -> None:
    # At doses of 3, 1.5 and .75 a contact infects with probability .950, .777 and .528.
    infection = infection_like(dose=np.full(8, 3.0), profile=[1.0, 0.5, 0.25])
    case = _case(infection)
    kept = np.zeros(3)
    for k in range(9_000):
        at_h, _, mark = draw(PLACES, infection, case, 0, CITY, 0, k)
        shed = level(infection.profile[0, 0], 100.0, 150.0, at_h)
        kept[int((at_h - 100.0) * 3 / 50)] += below(mark, 1.0, 3.0, shed, 1.0)
    assert (
        stats.chisquare(kept, kept.sum() * np.array([0.9502, 0.7769, 0.5276]) / 2.2547)[1]
        > 0.001
    )
    assert kept.sum() == pytest.approx(9000 * 2.2547 / 3 / 0.9502, rel=0.03)


@given(
    st.floats(0.01, 4.0), st.floats(0.01, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 1.5),
    st.floats(0.0, 2.0),
)  # fmt: skip
def test_a_mark_is_compared_with_the_ratio_however_it_is_done(
    dose: float, shed: float, able: float, remains: float, mark: float
) -> None:
    envelope = dose * shed if dose <= 1 else 1 - math.exp(-dose)
    expected = (1 - math.exp(-dose * shed * able)) / envelope
    assert ratio(dose, shed, able) == pytest.approx(expected, rel=1e-9, abs=1e-12)
    if abs(mark - remains * expected) > 1e-9:
        assert below(mark, remains, dose, shed, able) == (mark < remains * expected)


def test_days_of_the_week_have_their_own_factor() -> None:
    week = np.ones((7, 7))
    week[SCHOOL] = [1, 1, 1, 1, 1, 0.5, 0]
    wednesday_8 = 2 * 24.0 + 8.0  # clock 0
    hours = (0.0, 63.9, 64.0, 87.9, 88.0, 111.9, 112.0)
    assert [day_factor(week, wednesday_8, SCHOOL, h) for h in hours] == [
        1.0, 1.0, 0.5, 0.5, 0.0, 0.0, 1.0,
    ]  # fmt: skip
    assert day_factor(week, wednesday_8, CITY, 100.0) == 1.0


def test_marks_of_a_band_lie_in_it() -> None:
    infection = infection_like(contacts=np.ones(7), dose=doses(*[0.5] * 7))
    case = _case(infection)
    for band in (0, 1, 7):
        marks = [draw(PLACES, infection, case, 0, HOUSEHOLD, band, k)[2] for k in range(500)]
        assert band <= min(marks) < band + 0.05
        assert band + 0.95 < max(marks) < band + 1
