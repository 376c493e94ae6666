"""What is read off an outbreak: growth, lines that die out, offspring of index cases."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from sim.hazards.epidemic import Epidemic
from tests.validation.runs import DAY_H, Infections, infections

LOOK_H = 96.0  # between two looks at an outbreak

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


def realised_growth_per_d(outbreak: Infections, residents: int) -> float:
    """Give the growth [1/d] at which the realised generations reproduce themselves.

    It solves sum of exp(-r x generation time) over the infected = number of infectors, for the
    first third of infectors and all whom they infect (Euler 1760, Lotka 1907). Each of the
    infected counts for residents over susceptible residents at that instant, so that depletion
    does not matter.
    """
    infector, seeds = outbreak.infector, outbreak.seeds
    last = seeds + (len(infector) - seeds) // 3
    rows = np.flatnonzero((infector >= seeds) & (infector < last))
    weight = (residents - 1) / (residents - rows)
    apart_d = (outbreak.time_h[rows] - outbreak.time_h[infector[rows]]) / DAY_H
    missing = lambda r: float(np.sum(weight * np.exp(-r * apart_d))) - (last - seeds)  # noqa: E731
    return float(optimize.brentq(missing, 0, 20))


def lines_alive(outbreak: Infections, generation: int) -> int:
    """Count the lines of the seeds that have a member in a generation."""
    root = np.arange(len(outbreak.person))
    for row, by in enumerate(outbreak.infector.tolist()):
        root[row] = root[by] if by >= 0 else row
    return len(np.unique(root[outbreak.generation == generation]))


def offspring_of_seeds(outbreak: Infections) -> Numbers:
    """Count the people whom each of those infected from outside infected directly."""
    return outbreak.offspring[outbreak.infector < 0]


def dies_out(epidemic: Epidemic, large: int) -> bool:
    """Let an outbreak go on until nobody is infected any more, or `large` have been."""
    until_h = 0.0
    while True:
        until_h += LOOK_H
        epidemic.advance(until_h)
        outbreak = infections(epidemic)
        if len(outbreak.person) >= large:
            return False
        if not np.any(outbreak.until_h > until_h):
            return True
