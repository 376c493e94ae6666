"""The tables of a study's page, as rows of text; the first is the head."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.experiment.break_even import ALIKE, ALREADY, FOUND, SHORT
from sim.experiment.sentences import amount, gap
from sim.report.wording import number

if TYPE_CHECKING:
    from sim.experiment.statistics import Estimate, Floats
    from sim.experiment.studies import (
        BestCell,
        BreakEvenRow,
        EffectRow,
        LineRow,
        StudyAnswer,
    )
    from sim.scenario.study_spec import BestAsked, BreakEvenAsked, EffectsAsked, LinesAsked

NOT_HERE = "not here"


def effects(
    answer: StudyAnswer, ask: EffectsAsked, rows: Sequence[EffectRow]
) -> list[list[str]]:
    """Give a row for each level and context, the means of what they differ from first."""
    measures = answer.measures(ask)
    table = [[*ask.per, ask.over, *(f"`{m}`" for m in measures)]]
    for context in dict.fromkeys(tuple(row.context.items()) for row in rows):
        here = [row for row in rows if tuple(row.context.items()) == context]
        own = [value for _, value in context]
        base = {r.measure: r.found.baseline_mean for r in here if r.found is not None}
        means = [amount(base.get(m, math.nan), answer.unit(m)) if m in base else NOT_HERE
                 for m in measures]  # fmt: skip
        table.append([*own, f"{ask.against} (mean)", *means])
        for level in dict.fromkeys(row.level for row in here):
            found = {row.measure: row for row in here if row.level == level}
            table.append([*own, level, *(_effect(answer, found[m]) for m in measures)])
    return table


def break_evens(
    answer: StudyAnswer, ask: BreakEvenAsked, rows: Sequence[BreakEvenRow]
) -> list[list[str]]:
    """Give a row for each context and measure: the break-even, its interval, the ends."""
    unit = answer.study.spec.factors[ask.along].unit
    value = f"break-even ({unit})" if unit else "break-even"
    ends = [f"gain at {number(float(rows[0].places[k]))}" for k in (0, -1)] if rows else []
    table = [[*ask.per, "measure", value, "95 % interval", *ends]]
    for row in rows:
        found = row.found
        words = {
            FOUND: number(found.value),
            SHORT: "not reached",
            ALREADY: "better from the first",
            ALIKE: "exactly alike",
        }.get(found.verdict, "cannot tell")
        gains = [_mean(row, k, answer.unit(row.measure)) for k in (0, -1)]
        own = [*row.context.values(), f"`{row.measure}`"]
        table.append([*own, words, _interval(row), *gains])
    return table


def best(answer: StudyAnswer, ask: BestAsked, cells: Sequence[BestCell]) -> list[list[str]]:
    """Give a row for each cell: means by level, the best, and what it is not told from."""
    levels = answer.study.spec.levels_of(ask.choose)
    table = [[*ask.per, ask.down, ask.across, "measure", *levels, "best", "not told from"]]
    for cell in cells:
        unit = answer.unit(cell.measure)
        means = [
            amount(cell.means[level], unit) if level in cell.means else NOT_HERE
            for level in levels
        ]
        own = [*cell.context.values(), cell.down, cell.across, f"`{cell.measure}`"]
        table.append([*own, *means, cell.best, ", ".join(cell.not_told_from)])
    return table


def lines(answer: StudyAnswer, ask: LinesAsked, rows: Sequence[LineRow]) -> list[list[str]]:
    """Give a row for each context, line and level across; columns are measures."""
    measures = answer.measures(ask)
    table = [[*ask.per, ask.lines, ask.across, *(f"`{m}`" for m in measures)]]
    found = {
        (tuple(row.context.items()), row.line, level, row.measure): estimate
        for row in rows
        for level, estimate in row.estimates.items()
    }
    for context, line, level in dict.fromkeys(key[:3] for key in found):
        cells = [
            _estimate(found.get((context, line, level, m)), answer.unit(m)) for m in measures
        ]
        table.append([*(value for _, value in context), line, level, *cells])
    return table


def mean_of(values: Floats) -> float:
    """Give the mean of what has data, nan where nothing has."""
    kept = [value for value in values.tolist() if not math.isnan(value)]
    return sum(kept) / len(kept) if kept else math.nan


def _effect(answer: StudyAnswer, row: EffectRow) -> str:
    found, unit = row.found, answer.unit(row.measure)
    if found is None:
        return NOT_HERE
    if not found.replications:
        return "no data"
    if found.identical_share == 1:
        return "0, alike"
    if math.isnan(found.low):
        return gap(found.difference, unit)
    low, high = gap(found.low, unit).removesuffix(" points"), gap(found.high, unit)
    return f"{gap(found.difference, unit).removesuffix(' points')} ({low} to {high})"


def _estimate(found: Estimate | None, unit: str) -> str:
    if found is None:
        return NOT_HERE
    text = amount(found.mean, unit)
    if math.isnan(found.low):
        return text
    return f"{text} ({amount(found.low, unit)} to {amount(found.high, unit)})"


def _interval(row: BreakEvenRow) -> str:
    found = row.found
    if math.isnan(found.low):
        return "nowhere in the range"
    low = f"≤ {number(found.low)}" if found.open_low else number(found.low)
    high = f"≥ {number(found.high)}" if found.open_high else number(found.high)
    return f"{low} to {high}"


def _mean(row: BreakEvenRow, k: int, unit: str) -> str:
    mean = mean_of(row.gains[k])
    return "no data" if math.isnan(mean) else gap(mean, unit)
