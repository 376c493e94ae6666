"""Cells of a chi-square test, pooled until each expects enough."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

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
