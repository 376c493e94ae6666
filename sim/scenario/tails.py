"""Tables of quantiles that keep their law's first two moments, however long its tail."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ENOUGH = 0.001  # of a moment, that may be lost unmended
MOST_CELLS = 64


def keep_moments(table: Floats, mean: float, cv: float) -> Floats:
    """Mend the last cells of a table where reading along straight lines loses moments.

    table: quantiles at 0, 1/n ... 1, not falling; mean, cv: of the law itself. A table whose
    mean and second moment are right to .1 % is given back as it is. Else the last cells, as
    few as will do, get one value a and an end b, so that both moments are the law's own: a
    queue's wait hangs on them alone (Pollaczek and Khinchine). Where no such values rise, the
    table stays as it is.
    """
    n, square = len(table) - 1, mean**2 * (1 + cv**2)
    first, second = moments(table)
    if abs(first - mean) <= ENOUGH * mean and abs(second - square) <= ENOUGH * square:
        return table
    cells = 2
    while cells <= min(MOST_CELLS, n // 2):
        start = n - cells
        kept = moments(table[: start + 1])
        missing = (n * mean - start * kept[0], n * square - start * kept[1])
        found = _tail(float(table[start]), cells, *missing)
        if found is not None:
            return np.concatenate([table[: start + 1], np.full(cells - 1, found[0]), found[1:]])
        cells *= 2
    return table


def moments(table: Floats) -> tuple[float, float]:
    """Give the mean and the mean square of what is read along straight lines."""
    low, high = table[:-1], table[1:]
    square = (low * low + low * high + high * high) / 3
    return float(np.mean(low + high)) / 2, float(np.mean(square))


def _tail(x: float, cells: int, total: float, squares: float) -> tuple[float, float] | None:
    """Find a and b of cells x-a, a-a ..., a-b with these sums of mean and square, by halving.

    The more the end takes, the larger the squares: they fall as a rises from x to where a = b.
    """

    def end(a: float) -> float:
        return 2 * total - x - (2 * cells - 2) * a

    def excess(a: float) -> float:
        b = end(a)
        middle = (cells - 2) * a * a
        return (x * x + x * a + a * a) / 3 + middle + (a * a + a * b + b * b) / 3 - squares

    low, high = x, (2 * total - x) / (2 * cells - 1)
    if not (low <= high and excess(low) >= 0 >= excess(high)):
        return None
    for _ in range(100):
        a = (low + high) / 2
        low, high = (a, high) if excess(a) > 0 else (low, a)
    return low, end(low)
