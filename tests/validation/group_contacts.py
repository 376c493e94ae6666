"""The kernel and the contact record against a simulation of every contact of 400 residents.

The explicit simulation, the town and the controls are those of
`tests/hazards/epidemic/test_contacts_against_explicit.py`, with fewer replications.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tests.hazards.epidemic import test_contacts_against_explicit as explicit
from tests.reference_contacts import every_pair, simulate
from tests.validation.rows import Row, ks_row, two_samples_row

EXPLICIT, KERNEL = 160, 800  # replications
MEANS = {
    "pupil contacts": 0.01,
    "worker contacts": 0.03,
    "pupil household": 0.02,
    "pupil school": 0.02,
    "worker infecting": 0.07,
    "final size": 0.08,
}  # what the explicit simulation can tell, as a share of the mean
LAWS = ("pupil contacts", "worker contacts", "fifth infection", "final size")


def rows(seed: int = 1) -> Iterator[Row]:
    """Give the group's comparisons."""
    rng, town = np.random.default_rng(20240301 + seed), explicit.TOWN
    pairs, table = every_pair(town, explicit.RULES), []
    for _ in range(EXPLICIT):
        met, infected_h = simulate(rng, pairs, explicit.RULES, explicit.SEALED, explicit.WORKER)
        of_worker, of_pupil = met.of(explicit.WORKER), met.of(explicit.PUPIL)
        table.append(explicit._row(of_worker, of_pupil, infected_h))
    truth = dict(zip(explicit.COLUMNS, np.array(table, float).T, strict=True))
    made = [explicit._by_kernel(500_000 * seed + k) for k in range(KERNEL)]
    found = dict(zip(explicit.COLUMNS, np.array(made, float).T, strict=True))
    for column, precision in MEANS.items():
        yield two_samples_row(f"mean of: {column}", found[column], truth[column], precision)
    for column in LAWS:
        yield ks_row(f"law of: {column}", found[column], truth[column])
