"""The points of a study: what its answers need, as scenarios that are each run once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING

from sim.scenario.study_spec import (
    BASE,
    Ask,
    BestAsked,
    BreakEvenAsked,
    EffectsAsked,
    Levels,
    Study,
)

if TYPE_CHECKING:
    from sim.scenario import Scenario

Point = frozenset[tuple[str, str]]


def scenarios_of(asked: Study) -> tuple[list[Scenario], dict[Point, int]]:
    """Make the scenario of every point that is asked for, those that say the same once."""
    made: list[Scenario] = []
    number_of, rows = dict[str, int](), dict[Point, int]()
    for levels in points(asked):
        if point(levels) in rows:
            continue
        scenario = asked.scenario(levels, f"p{len(made):03d}")
        if scenario is None:
            continue
        content = scenario.hash()
        if content not in number_of:
            number_of[content] = len(made)
            made.append(scenario)
        rows[point(levels)] = number_of[content]
    return made, rows


def point(levels: Mapping[str, str]) -> Point:
    """Name a point by its levels, whatever their order."""
    return frozenset(levels.items())


def contexts(asked: Study, ask: Ask) -> list[Levels]:
    """List the levels under which something is asked: held ones, and each of `per`."""
    levels = [asked.spec.levels_of(factor) for factor in ask.per]
    first = {BASE: next(iter(asked.bases))}
    return [
        {**first, **ask.held, **dict(zip(ask.per, chosen, strict=True))}
        for chosen in product(*levels)
    ]


def shown(ask: Ask, context: Levels) -> Levels:
    """Keep of a context what tells it from the others."""
    return {factor: context[factor] for factor in ask.per}


def points(asked: Study) -> Iterator[Levels]:
    """Yield every point that the answers need; some of them twice."""
    for ask in asked.spec.answers:
        for context in contexts(asked, ask):
            if isinstance(ask, BreakEvenAsked):
                for level in asked.spec.levels_of(ask.along):
                    yield {**context, ask.along: level}
                    yield equalled(ask, context, level)
                continue
            if isinstance(ask, EffectsAsked):
                varied = (ask.over,)
            elif isinstance(ask, BestAsked):
                varied = (ask.choose, ask.across, ask.down)  # type: ignore[assignment]
            else:
                varied = (ask.across, ask.lines)  # type: ignore[assignment]
            for chosen in product(*map(asked.spec.levels_of, varied)):
                yield {**context, **dict(zip(varied, chosen, strict=True))}


def equalled(ask: BreakEvenAsked, context: Levels, level: str) -> Levels:
    """Give the point that is to be equalled."""
    moved = {ask.along: level} if ask.moving else {}
    return {**context, **moved, **ask.against}
