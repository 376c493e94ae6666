"""The town as a whole: one numbering, one type for each array."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

WIDE = {"ability", "grid_x_m", "grid_y_m", "neighbour_cumulative", "walk_h"}
CLAIMS = {"vulnerable", "alone80", "chronic", "works_outside"}
NAMES = {"grid_names", "community_names"}


def arrays(town):
    fields = (field.name for field in dataclasses.fields(town))
    return {name: getattr(town, name) for name in fields if name not in NAMES}


def test_the_street_has_60_grids_of_425_households(street):
    assert (street.communities, street.grids, street.households) == (10, 60, 25_500)
    assert street.residents == len(street.household) == street.household_start[-1]


def test_every_array_has_the_type_that_compiled_code_expects(street, built):
    tiny = built(communities=1, grids_per_community=1, households_per_grid=1)
    for town in (street, tiny):
        for name, array in arrays(town).items():
            expected = "float64" if name in WIDE else "bool" if name in CLAIMS else "int32"
            assert str(array.dtype) == ("int16" if name == "age" else expected), name
            assert array.flags.c_contiguous, name
            assert array.flags.writeable, name


def test_a_town_is_frozen(street):
    with pytest.raises(dataclasses.FrozenInstanceError):
        street.age = street.age


def test_the_same_specification_gives_the_same_town(street, built):
    again = built()
    for name, array in arrays(street).items():
        assert np.array_equal(array, getattr(again, name)), name


def test_starts_and_owners_agree_at_every_level(street):
    def owners(start):
        return np.repeat(np.arange(len(start) - 1), np.diff(start))

    assert np.array_equal(owners(street.household_start), street.household)
    assert np.array_equal(owners(street.stairwell_start), street.household_stairwell)
    assert np.array_equal(owners(street.building_start), street.stairwell_building)
    assert np.array_equal(owners(street.grid_resident_start), street.resident_grid)
    by_stairwell = street.stairwell_grid[street.household_stairwell[street.household]]
    assert np.array_equal(by_stairwell, street.resident_grid)
    by_building = street.building_grid[street.stairwell_building]
    assert np.array_equal(by_building, street.stairwell_grid)
    assert (np.diff(street.grid_community) >= 0).all()


def test_a_grid_of_425_households_has_16_stairwells_in_8_buildings(street):
    assert set(np.bincount(street.stairwell_grid)) == {16}
    assert set(np.bincount(street.building_grid)) == {8}
    assert set(np.diff(street.stairwell_start)) == {26, 27}
    assert set(np.diff(street.building_start)) == {2}


def test_a_small_grid_is_one_stairwell(built):
    town = built(communities=1, grids_per_community=3, households_per_grid=5)
    assert town.stairwell_start.tolist() == [0, 5, 10, 15]
    assert town.building_grid.tolist() == [0, 1, 2]


def test_a_homogeneous_town_of_ten_thousand_single_households_can_be_stated(built):
    town = built(
        communities=1, grids_per_community=1, households_per_grid=10_000, household_sizes=(1,)
    )
    assert town.residents == 10_000
    assert (town.age < 18).sum() == 0
    assert (town.age >= 60).sum() == 2_550
