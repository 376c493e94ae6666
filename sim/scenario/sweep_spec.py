"""What a sweep says: a scenario, factors by dotted path, a design over them, measures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from sim.errors import Problem, ScenarioError
from sim.scenario import explain, question, tree
from sim.scenario.base import LONGEST_NAME, Name, Spec, asked, given, rule
from sim.scenario.loader import load
from sim.scenario.scenario_spec import Scenario
from sim.scenario.tree import Node

LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
"""Names of factors in generator words, in order; I is the identity (Box and Hunter 1961)."""
MOST_POINTS = 2000
LONGEST_TITLE = 200
_GENERATOR = re.compile(r"([A-Z]) *= *([A-Z]+)")
_QUANTITY = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*)")


class Factor(Spec):
    """What a factor may be: values in their order, or a range."""

    values: tuple[Any, ...] | None = asked("levels in their order", default=None, min_length=2)
    from_: Any = Field(None, alias="from", description="low end, with its unit")
    to: Any = asked("high end, in the unit of the low one", default=None)

    @model_validator(mode="after")
    def _values_or_range(self) -> Factor:
        ends = [end for end in (self.from_, self.to) if end is not None]
        if (self.values is None) == (not ends) or len(ends) == 1:
            raise rule("needs either values, or from and to")
        if self.values is None:
            low, high = quantity(self.from_), quantity(self.to)
            if low is None or high is None or low[1] != high[1] or low[0] == high[0]:
                raise rule("must be another number in the unit of from", "to")
        return self

    @property
    def levels(self) -> tuple[Any, ...]:
        """The values in their order, or the two ends."""
        return self.values if self.values is not None else (self.from_, self.to)

    def value(self, place: float) -> Any:
        """Give the value at a place from 0 to 1; whole numbers and levels have equal shares."""
        if self.values is not None:
            return self.values[min(int(place * len(self.values)), len(self.values) - 1)]
        low, high = quantity(self.from_), quantity(self.to)
        assert low is not None
        assert high is not None
        if isinstance(self.from_, int) and isinstance(self.to, int):
            size, way = abs(self.to - self.from_), 1 if self.to > self.from_ else -1
            return self.from_ + way * min(int(place * (size + 1)), size)
        number = float(f"{low[0] + place * (high[0] - low[0]):.6g}")
        return f"{number:.6g} {low[1]}" if low[1] else number

    def place(self, value: Any) -> float:
        """Give the place of a value between the ends: 0 the first, 1 the last.

        Values that are no numbers of one unit lie evenly in their order.
        """
        numbers = [quantity(level) for level in self.levels]
        here, units = quantity(value), {found[1] for found in numbers if found is not None}
        if here is None or None in numbers or len(units) != 1:
            return self.levels.index(value) / (len(self.levels) - 1)
        ends = [found[0] for found in (numbers[0], numbers[-1]) if found is not None]
        if ends[0] == ends[1]:
            return self.levels.index(value) / (len(self.levels) - 1)
        return (here[0] - ends[0]) / (ends[1] - ends[0])


class SweepSpec(Spec):
    """A sweep: every point of a design over factors is run under the same luck."""

    scenario: str = asked("the scenario's file, relative to this one")
    title: str = given("", "title for people")
    factors: dict[str, Factor] = given({}, "by dotted path of the scenario")
    design: Literal["full", "fractional", "latin_hypercube", "sobol", "list"] = given(
        "full", "which points are run"
    )
    generators: tuple[str, ...] = given((), "of a fractional design, such as D = ABC")
    points: int | None = asked("of latin_hypercube and sobol", default=None, ge=2)
    listed: tuple[dict[str, Any], ...] = Field(
        (), alias="list", description="of design list: values by dotted path, point by point"
    )
    replications: int = given(20, "replications of each point", ge=1)
    seed: int = given(1, "seed of the runs and of the design", ge=0, lt=2**63)
    measures: tuple[Name, ...] = given(("on_time",), "primary measures", min_length=1)

    @model_validator(mode="after")
    def _is_a_design(self) -> SweepSpec:
        drawn = self.design in ("latin_hypercube", "sobol")
        own = {"list": "list", "generators": "fractional"}
        for key, given_ in (("list", self.listed), ("generators", self.generators)):
            right = bool(given_) == (self.design == own[key])
            _expect(right, f"design {own[key]} needs this, and only it", key)
        _expect(bool(self.factors) != bool(self.listed), "are needed, or a list", "factors")
        right = (self.points is not None) == drawn
        _expect(right, "latin_hypercube and sobol need this, and only they", "points")
        if self.design == "sobol" and self.points is not None:
            balanced = self.points & (self.points - 1) == 0
            _expect(balanced, "must be a power of 2 for Sobol points", "points")
        alike = len({frozenset(point) for point in self.listed}) <= 1
        _expect(alike, "every point must name the same paths", "list")
        _expect(self.size <= MOST_POINTS, f"has more than {MOST_POINTS} points", "design")
        if self.generators:
            self._check_generators()
        return self

    @property
    def size(self) -> int:
        """The number of points."""
        if self.design == "list":
            return len(self.listed)
        if self.points is not None:
            return self.points
        size = 1
        for factor in self.factors.values():
            size *= len(factor.levels)
        return size >> len(self.generators)

    def words(self) -> dict[str, str]:
        """Give, by letter of a generated factor, the letters that it is the product of."""
        found = (_GENERATOR.fullmatch(text) for text in self.generators)
        return {match[1]: match[2] for match in found if match}

    def _check_generators(self) -> None:
        count, words = len(self.factors), self.words()
        free = count - len(self.generators)
        two = all(len(factor.levels) == 2 for factor in self.factors.values())
        _expect(two, "must have two levels each in a fractional design", "factors")
        few = free < 2 or count > len(LETTERS)
        _expect(not few, "leave fewer than two factors free", "generators")
        base, last = LETTERS[:free], LETTERS[free:count]
        known = all(len(w) > 1 and set(w) <= set(base) for w in words.values())
        once = all(len(set(w)) == len(w) for w in words.values())
        right = list(words) == list(last) and len(words) == len(self.generators)
        text = f"must be a word of letters among {base} for each of {', '.join(last)}, in order"
        _expect(right and known and once, f"{text}, such as {last[0]} = {base}", "generators")


def _expect(right: bool, text: str, key: str) -> None:
    if not right:
        raise rule(text, key)


def quantity(value: Any) -> tuple[float, str] | None:
    """Take a number and its unit from a value, None where it is no number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value), ""
    found = _QUANTITY.fullmatch(value.strip()) if isinstance(value, str) else None
    return (float(found[1]), found[2]) if found else None


