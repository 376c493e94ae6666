"""Outbreaks by EoN on the network of graphs.py, to be compared with ours.

Run once, where EoN is installed, by hand:

    python -m tests.validation.graphs --out graph.csv
    python tests/validation/eon_reference.py graph.csv --out tests/validation/eon.json

EoN (Miller and Ting 2019, doi 10.21105/joss.01731) runs `fast_nonMarkov_SIR`: an edge of weight
w transmits at rate w x 0.1 a day, an infectious period is gamma of mean 5 d and shape 4, and 5
vertices drawn anew are infectious at time 0.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import random
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

RATE_PER_D, MEAN_D, SHAPE, SEEDS = 0.1, 5.0, 4, 5
RUNS, SEED, MANY = 2000, 7, 100


def main() -> None:
    """Read a network, let EoN spread infections on it, write what came of it."""
    import networkx as nx

    eon = import_module("EoN")  # installed only where this runs

    parser = argparse.ArgumentParser(description="Write EoN's outbreaks as JSON.")
    parser.add_argument("graph", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    graph, text = nx.Graph(), options.graph.read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        graph.add_edge(int(row["a"]), int(row["b"]), weight=float(row["weight"]))
    rng = random.Random(SEED)

    def transmits_after(source: int, target: int) -> float:
        return rng.expovariate(RATE_PER_D * graph[source][target]["weight"])

    def recovers_after(_: int) -> float:
        return rng.gammavariate(SHAPE, MEAN_D / SHAPE)

    sizes, hundredth, ends = [], [], []
    vertices = sorted(graph)
    for _ in range(RUNS):
        first = rng.sample(vertices, SEEDS)
        t, _, i, r = eon.fast_nonMarkov_SIR(
            graph, transmits_after, recovers_after, initial_infecteds=first
        )
        ever = i + r
        sizes.append(int(ever[-1]))
        ends.append(round(float(t[-1]), 2))
        if ever[-1] >= MANY:
            hundredth.append(round(float(t[(ever >= MANY).argmax()]), 2))
    told = {
        "made_by": "tests/validation/eon_reference.py",
        "eon": version("EoN"),
        "networkx": version("networkx"),
        "seed": SEED,
        "runs": RUNS,
        "sha256_of_graph": hashlib.sha256(text.encode()).hexdigest(),
        "final_size": sizes,
        "hundredth_d": hundredth,
        "end_d": ends,
    }
    options.out.write_text(json.dumps(told) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
