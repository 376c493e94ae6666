from __future__ import annotations

from pathlib import Path

import sim
from sim.experiment.quick import tenth_of

STREET = """
schema: 1
name: street
start: 2022-03-01 08:00
horizon: 2 d
town: {{communities: {communities}, grids_per_community: {grids}, households_per_grid: 425}}
workforce:
  rosters:
    day: {{shifts: [{{from: "08:00", until: "16:00"}}]}}
  medics: {{count: 34, lives: outside, skills: [sample], roster: day}}
  cadres: {{per_1000_residents: 2, lives: outside, skills: [help], roster: day}}
"""


def street(folder: Path, communities: int, grids: int) -> sim.Scenario:
    file = folder / "street.yaml"
    file.write_text(STREET.format(communities=communities, grids=grids))
    return tenth_of(sim.load(file))


def test_ten_communities_become_one_of_the_same_grids(tmp_path: Path) -> None:
    small = street(tmp_path, 10, 6)
    assert small.name == "street-quick"
    assert (small.town.communities, small.town.grids_per_community) == (1, 6)
    assert small.town.households_per_grid == 425


def test_few_communities_become_one_with_a_tenth_of_the_grids(tmp_path: Path) -> None:
    small = street(tmp_path, 2, 10)
    assert (small.town.communities, small.town.grids_per_community) == (1, 2)


def test_a_single_grid_becomes_a_tenth_of_its_households(tmp_path: Path) -> None:
    assert street(tmp_path, 1, 1).town.households_per_grid == 42


def test_staff_given_as_a_count_is_cut_and_staff_per_resident_is_not(tmp_path: Path) -> None:
    staff = street(tmp_path, 10, 6).workforce
    assert staff.medics is not None
    assert staff.medics.count == 3
    assert staff.cadres is not None
    assert staff.cadres.per_1000_residents == 2
