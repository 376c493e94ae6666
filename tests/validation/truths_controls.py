"""What isolation and screening leave of the number that a case infects: by quadrature.

The mean number infected is the integral of infectiousness over the time since infection, each
instant weighted by the probability that the case is still at large (Fraser et al. 2004,
doi 10.1073/pnas.0307506101; for screening Larremore et al. 2021, doi 10.1126/sciadv.abd5393).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tests.validation.laws import Law

Floats = NDArray[np.float64]


def shed_before(profile: Sequence[float], part: Floats) -> Floats:
    """Give the share of infectiousness shed before a part of the infectious period has gone."""
    whole = np.concatenate([[0.0], np.cumsum(profile)]) / np.sum(profile)
    edges = np.linspace(0.0, 1.0, len(profile) + 1)
    return np.asarray(np.interp(np.clip(part, 0.0, 1.0), edges, whole))


def kept_until(delay: Law, infectious: Law, profile: Sequence[float]) -> float:
    """Give the share of infections before isolation, a delay after infectiousness begins."""
    i, d = infectious.nodes_d[:, None], delay.nodes_d[None, :]
    shed = i * shed_before(profile, d / i)
    weight = infectious.weights[:, None] * delay.weights[None, :]
    return float(np.sum(weight * shed)) / infectious.mean_d


def levels(profile: Sequence[float], chance: float, strength: float = 1.0) -> list[float]:
    """Give the chance that a contact infects in each part of the infectious period.

    A contact at full strength infects with `chance` = 1 - exp(-x), one at level w of the
    profile with 1 - exp(-x w strength).
    """
    return [1 - (1 - chance) ** (level * strength) for level in profile]


@dataclass(frozen=True)
class Symptoms:
    """Who falls ill, who of the ill isolates herself, and what contacts remain then."""

    asymptomatic: float
    strength: float  # infectiousness without symptoms, relative
    isolating: float
    remains: float


def with_isolation(
    contacts_per_d: float, chances: Sequence[Sequence[float]], laws: tuple[Law, Law],
    symptoms: Symptoms,
) -> float:  # fmt: skip
    """Give the mean number infected by a case where the ill isolate themselves.

    `chances`: of a contact by part of the period, with symptoms and without; `laws`: of the
    infectious period and of the delay from its beginning to isolation.
    """
    infectious, delay = laws
    ill, silent = (contacts_per_d * infectious.mean_d * np.mean(parts) for parts in chances)
    left = 1 - (1 - symptoms.remains) * (1 - kept_until(delay, infectious, chances[0]))
    of_the_ill = ill * (1 - symptoms.isolating * (1 - left))
    return float((1 - symptoms.asymptomatic) * of_the_ill + symptoms.asymptomatic * silent)


@dataclass(frozen=True)
class Screening:
    """A test of everybody every so many days, whose positives are isolated after a delay."""

    every_d: float
    sensitivity: Callable[[Floats], Floats]  # by days since infection
    result_after_d: float


def with_screening(
    reproduction: float, latent_d: float, infectious: Law, screening: Screening
) -> float:
    """Give the mean number infected by a case, her infectiousness even over her period.

    Tests fall at phase + every_d j after infection, the phase even on [0, every_d): a case is
    at large at age t with the probability that every test before t - result_after_d missed her.
    """
    places, weights = special.roots_sh_legendre(200)
    phases = screening.every_d * places
    longest = latent_d + float(infectious.nodes_d[-1])
    tests = phases[:, None] + screening.every_d * np.arange(
        int(longest / screening.every_d) + 2
    )
    missed = np.cumprod(1 - screening.sensitivity(tests), axis=1)
    at_large = np.concatenate([np.ones((len(phases), 1)), missed], axis=1)
    edges = np.concatenate(
        [np.zeros((len(phases), 1)), tests + screening.result_after_d], axis=1
    )
    ends = np.concatenate([edges[:, 1:], np.full((len(phases), 1), np.inf)], axis=1)
    kept = 0.0
    for span_d, weight in zip(infectious.nodes_d, infectious.weights, strict=True):
        until_d = latent_d + span_d
        inside = np.clip(np.minimum(ends, until_d) - np.maximum(edges, latent_d), 0.0, None)
        kept += weight * float(weights @ np.sum(inside * at_large, axis=1))
    return reproduction * kept / infectious.mean_d
