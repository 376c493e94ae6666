"""Final-size laws by adding up every way an outbreak can go: slow, and never subtracting.

They share nothing with the triangular equations but the model, and check them.
"""

from __future__ import annotations

from math import comb

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def reed_frost(avoid: float, others: int, seeds: int = 1) -> Floats:
    """Give the final-size law of the chain by generations (Bailey 1975, chapter 14).

    `avoid`: probability of escaping one infective. A sum over chains, without subtraction.
    """
    law = np.zeros(others + 1)

    def follow(susceptible: int, infective: int, weight: float) -> None:
        if infective == 0 or susceptible == 0:
            law[others - susceptible] += weight
            return
        spared = avoid**infective
        for k in range(susceptible + 1):
            chance = comb(susceptible, k) * (1 - spared) ** k * spared ** (susceptible - k)
            follow(susceptible - k, k, weight * chance)

    follow(others, seeds, 1.0)
    return law


def jump_chain(rate_per_recovery: float, others: int, seeds: int = 1) -> Floats:
    """Give the final-size law of the Markov epidemic by its jumps (Bailey 1975, chapter 6).

    `rate_per_recovery`: infections of one susceptible by one infective per mean recovery time.
    """
    law = np.zeros(others + 1)
    chance = {(others, seeds): 1.0}
    while chance:
        following: dict[tuple[int, int], float] = {}
        for (s, i), p in chance.items():
            if i == 0 or s == 0:
                law[others - s] += p
                continue
            infects = rate_per_recovery * s / (rate_per_recovery * s + 1)
            for state, share in (((s - 1, i + 1), infects), ((s, i - 1), 1 - infects)):
                following[state] = following.get(state, 0.0) + p * share
        chance = following
    return law
