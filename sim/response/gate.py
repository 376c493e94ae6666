"""Whether a control may be used: by level, by date, by place, and by whom it is for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sim.response.levels import Levels
from sim.response.triggers import Triggers
from sim.rng import Purpose, uniforms
from sim.scenario import ALWAYS, Control
from sim.town import Town
from sim.units import hours_since

Residents = NDArray[np.int64]


class Gate:
    """Asks the levels and triggers on behalf of controls."""

    def __init__(
        self,
        controls: Mapping[str, Control],
        levels: Levels,
        triggers: Triggers,
        town: Town,
        seed: int,
    ) -> None:
        self.controls, self.levels, self.triggers = controls, levels, triggers
        self.town, self.seed = town, seed
        self.start = datetime.min
        self._ranks = {name: levels.chain.ranks(one.when) for name, one in controls.items()}
        # those that come with or after another act by it alone
        self.called = {
            other
            for one in controls.values()
            for other in (*one.with_, *([one.then.control] if one.then else []))
        }

    def always(self, name: str) -> bool:
        """Tell whether a control does not look at the level."""
        return self.controls[name].when == (ALWAYS,)

    def allows(self, name: str, rank: int | None = None) -> bool:
        """Tell whether a level allows a control, the one in force if none is given."""
        return (self.levels.rank if rank is None else rank) in self._ranks[name]

    def dates_h(self, name: str) -> tuple[float | None, float | None]:
        """Give from and until when a control may be used, by date [h]."""
        control, start = self.controls[name], self.start
        from_h = None if control.from_ is None else hours_since(start, control.from_)
        return from_h, None if control.until is None else hours_since(start, control.until)

    def usable(self, name: str, now_h: float) -> bool:
        """Tell whether the level and the dates of a control allow it now."""
        from_h, until_h = self.dates_h(name)
        after = from_h is None or from_h <= now_h
        return self.allows(name) and after and (until_h is None or now_h < until_h)

    def answers(self, name: str, resident: int) -> bool:
        """Tell whether a control is for a case: where she lives, and among so many cases."""
        where = self.controls[name].where
        if where is not None:
            grid = int(self.town.resident_grid[resident])
            if not self.triggers.in_grids(where)[grid]:
                return False
        return self.asks(name, resident)

    def asks(self, name: str, resident: int) -> bool:
        """Tell whether a case is among the share of cases that a control is for."""
        return bool(self._asked(name, np.array([resident]))[0])

    def residents(self, name: str, grids: NDArray[np.bool_] | None = None) -> Residents:
        """List whom a control of the whole town is for, in some grids or in all of them."""
        everybody = np.arange(self.town.residents)
        kept = self._asked(name, everybody)
        if grids is not None:
            kept &= grids[self.town.resident_grid]
        return everybody[kept]

    def _asked(self, name: str, residents: Residents) -> NDArray[np.bool_]:
        """Tell who is among the share that is asked: nested, the same ones each time."""
        share = self.controls[name].share_asked
        if share >= 1.0:
            return np.ones(len(residents), np.bool_)
        u = uniforms(self.seed, Purpose.ASKED, residents, crc32(name.encode()))
        return np.asarray(u < share, np.bool_)
