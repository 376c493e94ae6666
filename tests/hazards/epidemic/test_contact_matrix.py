"""The expected matrix of contacts against hand and against all pairs of a small town."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from sim.scenario import load
from sim.town import Town, build_town
from tests.hazards.epidemic.contact_matrix import (
    BANDS,
    Floats,
    Mixing,
    age_correlation,
    band_of,
    pairs_met,
    people_met,
    q_index,
    shares,
)

KERNEL = np.exp(-np.abs(np.subtract.outer(np.arange(5), np.arange(5))) / 2.0)
LAYERS = ("household", "stairwell", "grid", "school", "work", "city")
CONTACTS = dict(zip(LAYERS, (2.0, 1.5, 4.0, 14.0, 8.0, 1.5), strict=True))
MIXING = Mixing(CONTACTS, KERNEL)


@pytest.fixture(scope="module")
def town(scenarios: Path) -> Town:
    spec = load(scenarios / "g-street.yaml").town
    small = {"communities": 1, "grids_per_community": 3, "households_per_grid": 80}
    return build_town(spec.model_copy(update=small), scenarios)


def test_a_household_of_a_child_and_two_adults_meets_in_pairs() -> None:
    met = pairs_met(np.array([[1.0, 2.0]]), np.array([np.log(2)]))
    assert met.round(12).tolist() == [[0.0, 1.0], [1.0, 1.0]]


def test_whoever_meets_is_met(town: Town) -> None:
    flow = shares(town)[:, None] * sum(people_met(town, MIXING).values())
    assert np.abs(flow - flow.T).max() == pytest.approx(0.0, abs=1e-9)


def test_the_kernel_keeps_the_mean_number_of_contacts(town: Town) -> None:
    met = people_met(town, MIXING)
    assert shares(town) @ met["grid"].sum(axis=1) == pytest.approx(4.0)
    assert shares(town) @ met["city"].sum(axis=1) == pytest.approx(1.5)


def test_a_factor_multiplies_the_contacts_of_a_layer(town: Town) -> None:
    met = people_met(town, Mixing(CONTACTS, KERNEL, {"city": 0.4}))
    assert shares(town) @ met["city"].sum(axis=1) == pytest.approx(0.6)


def test_mixing_within_bands_only_has_index_1_and_proportionate_mixing_0() -> None:
    share = np.array([0.1, 0.1, 0.3, 0.3, 0.2])
    proportionate = np.tile(share, (5, 1))
    assert q_index(np.eye(5)) == 1.0
    assert q_index(proportionate) == pytest.approx(0.0)
    assert age_correlation(np.eye(5), share) == pytest.approx(1.0)
    assert age_correlation(proportionate, share) == pytest.approx(0.0)


def test_the_matrix_is_the_sum_over_all_pairs(town: Town) -> None:
    expected, met = _pair_by_pair(town), people_met(town, MIXING)
    worst = max(np.abs(met[layer] - expected[layer]).max() for layer in CONTACTS)
    assert worst == pytest.approx(0.0, abs=1e-9)


def _pair_by_pair(town: Town) -> dict[str, Floats]:
    """Go through every pair of residents once, and scale the two layers with a kernel."""
    band = band_of(town.age)
    groups = {
        "household": town.household,
        "stairwell": town.household_stairwell[town.household],
        "school": town.school_group,
        "work": town.work_group,
    }
    size = {layer: np.bincount(group[group >= 0]) for layer, group in groups.items()}
    grid, people = town.resident_grid, np.bincount(town.resident_grid)
    share = np.zeros((town.grids, town.grids))
    for g in range(town.grids):
        at = slice(town.neighbour_start[g], town.neighbour_start[g + 1])
        share[g, town.neighbour[at]] = np.diff(town.neighbour_cumulative[at], prepend=0.0)
    pairs = {layer: np.zeros((BANDS, BANDS)) for layer in CONTACTS}
    for a, b in combinations(range(town.residents), 2):
        chance = {
            layer: 1 - np.exp(-_rate(layer, int(size[layer][group[a]])))
            for layer, group in groups.items()
            if group[a] >= 0 and group[a] == group[b]
        }
        chance["city"] = KERNEL[band[a], band[b]]
        chance["grid"] = chance["city"] * share[grid[a], grid[b]] / people[grid[b]]
        for layer, value in chance.items():
            pairs[layer][band[a], band[b]] += value
            pairs[layer][band[b], band[a]] += value
    for layer in ("grid", "city"):
        pairs[layer] *= CONTACTS[layer] * town.residents / pairs[layer].sum()
    residents = np.bincount(band, minlength=BANDS)[:, None]
    return {layer: met / residents for layer, met in pairs.items()}


def _rate(layer: str, size: int) -> float:
    """Give the rate of a pair in a group of a size [1/d]."""
    return CONTACTS[layer] / (1 if layer == "household" else size - 1)
