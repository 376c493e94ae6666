"""Epidemics on networks of given degrees, each edge an independent Poisson contact.

A vertex is infected in a large outbreak when somebody of the giant part reaches it. Edges into
a vertex come from different infectors, so their infectious periods are independent and the size
needs only the mean transmissibility. Edges out of a case share her infectious period, so the
probability of a large outbreak needs its whole law (Kenah and Robins 2007,
doi 10.1103/PhysRevE.76.036113; Miller 2007, doi 10.1103/PhysRevE.76.010101). With a fixed
period both are bond percolation (Newman 2002, doi 10.1103/PhysRevE.66.016128).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tests.validation.laws import Law

Floats = NDArray[np.float64]
Degrees = Mapping[int, float]  # share of vertices by degree


def _first(degrees: Degrees, x: ArrayLike) -> Floats:
    """Evaluate the generating function of the degree of a vertex."""
    return np.asarray(sum(p * np.asarray(x, float) ** k for k, p in degrees.items()))


def _next(degrees: Degrees, x: ArrayLike) -> Floats:
    """Evaluate the generating function of the further edges of a vertex reached by an edge."""
    mean = sum(p * k for k, p in degrees.items())
    terms = (p * k * np.asarray(x, float) ** (k - 1) for k, p in degrees.items() if k)
    return np.asarray(sum(terms)) / mean


def _fixed_point(function: Callable[[float], float]) -> float:
    """Iterate from 0 to the smallest fixed point in [0, 1]."""
    x = 0.0
    for _ in range(100_000):
        following = function(x)
        if abs(following - x) < 1e-14:
            break
        x = following
    return x


def mean_transmissibility(law: Law, rate_per_d: float) -> float:
    """Give the probability that an edge transmits, over the law of the infectious period."""
    return 1 - law.moment(rate_per_d)


def outbreak_size(degrees: Degrees, law: Law, rate_per_d: float) -> float:
    """Give the share infected in a large outbreak."""
    t = mean_transmissibility(law, rate_per_d)
    u = _fixed_point(lambda u: float(_next(degrees, 1 - t + t * u)))
    return 1 - float(_first(degrees, 1 - t + t * u))


def outbreak_probability(degrees: Degrees, law: Law, rate_per_d: float) -> float:
    """Give the probability that one random seed starts a large outbreak."""
    t = -np.expm1(-rate_per_d * law.nodes_d)

    def through(function: Callable[[Degrees, ArrayLike], Floats], v: float) -> float:
        return float(law.weights @ function(degrees, 1 - t + t * v))

    v = _fixed_point(lambda v: through(_next, v))
    return 1 - through(_first, v)


def reproduction(degrees: Degrees, law: Law, rate_per_d: float) -> float:
    """Give the mean number infected by a case that was itself infected along an edge."""
    mean = sum(p * k for k, p in degrees.items())
    further = sum(p * k * (k - 1) for k, p in degrees.items()) / mean
    return mean_transmissibility(law, rate_per_d) * further
