"""Influenza in a boarding school, 1978: an SIR outbreak among 763 boys.

Anonymous 1978, British Medical Journal 1:587. R0 and the mean time in bed are fitted to the
numbers in bed by least squares, as is usual (Murray 1989, chapter 19): a fitted outbreak has
the observed shape, which is not to say that it was foretold. The time in bed has a gamma law of
shape 4; with an exponential one too many would still be in bed in the last days. 512 fell ill,
and an SIR outbreak this steep infects more (Avilov et al. 2024, doi 10.1098/rsif.2024.0394):
being in bed is not being infectious.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize

from tests.validation.data import DATA
from tests.validation.distributions import band_row
from tests.validation.laws import Law
from tests.validation.rows import Row
from tests.validation.runs import DAY_H, Outbreaks, theory

BOYS, FIRST = 763, 3
FITTED, SHOWN = 40, 400  # outbreaks
START = (3.0, 2.2)  # R0, days in bed
Floats = NDArray[np.float64]
FILE = DATA / "influenza_england_1978_school.csv"


def observed(file: Path = FILE) -> Floats:
    """Read the boys in bed, by day from 22 January."""
    return np.asarray(pd.read_csv(file)["in_bed"], float)


def in_bed(fitted: tuple[float, float], days: int, runs: range, seed: int) -> Floats:
    """Count those infectious at the start of each day, by outbreak.

    `fitted`: R0 and the mean time in bed [d].
    """
    scenario = theory(
        "sir",
        seed,
        R0=fitted[0],
        infectious=Law("gamma", fitted[1], 0.5).written(),
        town__households_per_grid=BOYS,
        introductions__infectious_at_start=FIRST,
        horizon=f"{days + 1} d",
    )
    outbreaks, at_h = Outbreaks(scenario), DAY_H * np.arange(days)
    out = []
    for replication in runs:
        one = outbreaks.run(replication)
        ill = (one.from_h[:, None] <= at_h) & (one.until_h[:, None] > at_h)
        out.append(ill.sum(axis=0))
    return np.array(out, float)


@cache
def fit(seed: int) -> tuple[float, float]:
    """Find R0 and the mean time in bed [d] whose mean outbreak is nearest to the observed."""
    seen = observed()

    def missed(of: Floats) -> float:
        mean = in_bed((float(of[0]), float(of[1])), len(seen), range(FITTED), seed).mean(axis=0)
        return float(np.sum((mean - seen) ** 2))

    options: Any = {"maxfev": 36, "xatol": 0.02, "fatol": 50.0}
    found = optimize.minimize(missed, np.array(START), method="Nelder-Mead", options=options).x
    return float(found[0]), float(found[1])


def rows(seed: int = 1) -> Iterator[Row]:
    """Compare the numbers in bed by day with the band of the fitted outbreaks."""
    seen, (ratio, mean_d) = observed(), fit(seed)
    shown = in_bed((ratio, mean_d), len(seen), range(1000, 1000 + SHOWN), seed)
    fitted = f"R0 {ratio:.2f}, {mean_d:.2f} d in bed"
    for day in range(1, len(seen)):
        yield band_row(f"in bed on day {day} ({fitted})", seen[day], shown[:, day])
