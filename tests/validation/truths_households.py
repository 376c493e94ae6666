"""How many are infected in households, and in a town of households."""

from __future__ import annotations

import numpy as np
from scipy import optimize

from tests.validation.laws import Law
from tests.validation.truths_final_size import final_size_law


def mean_infected(
    law: Law, rate_per_d: float, others: int, seeds: int = 1, escape: float = 1.0
) -> float:
    """Give the mean number infected of `others`, directly or not."""
    sizes = final_size_law(law, rate_per_d, others, seeds, escape)
    return float(np.arange(others + 1) @ sizes)


def town_of_households(
    law: Law, rate_per_d: float, size: int, outside: float, seeded: float
) -> float:
    """Give the share infected in the end in a large town of households of one size.

    `outside`: mean number that a case infects outside the household in a naive town; `seeded`:
    share of residents infectious at the start. Each resident escapes everybody outside with
    probability exp(-outside z), z the share infected (Ball, Mollison and Scalia-Tomba 1997,
    doi 10.1214/aoap/1034625252).
    """

    def missing(share: float) -> float:
        escape = float(np.exp(-outside * share))
        without = mean_infected(law, rate_per_d, size, 0, escape)
        with_one = 1 + mean_infected(law, rate_per_d, size - 1, 1, escape)
        seeds = size * seeded
        return ((1 - seeds) * without + seeds * with_one) / size - share

    return float(optimize.brentq(missing, 0.01 + seeded, 1.0))
