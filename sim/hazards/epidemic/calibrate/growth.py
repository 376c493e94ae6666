"""The growth that a town realises early on: Euler's equation with local outbreaks.

Whoever is infected starts a local outbreak in each of her small groups but the one in which she
was infected, and infects directly in the grid and the city. All these infected, discounted by
exp(-r t), are as many as there were: that is the growth rate r (Pellis, Ferguson and Fraser
2011, doi 10.1007/s00285-010-0386-0). Cases isolate from onset and go to hospital as in every
run without a response.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.hazards.epidemic.calibrate.cases import Windows, cases_of, infecting, windows
from sim.hazards.epidemic.calibrate.clumps import Clumps, Found, classes
from sim.hazards.epidemic.calibrate.edges import Edges
from sim.hazards.epidemic.calibrate.residents import (
    GROUPS,
    Cells,
    cells_of,
    residents_of,
)
from sim.hazards.epidemic.calibrate.solving import Eigen, solve
from sim.kernels.next_generation import through_cells
from sim.kernels.people import CITY, EDGES, GRID, Infection, Places

Floats = NDArray[np.float64]
LONGEST_H = 24.0 * 365
FORGOTTEN = 7.0  # infected after this many times 1/r count for nothing
FASTEST = 0.2  # growth is sought up to this [1/h]


class Growth:
    """The early spread in a town, at any doses."""

    def __init__(self, places: Places, infection: Infection) -> None:
        self.places = places
        self.cases = cases_of(infection, isolating=True)
        self.residents = residents_of(places, infection, self.cases)
        self.contacts = infection.contacts * infection.week.mean(axis=1)
        kinds = classes(self.residents)
        self.clumps = {
            layer: Clumps(places, infection, layer, kinds)
            for layer in GROUPS
            if self.contacts[layer] > 0.0
        }
        self.cells: dict[int, Cells] = {
            layer: cells_of(places, self.residents, layer)
            for layer in (GRID, CITY)
            if self.contacts[layer] > 0.0
        }
        self.edges: Edges | None = None
        if self.contacts[EDGES] > 0.0:
            self.edges = Edges(places, self.cases, self.residents, self.contacts[EDGES])
        self._found: dict[tuple[int, float, float], Found] = {}
        n = places.residents
        self._ways = 1 + len(self.clumps)
        linked = len(self.edges.to) if self.edges else 0
        self.early = Eigen(np.ones(self._ways * n + linked))

    def multiplied(self, dose: Floats, growth_per_h: float, until_h: float) -> float:
        """Give how many times cases are replaced, discounted: 1 at the growth rate.

        `dose` per contact [layers]; local outbreaks are followed for `until_h` [h].
        """
        tables = {
            layer: clumps.table(
                self._outbreaks(layer, float(dose[layer]), until_h), growth_per_h
            )
            for layer, clumps in self.clumps.items()
        }
        gives = {
            layer: self._given(layer, float(dose[layer]), growth_per_h) for layer in self.cells
        }
        sent = self.edges.sent(float(dose[EDGES]), growth_per_h) if self.edges else None

        def step(state: Floats) -> Floats:
            ways, linked, total = self._apart(state)
            after = np.zeros_like(ways)
            for layer, give in gives.items():
                self._through_cells(layer, give, total, after[0])
            for way, (layer, table) in enumerate(tables.items(), start=1):
                after[way] = self.clumps[layer].step(table, total - ways[way])
            if self.edges and sent is not None:
                linked = sent * (total[self.edges.origin] - linked[self.edges.back])
            return np.concatenate([after.ravel(), linked])

        return self.early.value(step)

    def rate_per_h(self, dose: Floats) -> float:
        """Find the growth rate at doses per contact [layers]; nan where it dies out."""
        if self.multiplied(dose, 0.0, LONGEST_H) <= 1.0:
            return float("nan")
        return solve(lambda r: -self.multiplied(dose, r, LONGEST_H), -1.0, 0.0, FASTEST, 1e-5)

    def _apart(self, state: Floats) -> tuple[Floats, Floats, Floats]:
        """Take cases apart: by way of infection [ways, residents], by edge, all together."""
        n = self.places.residents
        ways, linked = state[: self._ways * n].reshape(self._ways, n), state[self._ways * n :]
        total = ways.sum(axis=0)
        if self.edges:
            total = total + np.bincount(self.edges.to, linked, minlength=n)
        return ways, linked, total

    def _outbreaks(self, layer: int, dose: float, until_h: float) -> Found:
        """Run the local outbreaks of a layer, unless they were run at this dose before."""
        key = (layer, dose, until_h)
        if key not in self._found:
            self._found = {k: v for k, v in self._found.items() if k[0] != layer}
            self._found[key] = self.clumps[layer].outbreaks(dose, until_h)
        return self._found[key]

    def _given(self, layer: int, dose: float, growth_per_h: float) -> Floats:
        """Give how many a resident infects across cells, discounted [residents, nodes]."""
        cases, residents = self.cases, self.residents
        table = np.zeros((len(cases.branches), len(residents.node)))
        for b, branch in enumerate(cases.branches):
            window = windows(cases, branch, layer)
            length_h = _discounted(window, growth_per_h)
            for s, receptive in enumerate(residents.node):
                chance = infecting(cases, branch, window, dose, float(receptive))
                table[b, s] = np.mean(np.sum(chance * length_h, axis=1))
        rate = self.contacts[layer] * self.cells[layer].rate
        return np.ascontiguousarray((residents.weight @ table)[residents.kind] * rate[:, None])

    def _through_cells(self, layer: int, give: Floats, cases: Floats, infected: Floats) -> None:
        cells = self.cells[layer]
        each = np.arange(len(give), dtype=np.int32)
        through_cells(
            cells.cell, cells.start, cells.met, cells.share, cells.own, each, give, cells.part,
            self.residents.take, cases, infected,
        )  # fmt: skip


def _discounted(window: Windows, growth_per_h: float) -> Floats:
    """Integrate exp(-r t) over windows [courses, windows], in hours."""
    length = window.until_h - window.from_h
    if growth_per_h == 0.0:
        return length
    grown = -np.expm1(-growth_per_h * length) / growth_per_h
    return np.asarray(np.exp(-growth_per_h * window.from_h) * grown)
