"""Who lives in the town.

Numbers by age are exact in each grid but for a keyed rounding, so their tolerance is one in a
thousand. Tests on independent draws allow 3.5 standard errors (a false alarm in 2,000) and
state what they would find.
"""

from __future__ import annotations

import numpy as np


def household_ages(town):
    return np.split(town.age, town.household_start[1:-1])


def test_the_street_has_the_age_shares_of_the_census(street):
    assert abs((street.age < 15).mean() - 0.145) < 0.001
    assert abs((street.age >= 60).mean() - 0.255) < 0.001
    assert abs((street.age >= 80).mean() - 0.03) < 0.001


def test_a_quarter_of_households_are_of_one_person(street):
    # 25,500 households: se .0027; finds a share of .2625 (5 % off) with power .86.
    share = (np.diff(street.household_start) == 1).mean()
    assert abs(share - 0.25) < 3.5 * 0.0027


def test_households_have_a_mean_of_2_35_members(street):
    # 25,500 households: se .0073; finds a mean of 2.40 with power above .99.
    assert abs(street.residents / 25_500 - 2.35) < 3.5 * 0.0073


def test_one_third_of_those_of_80_live_alone(street):
    # About 1,800 are 80 or older; were each drawn alone, se would be .011. They are counted
    # out grid by grid (30 in each), which leaves an error of rounding of .002.
    share = street.alone80.sum() / (street.age >= 80).sum()
    assert abs(share - 0.33) < 3.5 * 0.002


def test_nobody_but_the_very_old_who_are_alone_counts_as_alone_at_80(street):
    size = np.diff(street.household_start)[street.household]
    assert np.array_equal(street.alone80, (street.age >= 80) & (size == 1))


def test_no_household_is_of_children_only(street):
    eldest = np.maximum.reduceat(street.age, street.household_start[:-1])
    assert eldest.min() >= 18


def test_parents_under_60_are_20_to_40_years_older_than_the_eldest_child(street):
    wrong = 0
    for ages in household_ages(street):
        children = ages[1:][ages[1:] < 18]
        parents = [a for a in ages[:2] if 18 <= a < 60]
        grown_up = ages[2:][(ages[2:] >= 18) & (ages[2:] < 60)]
        if len(children) and not len(grown_up):
            wrong += sum(not 18 <= parent - children.max() <= 40 for parent in parents)
    assert wrong == 0


def test_partners_of_one_generation_are_of_like_age(street):
    pairs = np.array([a for a in household_ages(street) if len(a) == 2 and min(a) >= 18])
    young = pairs[(pairs < 60).all(axis=1)]
    assert np.abs(young[:, 0] - young[:, 1]).max() <= 5


def test_vulnerable_are_the_lonely_at_80_and_the_ill_at_60(street):
    expected = street.alone80 | (street.chronic & (street.age >= 60))
    assert np.array_equal(street.vulnerable, expected)


def test_three_quarters_of_the_old_and_a_tenth_of_the_others_are_ill(street):
    # 15,300 and 44,600 residents: se .0035 and .0014; a difference of .016 and of .007 would be
    # found with power .86.
    old = street.age >= 60
    assert abs(street.chronic[old].mean() - 0.75) < 3.5 * 0.0035
    assert abs(street.chronic[~old].mean() - 0.1) < 3.5 * 0.0014


def test_ability_is_uniform_at_every_age(street):
    # Those of 60 and older: se of the share below .3 is .0037.
    old = street.age >= 60
    assert abs((street.ability[old] < 0.3).mean() - 0.3) < 3.5 * 0.0037
    assert abs(street.ability.mean() - 0.5) < 3.5 * 0.0012


def test_small_grids_have_the_census_shares_on_average(built):
    # 400 grids of 10 households: .7 very old in each; rounding down would leave none.
    town = built(communities=20, grids_per_community=20, households_per_grid=10)
    # se .0013 from rounding; finds a share of .024 with power .86.
    assert abs((town.age >= 80).mean() - 0.03) < 3.5 * 0.0013


ROWS = [
    ("A1", "A", 400, 1000, 0.300, 1, 0.0, 0.0),
    ("B1", "B", 300, 640, 0.200, 1, 400.0, 0.0),
    ("A2", "A", 200, 501, 0.111, 1, 0.0, 400.0),
]


def test_a_table_is_honoured_to_the_resident(built_from):
    town = built_from(*ROWS)
    assert town.grid_names == ("A1", "A2", "B1")
    assert np.diff(town.grid_resident_start).tolist() == [1000, 501, 640]
    assert np.bincount(town.stairwell_grid[town.household_stairwell]).tolist() == [
        400,
        200,
        300,
    ]
    assert np.bincount(town.resident_grid, weights=town.age >= 60).tolist() == [300, 56, 128]


def test_a_table_may_ask_for_households_of_any_size(built_from):
    town = built_from(
        ("alone", "A", 50, 50, 0.5, 1, 0.0, 0.0), ("crowded", "A", 50, 600, 0.5, 1, 400.0, 0.0)
    )
    size = np.diff(town.household_start)
    assert size[:50].tolist() == [1] * 50
    assert size[50:].sum() == 600
    assert size[50:].min() >= 11


def test_a_grid_may_have_only_old_residents_or_none(built_from):
    town = built_from(
        ("old", "A", 40, 90, 1.0, 1, 0.0, 0.0), ("young", "A", 40, 90, 0.0, 1, 400.0, 0.0)
    )
    assert town.age[:90].min() >= 60
    assert town.age[90:].max() < 60


def lives(town, names):
    """Everything that is somebody's own, grid by grid."""
    keep = np.isin(town.resident_grid, [town.grid_names.index(name) for name in names])
    columns = (town.age, town.chronic, town.alone80, town.ability, town.works_outside)
    return [*(c[keep].tolist() for c in columns), (town.work_group[keep] >= 0).tolist()]


def test_a_grid_added_at_the_end_changes_nobody(built_from):
    names = ["A1", "A2", "B1"]
    for community in ("A", "C"):
        more = built_from(*ROWS, ("new", community, 250, 600, 0.25, 1, 400.0, 400.0))
        assert lives(more, names) == lives(built_from(*ROWS), names)


def test_a_community_added_to_the_street_changes_nobody(street, built):
    more = built(communities=11)
    assert np.array_equal(more.age[: street.residents], street.age)
    assert np.array_equal(more.ability[: street.residents], street.ability)
    assert np.array_equal(more.grid_x_m[:60], street.grid_x_m)
    assert np.array_equal(more.school_group[: street.residents], street.school_group)


def test_another_seed_gives_another_town(street, built):
    assert not np.array_equal(built(seed=2).age[:1000], street.age[:1000])


def test_a_town_may_be_one_resident(built):
    town = built(
        communities=1, grids_per_community=1, households_per_grid=1, household_sizes=(1,)
    )
    assert (town.residents, town.households, town.stairwells, town.buildings) == (1, 1, 1, 1)
    assert town.age[0] >= 18
