"""The tree of transmission of one run as a graph, for notebooks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment.answer import Answer
from sim.experiment.settings import Model
from sim.experiment.source import read_tables
from sim.store import Results

if TYPE_CHECKING:
    import networkx as nx

    from sim.records import Records

KEYS = ("scenario", "replication")


def transmission_tree(
    run: Records | Results | Answer | Path | str,
    scenario: int = 0,
    replication: int = 0,
    model: Model | None = None,
) -> nx.DiGraph[tuple[int, int]]:
    """Return who infected whom: infections as nodes, from infector to infected as edges.

    run: the records of a run, or saved results (an answer, a results folder or its path), of
    which `scenario` and `replication` name one run. A node is (resident, number of her
    infection) with the columns of the table of infections; an edge has layer and time_h.
    Raises CallError or FolderError where that run is not there and cannot be made again.
    """
    import networkx as nx

    from sim.records import rows_of

    columns = _columns(run, scenario, replication, model or Model())
    nodes = list(zip(columns["resident"].tolist(), columns["number"].tolist(), strict=True))
    tree: nx.DiGraph[tuple[int, int]] = nx.DiGraph()
    every = zip(*(column.tolist() for column in columns.values()), strict=True)
    for node, values in zip(nodes, every, strict=True):
        tree.add_node(node, **dict(zip(columns, values, strict=True)))
    by = rows_of(
        (columns["infector"], columns["infector_number"]),
        (columns["resident"], columns["number"]),
    )
    for row in np.flatnonzero(by >= 0).tolist():
        node = tree.nodes[nodes[row]]
        tree.add_edge(nodes[by[row]], nodes[row], layer=node["layer"], time_h=node["time_h"])
    return tree


def _columns(run: Any, scenario: int, replication: int, model: Model) -> dict[str, Any]:
    """Give the table of infections of one run."""
    if hasattr(run, "tables"):
        return dict(run.tables["infections"])
    folder = run.folder if isinstance(run, Answer | Results) else Path(run)
    tables = read_tables(Results(folder), ["infections"], scenario, replication, model)
    frame, columns = tables["infections"].drop(columns=list(KEYS)), {}
    for name, column in frame.items():
        if column.dtype == "category":
            column = column.astype(object).where(column.notna(), None)
        columns[str(name)] = column.to_numpy()
    return columns
