"""Laws of durations, each known by its mean, its spread and its Laplace transform.

Transforms are evaluated in decimal arithmetic: the recursions for final sizes subtract numbers
that are almost equal, and would lose every digit of a float.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
NODES = 400
PLACES, WEIGHTS = special.roots_sh_legendre(NODES)  # on [0, 1]


@dataclass(frozen=True)
class Law:
    """A gamma law of mean `mean_d` [d]; fixed where `cv` is 0, exponential where it is 1."""

    name: str
    mean_d: float
    cv: float

    @property
    def shape(self) -> float:
        """The shape of the gamma law."""
        return self.cv**-2

    def transform(self, rate: Decimal | float) -> Decimal:
        """Give E exp(-rate X) at a rate [1/d]."""
        load = Decimal(rate) * Decimal(self.mean_d)
        if self.cv == 0:
            return (-load).exp()
        shape = Decimal(self.shape)
        return (1 + load / shape) ** -shape

    def moment(self, rate: float) -> float:
        """Give E exp(-rate X) as a float."""
        return float(self.transform(rate))

    def rate_of(self, escape: float) -> float:
        """Find the rate [1/d] at which E exp(-rate X) is `escape`."""
        if self.cv == 0:
            return float(-np.log(escape) / self.mean_d)
        return float(self.shape * (escape ** (-1 / self.shape) - 1) / self.mean_d)

    @cached_property
    def nodes_d(self) -> Floats:
        """Values [d] at the Gauss-Legendre nodes of probability, for quadrature."""
        if self.cv == 0:
            return np.array([self.mean_d])
        return np.asarray(special.gammaincinv(self.shape, PLACES) * self.mean_d / self.shape)

    @cached_property
    def weights(self) -> Floats:
        """The probabilities of the nodes."""
        return np.ones(1) if self.cv == 0 else np.asarray(WEIGHTS)

    def written(self) -> dict[str, str | float]:
        """Write the law as a scenario does."""
        if self.cv in (0, 1):
            kind = "exponential" if self.cv else "fixed"
            return {"law": kind, "mean": f"{self.mean_d} d"}
        return {"law": "gamma", "mean": f"{self.mean_d} d", "cv": self.cv}


FIXED = Law("fixed", 5.0, 0.0)
GAMMA = Law("gamma", 5.0, 0.5)
EXPONENTIAL = Law("exponential", 5.0, 1.0)
LAWS = (FIXED, GAMMA, EXPONENTIAL)
"""Infectious periods of 5 d; the gamma law has shape 4."""
