"""Where people spend the day."""

from __future__ import annotations

import numpy as np

from sim.town.draws import Who
from sim.town.places import grouped, jump


def members(start, listed):
    return np.split(listed, start[1:-1])


def test_groups_list_members_by_number_with_their_positions():
    groups = grouped(np.array([1, -1, 0, 1, 1]))
    assert groups.start.tolist() == [0, 1, 4]
    assert groups.members.tolist() == [2, 0, 3, 4]
    assert groups.position.tolist() == [0, -1, 0, 1, 2]


def test_nobody_in_a_group_gives_empty_lists():
    groups = grouped(np.array([-1, -1]))
    assert groups.start.tolist() == [0]
    assert groups.members.tolist() == []


def test_everybody_of_3_to_17_is_in_a_class_and_nobody_else(street):
    assert np.array_equal(street.school_group >= 0, (street.age >= 3) & (street.age <= 17))


def test_classes_have_at_most_45_pupils_of_one_community(street):
    community = street.grid_community[street.resident_grid]
    assert np.diff(street.school_start).max() == 45
    classes = members(street.school_start, street.school_members)
    assert max(len(set(community[c])) for c in classes) == 1


def test_most_classes_hold_one_age_and_the_mixed_ones_nearby_ages(street):
    classes = members(street.school_start, street.school_members)
    spread = np.array([np.ptp(street.age[c]) for c in classes])
    assert (spread == 0).mean() > 0.6
    assert np.median(spread[spread > 0]) <= 4


def test_every_age_of_a_community_fills_its_classes(built):
    town = built(communities=1, grids_per_community=2, class_size=10)
    left = [np.bincount(town.age)[age] % 10 for age in range(3, 18)]
    mixed = -(-sum(left) // 10)
    full = sum(np.bincount(town.age)[age] // 10 for age in range(3, 18))
    assert len(town.school_start) - 1 == full + mixed


def test_positions_point_back_to_the_resident(street):
    at_work = np.flatnonzero(street.work_group >= 0)
    place = street.work_start[street.work_group[at_work]] + street.work_position[at_work]
    assert np.array_equal(street.work_members[place], at_work)
    assert set(street.work_position[street.work_group < 0]) == {-1}


def test_seven_in_ten_of_18_to_59_work_and_half_of_them_in_town(street):
    # 33,200 adults and 23,200 in work: se .0025 and .0033; finds .711 and .515 with power .86.
    grown = (street.age >= 18) & (street.age < 60)
    here, outside = street.work_group >= 0, street.works_outside
    working = here | outside
    assert not (here & outside).any()
    assert not working[~grown].any()
    assert abs(working[grown].mean() - 0.7) < 3.5 * 0.0025
    assert abs(here[working].mean() - 0.5) < 3.5 * 0.0033


def test_workplaces_have_a_mean_of_20_and_a_long_tail(street):
    size = np.diff(street.work_start)
    assert size.min() >= 1
    assert abs(size.mean() - 20) < 1  # the lognormal's se of 600 places is .8
    assert 0.7 < size.std() / size.mean() < 1.2


def test_a_workplace_of_20_mixes_some_17_of_60_grids(street):
    places = members(street.work_start, street.work_members)
    grids = [len(set(street.resident_grid[p])) for p in places if len(p) == 20]
    assert abs(np.mean(grids) - 60 * (1 - (59 / 60) ** 20)) < 1


ROWS = [(f"g{n}", f"c{n % 3}", 300, 700, 0.25, 1, 400.0 * n, 0.0) for n in range(12)]


def test_a_grid_added_at_the_end_draws_workers_to_its_own_workplaces_only(built_from):
    before = built_from(*ROWS)
    after = built_from(*ROWS, ("new", "c0", 300, 700, 0.25, 1, 4800.0, 0.0))
    old = after.resident_grid != after.grid_names.index("new")
    was, now = before.work_group, after.work_group[old]
    moved_to = {}
    for place, new_place in zip(was[was >= 0], now[was >= 0], strict=True):
        moved_to.setdefault(new_place, []).append(place)
    # Each workplace of today holds people of one workplace of yesterday, or is a new one.
    mixed = [place for place, origins in moved_to.items() if len(set(origins)) > 1]
    newcomers = sum(len(moved_to[place]) for place in mixed)
    assert 1 <= len(mixed) <= 7
    assert 0.04 < newcomers / (was >= 0).sum() < 0.12  # a thirteenth


def test_a_jump_spreads_evenly_and_a_further_bucket_only_draws_to_itself():
    number = np.arange(20_000)
    who = Who(1, np.zeros_like(number), number, np.zeros_like(number))
    ten, eleven = jump(who, 10), jump(who, 11)
    moved = ten != eleven
    assert abs(np.bincount(ten) / 20_000 - 0.1).max() < 3.5 * 0.0021
    assert set(eleven[moved]) == {10}
    assert abs(moved.mean() - 1 / 11) < 3.5 * 0.002
