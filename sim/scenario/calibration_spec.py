"""What a calibration says: a scenario with an observed series, free values, their priors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import model_validator

from sim.errors import Problem, ScenarioError
from sim.scenario import question, tree
from sim.scenario.base import LONGEST_NAME, Name, Share, Spec, asked, given, rule
from sim.scenario.loader import load
from sim.scenario.scenario_spec import Scenario
from sim.scenario.sweep_spec import Factor


class Free(Factor):
    """A value that is not known: its plausible range, and the keys that it sets together."""

    paths: tuple[str, ...] = asked("dotted paths that it sets", min_length=1)


class CalibrationSpec(Spec):
    """A calibration by approximate Bayesian computation."""

    scenario: str = asked("the scenario's file, relative to this one")
    title: str = given("", "title for people")
    observed: Name | None = asked(
        "the scenario's series; the only one if left out", default=None
    )
    free: dict[Name, Free] = asked("what is not known, by name", min_length=1)
    draws: int = given(200, "draws from the prior, one run each", ge=20, le=2000)
    accepted: Share = given(0.1, "of the draws, kept: those nearest to the series", gt=0)
    held_out: Share = given(0.25, "of the series, its end, kept from the fit", lt=1)
    seed: int = given(1, "seed of the runs and of the draws", ge=0, lt=2**63)

    @model_validator(mode="after")
    def _has_ranges(self) -> CalibrationSpec:
        if any(free.values is not None for free in self.free.values()):
            raise rule("need from and to, not values", "free")
        if self.draws * self.accepted < 5:
            raise rule("keeps fewer than 5 draws", "accepted")
        return self


@dataclass(frozen=True)
class Calibration:
    """A calibration that can be run: its spec, its scenario, the series by name."""

    spec: CalibrationSpec
    scenario: Scenario
    series: str
    name: str

    def changes(self, point: Mapping[str, Any]) -> dict[str, Any]:
        """Give the values, by dotted path, of a point of the free values."""
        return {
            path: point[name] for name, free in self.spec.free.items() for path in free.paths
        }


def load_calibration(path: str | Path, seed: int | None = None) -> Calibration:
    """Load a calibration and its scenario; all problems of the file in one ScenarioError."""
    file = Path(path)
    node = question.read(file, "a calibration")
    spec = question.typed(node, CalibrationSpec, tree.plain(node))
    spec = spec if seed is None else spec.model_copy(update={"seed": seed})
    scenario = load(file.parent / spec.scenario)
    series = spec.observed or next(iter(scenario.observed), None)
    where = node.child("observed") or node
    if series not in scenario.observed or (
        spec.observed is None and len(scenario.observed) > 1
    ):
        known = ", ".join(scenario.observed) or "none"
        told = f"must name a series of the scenario (known: {known})"
        raise ScenarioError([Problem(where.file, where.line, "observed", told, series)])
    found = Calibration(spec, scenario, series, file.stem[:LONGEST_NAME])
    ends = {name: free.levels[0] for name, free in spec.free.items()}
    try:
        scenario.override(found.changes(ends))
    except ScenarioError as error:
        place = node.child("free") or node
        raise ScenarioError(
            Problem(place.file, place.line, f"free: {p.path}", p.rule, p.found, p.suggestion)
            for p in error.problems
        ) from None
    return found
