"""Growth along explicit edges, each taken by itself.

Nobody infects back along the edge by which she was infected; circles of edges are taken for
long. Where many friends of a friend are friends, the town grows more slowly than stated.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.hazards.epidemic.calibrate.cases import Cases, Windows, infecting, windows
from sim.hazards.epidemic.calibrate.residents import Residents, edges_of
from sim.kernels.people import EDGES, Places

Floats = NDArray[np.float64]
RATES = 64  # at most so many are tabulated; between them straight lines


class Edges:
    """The explicit edges of a town, each in both directions."""

    def __init__(
        self, places: Places, cases: Cases, residents: Residents, contacts: float
    ) -> None:
        self.cases, self.residents = cases, residents
        self.origin, self.to, weight = edges_of(places)
        self.back = np.empty(
            len(self.to), np.int64
        )  # place of the same edge from its other end
        self.back[np.lexsort((self.origin, self.to))] = np.arange(len(self.to))
        self.rate_per_h = contacts * weight

    def sent(self, dose: float, growth_per_h: float) -> Floats:
        """Give the mean of exp(-r t) at infection along each edge, 0 where there is none."""
        rates = np.unique(self.rate_per_h)
        if len(rates) > RATES:
            rates = np.linspace(0.0, rates[-1], RATES + 1)[1:]
        node = self.residents.node
        table = np.zeros((len(self.cases.branches), len(node), len(rates)))
        for b, branch in enumerate(self.cases.branches):
            window = windows(self.cases, branch, EDGES)
            for s, receptive in enumerate(node):
                chance = infecting(self.cases, branch, window, dose, float(receptive))
                table[b, s] = [_first(window, chance * rate, growth_per_h) for rate in rates]
        by_kind = np.einsum("kb,bsr->ksr", self.residents.weight, table)
        kind, out = self.residents.kind[self.origin], np.zeros(len(self.to))
        for k, s in np.ndindex(*by_kind.shape[:2]):
            value = np.interp(
                self.rate_per_h, np.append(0.0, rates), np.append(0.0, by_kind[k, s])
            )
            out += value * (kind == k) * self.residents.take[self.to, s]
        return out


def _first(window: Windows, hazard: Floats, growth_per_h: float) -> float:
    """Give the mean of exp(-r t) at the first infecting contact, by hazard [1/h] in windows."""
    order = np.argsort(window.from_h[0], kind="stable")
    from_h, length = window.from_h[:, order], (window.until_h - window.from_h)[:, order]
    hazard = np.broadcast_to(hazard, window.from_h.shape)[:, order]
    spent = np.cumsum(hazard * length, axis=1) - hazard * length
    both = hazard + growth_per_h
    inside = np.divide(-np.expm1(-both * length), both, out=length.copy(), where=both != 0.0)
    return float(
        np.mean(np.sum(hazard * np.exp(-spent - growth_per_h * from_h) * inside, axis=1))
    )
