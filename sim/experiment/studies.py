"""A study: what its answers ask for is run, all points under the same luck, and answered."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.break_even import BreakEven, break_even
from sim.experiment.settings import Settings
from sim.experiment.statistics import Estimate, Floats, Paired, paired
from sim.experiment.study_points import (
    Point,
    contexts,
    equalled,
    point,
    scenarios_of,
    shown,
)
from sim.experiment.sweeping import _expect_measures
from sim.experiment.verbs import CallError, experiment
from sim.scenario.study_spec import (
    Ask,
    BestAsked,
    BreakEvenAsked,
    EffectsAsked,
    Levels,
    LinesAsked,
    Study,
)

if TYPE_CHECKING:
    from sim.experiment.answer import Answer


@dataclass(frozen=True)
class EffectRow:
    """By how much one level of a factor differs from another, in one context."""

    context: Levels
    level: str
    measure: str
    found: Paired | None


@dataclass(frozen=True)
class BreakEvenRow:
    """Where one thing is as good as another, in one context; gains: above 0 is better."""

    context: Levels
    measure: str
    places: Floats
    gains: Floats
    found: BreakEven


@dataclass(frozen=True)
class BestCell:
    """The best level in one cell: means by level, and those it is not told from."""

    context: Levels
    across: str
    down: str
    measure: str
    means: dict[str, float]
    best: str
    not_told_from: tuple[str, ...]


@dataclass(frozen=True)
class LineRow:
    """A measure along a factor, on one line, in one context."""

    context: Levels
    line: str
    measure: str
    estimates: dict[str, Estimate]


@dataclass(frozen=True)
class StudyAnswer:
    """What a study found: every point's measures, and the rows that answer what is asked."""

    study: Study
    answer: Answer
    rows_of: Mapping[Point, int]

    @property
    def folder(self) -> Path:
        """Where the results are."""
        return self.answer.folder

    @cached_property
    def seconds(self) -> float:
        """How long the runs took, all calls that ran some added up [s]."""
        manifest = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        return float(manifest.get("seconds", 0.0))

    def unit(self, measure: str) -> str:
        """Give the unit of a measure."""
        from sim.measures import lookup

        if measure in self.study.spec.sums:
            return self.study.spec.sums[measure].unit
        return lookup(measure).unit

    def direction(self, measure: str) -> str:
        """Say which way a measure is better: higher, lower or none."""
        from sim.measures import lookup

        if measure in self.study.spec.sums:
            return self.study.spec.sums[measure].better
        return lookup(measure).direction

    def values(self, levels: Mapping[str, str], measure: str) -> Floats | None:
        """Give a measure at a point by replication, None where there is no such point."""
        row = self.rows_of.get(point(levels))
        if measure in self.study.spec.sums:
            weights = self.study.spec.sums[measure].weights
            parts = {name: self.values(levels, name) for name in weights}
            known = {name: part for name, part in parts.items() if part is not None}
            if len(known) < len(parts):
                return None
            return np.asarray(sum(weights[name] * part for name, part in known.items()))
        if row is None or measure not in self.answer.values:
            return None
        return np.asarray(self.answer.values[measure][row])

    def measures(self, ask: Ask) -> tuple[str, ...]:
        """Give the measures of what is asked, the primary one first."""
        return ask.measures or self.study.spec.measures

    def effects(self, ask: EffectsAsked) -> Iterator[EffectRow]:
        """Compare each level with one of them."""
        for context, level, measure in product(
            contexts(self.study, ask),
            self.study.spec.levels_of(ask.over),
            self.measures(ask),
        ):
            if level == ask.against:
                continue
            other = self.values({**context, ask.over: level}, measure)
            base = self.values({**context, ask.over: ask.against}, measure)
            nothing = other is None or base is None
            found = None if nothing else paired(base, other)  # type: ignore[arg-type]
            yield EffectRow(shown(ask, context), level, measure, found)

    def break_evens(self, ask: BreakEvenAsked) -> Iterator[BreakEvenRow]:
        """Find where what moves along a factor equals something else."""
        factor = self.study.spec.factors[ask.along]
        places = np.array([factor.number(level) for level in factor.names])
        for context, measure in product(contexts(self.study, ask), self.measures(ask)):
            sign = -1.0 if self.direction(measure) == "lower" else 1.0
            gains = []
            for level in factor.names:
                this = self.values({**context, ask.along: level}, measure)
                that = self.values(equalled(ask, context, level), measure)
                if this is not None and that is not None:
                    gains.append(sign * (this - that))
            if len(gains) < len(places):
                continue
            rows = np.array(gains)
            yield BreakEvenRow(
                shown(ask, context), measure, places, rows, break_even(places, rows)
            )

    def best(self, ask: BestAsked) -> Iterator[BestCell]:
        """Find the best level in every cell of a map."""
        spec = self.study.spec
        for context, measure, across, down in product(
            contexts(self.study, ask),
            self.measures(ask),
            spec.levels_of(ask.across),
            spec.levels_of(ask.down),
        ):
            here = {**context, ask.across: across, ask.down: down}
            found = {
                level: self.values({**here, ask.choose: level}, measure)
                for level in spec.levels_of(ask.choose)
            }
            rows = {level: row for level, row in found.items() if row is not None}
            sign = -1.0 if self.direction(measure) == "lower" else 1.0
            best, others = _best({level: sign * row for level, row in rows.items()})
            means = {level: _mean_of(row) for level, row in rows.items()}
            yield BestCell(shown(ask, context), across, down, measure, means, best, others)

    def lines(self, ask: LinesAsked) -> Iterator[LineRow]:
        """Give a measure along a factor, line by line."""
        from sim.experiment.answer import estimated

        spec = self.study.spec
        for context, measure, line in product(
            contexts(self.study, ask), self.measures(ask), spec.levels_of(ask.lines)
        ):
            estimates = {}
            for level in spec.levels_of(ask.across):
                row = self.values({**context, ask.lines: line, ask.across: level}, measure)
                if row is not None:
                    estimates[level] = estimated(measure, row)
            yield LineRow(shown(ask, context), line, measure, estimates)


