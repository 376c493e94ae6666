"""What the centre knows: a fold of findings. Late, incomplete, never the truth."""

from __future__ import annotations

from typing import NamedTuple

from sim.ports import Finding


class Case(NamedTuple):
    """A confirmed case as the centre knows it; times in hours."""

    resident: int
    known_h: float
    sampled_h: float
    by: str


class Picture:
    """Confirmed cases in the order in which they became known."""

    def __init__(self) -> None:
        self.cases: list[Case] = []
        self._sampled_h: dict[int, float] = {}

    def learn(self, finding: Finding) -> Case | None:
        """Take a finding that becomes known now; give the case where it is a new one."""
        if not finding.positive or finding.resident in self._sampled_h:
            return None
        case = Case(finding.resident, finding.known_h, finding.sampled_h, finding.by)
        self._sampled_h[case.resident] = case.sampled_h
        self.cases.append(case)
        return case

    def cases_since(self, from_h: float) -> int:
        """Count the cases known from `from_h` [h] on."""
        return sum(case.known_h >= from_h for case in self.cases)

    def sampled_h(self, resident: int) -> float:
        """Give when a known case was sampled [h], nan for others."""
        return self._sampled_h.get(resident, float("nan"))

    @property
    def last_case_h(self) -> float:
        """Give when the latest case became known [h], -inf if there was none."""
        return self.cases[-1].known_h if self.cases else float("-inf")
