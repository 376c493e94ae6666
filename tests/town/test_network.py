"""Which grids are neighbours, how far the walk is, and who mixes with whom."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from sim.town import network
from sim.town.network import adjacent, distances, mixing, walking_times


def flows(start, neighbour, cumulative, residents):
    out = np.zeros((len(residents), len(residents)))
    for g, number in enumerate(residents):
        listed = slice(start[g], start[g + 1])
        out[g, neighbour[listed]] = number * np.diff(cumulative[listed], prepend=0.0)
    return out


def town_flows(town):
    residents = np.diff(town.grid_resident_start)
    return flows(town.neighbour_start, town.neighbour, town.neighbour_cumulative, residents)


def line(*x_m):
    x = np.array(x_m, dtype=float)
    return distances(x, np.zeros_like(x))


def test_grids_in_a_row_are_neighbours_of_the_next_one_only():
    assert adjacent(line(0, 400, 800)).tolist() == [
        [False, True, False],
        [True, False, True],
        [False, True, False],
    ]


def test_the_walk_to_the_next_grid_takes_8_minutes_and_to_the_one_after_16():
    distance = line(0, 400, 800)
    walk_h = walking_times(adjacent(distance), distance, 8 / 60)
    assert np.round(walk_h * 60, 3).tolist() == [[0, 8, 16], [8, 0, 8], [16, 8, 0]]


def test_a_fifth_grid_in_the_middle_parts_the_corners_of_a_square():
    x, y = np.array([0.0, 2, 0, 2, 1]), np.array([0.0, 0, 2, 2, 0.9])
    edges = adjacent(distances(x, y))
    assert edges[4].tolist() == [True, True, True, True, False]
    assert not edges[0, 3]


def test_far_settlements_are_joined_at_their_nearest_grids():
    near = np.arange(40.0)
    edges = adjacent(line(*near, *(near + 10_000)))
    assert edges.sum() == 2 * 79
    assert edges[39, 40]


def test_grids_that_share_a_spot_are_connected_without_a_walk():
    distance = line(*[5.0] * 30)
    assert walking_times(adjacent(distance), distance, 8 / 60).max() == 0


def test_the_contacts_of_the_street_are_reciprocal(street):
    flow = town_flows(street)
    assert np.abs(flow - flow.T).max() < 1e-6
    assert np.abs(flow.sum(axis=1) - np.diff(street.grid_resident_start)).max() < 1e-6


def test_seven_in_ten_grid_contacts_of_the_street_stay_in_the_grid(street):
    flow = town_flows(street)
    own = np.diag(flow) / flow.sum(axis=1)
    assert round(np.trace(flow) / flow.sum(), 6) == 0.7
    assert own.min() > 0.6
    assert own.max() < 0.9


def test_unequal_grids_mix_reciprocally_as_far_as_the_smaller_one_goes():
    start, neighbour, cumulative = mixing(adjacent(line(0, 400)), np.array([1, 1000]), 0.7)
    flow = flows(start, neighbour, cumulative, [1, 1000])
    assert flow[0, 1] == pytest.approx(flow[1, 0])
    assert flow[0, 1] <= 1


@pytest.mark.parametrize("own_share", [0.0, 0.01, 0.3])
def test_three_grids_in_a_row_keep_a_third_at_home_whatever_is_asked(own_share):
    # All contacts of the ends go to the middle, which has no more than they have together.
    residents = np.array([1000, 1000, 1000])
    flow = flows(*mixing(adjacent(line(0, 400, 800)), residents, own_share), residents)
    assert np.trace(flow) / 3000 == pytest.approx(1 / 3, abs=1e-3)


def test_without_mixing_every_contact_stays_in_the_grid():
    start, _, cumulative = mixing(adjacent(line(0, 400)), np.array([10, 10]), 1.0)
    assert cumulative[start[:-1]].tolist() == [1.0, 1.0]


def test_a_town_of_one_grid_mixes_with_itself(built):
    town = built(communities=1, grids_per_community=1)
    assert town.neighbour_start.tolist() == [0, 1]
    assert town.neighbour.tolist() == [0]
    assert town.neighbour_cumulative.tolist() == [1.0]
    assert town.walk_h.tolist() == [[0.0]]


def test_every_list_of_neighbours_begins_with_the_grid_and_ends_in_one(street):
    assert street.neighbour[street.neighbour_start[:-1]].tolist() == list(range(60))
    assert set(street.neighbour_cumulative[street.neighbour_start[1:] - 1]) == {1.0}


def test_the_walk_between_neighbours_in_the_street_is_about_8_minutes(street):
    minutes = [60 * hours for _, _, hours in network(street).edges(data="walk_h")]
    assert 7 < np.median(minutes) < 9
    assert max(minutes) < 16


def test_walks_in_the_street_are_the_shortest_paths_of_the_network(street):
    graph = network(street)
    assert nx.is_connected(graph)
    shortest = dict(nx.all_pairs_dijkstra_path_length(graph, weight="walk_h"))
    walk_h = np.array([[shortest[g][h] for h in range(60)] for g in range(60)])
    assert np.array_equal(walk_h, street.walk_h)


def test_slower_walkers_need_longer_everywhere(street, built):
    slow = built(walk={"neighbouring_grids": "16 min"})
    assert np.allclose(slow.walk_h, 2 * street.walk_h, atol=1e-4)


def test_the_network_knows_the_grids(street):
    node = network(street).nodes[7]
    assert (node["name"], node["community"]) == ("C02-G02", "C02")
    assert node["residents"] == int(np.diff(street.grid_resident_start)[7])
