"""How many are infected in the end, in one closed population."""

from __future__ import annotations

from decimal import Decimal, localcontext
from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tests.validation.laws import Law

Floats = NDArray[np.float64]
DIGITS = 60


def final_shares(ratio: ArrayLike, sizes: ArrayLike, seeded: ArrayLike) -> Floats:
    """Give the share of each type infected in the end, seeds included.

    `ratio[i][j]`: mean number of type i that one of type j would infect in a naive population;
    `sizes`: numbers by type; `seeded`: share of each type infectious at the start. Solves
    1 - z_i = (1 - seeded_i) exp(-sum_j ratio_ij n_j z_j / n_i) (Kermack and McKendrick 1927,
    doi 10.1098/rspa.1927.0118; several types: Andersson and Britton 2000, chapter 6,
    doi 10.1007/978-1-4612-1158-7).
    """
    k, n, a = (np.atleast_1d(np.asarray(x, float)) for x in (ratio, sizes, seeded))
    k = k.reshape(len(n), len(n))
    shares = np.ones(len(n))
    for _ in range(10_000):
        following = 1 - (1 - a) * np.exp(-(k @ (n * shares)) / n)
        if np.max(np.abs(following - shares)) < 1e-14:
            break
        shares = following
    return shares


def final_size_law(
    law: Law, rate_per_d: float, others: int, seeds: int = 1, escape: float = 1.0,
    upto: int | None = None,
) -> Floats:  # fmt: skip
    """Give the law of the number infected of `others` susceptible, P(0), P(1) ... P(upto).

    Each pair meets dangerously at `rate_per_d`; each susceptible escapes infection from outside
    the group with probability `escape`. Triangular equations of Ball 1986
    (doi 10.2307/1427301); with infection from outside of Addy, Longini and Haber 1991
    (doi 10.2307/2532654); for a fixed period the chains of Reed and Frost.
    """
    last = others if upto is None else min(upto, others)
    with localcontext() as context:
        context.prec = DIGITS + 2 * last
        found: list[Decimal] = []
        for k in range(last + 1):
            left = others - k
            spared = law.transform(Decimal(rate_per_d) * left)
            outside = Decimal(escape) ** left
            total = Decimal(comb(others, k)) * spared ** (k + seeds) * outside
            for j, before in enumerate(found):
                total -= comb(others - j, k - j) * before * spared ** (k - j)
            found.append(total)
        return np.array([float(p) for p in found])