@dataclass(frozen=True)
class Sweep:
    """A sweep that can be run: its spec, its scenario, and where each path is written."""

    spec: SweepSpec
    base: Scenario
    name: str
    places: dict[str, Node]

    def scenarios(self, points: Sequence[Mapping[str, Any]]) -> tuple[Scenario, ...]:
        """Make the scenario of each point, p000, p001 ..., titled by its values.

        Raises ScenarioError with each problem once, at the line of its factor.
        """
        made, problems = [], dict[str, Problem]()
        for number, point in enumerate(points):
            told = ", ".join(f"{path} {value}" for path, value in point.items())
            also = {"title": told[:LONGEST_TITLE], "run.seed": self.spec.seed}
            try:
                made.append(self.base.override({**point, **also}, name=f"p{number:03d}"))
            except ScenarioError as error:
                found = [self._placed(problem) for problem in error.problems]
                problems |= {str(problem): problem for problem in found}
        if problems:
            raise ScenarioError(problems.values())
        return tuple(made)

    def _placed(self, problem: Problem) -> Problem:
        """Name a problem of a scenario at the line of the factor that brought it about."""
        found = [
            node
            for path, node in self.places.items()
            if path.startswith(problem.path) or problem.path.startswith(path)
        ]
        where = found[0] if found else next(iter(self.places.values()))
        line = where.key_line or where.line
        return Problem(
            where.file, line, f"factors.{problem.path}", problem.rule, problem.found,
            problem.suggestion,
        )  # fmt: skip


def load_sweep(
    path: str | Path, replications: int | None = None, seed: int | None = None
) -> Sweep:
    """Load a sweep and its scenario; all problems of the file in one ScenarioError.

    `replications` and `seed` replace the sweep's own.
    """
    file = Path(path)
    node = question.read(file, "a sweep")
    told = {"replications": replications, "seed": seed}
    spec = question.typed(node, SweepSpec, _values(node))
    spec = spec.model_copy(update={k: v for k, v in told.items() if v is not None})
    above = explain.at(node, ("factors",) if spec.factors else ("list",))[0]
    base = load(file.parent / spec.scenario)
    return Sweep(spec, base, file.stem[:LONGEST_NAME], _places(spec, above))


def _places(spec: SweepSpec, above: Node) -> dict[str, Node]:
    """Say where each path is written; those of a list at its beginning."""
    paths = spec.factors or spec.listed[0]
    return {path: above.child(path) or above for path in paths}


def _values(node: Node) -> Any:
    """Take the values, points of a list as dotted paths."""
    values = tree.plain(node)
    listed = values.get("list")
    if isinstance(listed, tuple):
        values["list"] = tuple(
            dict(question.dotted(point)) if isinstance(point, dict) else point
            for point in listed
        )
    return values
