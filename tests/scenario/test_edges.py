"""Pairs of residents and the prevalence outside, read from files."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.scenario import load, read_edges, read_prevalence

Said = Callable[[str], list[str]]

NETWORK = """\
hazards:
  flu:
    kind: epidemic
    variant: wild
    R0: 2
    layers: {edges: {contacts: 1 /d, file: %s}}
"""
GRAPH = """\
<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="w" for="edge" attr.name="weight" attr.type="double"/>
  <graph edgedefault="undirected">
    %s
  </graph>
</graphml>
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_pairs_are_read_in_the_order_of_the_file(folder: Path, encoding: str, end: str) -> None:
    (folder / "e.csv").write_bytes(
        end.join(["weight,a,b", "0.5,3,1", "2,0,5", ""]).encode(encoding)
    )
    edges = read_edges(folder / "e.csv")
    assert (edges.a.tolist(), edges.b.tolist(), edges.weight.tolist()) == (
        [3, 0],
        [1, 5],
        [0.5, 2],
    )
    assert (edges.nodes, edges.a.dtype, edges.weight.dtype) == (6, np.int32, np.float64)


def test_a_pair_without_a_weight_has_weight_1(folder: Path) -> None:
    (folder / "e.csv").write_text("a,b\n0,1\n1,2")
    assert read_edges(folder / "e.csv").weight.tolist() == [1, 1]


def test_the_pairs_read_cannot_be_written_to(folder: Path) -> None:
    (folder / "e.csv").write_text("a,b\n0,1\n")
    with pytest.raises(ValueError, match="read-only"):
        read_edges(folder / "e.csv").a[0] = 1


def refused(folder: Path, text: str, name: str = "e.csv") -> list[str]:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_edges(folder / name)
    said = str(caught.value).replace(f"scenarios/{name}:", "")
    return [line.strip() for line in said.splitlines()]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("a,b\n0,1\n\n2,2\n", ["4: nobody meets herself, found 2"]),
        (
            "a,b,weight\n0,1,1\n1,0,2\n",
            ["3: the pair is given twice, first on line 2, found 1, 0"],
        ),
        (
            "a,b,weight\n0,-1,1\n1.5,2,-2\n3,4,nan\n",
            [
                "2: b: must be a whole number from 0 to 99999999, found -1",
                "3: a: must be a whole number from 0 to 99999999, found 1.5",
                "3: weight: must be a number of at least 0, found -2",
                "4: weight: must be a number of at least 0, found nan",
            ],
        ),
        (
            'a,b,weight\n0,one,1\n1,"2",\n2,3\n',
            [
                "2: b: must be a whole number of at least 0, found one",
                "3: weight: must be a number of at least 0, found nothing",
                "4: must have 3 cells like the first line, found 2",
            ],
        ),
        (
            "a,c\n0,1\n",
            ["1: c: unknown column (known: a, b, weight)", "1: b: the column is missing"],
        ),
        ("a,b\n", ["1: must have at least one row, found none"]),
    ],
)
def test_every_wrong_pair_is_named_with_its_line(
    folder: Path, text: str, problems: list[str]
) -> None:
    assert refused(folder, text) == problems


def test_a_flood_of_wrong_pairs_is_cut_short(folder: Path) -> None:
    assert len(refused(folder, "a,b\n" + "3,3\n" * 1000)) == 200
    assert len(refused(folder, "a,b\n" + "x,3\n" * 1000)) == 100


def test_a_million_pairs_take_seconds(folder: Path) -> None:
    steps = np.arange(200_000)
    rows = [f"{n},{n + k + 1},0.5" for k in range(5) for n in steps]
    (folder / "e.csv").write_text("a,b,weight\n" + "\n".join(rows))
    edges = read_edges(folder / "e.csv")
    assert (len(edges.a), edges.nodes) == (1_000_000, 200_005)


def test_graphml_with_numbers_keeps_them(folder: Path) -> None:
    body = '<node id="7"/><node id="2"/><edge source="7" target="2">%s</edge>'
    (folder / "g.graphml").write_text(GRAPH % body % '<data key="w">0.5</data>')
    edges = read_edges(folder / "g.graphml")
    assert (edges.a.tolist(), edges.b.tolist(), edges.weight.tolist(), edges.nodes) == (
        [7],
        [2],
        [0.5],
        8,
    )


