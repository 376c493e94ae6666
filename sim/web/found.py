"""What has come out of a comparison so far: an answer over the finished replications."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.experiment import Answer, Paired
from sim.report.differences import Difference, meaning
from sim.store import Results

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.scenario import Scenario

Floats = NDArray[np.float64]
KEPT = 6
"""How many comparisons are kept in memory. Source: assumed."""


@dataclass
class Found:
    """The finished replications of one results folder, each table read once."""

    folder: Path
    scenarios: tuple[Scenario, ...]
    seed: int
    _daily: dict[tuple[int, int], pa.Table] = field(default_factory=dict)
    _answer: Answer | None = None
    _made: dict[str, Any] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def titles(self) -> list[str]:
        """Return what people call the plans."""
        return [scenario.title or scenario.name for scenario in self.scenarios]

    @property
    def days(self) -> int:
        """Return how many calendar days the run covers, at least 1 [d]."""
        start = self.scenarios[0].start
        return max(1, int((self.scenarios[0].horizon + start.hour + start.minute / 60) // 24))

    def replications(self) -> int:
        """Count the replications, from 0 on, that every plan has finished."""
        results, count = Results(self.folder), 0
        wanted = int(results.manifest()["replications"])
        plans = range(len(self.scenarios))
        while count < wanted and all(
            results.path("measures", s, count).exists() for s in plans
        ):
            count += 1
        return count

    def answer(self) -> Answer | None:
        """Return the answer over what is finished; None before the first pair."""
        from sim.experiment.batch import read_values
        from sim.store import Call

        with self._lock:
            count = self.replications()
            if not count:
                return None
            if self._answer is None or self._answer.replications != count:
                call = Call("compare", self.scenarios, self.seed, count, "daily")
                table = Results(self.folder).read("measures").to_pandas()
                values, units = read_values(table[table["replication"] < count], call, count)
                self._answer = Answer(
                    self.scenarios, self.seed, count, values, units, self.folder
                )
            return self._answer

    def once(self, key: str, make: Callable[[], Any]) -> Any:
        """Return what was made under a key, making it at the first time."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def daily(self, plan: int, replication: int) -> pa.Table:
        """Return the daily table of one replication, read once."""
        key = (plan, replication)
        if key not in self._daily:
            self._daily[key] = Results(self.folder).read("daily", plan, replication)
        return self._daily[key]

    def of_street(self, plan: int, measure: str, count: int) -> Floats:
        """Return a count of the whole street by replication and day, 0 where none [r, d]."""
        rows = np.zeros((count, self.days))
        for replication in range(count):
            day, value = self._rows(plan, replication, measure, of_grid=False)[:2]
            np.add.at(rows[replication], day, value)
        return rows

    def of_grids(self, plan: int, measure: str, replication: int) -> Floats:
        """Return a count by grid and day of one replication, 0 where none [g, d]."""
        rows = np.zeros((len(self.grid_names), self.days))
        number = {name: index for index, name in enumerate(self.grid_names)}
        day, value, grid = self._rows(plan, replication, measure, of_grid=True)
        np.add.at(rows, ([number[name] for name in grid], day), value)
        return rows

    @cached_property
    def grid_names(self) -> tuple[str, ...]:
        """Return the names of the grids in order."""
        from sim.web.streets import town_of

        return town_of(self.scenarios[0]).grid_names

    def _rows(
        self, plan: int, replication: int, measure: str, *, of_grid: bool
    ) -> tuple[Any, Any, list[str]]:
        """Return day, value and grid of the rows of a measure in the window."""
        import pyarrow.compute as pc

        table = self.daily(plan, replication)
        keep = pc.and_(pc.equal(table["measure"], measure), pc.greater_equal(table["day"], 0))
        keep = pc.and_(keep, pc.less(table["day"], self.days))
        nowhere = pc.is_null(table["grid"])
        part = table.filter(pc.and_(keep, pc.invert(nowhere) if of_grid else nowhere))
        grid = part["grid"].to_pylist() if of_grid else []
        return part["day"].to_numpy(), part["value"].to_numpy(), grid


_OPEN: OrderedDict[Path, Found] = OrderedDict()
_OPENING = threading.Lock()


def found_in(folder: Path) -> Found | None:
    """Open a results folder, or return it as it was opened before; None before it is begun."""
    with _OPENING:
        if not (folder / "manifest.json").exists():
            return None
        results = Results(folder)
        manifest = results.manifest()
        if folder not in _OPEN:
            _OPEN[folder] = Found(folder, results.scenarios(), int(manifest["seed"]))
        _OPEN.move_to_end(folder)
        while len(_OPEN) > KEPT:
            _OPEN.popitem(last=False)
        return _OPEN[folder]


def difference(measure: str, scenario: str, unit: str, pair: Paired) -> Difference:
    """Make a paired difference ready to be read, as the report does."""
    known = meaning(measure)
    return Difference(
        measure=measure,
        unit=unit,
        direction=known.direction if known else "none",
        scenario=scenario,
        before=pair.baseline_mean,
        after=pair.scenario_mean,
        difference=pair.difference,
        low=pair.low,
        high=pair.high,
        confidence=pair.confidence,
        pairs=pair.replications,
        correlation=pair.correlation,
        variance_reduction=pair.variance_reduction,
        level_places=None,
    )
