"""R0: how many a typical case infects directly in the naive town, without controls.

The largest eigenvalue of the next-generation matrix of the residents (Diekmann, Heesterbeek and
Metz 1990, doi 10.1007/BF00178324). A pair that meets at a given rate passes the infection on
with probability 1 - exp(-rate x ...), so that small groups saturate; nobody isolates herself,
and all others are susceptible. Fewer are infected per generation in the long run, where
households and classes are used up (Pellis, Ball and Trapman 2012,
doi 10.1016/j.mbs.2011.10.009): that is what `growth` accounts for.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.hazards.epidemic.calibrate.cases import cases_of
from sim.hazards.epidemic.calibrate.pairs import Pairs
from sim.hazards.epidemic.calibrate.residents import (
    GROUPS,
    Alike,
    Cells,
    Group,
    alike,
    basis,
    cells_of,
    edges_of,
    group_of,
    listed,
    nodes,
    residents_of,
)
from sim.hazards.epidemic.calibrate.solving import Eigen
from sim.kernels.next_generation import through_cells, through_groups
from sim.kernels.people import CITY, EDGES, GRID, HOUSEHOLD, LAYERS, Infection, Places

Floats = NDArray[np.float64]
Step = Callable[[Floats], Floats]
MOST_ACTIVE = 12  # nodes of activity; between more values than these a polynomial is drawn


class Reproduction:
    """The naive town's next generation, at any doses."""

    def __init__(self, places: Places, infection: Infection) -> None:
        self.places = places
        self.cases = cases_of(infection, isolating=False)
        self.residents = residents_of(places, infection, self.cases)
        self.pairs = Pairs(self.cases, self.residents)
        self.contacts = infection.contacts * infection.week.mean(axis=1)
        self.typical = Eigen(np.ones(places.residents))
        self._cells: dict[int, Cells] = {}
        self._alike: dict[int, Alike] = {}
        log_active = np.log(self.residents.active)
        self._log_node = nodes(log_active, MOST_ACTIVE)
        self._by_activity = basis(log_active, self._log_node)

    def value(self, dose: Floats) -> float:
        """Give R0 at doses per contact [layers]."""
        steps = [self._step(layer, float(dose[layer])) for layer in range(len(LAYERS))]
        used = [step for step in steps if step is not None]
        if not used:
            return 0.0

        def through_all(cases: Floats) -> Floats:
            return np.asarray(sum(step(cases) for step in used))

        return self.typical.value(through_all)

    def _step(self, layer: int, dose: float) -> Step | None:
        """Give what turns cases [residents] into those they infect in a layer."""
        if self.contacts[layer] <= 0.0 or dose <= 0.0:
            return None
        if layer in GROUPS:
            return self._through_groups(layer, dose)
        if layer in (GRID, CITY):
            return self._through_cells(layer, dose)
        return self._through_edges(dose)

    def _through_groups(self, layer: int, dose: float) -> Step:
        group, residents = group_of(self.places, layer), self.residents
        same = self._alike_in_groups(layer, group)
        log_node, by_activity = self._log_node, self._by_activity
        if layer == HOUSEHOLD:
            log_node, by_activity = np.zeros(1), np.ones((len(residents.active), 1))
        rates = same.pair[:, None] * np.exp(log_node)
        give = self.pairs.infected(dose, rates, same.kind[:, None])
        given = give.reshape(len(give), give.shape[1] * give.shape[2])

        def step(cases: Floats) -> Floats:
            infected = np.zeros(len(cases))
            through_groups(
                group.start, group.members, same.row, given, by_activity, residents.take,
                cases, infected,
            )  # fmt: skip
            return infected

        return step

    def _through_cells(self, layer: int, dose: float) -> Step:
        residents = self.residents
        if layer not in self._cells:
            self._cells[layer] = cells_of(self.places, residents, layer)
        cells = self._cells[layer]
        same = self._alike_in_cells(layer, cells)
        give = self.pairs.infected(dose, same.pair, same.kind)
        give = give / np.maximum(same.likely, 1e-300)[:, None]

        def step(cases: Floats) -> Floats:
            infected = np.zeros(len(cases))
            through_cells(
                cells.cell, cells.start, cells.met, cells.share, cells.own, same.row, give,
                cells.part, residents.take, cases, infected,
            )  # fmt: skip
            return infected

        return step

    def _alike_in_groups(self, layer: int, group: Group) -> Alike:
        """Find who gives alike in a layer of small groups; the dose does not matter."""
        if layer not in self._alike:
            residents, (who, number) = self.residents, listed(group)
            size, active = np.diff(group.start)[number].astype(float), residents.active[who]
            if layer == HOUSEHOLD:
                pair = np.full(len(who), self.contacts[layer])
            else:
                summed = np.bincount(number, active)[number]
                pair = self.contacts[layer] * active * size / np.maximum(size - 1, 1) / summed
            self._alike[layer] = alike(
                len(residents.active), who, residents.kind[who], pair, np.ones(len(who))
            )
        return self._alike[layer]

    def _alike_in_cells(self, layer: int, cells: Cells) -> Alike:
        """Find who gives alike across cells; the dose does not matter."""
        if layer not in self._alike:
            # The rate of the mean pair decides how much repeated contacts count for less.
            likely = cells.likely[cells.cell]
            pair = self.contacts[layer] * cells.rate * likely
            n = len(pair)
            self._alike[layer] = alike(n, np.arange(n), self.residents.kind, pair, likely)
        return self._alike[layer]

    def _through_edges(self, dose: float) -> Step:
        residents, (origin, to, weight) = self.residents, edges_of(self.places)
        by_node = self.pairs.infected(
            dose, self.contacts[EDGES] * weight, residents.kind[origin]
        )
        chance = np.sum(by_node * residents.take[to], axis=1)

        def step(cases: Floats) -> Floats:
            return np.bincount(to, chance * cases[origin], minlength=len(cases)).astype(float)

        return step


def naive_reproduction(places: Places, infection: Infection, doses: Floats) -> float:
    """Give R0 of the naive town: the mean number infected directly by a typical case.

    `doses` per contact by layer [7 or 8], as `Infection.dose`.
    """
    return Reproduction(places, infection).value(doses)