def test_graphml_with_names_is_numbered_in_order_of_the_file(folder: Path) -> None:
    body = '<node id="li"/><node id="wu"/><node id="an"/><edge source="an" target="li"/>'
    (folder / "g.graphml").write_text(GRAPH % body)
    edges = read_edges(folder / "g.graphml")
    assert (set(edges.a.tolist() + edges.b.tolist()), edges.nodes) == ({0, 2}, 3)
    assert edges.weight.tolist() == [1]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('<edge source="1" target="1"/>', "nobody meets herself, found 1"),
        (
            '<edge source="1" target="2"/><edge source="2" target="1"/>',
            "the pair is given twice",
        ),
        ('<node id="1"/>', "must have at least one edge"),
        ("<node", "not GraphML: "),
    ],
)
def test_graphml_is_checked_like_a_table(folder: Path, body: str, problem: str) -> None:
    assert problem in refused(folder, GRAPH % body, "g.graphml")[0]


def test_graphml_declares_no_entities(folder: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aa">]>' + GRAPH % ""
    assert refused(folder, bomb, "g.graphml") == ["a graph declares no entities"]


def test_the_town_has_room_for_the_residents_named(folder: Path, said: Said, head: str) -> None:
    (folder / "e.csv").write_text("a,b\n0,20\n")
    town = "town: {communities: 1, grids_per_community: 1, households_per_grid: 10, %s}\n"
    text = head + town + NETWORK % "e.csv"
    assert said(text % "household_sizes: [0, 1]") == [
        "10: hazards.flu.layers.edges.file: names 21 residents, the town has 20, found e.csv"
    ]
    assert said(text % "household_sizes: [0, 0, 1]") == []
    assert said(text % "seed: 1") == []
    (folder / "grids.csv").write_text("name,community,households,residents\na,b,5,12\n")
    assert said(head + "town: {grids: grids.csv}\n" + NETWORK % "e.csv") == [
        "10: hazards.flu.layers.edges.file: names 21 residents, the town has 12, found e.csv"
    ]


def test_loading_a_scenario_checks_its_pairs(folder: Path, said: Said, head: str) -> None:
    (folder / "e.csv").write_text("a,b\n0,0\n")
    assert said(head + NETWORK % "e.csv") == [
        "scenarios/e.csv:2: nobody meets herself, found 0"
    ]
    assert said(head + NETWORK % "../../e.csv") == [
        "9: hazards.flu.layers.edges.file: must lie under scenarios/, found ../../e.csv"
    ]


def test_the_hash_follows_the_content_of_the_pairs(folder: Path, head: str) -> None:
    (folder / "own").mkdir()
    (folder / "own" / "e.csv").write_text("a,b\n0,1\n")
    (folder / "own" / "a.yaml").write_text(head + NETWORK % "e.csv")
    loaded = load(folder / "own" / "a.yaml")
    before = loaded.hash()
    (folder / "own" / "e.csv").write_text("a,b\n0,2\n")
    assert loaded.hash() != before
    assert loaded.files == ("own/e.csv",)


def test_prevalence_is_read_by_date(folder: Path) -> None:
    (folder / "p.csv").write_text("date,prevalence\n2022-03-01,0.1 %\n2022-03-02 12:00,0.02\n")
    outside = read_prevalence(folder / "p.csv")
    assert outside.dates == (datetime(2022, 3, 1), datetime(2022, 3, 2, 12))
    assert outside.share.tolist() == [0.001, 0.02]
    assert outside.since(datetime(2022, 3, 1, 8)).tolist() == [-8, 28]


def test_every_wrong_row_of_a_prevalence_is_named(folder: Path) -> None:
    (folder / "p.csv").write_text("date,prevalence\n2022-03-02,1.5\n2022-03-01,x\nMay,0.1\n")
    with pytest.raises(ScenarioError) as caught:
        read_prevalence(folder / "p.csv")
    assert str(caught.value).splitlines() == [
        "scenarios/p.csv:2: prevalence: must be a share from 0 to 1, found 1.5",
        "scenarios/p.csv:3: prevalence: must be a number with a unit, such as 8 h, 1.5 % or "
        "3 /d, found x",
        "scenarios/p.csv:3: date: dates must rise, found 2022-03-01",
        "scenarios/p.csv:4: date: must be a date and time such as 2022-03-01 08:00, found May",
    ]