def study(
    asked: Study,
    out: str | Path | None = None,
    processes: int | None = None,
    settings: Settings | None = None,
) -> StudyAnswer:
    """Run what a study's answers ask for, under the same luck, and answer it.

    Points that say the same are run once. The folder is continued. Raises CallError for a
    measure that is none, ScenarioError where a point is no scenario, and what `compare` raises.
    """
    spec = asked.spec
    named = [*spec.measures, *(m for ask in spec.answers for m in ask.measures)]
    weighed = [m for made in spec.sums.values() for m in made.weights]
    _expect_measures([*(m for m in named if m not in spec.sums), *weighed])
    scenarios, rows = scenarios_of(asked)
    if not scenarios:
        raise CallError("answers: ask for nothing that can be run")
    luck = (spec.replications, spec.seed)
    answer = experiment(
        "study", scenarios, luck, (out, processes), settings or Settings(log="summary")
    )
    return StudyAnswer(asked, answer, rows)


def _mean_of(values: Floats) -> float:
    """Give the mean of what has data, nan where nothing has."""
    kept = values[~np.isnan(values)]
    return float(kept.mean()) if len(kept) else float("nan")


def _best(gains: Mapping[str, Floats]) -> tuple[str, tuple[str, ...]]:
    """Give the level with the highest mean, and those from which it is not told."""
    if not gains or all(np.isnan(row).all() for row in gains.values()):
        return "", tuple(gains)
    known = [level for level, row in gains.items() if not np.isnan(row).all()]
    best = max(known, key=lambda level: _mean_of(gains[level]))
    others = []
    for level, row in gains.items():
        pair = paired(row, gains[best])
        sure = pair.difference if np.isnan(pair.low) and pair.replications > 1 else pair.low
        if level != best and not sure > 0:
            others.append(level)
    return best, tuple(others)
