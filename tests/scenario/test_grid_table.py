"""A user's own table of grids: encodings, columns, cells."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.scenario import load, read_grid_table, read_observed

Said = Callable[[str], list[str]]
TABLE = """\
name,community,households,residents,share_60_plus,workers,x_m,y_m
桂阳一格,桂阳社区,430,1010,0.255,1,0,0
桂阳二格,桂阳社区,390,905,,2,250.5,-10
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_names_are_read_in_every_common_encoding(folder: Path, encoding: str) -> None:
    file = folder / "grids.csv"
    file.write_bytes(TABLE.encode(encoding))
    table = read_grid_table(file)
    assert table.names == ("桂阳一格", "桂阳二格")
    assert table.communities == ("桂阳社区", "桂阳社区")
    assert table.households.tolist() == [430, 390]
    assert table.residents.tolist() == [1010, 905]
    assert table.workers.tolist() == [1, 2]
    assert table.x_m.tolist() == [0, 250.5]
    assert np.isnan(table.share_60_plus).tolist() == [False, True]


def test_the_table_read_cannot_be_written_to(folder: Path) -> None:
    (folder / "grids.csv").write_text(TABLE, encoding="utf-8")
    table = read_grid_table(folder / "grids.csv")
    with pytest.raises(ValueError, match="read-only"):
        table.households[0] = 1


def test_columns_that_may_be_left_out_are_nan(folder: Path) -> None:
    (folder / "grids.csv").write_text("name,community,households,residents\na,b,10,20\n")
    table = read_grid_table(folder / "grids.csv")
    assert np.isnan([table.x_m[0], table.workers[0], table.share_60_plus[0]]).all()


def _said(folder: Path, text: str) -> list[str]:
    file = folder / "grids.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_grid_table(file)
    return [line.replace("scenarios/grids.csv:", "") for line in str(caught.value).splitlines()]


def test_every_wrong_cell_is_named_with_its_line(folder: Path) -> None:
    text = (
        "name,community,households,residents,share_60_plus,workers,x_m,y_m\n"
        "a,A,430,400,0.2,1,0,0\n"
        "\n"
        "a,A,many,900,1.2,-1,0,nan\n"
        "b c,,10.5,20,x,1,0\n"
        '"b\nc",A,10,20,x,,0,1\n'
        "d,A,10,20,20 %,,,1\n"
    )
    assert _said(folder, text) == [
        "2: residents: must not be below households, found 400",
        "4: households: must be a whole number of at least 1, found many",
        "4: share_60_plus: must be a share from 0 to 1, found 1.2",
        "4: workers: must be a number of at least 0, found -1",
        "4: y_m: must be a number, found nan",
        "4: name: the name is given twice, first on line 2, found a",
        "5: must have 8 cells like the first line, found 7",
        "6: share_60_plus: must be a number with a unit, such as 8 h, 1.5 % or 3 /d, found x",
        "6: name: a name is 1-64 letters, digits, - and _, found b\\x0ac",
        "8: x_m: must be a number, found nothing",
    ]


def test_columns_are_checked_before_cells(folder: Path) -> None:
    assert _said(folder, "name,comunity,households,x_m,extra\na,b,1,1,1\n") == [
        "1: comunity: unknown column, did you mean community",
        "1: extra: unknown column (known: name, community, households, residents, "
        "share_60_plus, workers, x_m, y_m)",
        "1: residents: the column is missing",
    ]


def test_a_table_without_rows_is_no_town(folder: Path) -> None:
    assert _said(folder, "name,community,households,residents\n") == [
        "1: must have at least one row, found none"
    ]


def test_bytes_that_are_no_text_are_refused(folder: Path) -> None:
    (folder / "grids.csv").write_bytes(b"\xff\xfe\x00\x00\xff")
    with pytest.raises(ScenarioError, match="must be text in UTF-8 or GB18030"):
        read_grid_table(folder / "grids.csv")


def test_loading_a_scenario_checks_its_table(folder: Path, said: Said, head: str) -> None:
    (folder / "grids.csv").write_text("name,community,households,residents\na,b,0,20\n")
    assert said(head + "town: {grids: grids.csv}\n") == [
        "scenarios/grids.csv:2: households: must be a whole number of at least 1, found 0"
    ]
    assert said(head + "town: {grids: gird.csv}\n") == [
        "4: town.grids: no such file, found gird.csv"
    ]
    assert said(head + "town: {grids: ../../x.csv}\n") == [
        "4: town.grids: must lie under scenarios/, found ../../x.csv"
    ]


def test_a_table_is_found_beside_the_file_that_names_it(folder: Path, head: str) -> None:
    (folder / "own").mkdir()
    (folder / "own" / "grids.csv").write_text(TABLE, encoding="utf-8")
    (folder / "own" / "base.yaml").write_text(head + "town: {grids: grids.csv}\n")
    (folder / "over.yaml").write_text("extends: own/base.yaml\n")
    scenario = load(folder / "over.yaml")
    assert scenario.town.grids == "own/grids.csv"
    assert (scenario.root / scenario.town.grids).is_file()


def test_the_hash_follows_the_content_of_the_table(folder: Path, head: str) -> None:
    (folder / "grids.csv").write_text(TABLE, encoding="utf-8")
    (folder / "a.yaml").write_text(head + "town: {grids: grids.csv}\n")
    before = load(folder / "a.yaml").hash()
    (folder / "grids.csv").write_text(TABLE.replace("430", "431"), encoding="utf-8")
    assert load(folder / "a.yaml").hash() != before


def test_observed_values_are_read_and_checked(folder: Path) -> None:
    file = folder / "cases.csv"
    file.write_text("date,value\n2022-11-10,12\n2022-11-09,8\n")
    assert [value for _, value in read_observed(file)] == [8, 12]
    file.write_text("date,value\n10 Nov,-1\n")
    with pytest.raises(ScenarioError) as caught:
        read_observed(file)
    assert str(caught.value).splitlines() == [
        "scenarios/cases.csv:2: value: must be a number of at least 0, found -1",
        "scenarios/cases.csv:2: date: must be a date and time such as 2022-03-01 08:00, "
        "found 10 Nov",
    ]
