"""What a sensitivity analysis says: a scenario, what it is compared with, numbers, a method."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import model_validator

from sim.errors import Problem, ScenarioError
from sim.scenario import question, tree
from sim.scenario.base import LONGEST_NAME, Name, Share, Spec, asked, given, rule
from sim.scenario.loader import load
from sim.scenario.scenario_spec import Scenario
from sim.scenario.staffing_spec import Bound
from sim.scenario.sweep_spec import Factor, quantity


class Assumed(Spec):
    """Every number whose source is the word assumed, or those below some paths."""

    spread: Share = given(0.5, "of a number, down and up from it", gt=0, lt=1)
    under: tuple[str, ...] = given((), "dotted paths below which they lie; all where left out")


class SensitivitySpec(Spec):
    """A sensitivity analysis: which number changes the measures, or the answer."""

    scenario: str = asked("the scenario's file, relative to this one")
    other: str | None = asked("compared with it: the answer is the difference", default=None)
    title: str = given("", "title for people")
    factors: dict[str, Factor] = given({}, "by dotted path, from and to")
    assumed: Assumed | None = asked("the assumed numbers too", default=None)
    method: Literal["tornado", "morris", "sobol"] = given("tornado", "how points are chosen")
    trajectories: int = given(10, "of morris", ge=2, le=1000)
    points: int = given(64, "of sobol, before they are combined; a power of 2", ge=4, le=4096)
    replications: int = given(10, "replications of each point", ge=1)
    seed: int = given(1, "seed of the runs and of the design", ge=0, lt=2**63)
    measures: tuple[Name, ...] = given(("on_time",), "primary measures", min_length=1)
    targets: dict[Name, Bound] = given({}, "by measure: what the answer is, without other")

    @model_validator(mode="after")
    def _has_factors(self) -> SensitivitySpec:
        if not self.factors and self.assumed is None:
            raise rule("are needed, or assumed", "factors")
        if any(factor.values is not None for factor in self.factors.values()):
            raise rule("need from and to, not values", "factors")
        if self.points & (self.points - 1):
            raise rule("must be a power of 2", "points")
        return self


@dataclass(frozen=True)
class Sensitivity:
    """An analysis that can be run: spec, scenario and the other one, and what is varied.

    fixed: the numbers that were asked for and cannot be varied, with why.
    """

    spec: SensitivitySpec
    scenarios: tuple[Scenario, ...]
    factors: dict[str, Factor]
    fixed: dict[str, str]
    name: str

    def made(self, points: Sequence[Mapping[str, Any]]) -> list[Scenario]:
        """Make the scenarios of points: p0000a and, where there is another, p0000b ..."""
        found, problems = [], dict[str, Problem]()
        for number, point in enumerate(points):
            for side, scenario in zip("ab", self.scenarios, strict=False):
                also = {"run.seed": self.spec.seed}
                try:
                    found.append(scenario.override({**point, **also}, f"p{number:04d}{side}"))
                except ScenarioError as error:
                    problems |= {str(problem): problem for problem in error.problems}
        if problems:
            raise ScenarioError(problems.values())
        return found


def load_sensitivity(
    path: str | Path, replications: int | None = None, seed: int | None = None
) -> Sensitivity:
    """Load an analysis, its scenarios and ranges; all problems of the file in one error."""
    file = Path(path)
    node = question.read(file, "a sensitivity analysis")
    spec = question.typed(node, SensitivitySpec, tree.plain(node))
    told = {"replications": replications, "seed": seed}
    spec = spec.model_copy(update={k: v for k, v in told.items() if v is not None})
    files = [spec.scenario, *([] if spec.other is None else [spec.other])]
    scenarios = tuple(load(file.parent / name) for name in files)
    factors, fixed = dict(spec.factors), dict[str, str]()
    if spec.assumed is not None:
        for name, found in _ranges(scenarios, spec.assumed):
            if isinstance(found, str):
                fixed[name] = found
            elif name not in factors:
                factors[name] = found
    if not factors:
        where = node.child("assumed") or node
        told_ = "no assumed number there can be varied"
        raise ScenarioError([Problem(where.file, where.line, "assumed", told_)])
    return Sensitivity(spec, scenarios, factors, fixed, file.stem[:LONGEST_NAME])


def _ranges(
    scenarios: tuple[Scenario, ...], assumed: Assumed
) -> Iterator[tuple[str, Factor | str]]:
    """Give, by path, the range of each assumed number, or why it has none."""
    for path, value in scenarios[0].assumed():
        below = [path == top or path.startswith(f"{top}.") for top in assumed.under]
        if assumed.under and not any(below):
            continue
        yield path, _range(scenarios, path, value, assumed.spread)


def _range(
    scenarios: tuple[Scenario, ...], path: str, value: str, spread: float
) -> Factor | str:
    """Spread a number down and up; shares end at 1, whole numbers stay whole."""
    found = quantity(value)
    if found is None:
        return "no single number"
    number, unit = found
    if number == 0:
        return "is 0"
    ends: list[Any] = [float(f"{number * (1 + way * spread):.6g}") for way in (-1, 1)]
    whole = not unit and float(number).is_integer() and _refuses(scenarios, path, number + 0.5)
    if whole:
        ends = [max(1, round(end)) for end in ends]
    if not unit and not whole and ends[1] > 1 >= number and _refuses(scenarios, path, ends[1]):
        ends[1] = 1.0
    if ends[0] == ends[1]:
        return "no room"
    written = [f"{end:.6g} {unit}" if unit else end for end in ends]
    if any(_refuses(scenarios, path, end) for end in written):
        return "the rules refuse the ends"
    return Factor.model_validate({"from": written[0], "to": written[1]})


def _refuses(scenarios: tuple[Scenario, ...], path: str, value: Any) -> bool:
    """Tell whether a scenario refuses a value."""
    try:
        for scenario in scenarios:
            scenario.override({path: value})
    except ScenarioError:
        return True
    return False
