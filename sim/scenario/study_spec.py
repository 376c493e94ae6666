"""What a study says: a question, bases, factors, what is asked of them, how often it is run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from sim.errors import Problem, ScenarioError
from sim.scenario import explain, output, question, tree
from sim.scenario.base import LONGEST_NAME, Name, Spec, asked, given, rule
from sim.scenario.loader import load
from sim.scenario.scenario_spec import Scenario
from sim.scenario.sweep_spec import LONGEST_TITLE, quantity
from sim.scenario.tree import Node

BASE = "base"
"""The factor that every study with several bases has."""
_JOINED = " + "
Levels = dict[str, str]
Change = dict[str, Any]


class StudyFactor(Spec):
    """Something that a study varies: values of some paths, or named changes."""

    title: str = given("", "what it is, in words")
    unit: str = given("", "of the values, in words")
    sets: tuple[str, ...] = given((), "dotted paths that take the value")
    times: tuple[str, ...] = given((), "dotted paths whose own value is multiplied by it")
    values: tuple[Any, ...] = given((), "of sets and times, from one end to the other")
    levels: dict[str, dict[str, Any]] = given({}, "changes of the scenario by name")
    by_base: dict[str, dict[str, dict[str, Any]]] = given({}, "the same, base by base")
    combine: tuple[int, ...] = given((), "also so many levels together, the first apart")

    @model_validator(mode="after")
    def _values_or_levels(self) -> StudyFactor:
        by_value = bool(self.sets or self.times)
        if by_value == bool(self.levels or self.by_base):
            raise rule("needs sets or times with values, or levels")
        if by_value != bool(self.values):
            raise rule("go with sets or times", "values")
        if len(self.names) < 2:
            raise rule("needs two levels or more")
        twice = set(self.levels) & set(self.by_base)
        if twice:
            raise rule(f"names {', '.join(sorted(twice))} in levels too", "by_base")
        return self

    @property
    def single(self) -> tuple[str, ...]:
        """The levels as they are written."""
        return (*map(str, self.values), *self.levels, *self.by_base)

    @property
    def names(self) -> tuple[str, ...]:
        """All levels, those of several together at the end, the smaller groups first."""
        own = self.single[1:]
        sizes = sorted(self.combine)
        return (
            *self.single,
            *(_JOINED.join(group) for size in sizes for group in combinations(own, size)),
        )

    def change(self, level: str, base: str, scenario: Scenario) -> Change | None:
        """Give what a level changes by dotted path; None where a base has no such level."""
        if self.values:
            value = self.values[self.single.index(level)]
            own = output.resolved(scenario) if self.times else {}
            return dict.fromkeys(self.sets, value) | {
                path: _at(own, path) * value for path in self.times
            }
        found: Change = {}
        for name in level.split(_JOINED):
            told = self.levels[name] if name in self.levels else self.by_base[name].get(base)
            if told is None:
                return None
            found |= dict(question.dotted(told))
        return found

    def number(self, level: str) -> float:
        """Give the number that a level stands for; nan where it is none."""
        found = quantity(level)
        return found[0] if found else float("nan")


class Sum(Spec):
    """A measure made of others: each times its weight, added up."""

    title: str = asked("what it counts, and what the weights mean")
    unit: str = asked("of the sum")
    weights: dict[str, float] = asked("by measure", min_length=1)
    better: Literal["higher", "lower"] = given("lower", "which way it is better")


class _Asked(Spec):
    """What all that is asked has in common."""

    title: str = given("", "heading of its figure and table")
    held: dict[str, str] = given({}, "levels of other factors, by factor")
    per: tuple[str, ...] = given((), "once for each level of these factors")
    measures: tuple[Name, ...] = given((), "left out, all of the study")


class EffectsAsked(_Asked):
    """By how much each level of a factor differs from one of them."""

    kind: Literal["effects"] = asked("what is asked")
    over: str = asked("factor")
    against: str = asked("level that the others are compared with")


class BreakEvenAsked(_Asked):
    """At which value of a factor one thing is as good as another."""

    kind: Literal["break_even"] = asked("what is asked")
    along: str = asked("factor with values, from one end to the other")
    against: dict[str, str] = asked("levels of what is to be equalled, by factor", min_length=1)
    moving: bool = given(False, "what is to be equalled moves along too")
    this: str = asked("what moves, in words")
    that: str = asked("what it is to equal, in words")
    counted_from: float | None = asked("also said as the distance from here", default=None)


class BestAsked(_Asked):
    """Which level of a factor is best, and where."""

    kind: Literal["best"] = asked("what is asked")
    choose: str = asked("factor of which the best level is sought")
    across: str = asked("factor from left to right")
    down: str = asked("factor from bottom to top")


class LinesAsked(_Asked):
    """How a measure goes along a factor."""

    kind: Literal["lines"] = asked("what is asked")
    across: str = asked("factor from left to right")
    lines: str = asked("factor with a line for each level")


Ask = Annotated[
    EffectsAsked | BreakEvenAsked | BestAsked | LinesAsked, Field(discriminator="kind")
]


class StudySpec(Spec):
    """A study: a question about scenarios, how it is answered, and how it is written up."""

    title: str = asked("title of the page")
    question: str = asked("what is to be found out")
    bases: dict[Name, str] = asked("scenario files by name, relative to this one", min_length=1)
    replications: int = asked("of each point, settled before it is run", ge=2)
    seed: int = given(1, "seed of the runs", ge=0, lt=2**63)
    measures: tuple[Name, ...] = asked("the primary measure, then others", min_length=1)
    sums: dict[Name, Sum] = given({}, "measures made of others, by name")
    factors: dict[Name, StudyFactor] = asked("what is varied", min_length=1)
    answers: tuple[Ask, ...] = asked("what is asked; it decides what is run", min_length=1)
    assumed: tuple[str, ...] = given((), "sentences: what the answer rests on")
    seen: tuple[str, ...] = given((), "sentences: what was chosen with results in view")

    @model_validator(mode="after")
    def _asks_of_what_there_is(self) -> StudySpec:
        for number, ask in enumerate(self.answers):
            for factor, level in _named(ask):
                known = self.levels_of(factor)
                if not known:
                    raise rule(f"names no factor: {factor}", f"answers.{number}")
                if level is not None and level not in known:
                    told = f"names no level of {factor}: {level}; there are {', '.join(known)}"
                    raise rule(told, f"answers.{number}")
        if BASE in self.factors:
            raise rule("base is the factor of the bases", "factors")
        return self

    def levels_of(self, factor: str) -> tuple[str, ...]:
        """Give the levels of a factor, the bases included; none of an unknown one."""
        if factor == BASE:
            return tuple(self.bases)
        return self.factors[factor].names if factor in self.factors else ()


def _named(ask: Ask) -> Iterator[tuple[str, str | None]]:
    """Yield every factor, and level of it, that is asked of."""
    yield from ask.held.items()
    yield from ((factor, None) for factor in ask.per)
    if isinstance(ask, EffectsAsked):
        yield ask.over, ask.against
    elif isinstance(ask, BreakEvenAsked):
        yield ask.along, None
        yield from ask.against.items()
    elif isinstance(ask, BestAsked):
        yield from ((factor, None) for factor in (ask.choose, ask.across, ask.down))
    else:
        yield from ((factor, None) for factor in (ask.across, ask.lines))


@dataclass(frozen=True)
class Study:
    """A study that can be run: its spec, its bases, where it is written."""

    spec: StudySpec
    bases: dict[str, Scenario]
    name: str
    file: Path
    node: Node

    def scenario(self, levels: Mapping[str, str], name: str) -> Scenario | None:
        """Make the scenario of a point, None where its base lacks a level.

        levels: by factor. Raises ScenarioError at the line of the factors.
        """
        base = levels.get(BASE, next(iter(self.bases)))
        changes: Change = {}
        for factor, level in levels.items():
            if factor == BASE:
                continue
            found = self.spec.factors[factor].change(level, base, self.bases[base])
            if found is None:
                return None
            changes |= found
        told = ", ".join(f"{factor} {level}" for factor, level in levels.items())
        more = {"title": (told or name)[:LONGEST_TITLE], "run.seed": self.spec.seed}
        try:
            return self.bases[base].override({**changes, **more}, name=name)
        except ScenarioError as error:
            where = explain.at(self.node, ("factors",))[0]
            raise ScenarioError(
                Problem(where.file, where.line, f"factors ({told}): {p.path}", p.rule, p.found,
                        p.suggestion)
                for p in error.problems
            ) from None  # fmt: skip


def load_study(
    path: str | Path, replications: int | None = None, seed: int | None = None
) -> Study:
    """Load a study and its bases; all problems of the file in one ScenarioError.

    `replications` and `seed` replace the study's own.
    """
    file = Path(path)
    node = question.read(file, "a study")
    told = {"replications": replications, "seed": seed}
    spec = question.typed(node, StudySpec, tree.plain(node))
    spec = spec.model_copy(update={k: v for k, v in told.items() if v is not None})
    bases = {name: load(file.parent / base) for name, base in spec.bases.items()}
    return Study(spec, bases, file.stem[:LONGEST_NAME], file, node)


def _at(values: Any, path: str) -> Any:
    """Take the value at a dotted path; ScenarioError where there is none."""
    for key in path.split("."):
        if not isinstance(values, dict) or key not in values:
            raise ScenarioError([Problem("", None, path, "has no value to multiply")])
        values = values[key]
    return values
