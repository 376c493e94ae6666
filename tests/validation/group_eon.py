"""Outbreaks on one weighted network against EoN's `fast_nonMarkov_SIR` on the same file.

2,000 outbreaks of EoN (Miller and Ting 2019, doi 10.21105/joss.01731; in
`tests/validation/eon.json`) and as many of ours, among 1,000 residents, with gamma infectious
periods and five seeds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tests.validation import eon_reference as eon
from tests.validation.distributions import ks_row
from tests.validation.graphs import DEGREES, SEED, VERTICES, configuration, weights_of, write
from tests.validation.laws import Law
from tests.validation.networks import Network, scenario_of
from tests.validation.rows import Row, two_samples_row
from tests.validation.runs import DAY_H, Outbreaks, changed

RUNS = 2000


def rows(seed: int = 1) -> Iterator[Row]:
    """Compare final sizes, times of the 100th infection and of the last recovery.

    Raises ValueError where the network is not the one that EoN had.
    """
    told = json.loads((Path(__file__).parent / "eon.json").read_text(encoding="utf-8"))
    edges, law = configuration(DEGREES, VERTICES, SEED), Law("gamma", eon.MEAN_D, 0.5)
    weights = weights_of(len(edges), SEED)
    with TemporaryDirectory() as name:
        folder = Path(name)
        if write(folder / "graph.csv", edges, weights) != told["sha256_of_graph"]:
            raise ValueError("the network is not the one that EoN had: run eon_reference.py")
        network = Network(VERTICES, edges, weights)
        scenario = scenario_of(network, folder, law, eon.RATE_PER_D, seed)
        scenario = changed(scenario, introductions__infectious_at_start=eon.SEEDS)
        outbreaks = Outbreaks(scenario)
    sizes, hundredth, ends = [], [], []
    for outbreak in outbreaks.each(RUNS):
        sizes.append(len(outbreak.person))
        ends.append(round(float(outbreak.until_h.max()) / DAY_H, 2))
        if sizes[-1] >= eon.MANY:
            hundredth.append(round(float(outbreak.time_h[eon.MANY - 1]) / DAY_H, 2))
    with_eon = f"against EoN {told['eon']}"
    mean = np.mean(told["final_size"])
    yield two_samples_row(f"mean number infected, {with_eon}", sizes, told["final_size"], 0.01)
    yield ks_row(f"number infected (mean {mean:.0f}), {with_eon}", sizes, told["final_size"])
    yield ks_row(f"time of the 100th infection, {with_eon}", hundredth, told["hundredth_d"])
    yield ks_row(f"time of the last recovery, {with_eon}", ends, told["end_d"])
