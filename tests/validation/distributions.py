"""Comparisons of distributions: by chi-square, by the largest distance, by a band."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, stats

from tests.validation.rows import POWER_Z, SMALLEST_P, Row

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def pooled(
    law: Sequence[float] | Floats, counts: Sequence[int] | Counts, least: float = 5.0
) -> tuple[Floats, Counts]:
    """Pool neighbouring cells until each expects at least `least`; give shares and counts.

    Cochran 1954 (doi 10.2307/3001616) asks for no expectation below 1 and few below 5. What
    the law leaves to 1 is a last cell of its own.
    """
    total = int(np.sum(counts))
    expected = [*(total * float(p) for p in law), total * max(1.0 - float(np.sum(law)), 0.0)]
    observed = [*(int(n) for n in counts), 0][: len(expected)]
    shares, seen = [0.0], [0]
    for share, n in zip(expected, observed, strict=True):
        if shares[-1] >= least:
            shares.append(0.0)
            seen.append(0)
        shares[-1] += share
        seen[-1] += n
    if len(shares) > 1 and shares[-1] < least:
        last = shares.pop()
        shares[-1] += last
        seen[-2] += seen[-1]
        seen.pop()
    whole = np.array(shares)
    return whole / whole.sum(), np.array(seen, np.int64)


def chi_square_row(what: str, law: Sequence[float] | Floats, counts: ArrayLike) -> Row:
    """Compare counts with the probabilities of a discrete law (Pearson 1900).

    Cells are pooled until each expects at least 5. The error found is the root mean square of
    the relative errors of the probabilities, from the noncentral chi-square (Cohen 1988).
    """
    shares, seen = pooled(law, np.asarray(counts, np.int64))
    n = int(seen.sum())
    statistic = float(np.sum((seen - n * shares) ** 2 / (n * shares)))
    return statistics_row(what, [statistic], [len(shares) - 1], n)


def statistics_row(
    what: str, statistics: Sequence[float], degrees: Sequence[int], n: int
) -> Row:
    """Add up independent chi-square statistics over `n` observations in all."""
    total, df = float(sum(statistics)), int(sum(degrees))
    critical = float(stats.chi2.isf(SMALLEST_P, df))
    away = optimize.brentq(lambda x: stats.ncx2.sf(critical, df, x) - 0.9, 1.0, 1e4)
    return Row(
        what=what,
        truth=float(df),
        value=total,
        se=math.sqrt(2 * df),
        z=None,
        p=float(stats.chi2.sf(total, df)),
        runs=n,
        finds=f"probabilities wrong by {100 * math.sqrt(away / n):.2g} %",
    )


def ks_row(what: str, values: ArrayLike, reference: ArrayLike) -> Row:
    """Compare two samples by the largest distance of their distributions.

    The distance found is the critical one plus 1.28 of the largest standard deviation that the
    difference of two empirical distributions can have, 1 / (2 sqrt(n)).
    """
    one, other = np.asarray(values, float), np.asarray(reference, float)
    told = stats.ks_2samp(one, other, method="asymp")
    n = len(one) * len(other) / (len(one) + len(other))
    critical = float(stats.kstwobign.isf(SMALLEST_P)) / math.sqrt(n)
    found = critical + POWER_Z / (2 * math.sqrt(n))
    return Row(
        what=what,
        truth=0.0,
        value=float(told.statistic),
        se=1 / (2 * math.sqrt(n)),
        z=None,
        p=float(told.pvalue),
        runs=min(len(one), len(other)),
        finds=f"a distance of {found:.2g}",
    )


def band_row(what: str, observed: float, simulated: ArrayLike) -> Row:
    """Say whether what was observed lies in the 95 % band of what was simulated.

    Truth is what was observed, value the simulated mean, se the spread of a simulated outbreak.
    """
    sample = np.asarray(simulated, float)
    low, high = np.quantile(sample, [0.025, 0.975])
    return Row(
        what=what,
        truth=float(observed),
        value=float(sample.mean()),
        se=float(sample.std(ddof=1)),
        z=None,
        p=None,
        runs=len(sample),
        finds=f"95 % band {low:.3g} to {high:.3g}",
        precise=bool(low <= observed <= high),
    )


def interval_row(
    what: str, observed: float, interval: tuple[float, float], value: float, asked: int
) -> Row:
    """Say whether a value lies in the 95 % interval of what was observed.

    `asked`: observations behind the interval, whose half width is 1.96 standard errors.
    """
    low, high = interval
    return Row(
        what=what,
        truth=observed,
        value=value,
        se=(high - low) / 2 / float(stats.norm.ppf(0.975)),
        z=None,
        p=None,
        runs=asked,
        finds=f"95 % interval {low:.3g} to {high:.3g}",
        precise=low <= value <= high,
    )
