"""Networks of given degrees as files: the same seed gives the same file, byte for byte."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
WEIGHTS = (0.5, 1.0, 2.0)


def configuration(degrees: Mapping[int, float], vertices: int, seed: int) -> Numbers:
    """Join half-edges at random (Bollobas 1980); loops and second edges are left out.

    Gives rows a < b in order. Each degree has its exact share of the vertices, as near as whole
    numbers allow. The order of half-edges is that of raw words, which no library may change.
    """
    counts = np.rint(vertices * np.cumsum(list(degrees.values()))).astype(np.int64)
    of_vertex = np.repeat(list(degrees), np.diff(counts, prepend=0))
    ends = np.repeat(np.arange(vertices), of_vertex)
    words = np.random.PCG64(seed).random_raw(len(ends))
    mixed = ends[np.argsort(words, kind="stable")]
    pairs = mixed[: len(mixed) // 2 * 2].reshape(-1, 2)
    pairs = np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1)
    return np.unique(pairs, axis=0)


def weights_of(edges: int, seed: int) -> list[float]:
    """Draw a weight of each edge: a half, one or two."""
    words = np.random.PCG64(seed + 1).random_raw(edges)
    return [WEIGHTS[int(word >> np.uint64(32)) % 3] for word in words]


def write(path: Path, edges: Numbers, weights: list[float] | None = None) -> str:
    """Write a table a, b, weight; give its SHA-256."""
    weights = weights or [1.0] * len(edges)
    rows = zip(edges[:, 0].tolist(), edges[:, 1].tolist(), weights, strict=True)
    text = "a,b,weight\n" + "".join(f"{a},{b},{weight}\n" for a, b, weight in rows)
    path.write_text(text, encoding="utf-8", newline="\n")
    return hashlib.sha256(text.encode()).hexdigest()


VERTICES = 1000
DEGREES = {2: 0.4, 4: 0.3, 6: 0.2, 10: 0.1}
SEED = 20240401
"""The network that is compared with EoN."""


def write_for_eon(path: Path) -> str:
    """Write the network that is compared with EoN; give its SHA-256."""
    edges = configuration(DEGREES, VERTICES, SEED)
    return write(path, edges, weights_of(len(edges), SEED))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the network compared with EoN.")
    parser.add_argument("--out", type=Path, required=True)
    write_for_eon(parser.parse_args().out)
