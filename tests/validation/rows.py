"""One comparison of a value with a truth, and the rules by which it is judged.

A mean over at least 30 independent replications agrees where |z| = |value - truth| / se is at
most 3.5 and the standard error at most 1 % of the truth, or the precision that is stated. A
distribution agrees where its chi-square or Kolmogorov-Smirnov test has p of at least .001.
Each row says what error it would have found with probability .9.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, stats

from tests.validation.cells import pooled

LARGEST_Z, SMALLEST_P, FEWEST = 3.5, 0.001, 30
POWER_Z = float(stats.norm.ppf(0.9))
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """What was compared, with how many independent replications, and how it came out.

    Of a chi-square row truth is its degrees of freedom and value the statistic; of a
    Kolmogorov-Smirnov row truth is 0 and value the largest distance.
    """

    what: str
    truth: float
    value: float
    se: float
    z: float | None
    p: float | None
    runs: int
    finds: str
    precise: bool = True
    group: str = ""

    @property
    def verdict(self) -> str:
        """Say whether value and truth agree by the rules above."""
        close = self.z is None or abs(self.z) <= LARGEST_Z
        likely = self.p is None or self.p >= SMALLEST_P
        return "agree" if close and likely and self.precise else "disagree"


def mean_row(what: str, values: ArrayLike, truth: float, precision: float = 0.01) -> Row:
    """Compare the mean of independent replications with a truth.

    `precision`: the largest standard error allowed, as a share of the truth. Raises ValueError
    where there are fewer than 30 replications.
    """
    sample = np.asarray(values, float)
    if len(sample) < FEWEST:
        raise ValueError(f"{what}: {len(sample)} replications are fewer than {FEWEST}")
    se = float(np.std(sample, ddof=1)) / math.sqrt(len(sample))
    return _judged(what, float(np.mean(sample)), truth, se, len(sample), precision)


def ratio_row(
    what: str, above: ArrayLike, below: ArrayLike, truth: float,
    precision: float = 0.01,
) -> Row:  # fmt: skip
    """Compare a ratio of two sums over replications with a truth; the error by linearisation.

    Cochran 1977, Sampling Techniques, section 6.3.
    """
    a, b = np.asarray(above, float), np.asarray(below, float)
    value = float(a.sum() / b.sum())
    se = float(np.std(a - value * b, ddof=1)) / math.sqrt(len(a)) / float(b.mean())
    return _judged(what, value, truth, se, len(a), precision)


def two_samples_row(
    what: str, values: ArrayLike, reference: ArrayLike, precision: float
) -> Row:
    """Compare the means of two independent samples; the reference stands for the truth."""
    one, other = np.asarray(values, float), np.asarray(reference, float)
    se = math.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    runs = len(one)
    return _judged(what, float(one.mean()), float(other.mean()), se, runs, precision)


def _judged(
    what: str, value: float, truth: float, se: float, runs: int, precision: float
) -> Row:
    found = (LARGEST_Z + POWER_Z) * se / abs(truth)
    return Row(
        what=what,
        truth=truth,
        value=value,
        se=se,
        z=(value - truth) / se,
        p=None,
        runs=runs,
        finds=f"an error of {100 * found:.2g} %",
        precise=se <= precision * abs(truth),
    )


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
