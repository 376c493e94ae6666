"""What the centre knows: a fold of findings and of grids' reports. Late, never the truth.

What nobody reported is unknown: nan, which is neither above nor below anything.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ports import Finding


class Case(NamedTuple):
    """A confirmed case as the centre knows it; times in hours."""

    resident: int
    known_h: float
    sampled_h: float
    by: str


class Stock(NamedTuple):
    """What one grid has, as of a time [h]: tasks waiting, staff on duty, the street's suits."""

    as_of_h: float
    backlog: float
    staff: float
    suits: float


UNKNOWN = Stock(-math.inf, math.nan, math.nan, math.nan)


class Picture:
    """Confirmed cases in the order in which they became known, and what grids reported."""

    def __init__(self) -> None:
        self.cases: list[Case] = []
        self._sampled_h: dict[int, float] = {}
        self.grid_of: NDArray[np.integer] = np.zeros(0, np.int64)  # of each resident
        self.grids = 0
        # where no grid has to report: what the centre sees by itself
        self.look: Callable[[], list[Stock]] | None = None
        self._reported: dict[int, Stock] = {}

    # -- cases -------------------------------------------------------------------------------

    def learn(self, finding: Finding) -> Case | None:
        """Take a finding that becomes known now; give the case where it is a new one."""
        if not finding.positive or finding.resident in self._sampled_h:
            return None
        case = Case(finding.resident, finding.known_h, finding.sampled_h, finding.by)
        self._sampled_h[case.resident] = case.sampled_h
        self.cases.append(case)
        return case

    def cases_since(self, from_h: float, grid: int | None = None) -> int:
        """Count the cases known from `from_h` [h] on, of the town or of the homes of a grid."""
        found = [case for case in self.cases if case.known_h >= from_h]
        if grid is None:
            return len(found)
        return sum(self.grid_of[case.resident] == grid for case in found)

    def cases_by_grid(self, from_h: float) -> NDArray[np.int64]:
        """Count the cases known from `from_h` [h] on by the grid of their homes [grids]."""
        who = [case.resident for case in self.cases if case.known_h >= from_h]
        where = self.grid_of[np.array(who, np.int64)].astype(np.int64)
        return np.bincount(where, minlength=self.grids)

    def found_by(self, by: str, from_h: float = -math.inf) -> int:
        """Count the cases known from `from_h` [h] on that one way of finding them found."""
        return sum(case.by == by and case.known_h >= from_h for case in self.cases)

    def delay_h(self, from_h: float = -math.inf) -> float:
        """Give the mean time from the sample of a case to its report [h]; nan without any."""
        delays = [c.known_h - c.sampled_h for c in self.cases if c.known_h >= from_h]
        return sum(delays) / len(delays) if delays else math.nan

    def sampled_h(self, resident: int) -> float:
        """Give when a known case was sampled [h], nan for others."""
        return self._sampled_h.get(resident, float("nan"))

    @property
    def last_case_h(self) -> float:
        """Give when the latest case became known [h], -inf if there was none."""
        return self.cases[-1].known_h if self.cases else float("-inf")

    # -- what grids have ---------------------------------------------------------------------

    def hear(self, grid: int, stock: Stock) -> None:
        """Take in what a grid reports of itself, unless something newer was heard."""
        if stock.as_of_h >= self._reported.get(grid, UNKNOWN).as_of_h:
            self._reported[grid] = stock

    def stock_of(self, grid: int) -> Stock:
        """Give what is known of a grid's backlog, staff and suits; `UNKNOWN` where nothing."""
        return self._stocks()[grid]

    def reported_backlog(self, grid: int | None = None) -> float:
        """Give the tasks waiting as known, of all grids or one; nan if any is unknown."""
        return sum(stock.backlog for stock in self._of(grid))

    def reported_staff(self, grid: int | None = None) -> float:
        """Give the workers on duty as known, of all grids or one; nan if any is unknown."""
        return sum(stock.staff for stock in self._of(grid))

    def reported_suits(self) -> float:
        """Give the street's suits by the newest report; inf endless, nan unknown."""
        return max(self._stocks(), key=lambda stock: stock.as_of_h, default=UNKNOWN).suits

    def reported_age_h(self, grid: int, now_h: float) -> float:
        """Give how old what is known of a grid is [h]; inf where nothing is."""
        return now_h - self.stock_of(grid).as_of_h

    def _of(self, grid: int | None) -> list[Stock]:
        stocks = self._stocks()
        return stocks if grid is None else [stocks[grid]]

    def _stocks(self) -> list[Stock]:
        if self.look is not None:
            return self.look()
        return [self._reported.get(grid, UNKNOWN) for grid in range(self.grids)]
