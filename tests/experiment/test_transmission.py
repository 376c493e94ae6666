"""Who infected whom, as a graph: of records, of a folder, of an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import sim
from sim.experiment import CallError, Settings, replicate
from tests.experiment.test_story import BEYOND, MODEL, TOWN, told_run

EDGES = {
    ((BEYOND, 0), (5, 0)): ("session", 0.25),
    ((5, 0), (0, 0)): ("household", 1.0),
    ((0, 0), (9, 0)): ("session", 9.5),
    ((9, 0), (0, 1)): ("city", 47.0),
}


def edges(tree: Any) -> dict[Any, Any]:
    return {
        (one, other): (data["layer"], data["time_h"])
        for one, other, data in tree.edges(data=True)
    }


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> sim.Answer:
    """Keep only the measures of two replications."""
    folder = tmp_path_factory.mktemp("tree")
    (folder / "tiny.yaml").write_text(TOWN)
    settings = Settings(log="daily", model=MODEL)
    scenario = sim.load(folder / "tiny.yaml")
    return replicate(scenario, 2, out=folder / "out", processes=1, settings=settings)


def test_infections_are_nodes_and_edges_go_from_infector_to_infected(answer: Any) -> None:
    tree = sim.transmission_tree(told_run(answer.baseline, 0))
    assert edges(tree) == EDGES
    assert [node for node, degree in tree.in_degree() if degree == 0] == [(BEYOND, 0)]


def test_a_node_carries_what_the_table_says(answer: Any) -> None:
    node = sim.transmission_tree(told_run(answer.baseline, 0)).nodes[0, 0]
    assert (node["doses"], node["found_by"], node["critical_h"]) == (2, "round", 32.0)


@pytest.mark.parametrize("replication", [0, 1])
def test_saved_results_give_the_same_graph(answer: Any, replication: int) -> None:
    for run in (answer, answer.folder, str(answer.folder), sim.Results(answer.folder)):
        tree = sim.transmission_tree(run, replication=replication)
        assert edges(tree) == EDGES
        assert (tree.nodes[BEYOND, 0]["grid"], tree.nodes[9, 0]["grid"]) == (None, "C01-G01")
        assert "scenario" not in tree.nodes[9, 0]


def test_a_run_whose_infections_were_not_kept_is_run_again(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(TOWN)
    settings = Settings(log="summary", model=MODEL)
    scenario = sim.load(tmp_path / "tiny.yaml")
    found = replicate(scenario, 1, out=tmp_path / "out", processes=1, settings=settings)
    assert edges(sim.transmission_tree(found, model=MODEL)) == EDGES


def test_a_replication_that_is_not_there_is_refused(answer: Any) -> None:
    with pytest.raises(CallError, match="replication: must be from 0 to 1, found 2"):
        sim.transmission_tree(answer, replication=2)


def test_a_run_without_infections_gives_an_empty_graph(answer: Any) -> None:
    records = told_run(answer.baseline, 0)
    records.tables["infections"] = {
        name: column[:0] for name, column in records.tables["infections"].items()
    }
    assert len(sim.transmission_tree(records)) == 0
