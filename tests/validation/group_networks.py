"""Outbreaks on configuration networks of 20,000 residents, as explicit edges.

Sizes are those of bond percolation (Newman 2002, doi 10.1103/PhysRevE.66.016128). Where
infectious periods vary, sizes stay and large outbreaks become rarer (Kenah and Robins 2007,
doi 10.1103/PhysRevE.76.036113).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tests.validation.estimates import dies_out
from tests.validation.graphs import configuration
from tests.validation.laws import LAWS, Law
from tests.validation.networks import Network, scenario_of
from tests.validation.rows import Row, mean_row
from tests.validation.runs import Outbreaks, apart, drawn
from tests.validation.truths_networks import outbreak_probability, outbreak_size

VERTICES, NETWORKS = 20_000, 32
SEEDS, WHOLE = 320, 4  # outbreaks on each network; those that go to their end
DEGREES = {2: 0.45, 4: 0.3, 8: 0.2, 12: 0.05}
TRANSMITS = 0.35  # along an edge, on average
LARGE = 200  # infected: a larger outbreak dies out with a probability below 1e-9


def _outbreaks(law: Law, rate: float, seed: int) -> Outbreaks:
    edges = configuration(DEGREES, VERTICES, seed)
    with TemporaryDirectory() as name:
        network = Network(VERTICES, edges)
        return Outbreaks(scenario_of(network, Path(name), law, rate, seed))


def on_networks(law: Law, seed: int) -> Iterator[Row]:
    """Compare sizes and shares of large outbreaks, each network once and each seed alone."""
    rate, sizes, shares = law.rate_of(1 - TRANSMITS), [], []
    for number in range(NETWORKS):
        outbreaks = _outbreaks(law, rate, seed + number)
        who = drawn(seed + number, SEEDS, VERTICES)
        large = [
            not dies_out(outbreaks.begin(k, ([i], [0.0])), LARGE) for k, i in enumerate(who)
        ]
        whole = np.flatnonzero(large)[:WHOLE].tolist()
        infected = [len(outbreaks.run(k, ([who[k]], [0.0])).person) for k in whole]
        sizes.append(np.mean(infected) / VERTICES)
        shares.append(np.mean(large))
    what = f"share infected in a large outbreak, {law.name} period"
    yield mean_row(what, sizes, outbreak_size(DEGREES, law, rate))
    what = f"probability of a large outbreak from one seed, {law.name} period"
    yield mean_row(what, shares, outbreak_probability(DEGREES, law, rate), precision=0.013)


def rows(seed: int = 1) -> Iterator[Row]:
    """Give the group's comparisons."""
    for number, law in enumerate(LAWS):
        yield from on_networks(law, apart(seed, 100 * number))
