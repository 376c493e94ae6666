"""How outbreaks begin: dying out by chance, growing when they do not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from tests.validation.laws import Law

Floats = NDArray[np.float64]


Generating = Callable[[float], float]
NODES = 4000


def generating(law: Law, reproduction: float) -> Generating:
    """Give s -> E s^offspring where contacts are Poisson over an infectious period of this law.

    A gamma period of shape k makes the offspring negative binomial with dispersion k
    (Lloyd-Smith et al. 2005, doi 10.1038/nature04153).
    """
    return lambda s: law.moment(reproduction / law.mean_d * (1 - s))


def generating_of_shedding(contacts: float, chance: float, cv: float) -> Generating:
    """Give s -> E s^offspring of cases with Poisson contacts and gamma shedding of mean 1.

    `contacts`: mean over the whole period; `chance`: of transmission at shedding 1. A contact
    infects with 1 - exp(-x shedding), so that much shedding saturates; with many contacts and
    a small chance the offspring are negative binomial with dispersion 1 / cv^2.
    """
    u = (np.arange(NODES) + 0.5) / NODES
    u = np.concatenate([u[:-1], 1 - (1 - u[-1]) * 2 * (np.arange(NODES) + 0.5) / NODES])
    weight = np.concatenate([np.full(NODES - 1, 1 / NODES), np.full(NODES, NODES**-2.0)])
    shedding = special.gammaincinv(cv**-2, u) * cv**2
    infected = contacts * -np.expm1(np.log1p(-chance) * shedding)
    return lambda s: float(weight @ np.exp(-infected * (1 - s)))


def mean_of(f: Generating) -> float:
    """Give the mean number infected, the slope of the generating function at 1."""
    return (1 - f(1 - 1e-6)) / 1e-6


def extinction(f: Generating) -> float:
    """Give the probability that the line of one case dies out: the least root of s = f(s)."""
    if mean_of(f) <= 1:
        return 1.0
    return float(optimize.brentq(lambda s: f(s) - s, 0.0, 1 - 1e-4))


def extinct_by(f: Generating, generation: int) -> float:
    """Give the probability that the line of one case has no member in a generation."""
    s = 0.0
    for _ in range(generation):
        s = f(s)
    return s


def offspring_law(law: Law, reproduction: float, upto: int) -> Floats:
    """Give the law of the number infected by one case in a large naive population."""
    k = np.arange(upto + 1)
    if law.cv == 0:
        logs = k * np.log(reproduction) - reproduction - special.gammaln(k + 1)
        return np.asarray(np.exp(logs))
    shape = law.shape
    ways = special.gammaln(k + shape) - special.gammaln(shape) - special.gammaln(k + 1)
    fails = shape / (shape + reproduction)
    return np.asarray(np.exp(ways + shape * np.log(fails) + k * np.log(1 - fails)))


def reproduction_of_growth(
    growth_per_d: float, latent: Law, infectious: Law, profile: Sequence[float]
) -> float:
    """Give R = 1 / M(-r) (Wallinga and Lipsitch 2007, doi 10.1098/rspb.2006.3754).

    `profile`: relative infectiousness in equal parts of the infectious period. With a flat
    profile and gamma laws this is the formula of Wearing, Rohani and Keeling 2005
    (doi 10.1371/journal.pmed.0020174).
    """
    r, parts = growth_per_d, len(profile)
    edges = [infectious.moment(r * part / parts) for part in range(parts + 1)]
    pieces = sum(w * (edges[i] - edges[i + 1]) for i, w in enumerate(profile)) / r
    total = infectious.mean_d * sum(profile) / parts
    return total / (latent.moment(r) * pieces)


def growth_of_reproduction(
    reproduction: float, latent: Law, infectious: Law, profile: Sequence[float]
) -> float:
    """Find the growth rate [1/d] at which R is `reproduction`, for R above 1."""
    return float(
        optimize.brentq(
            lambda r: reproduction_of_growth(r, latent, infectious, profile) - reproduction,
            1e-6,
            20.0,
        )
    )
