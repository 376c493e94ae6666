"""Scenarios whose residents meet along the edges of a file, and nobody else."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.scenario import Scenario, load
from tests.validation.graphs import write
from tests.validation.laws import Law
from tests.validation.runs import SCENARIOS, changed, meets


@dataclass(frozen=True)
class Network:
    """Residents 0, 1, 2 ... and the pairs that meet, each with its weight or all alike."""

    residents: int
    edges: NDArray[np.int64]
    weights: list[float] | None = None


def scenario_of(
    network: Network, folder: Path, law: Law, rate_per_d: float, seed: int
) -> Scenario:
    """Write a network and make the scenario in which an edge of weight 1 infects at a rate."""
    shutil.copy(SCENARIOS / "theory" / "sir.yaml", folder)
    write(folder / "network.csv", network.edges, network.weights)
    return changed(
        load(folder / "sir.yaml", root=folder),
        R0=None,
        infectious=law.written(),
        layers={"city": None, "edges": {**meets(rate_per_d), "file": "network.csv"}},
        town__households_per_grid=network.residents,
        run__seed=seed,
    )
