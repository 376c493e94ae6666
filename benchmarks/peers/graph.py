"""Write a random graph as a table of pairs a, b: every pair is equally likely (G(n, m)).

For example: python graph.py pairs.csv --nodes 100000 --degree 10 --seed 1
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np


def pairs_of(nodes: int, degree: float, seed: int) -> np.ndarray:
    """Draw nodes * degree / 2 different pairs, the smaller node first, in order."""
    luck = np.random.default_rng(seed)
    wanted = round(nodes * degree / 2)
    found = np.zeros(0, np.int64)
    while len(found) < wanted:
        ends = luck.integers(0, nodes, (wanted, 2))
        ends = ends[ends[:, 0] != ends[:, 1]]
        keys = ends.min(axis=1) * nodes + ends.max(axis=1)
        found = np.unique(np.concatenate([found, keys]))
    kept = np.sort(luck.permutation(found)[:wanted])
    return np.column_stack([kept // nodes, kept % nodes])


def write(path: Path, nodes: int, degree: float, seed: int) -> None:
    """Write the pairs with a heading, whatever was there before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pairs = pairs_of(nodes, degree, seed)
    np.savetxt(path, pairs, fmt="%d", delimiter=",", header="a,b", comments="")


def main() -> None:
    """Read the options, write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--nodes", type=int, default=100_000)
    parser.add_argument("--degree", type=float, default=10.0, help="mean")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write(options.path, options.nodes, options.degree, options.seed)


if __name__ == "__main__":
    main()
