"""A town written as a table of grids, and the table that is shipped."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from sim.scenario import TownSpec
from sim.town import build_town
from sim.town.table import main, write_grid_table

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHIPPED = SCENARIOS / "towns" / "gui-street.csv"


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_shipped_table_is_what_its_script_writes(tmp_path):
    main(tmp_path / "street.csv")
    assert (tmp_path / "street.csv").read_bytes() == SHIPPED.read_bytes()


def test_the_shipped_street_has_60_grids_with_chinese_names_and_60_000_residents():
    table = rows(SHIPPED)
    assert len(table) == 60
    assert table[0]["name"] == "桂南社区第一网格"
    assert len({row["community"] for row in table}) == 10
    assert 59_000 < sum(int(row["residents"]) for row in table) < 61_000
    assert 25_000 < sum(int(row["households"]) for row in table) < 26_000


def test_a_town_built_from_the_shipped_table_has_its_grids():
    town = build_town(TownSpec(grids="towns/gui-street.csv"), SCENARIOS)
    table = rows(SHIPPED)
    assert town.grid_names == tuple(row["name"] for row in table)
    residents = np.diff(town.grid_resident_start)
    assert residents.tolist() == [int(row["residents"]) for row in table]
    old = np.bincount(town.resident_grid, weights=town.age >= 60)
    wanted = [float(row["share_60_plus"]) * int(row["residents"]) for row in table]
    assert np.abs(old - wanted).max() < 0.01
    assert town.grid_x_m.tolist() == [float(row["x_m"]) for row in table]


def test_a_town_written_and_built_again_is_written_the_same(tmp_path):
    town = build_town(TownSpec(communities=2, grids_per_community=2), tmp_path)
    write_grid_table(town, tmp_path / "one.csv")
    again = build_town(TownSpec(grids="one.csv"), tmp_path)
    write_grid_table(again, tmp_path / "two.csv")
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
