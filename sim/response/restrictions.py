"""Who may meet whom: the only writer of `state.fields.restriction` and its factors.

A resident is asked to keep controls; she keeps those whose share of compliance lies above her
own persistent uniform, so that compliers are nested. What remains of her contacts in a layer is
the smallest factor of the controls she keeps that speak of that layer.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sim.clock import Clock
from sim.errors import RunError
from sim.kernels.people import LAYERS, SESSION
from sim.rng import Purpose, uniforms
from sim.scenario import Control
from sim.state import ROWS, State
from sim.town import Town

Residents = NDArray[np.int64]


class Restrictions:
    """Merges the controls asked of every resident into one row of factors."""

    def __init__(
        self,
        clock: Clock,
        state: State,
        town: Town,
        controls: dict[str, Control],
        seed: int,
        floor: float,
    ) -> None:
        self.clock, self.state, self.town = clock, state, town
        self.names = list(controls)
        self.controls = controls
        self.seed = seed
        self.floor = floor  # compliance that overdue food cannot take
        self._asked = np.zeros(town.residents, np.int64)  # bits of controls
        self._row_of_mask = {0: 0}
        everyone = np.arange(town.residents)
        self._u = {
            name: uniforms(seed, Purpose.COMPLIANCE, everyone, crc32(name.encode()))
            for name in controls
        }

    def impose(self, name: str, residents: Residents) -> None:
        """Ask residents to keep a control from now on."""
        self._asked[residents] |= 1 << self.names.index(name)
        self._rewrite(residents)

    def lift(self, name: str, residents: Residents) -> None:
        """Ask residents no longer to keep a control."""
        self._asked[residents] &= ~(1 << self.names.index(name))
        self._rewrite(residents)

    def complied(self, households: NDArray[np.int64]) -> None:
        """Rewrite the restrictions of households whose willingness changed."""
        start = self.town.household_start
        residents = [np.arange(start[h], start[h + 1]) for h in households]
        if residents:
            self._rewrite(np.concatenate(residents))

    def asks(self, name: str, residents: Residents) -> NDArray[np.bool_]:
        """Tell which residents are asked to keep a control."""
        return np.asarray(self._asked[residents] & (1 << self.names.index(name)) != 0)

    def present(self, residents: Residents) -> NDArray[np.bool_]:
        """Tell which residents are not in isolation away from home."""
        fields = self.state.fields
        return np.asarray(fields.factors[fields.restriction[residents], SESSION] > 0.0)

    def _kept(self, residents: Residents) -> NDArray[np.int64]:
        """Give the controls that residents keep, as bits."""
        asked = self._asked[residents]
        lost = self.state.compliance_lost[self.town.household[residents]]
        kept = np.zeros(len(residents), np.int64)
        for bit, name in enumerate(self.names):
            share = self.controls[name].compliance
            share_now = np.full(len(residents), share)
            if self.controls[name].kind in ("zone", "quarantine"):  # who waits for food at home
                share_now = np.maximum(share - lost, min(self.floor, share))
            keeps = (asked & (1 << bit) != 0) & (self._u[name][residents] < share_now)
            kept[keeps] |= 1 << bit
        return kept

    def _rewrite(self, residents: Residents) -> None:
        """Write the rows of residents; the hazard is brought to now first, and told after."""
        masks, place = np.unique(self._kept(residents), return_inverse=True)
        rows = np.array([self._row(int(mask)) for mask in masks], np.uint8)[place]
        current = self.state.fields.restriction
        changed = current[residents] != rows
        if not changed.any():
            return
        residents, rows = residents[changed], rows[changed]
        self.state.before_change()
        current[residents] = rows
        self.state.restriction_log.append((self.clock.now_h, residents, rows))
        self.state.after_change(residents)

    def _row(self, mask: int) -> int:
        """Find the row of a set of controls, making it when it is new."""
        if mask in self._row_of_mask:
            return self._row_of_mask[mask]
        row = len(self._row_of_mask)
        if row >= ROWS:
            raise RunError(f"more than {ROWS} combinations of controls are in force at once")
        names = [name for bit, name in enumerate(self.names) if mask >> bit & 1]
        factors = self.state.fields.factors
        for column, layer in enumerate(LAYERS):
            stated = [f[layer] for name in names if layer in (f := self.controls[name].factors)]
            factors[row, column] = min(stated, default=1.0)
        if any(self.controls[name].kind == "isolation" for name in names):
            factors[row, SESSION] = 0.0  # she is not at home: nobody meets her at work
        self._row_of_mask[mask] = row
        self.state.row_causes.append(tuple(names))
        return row
