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
from sim.response.forms import Form, Kept, forms_of
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
        self.clock, self.state, self.town, self.seed = clock, state, town, seed
        self.controls = controls
        self.seed = seed
        self.floor = floor  # compliance that overdue food cannot take
        self.forms = forms_of(controls, town.residents / town.households)
        self._bit = {(one.control, one.form): bit for bit, one in enumerate(self.forms)}
        self._asked = np.zeros(town.residents, np.int64)  # bits of controls
        self._closed = 0  # bits of controls that are out of their hours
        self._row_of_mask = {0: 0}
        self._gain: NDArray[np.float64] | None = None  # compliance won by information
        everyone = np.arange(town.residents)
        self._u = {
            name: uniforms(seed, Purpose.COMPLIANCE, everyone, crc32(name.encode()))
            for name in controls
        }

    def impose(self, name: str, residents: Residents, form: Form = "full") -> None:
        """Ask residents to keep a control from now on."""
        self._asked[residents] |= 1 << self._bit[name, form]
        self._rewrite(residents)

    def lift(self, name: str, residents: Residents, form: Form = "full") -> None:
        """Ask residents no longer to keep a control."""
        self._asked[residents] &= ~(1 << self._bit[name, form])
        self._rewrite(residents)

    def hold(self, name: str, holds: bool) -> None:
        """Have a control hold from now on, or not: who was asked to keep it stays asked."""
        bits = self._bits(name)
        closed = self._closed & ~bits if holds else self._closed | bits
        if closed != self._closed:
            self._closed = closed
            self._rewrite(np.flatnonzero(self._asked & bits))

    def complied(self, households: NDArray[np.int64]) -> None:
        """Rewrite the restrictions of households whose willingness changed."""
        start = self.town.household_start
        residents = [np.arange(start[h], start[h + 1]) for h in households]
        if residents:
            self._rewrite(np.concatenate(residents))

    def inform(self, residents: Residents, gain: float) -> None:
        """Add to the compliance of residents with every control; a negative gain takes away."""
        if self._gain is None:
            self._gain = np.zeros(self.town.residents)
        self._gain[residents] += gain
        self._rewrite(residents)

    def asks(self, name: str, residents: Residents) -> NDArray[np.bool_]:
        """Tell which residents are asked to keep a control, in whatever form."""
        return np.asarray(self._asked[residents] & self._bits(name) != 0)

    def _bits(self, name: str) -> int:
        return sum(1 << bit for (one, _), bit in self._bit.items() if one == name)

    def present(self, residents: Residents) -> NDArray[np.bool_]:
        """Tell which residents are not in isolation away from home."""
        fields = self.state.fields
        return np.asarray(fields.factors[fields.restriction[residents], SESSION] > 0.0)

    def _kept(self, residents: Residents) -> NDArray[np.int64]:
        """Give the controls that residents keep, as bits."""
        asked = self._asked[residents] & ~self._closed
        lost = self.state.compliance_lost[self.town.household[residents]]
        kept = np.zeros(len(residents), np.int64)
        gain = 0.0 if self._gain is None else self._gain[residents]
        for bit, form in enumerate(self.forms):
            if form.nothing:
                continue
            share_now = np.full(len(residents), form.compliance) + gain
            if form.shuts_in:  # who waits for food at home
                share_now = np.maximum(share_now - lost, np.minimum(self.floor, share_now))
            keeps = (asked & (1 << bit) != 0) & (self._u[form.control][residents] < share_now)
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
        row = len(self.state.row_causes)
        if row >= ROWS:
            return self._row_like(mask)
        forms = self._forms(mask)
        factors, causes = self.state.fields.factors, []
        for column, layer in enumerate(LAYERS):
            stated = [(f.left[layer], f.control) for f in forms if layer in f.left]
            factors[row, column], cause = min(stated, default=(1.0, ""))
            causes.append(cause)
        if any(form.away for form in forms):
            factors[row, SESSION] = 0.0  # she is not at home: nobody meets her at work
        self._row_of_mask[mask] = row
        self.state.row_causes.append(tuple(causes))
        return row

    def _forms(self, mask: int) -> list[Kept]:
        return [form for bit, form in enumerate(self.forms) if mask >> bit & 1]

    def _row_like(self, mask: int) -> int:
        """Find a row that leaves the same contacts for the same causes; rows are used up.

        Raises RunError where there is none.
        """
        forms = self._forms(mask)
        stated = [[(f.left[y], f.control) for f in forms if y in f.left] for y in LAYERS]
        wanted = [min(one, default=(1.0, "")) for one in stated]
        session = 0.0 if any(form.away for form in forms) else 1.0
        factors = self.state.fields.factors
        for row, causes in enumerate(self.state.row_causes):
            same = causes == tuple(cause for _, cause in wanted)
            same &= factors[row, : len(LAYERS)].tolist() == [left for left, _ in wanted]
            if same and factors[row, SESSION] == session:
                self._row_of_mask[mask] = row
                return row
        raise RunError(f"more than {ROWS} combinations of controls were in force in one run")
