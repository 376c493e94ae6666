"""Roots of rising functions, and the largest eigenvalue of what infects whom."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SPANNED, RESTARTS = 20, 20  # vectors at a time; times


def solve(
    function: Callable[[float], float],
    target: float,
    low: float,
    high: float,
    tolerance: float = 1e-6,
) -> float:
    """Find where a rising function reaches the target on [low, high]: by false position.

    The Illinois rule keeps either end from staying for ever (Dowell and Jarratt 1971,
    doi 10.1007/BF01934364). `tolerance` is relative, of the target and of the place.
    """
    below, above = function(low) - target, function(high) - target
    if below >= 0.0:
        return low
    if above <= 0.0:
        return high
    side, middle = 0, high
    for _ in range(100):
        middle = (low * above - high * below) / (above - below)
        value = function(middle) - target
        if abs(value) <= tolerance * abs(target) or high - low <= tolerance * abs(high):
            return middle
        if value < 0.0:
            low, below = middle, value
            above *= 0.5 if side < 0 else 1.0
            side = -1
        else:
            high, above = middle, value
            below *= 0.5 if side > 0 else 1.0
            side = 1
    return middle


def reach(
    function: Callable[[float], float],
    target: float,
    guess: float,
    most: float,
    tolerance: float = 1e-6,
) -> float | None:
    """Find where a rising function reaches the target on [0, most], from a guess on.

    None where it stays below.
    """
    known = cache(function)
    low, high = 0.0, min(guess, most)
    while known(high) < target:
        if high >= most:
            return None
        further = min(max(1.1 * target / max(known(high), 1e-9), 1.1), 4.0)
        low, high = high, min(further * high, most)
    return solve(known, target, low, high, tolerance)


class Eigen:
    """The largest eigenvalue of a matrix of numbers not negative, known by what it does.

    Arnoldi's method (1951, doi 10.1090/qam/42792): the matrix seen by the few vectors that its
    powers span. Each search begins at the vector that the last one found.
    """

    def __init__(self, start: Floats, tolerance: float = 1e-5) -> None:
        self.vector, self.tolerance = start, tolerance

    def value(self, step: Callable[[Floats], Floats]) -> float:
        """Give the largest eigenvalue of a matrix that turns cases into those they infect."""
        found = 0.0
        for _ in range(RESTARTS):
            before, (found, settled) = found, self._search(step)
            if settled or abs(found - before) <= self.tolerance * found:
                break
        return found

    def _search(self, step: Callable[[Floats], Floats]) -> tuple[float, bool]:
        """Look among the first powers; tell whether the eigenvalue has settled."""
        span = np.zeros((SPANNED + 1, len(self.vector)))
        seen = np.zeros((SPANNED + 1, SPANNED))
        span[0] = self.vector / _length(self.vector)
        found, before, settled, steady = 0.0, 0.0, False, 0
        vector = np.ones(1)
        for k in range(SPANNED):
            new = step(span[k])
            size = _length(new)
            seen[: k + 1, k] = [np.sum(row * new) for row in span[: k + 1]]
            new = new - np.einsum("i,ij->j", seen[: k + 1, k], span[: k + 1])
            seen[k + 1, k] = _length(new)
            values, vectors = np.linalg.eig(seen[: k + 1, : k + 1])
            best = int(np.argmax(values.real))
            before, found, vector = found, float(values[best].real), vectors[:, best].real
            steady = steady + 1 if abs(found - before) <= self.tolerance * abs(found) else 0
            settled = steady == 2 or seen[k + 1, k] <= 1e-12 * size
            if settled:
                break
            span[k + 1] = new / seen[k + 1, k]
        self.vector = np.abs(np.einsum("i,ij->j", vector, span[: len(vector)]))
        return found, settled


def _length(vector: Floats) -> float:
    """Give a vector's length, without the threads that a library would wake for it."""
    return float(np.sqrt(np.sum(vector * vector)))
