"""How likely a pair passes the infection on, by how often it meets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.hazards.epidemic.calibrate.cases import Cases, infecting, windows
from sim.hazards.epidemic.calibrate.residents import Residents

Floats = NDArray[np.float64]
RATES = 96  # at most so many are tabulated; between them straight lines


class Pairs:
    """Pairs of a case and somebody susceptible, in a naive town without controls."""

    def __init__(self, cases: Cases, residents: Residents) -> None:
        self.cases, self.residents = cases, residents

    def infected(self, dose: float, rate_per_h: Floats, kind: NDArray[np.int64]) -> Floats:
        """Give the chance that a pair passes the infection on, by node of susceptibility.

        `rate_per_h`: of the pair; `kind`: of the case.
        """
        if not rate_per_h.size:
            return np.zeros((*rate_per_h.shape, len(self.residents.node)))
        distinct = np.unique(rate_per_h)
        if len(distinct) > RATES:
            low = max(float(distinct[0]), 1e-9 * float(distinct[-1]))
            distinct = np.geomspace(low, max(float(distinct[-1]), 1e-300), RATES)
        table = np.empty((len(self.residents.node), len(self.residents.weight), len(distinct)))
        for s, receptive in enumerate(self.residents.node):
            by_branch = np.stack([
                _pair(self.cases, branch, dose, float(receptive), distinct)
                for branch in range(len(self.cases.branches))
            ])  # fmt: skip
            table[s] = self.residents.weight @ by_branch
        place = np.interp(np.log(rate_per_h), np.log(distinct), np.arange(len(distinct)))
        low_place = np.minimum(place.astype(np.int64), max(len(distinct) - 2, 0))
        part = place - low_place
        high_place = np.minimum(low_place + 1, len(distinct) - 1)
        per_rate = table / distinct  # nearly even, so that straight lines fit
        out = per_rate[:, kind, low_place] * (1 - part) + per_rate[:, kind, high_place] * part
        return np.ascontiguousarray(np.moveaxis(out * rate_per_h, 0, -1), dtype=np.float64)


def _pair(cases: Cases, branch: int, dose: float, receptive: float, rates: Floats) -> Floats:
    """Give the chance that a case of a branch infects the other of a pair, by rate [1/h]."""
    kind = cases.branches[branch]
    window = windows(cases, kind)
    length = window.until_h - window.from_h
    exposed_h = np.sum(length * infecting(cases, kind, window, dose, receptive), axis=1)
    return np.asarray(-np.mean(np.expm1(-exposed_h[:, None] * rates), axis=0))
