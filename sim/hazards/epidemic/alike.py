"""One person's luck in repeated tests: each test has its chance, and tests are alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def alike(own: Floats, shared: Floats, correlation: float) -> Floats:
    """Mix two independent uniforms into one whose normal scores correlate over tests.

    `own` is a test's, `shared` a person's; the result is uniform again, so that every single
    test keeps its sensitivity. Gaussian copula (Nelsen, An Introduction to Copulas, 2006,
    doi 10.1007/0-387-28678-0).
    """
    from scipy import special

    if correlation >= 1:
        return shared
    score = np.sqrt(correlation) * special.ndtri(shared)
    score = score + np.sqrt(1 - correlation) * special.ndtri(own)
    return np.asarray(special.ndtr(score))
