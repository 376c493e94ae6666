"""One comparison of a value with a truth, and the rules by which it is judged.

A mean over at least 30 independent replications agrees where |z| = |value - truth| / se is at
most 3.5 and the standard error at most 1 % of the truth, or the precision that is stated. A
distribution agrees where its chi-square or Kolmogorov-Smirnov test has p of at least .001.
Each row says what error it would have found with probability .9. A known effect agrees where
the 95 % interval of the paired difference lies on the expected side of 0, and the absence of
one where it lies within a stated bound.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from sim.experiment.statistics import paired

LARGEST_Z, SMALLEST_P, FEWEST = 3.5, 0.001, 30
POWER_Z = float(stats.norm.ppf(0.9))


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
    holds: bool = True  # of a known effect: the interval lies where it is expected

    @property
    def verdict(self) -> str:
        """Say whether value and truth agree by the rules above."""
        close = self.z is None or abs(self.z) <= LARGEST_Z
        likely = self.p is None or self.p >= SMALLEST_P
        return "agree" if close and likely and self.precise and self.holds else "disagree"


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


def effect_row(what: str, before: ArrayLike, after: ArrayLike, sign: int) -> Row:
    """Ask whether a paired difference lies above 0 (`sign` 1) or below it (-1)."""
    low, high, row = _difference(what, before, after)
    side = "above" if sign > 0 else "below"
    holds = low > 0 if sign > 0 else high < 0
    return replace(row, holds=holds, finds=f"{side} 0: {row.finds}")


def none_row(what: str, before: ArrayLike, after: ArrayLike, bound: float) -> Row:
    """Ask whether a paired difference lies nearer to 0 than a bound."""
    low, high, row = _difference(what, before, after)
    return replace(
        row, holds=-bound < low and high < bound, finds=f"nearer than {bound:g}: {row.finds}"
    )


def no_rise_row(what: str, before: ArrayLike, after: ArrayLike, bound: float) -> Row:
    """Ask whether a paired difference lies below a bound; how far below 0 does not matter."""
    _, high, row = _difference(what, before, after)
    return replace(row, holds=high < bound, finds=f"below {bound:g}: {row.finds}")


def _difference(what: str, before: ArrayLike, after: ArrayLike) -> tuple[float, float, Row]:
    """Give the 95 % interval of a paired difference, and its row yet without a verdict.

    Raises ValueError where there are fewer than 30 pairs.
    """
    one, other = np.asarray(before, float), np.asarray(after, float)
    if len(one) < FEWEST:
        raise ValueError(f"{what}: {len(one)} pairs are fewer than {FEWEST}")
    found = paired(one, other)
    se = float(np.std(other - one, ddof=1)) / math.sqrt(len(one))
    told = f"{one.mean():.4g} and {other.mean():.4g}, 95 % {found.low:.3g} to {found.high:.3g}"
    return (
        found.low,
        found.high,
        Row(what, 0.0, found.difference, se, None, None, len(one), told),
    )


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
