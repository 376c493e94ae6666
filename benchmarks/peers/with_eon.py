"""Run EoN's fast_SIR on a graph from a file of pairs.

For example: python with_eon.py '{"graph": "pairs.csv", "infected": 20, "per_day": 0.0667,
"recovery_per_day": 0.2}'; the nodes 0, 1 ... are infected first.
"""

from __future__ import annotations

import protocol  # first: it sets the number of threads

# isort: split
import csv
from importlib.metadata import version
from pathlib import Path

import EoN
import networkx as nx
import numpy as np

graphs: dict[str, nx.Graph] = {}


def read(path: str) -> nx.Graph:
    """Read a graph from pairs a, b; its nodes are 0 to the largest named."""
    if path not in graphs:
        graph = nx.Graph()
        with Path(path).open(newline="") as file:
            pairs = [(int(row["a"]), int(row["b"])) for row in csv.DictReader(file)]
        graph.add_nodes_from(range(1 + max(max(pair) for pair in pairs)))
        graph.add_edges_from(pairs)
        graphs[path] = graph
    return graphs[path]


def prepare(work: protocol.Work, turn: int) -> protocol.Prepared:
    """Read the graph once; give one run on it and how to read what came out."""
    graph = read(work["graph"])
    rates = work["per_day"], work["recovery_per_day"]
    luck = np.random.default_rng(work.get("seed", 1) + turn)
    came: list[tuple[np.ndarray, ...]] = []
    days = work.get("days", np.inf)

    def run() -> None:
        first = range(work["infected"])
        came.append(EoN.fast_SIR(graph, *rates, initial_infecteds=first, tmax=days, rng=luck))

    def facts() -> protocol.Facts:
        times, susceptible, _, _ = came[-1]
        infected = graph.order() - int(susceptible[-1])
        return {
            "peer": f"EoN {version('EoN')}",
            "residents": graph.order(),
            "pairs": graph.size(),
            "days": round(float(times[-1]), 1),
            "infections": infected,
            "ever_infected": infected,
            "contacts_per_day": None,
            "degree": round(2 * graph.size() / graph.order(), 3),
            "events": len(times),
            "events_are": "infections and recoveries",
        }

    return run, facts


if __name__ == "__main__":
    protocol.serve(prepare)
