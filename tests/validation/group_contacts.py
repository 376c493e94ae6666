"""The kernel and the contact record against a simulation of every contact of 400 residents.

The explicit simulation shares no line with the product; it is that of
`tests/hazards/epidemic/test_contacts_against_explicit.py`, with fewer replications. Its values
stand for the truth, and their error is part of se.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tests.hazards.epidemic import test_contacts_against_explicit as explicit
from tests.reference_contacts import every_pair, simulate
from tests.validation.distributions import ks_row
from tests.validation.rows import Row, two_samples_row

EXPLICIT, KERNEL = 300, 1500  # replications
MEANS = {
    "pupil contacts": ("contacts of a pupil in 10 d", 0.01),
    "pupil household": ("of these at home", 0.015),
    "pupil school": ("of these in class", 0.02),
    "worker contacts": ("contacts of the first case in 10 d", 0.025),
    "worker infecting": ("of these that infected", 0.055),
    "final size": ("residents infected", 0.06),
}  # what they are, and how well the explicit simulation can tell, as a share of the mean
LAWS = ("pupil contacts", "worker contacts", "final size")
Samples = dict[str, NDArray[np.float64]]


def by_every_contact(seed: int) -> Samples:
    """Simulate every contact of every pair, many times."""
    rng, pairs = (
        np.random.default_rng(20240301 + seed),
        every_pair(explicit.TOWN, explicit.RULES),
    )
    rows = []
    for _ in range(EXPLICIT):
        about = (explicit.RULES, explicit.SEALED, explicit.WORKER)
        met, infected_h = simulate(rng, pairs, *about)
        of_worker, of_pupil = met.of(explicit.WORKER), met.of(explicit.PUPIL)
        rows.append(explicit._row(of_worker, of_pupil, infected_h))
    return dict(zip(explicit.COLUMNS, np.array(rows, float).T, strict=True))


def by_kernel(seed: int) -> Samples:
    """Let the kernel spread the infection and draw the contact records, many times."""
    rows = [explicit._by_kernel(500_000 * seed + k) for k in range(KERNEL)]
    return dict(zip(explicit.COLUMNS, np.array(rows, float).T, strict=True))


def rows(seed: int = 1) -> Iterator[Row]:
    """Give the group's comparisons."""
    truth, found = by_every_contact(seed), by_kernel(seed)
    for column, (what, precision) in MEANS.items():
        yield two_samples_row(f"mean: {what}", found[column], truth[column], precision)
    for column in LAWS:
        yield ks_row(f"law: {MEANS[column][0]}", found[column], truth[column])
    what = "law: time of the fifth infection"
    yield ks_row(what, found["fifth infection"], truth["fifth infection"])
