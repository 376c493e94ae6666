"""Draws of contacts: counts, quantiles, partners, and what they add up to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.hazards.epidemic import calibrate, places_of
from sim.kernels.candidates import count, draw, level, others, partner, poisson, quantile
from sim.kernels.people import CITY, GRID, HOUSEHOLD, LAYERS, SCHOOL, STAIRWELL, WORK
from sim.rng import uniforms
from tests.outbreaks import infection_like, town_of

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


@pytest.mark.parametrize("layer", MEMBERS)
def test_partners_of_a_small_group_are_all_others_of_it_evenly(layer: int) -> None:
    # 4,000 draws over 2 to 40 others: an other met 20 % too often is found with power .99
    # in groups of up to 20.
    group = MEMBERS[layer]
    sizes = np.bincount(group[group >= 0])
    person = int(np.flatnonzero((group >= 0) & (sizes[group] >= 3))[7])
    expected = np.flatnonzero(group == group[person])
    expected = expected[expected != person]
    u = uniforms(layer, 1, np.arange(4000))
    met = np.array([partner(PLACES, layer, person, x) for x in u])
    who, times = np.unique(met, return_counts=True)
    assert who.tolist() == expected.tolist()
    assert others(PLACES, layer, person) == len(expected)
    assert stats.chisquare(times).pvalue > 0.001


@pytest.mark.parametrize("person", [0, 1, 200, TOWN.residents - 1])
def test_partners_in_the_city_are_all_others_evenly(person: int) -> None:
    n = TOWN.residents
    met = [partner(PLACES, CITY, person, (k + 0.5) / (n - 1)) for k in range(n - 1)]
    assert met == [i for i in range(n) if i != person]


@pytest.mark.parametrize("layer", range(len(LAYERS)))
def test_nobody_meets_herself(layer: int) -> None:
    u = np.concatenate([np.linspace(0.0, 1.0, 201, endpoint=False), [1 - 1e-16]])
    for person in range(0, TOWN.residents, 13):
        if others(PLACES, layer, person) > 0:
            met = {partner(PLACES, layer, person, x) for x in u}
            assert person not in met
            assert min(met) >= 0
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
    times = np.bincount(town.resident_grid[met], minlength=town.grids) / len(met)
    assert len(share) > 2
    assert times[town.neighbour[at]] == pytest.approx(share, abs=2e-5)
    in_grid = np.bincount(met, minlength=town.residents)[town.resident_grid == grid]
    assert in_grid[in_grid > 0].min() == pytest.approx(in_grid.max(), abs=2)
    assert (in_grid > 0).sum() == len(in_grid) - 1


@pytest.mark.parametrize("layer", [HOUSEHOLD, STAIRWELL, SCHOOL, WORK, GRID, CITY])
def test_somebody_from_outside_has_nobody_to_meet(layer: int) -> None:
    assert others(PLACES, layer, TOWN.residents) == 0


def test_times_follow_the_profile() -> None:
    infection = infection_like(
        contacts=np.full(6, 10.0), probability=np.ones(7), profile=[0.0, 0.5, 1.0, 0.0, 0.25]
    )
    times = [draw(PLACES, infection, 5, 0, CITY, 0, k, 100.0, 50.0)[0] for k in range(7_000)]
    pieces = np.bincount(((np.array(times) - 100.0) // 10.0).astype(int), minlength=5)
    assert pieces[[0, 3]].tolist() == [0, 0]
    assert stats.chisquare(pieces[[1, 2, 4]], [2000, 4000, 1000]).pvalue > 0.001
    assert [level(infection, 100.0, 150.0, t) for t in (99.9, 100, 112, 121, 149, 150)] == [
        0.0, 0.0, 0.5, 1.0, 0.25, 0.0,
    ]  # fmt: skip


def test_marks_of_a_band_lie_in_it() -> None:
    infection = infection_like(contacts=np.ones(6), probability=np.ones(7))
    for band in (0, 1, 7):
        marks = [
            draw(PLACES, infection, 5, 0, HOUSEHOLD, band, k, 0.0, 9.0)[2] for k in range(500)
        ]
        assert band <= min(marks) < band + 0.05
        assert band + 0.95 < max(marks) < band + 1


@pytest.mark.slow
def test_a_case_infects_as_many_as_the_quadrature_says() -> None:
    # 12,000 residents are a first case each; the standard error is .9 % of the mean (2.5 % in
    # school and work), so that an error of 6 % (17 %) is found with probability .999.
    town = town_of(5100, 1)
    places = places_of(town, np.zeros(0, np.int64))
    contacts = np.array([0.1, 0.06, 0.17, 0.8, 0.4, 0.06])
    probability = np.array([0.15, 0.3, 0.2, 0.1, 0.1, 0.5, 0.1])
    infectious = np.array([48.0, 100.0, 120.0, 150.0, 240.0])
    infection = infection_like(
        contacts=contacts, probability=probability, profile=[0.5, 1.0, 0.25],
        infectious=infectious,
    )  # fmt: skip
    sizes = calibrate.group_sizes(town, places)
    hours = calibrate.exposure(
        calibrate.midpoints(infectious), infection.profile_mean, 0.3, 0.5
    )
    n = min(town.residents, 12_000)
    spans = np.interp(uniforms(9, 1, np.arange(n)), np.linspace(0, 1, 5), infectious)
    strength = np.where(uniforms(9, 2, np.arange(n)) < 0.3, 0.5, 1.0)
    for layer in range(len(LAYERS)):
        infected = np.zeros(n)
        for i in range(n):
            span = spans[i]
            k = count(places, infection, i, 0, layer, 0, strength[i], span)
            met = {draw(places, infection, i, 0, layer, 0, m, 0.0, span)[1] for m in range(k)}
            infected[i] = len(met)
        expected = calibrate.offspring(
            layer, contacts[layer] * probability[layer], sizes[layer], *hours
        )
        error = infected.std() / np.sqrt(n)
        assert error < 0.03 * expected
        assert abs(infected.mean() - expected) < 3.5 * error
