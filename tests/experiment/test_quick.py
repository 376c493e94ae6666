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
    small, kept = tenth_of(sim.load(file))
    assert kept == ""
    return small


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


EDGES = """
hazards:
  flu:
    kind: epidemic
    variant: wild
    R0: 2
    layers: {edges: {contacts: 1 /d, file: pairs.csv}}
"""


def networked(folder: Path, pairs: str) -> tuple[sim.Scenario, str]:
    """Give a street of two communities of ten grids, whose tenth are two grids, with edges."""
    (folder / "pairs.csv").write_text(f"a,b\n{pairs}")
    file = folder / "street.yaml"
    file.write_text(STREET.format(communities=2, grids=10) + EDGES)
    return tenth_of(sim.load(file))


def test_a_town_keeps_its_size_where_edges_name_more_residents_than_a_tenth_has(
    tmp_path: Path,
) -> None:
    same, kept = networked(tmp_path, "0,1\n2,9000\n")
    assert (same.name, same.town.communities, same.town.grids_per_community) == (
        "street-quick",
        2,
        10,
    )
    assert same.workforce.medics is not None
    assert same.workforce.medics.count == 34
    small = tenth_residents(tmp_path)
    assert kept == (
        "the town keeps its size: pairs.csv names residents up to number 9000, and a tenth of "
        f"the town has {small}"
    )


def tenth_residents(folder: Path) -> int:
    """Count the residents of the smaller town."""
    file = folder / "street.yaml"
    file.write_text(STREET.format(communities=1, grids=2))
    scenario = sim.load(file)
    return sim.build_town(scenario.town, scenario.root).residents


def test_edges_that_a_tenth_of_the_town_can_hold_leave_it_a_tenth(tmp_path: Path) -> None:
    small, kept = networked(tmp_path, "0,1\n2,900\n")
    assert kept == ""
    assert small.town.grids_per_community == 2


def test_a_town_from_a_table_keeps_its_size_and_says_so() -> None:
    scenario = sim.load(Path(__file__).parents[2] / "scenarios" / "own-table.yaml")
    same, kept = tenth_of(scenario)
    assert same.town == scenario.town
    assert kept == "the town keeps its size: it is read from tables/binjiang-town.csv"
