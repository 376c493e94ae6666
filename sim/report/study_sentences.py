"""What a study found, in sentences that follow the numbers; 'cannot tell' is an answer."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from sim.experiment.break_even import ALIKE, ALREADY, FOUND, SHORT
from sim.experiment.sentences import amount, gap
from sim.report.study_tables import mean_of
from sim.report.wording import listed, number

if TYPE_CHECKING:
    from sim.experiment.break_even import BreakEven
    from sim.experiment.statistics import Paired
    from sim.experiment.studies import (
        BestCell,
        BreakEvenRow,
        EffectRow,
        LineRow,
        StudyAnswer,
    )
    from sim.scenario.study_spec import BestAsked, BreakEvenAsked, EffectsAsked, LinesAsked

FEW = 6
FLAT_SHARE = 0.6
"""Served on time below this everywhere, and nothing can help. Source: assumed (design, 1)."""


def where(answer: StudyAnswer, context: dict[str, str]) -> str:
    """Name a context in a sentence: 'at growth .35 /d and volunteers 1 %'."""
    words = [f"{titled(answer, f)} {level}" for f, level in context.items()]
    return f"at {listed(words)}" if words else ""


def of_effects(
    answer: StudyAnswer, ask: EffectsAsked, rows: Sequence[EffectRow]
) -> Iterator[str]:
    """Tell the differences in one measure: each where they are few, else how many are shown."""
    measure = rows[0].measure
    unit, words = answer.unit(measure), answer.direction(measure)
    known = [row for row in rows if row.found is not None and row.found.replications]
    better = [row for row in known if _better(row.found, words)]
    worse = [row for row in known if _worse(row.found, words)]
    rest = [row for row in known if row not in better and row not in worse]
    several = f"of {len(known)} comparisons with {ask.against}"
    if len(known) > FEW:
        yield (
            f"{measure} is shown to be better in {len(better)} {several}, worse in "
            f"{len(worse)}; in {len(rest)} one cannot tell."
        )
    for group, way in ((better, "improves"), (worse, "worsens")):
        ordered = sorted(group, key=lambda row: -abs(row.found.difference))  # type: ignore[union-attr]
        for row in ordered if len(known) <= FEW else ordered[:1]:
            most = "Most of all: " if len(known) > FEW else ""
            place = where(answer, row.context)
            yield (
                f"{most}{_level(answer, ask, row)} {way} {measure} against {ask.against}"
                f"{' ' if place else ''}{place}: {_paired(row.found, unit)}."
            )
    alike = [row for row in rest if row.found is not None and row.found.identical_share == 1]
    if alike and len(known) <= FEW:
        told = [_placed(answer, row) for row in alike]
        yield f"In every replication {measure} is exactly the same with {listed(told)}."
    rest = [row for row in rest if row not in alike]
    if rest and len(known) <= FEW:
        told = [f"{_placed(answer, row)} ({_paired(row.found, unit)})" for row in rest]
        yield f"On {measure} one cannot tell about {'; '.join(told)}."


def of_break_even(answer: StudyAnswer, ask: BreakEvenAsked, row: BreakEvenRow) -> str:
    """Tell where one thing equals another, or that it does not, or that one cannot tell."""
    unit = answer.study.spec.factors[ask.along].unit
    first, last = (f"{number(float(row.places[k]))} {unit}".strip() for k in (0, -1))
    place = where(answer, row.context)
    start = f"{place[:1].upper()}{place[1:]}, " if place else ""
    found, on = row.found, f"on {row.measure}"
    if found.verdict == FOUND and not (found.open_low and found.open_high):
        text = (
            f"{start}{ask.this} equals {ask.that} {on} at {number(found.value)} {unit} "
            f"({_interval(found)})"
        )
        if ask.counted_from is not None:
            text += f", which is {number(abs(found.value - ask.counted_from))} {unit} from "
            text += number(ask.counted_from)
    elif found.verdict == SHORT:
        text = f"{start}{ask.this} does not equal {ask.that} {on} even at {last}"
    elif found.verdict == ALREADY:
        text = f"{start}{ask.this} is better than {ask.that} {on} already at {first}"
    elif found.verdict == ALIKE:
        text = f"{start}{ask.this} and {ask.that} are exactly alike {on}"
    else:
        text = f"{start}one cannot tell where {ask.this} equals {ask.that} {on}"
        if found.verdict == FOUND:
            text += f": the means meet at {number(found.value)} {unit}, but no value is refuted"
        elif not math.isnan(found.low):
            text += ": the means do not meet there once, and no difference is shown from "
            text += f"{number(found.low)} to {number(found.high)} {unit}"
    return f"{text[:1].upper()}{text[1:]}."


def of_best(answer: StudyAnswer, ask: BestAsked, cells: Sequence[BestCell]) -> Iterator[str]:
    """Tell in how many cells each level is best, and in how many one cannot tell."""
    measure, levels = cells[0].measure, answer.study.spec.levels_of(ask.choose)
    clear = [cell for cell in cells if cell.best and not cell.not_told_from]
    counts = [(level, sum(c.best == level for c in clear)) for level in levels]
    told = [f"{level} in {count}" for level, count in counts if count]
    start = f"On {measure}, of {len(cells)} cells"
    if not told:
        yield f"{start} there is none in which the best is told from the next."
        return
    yield (
        f"{start} the best is shown to be {listed(told)}; in {len(cells) - len(clear)} it is "
        "not told from the next."
    )
    never = [level for level, count in counts if not count]
    if never:
        yield f"Nowhere is the best shown to be {' or '.join(never)}."


def of_lines(answer: StudyAnswer, ask: LinesAsked, rows: Sequence[LineRow]) -> Iterator[str]:
    """Tell each line's ends, and between which neighbours it changes most."""
    unit = answer.unit(rows[0].measure)
    for row in rows:
        levels = list(row.estimates)
        means = [row.estimates[level].mean for level in levels]
        if len(levels) < 2 or any(math.isnan(mean) for mean in means):
            continue
        steps = [abs(b - a) for a, b in pairwise(means)]
        k = steps.index(max(steps))
        place = where(answer, row.context)
        yield (
            f"With {titled(answer, ask.lines)} {row.line}{', ' if place else ''}{place}, "
            f"{row.measure} is {amount(means[0], unit)} at {titled(answer, ask.across)} "
            f"{levels[0]} and {amount(means[-1], unit)} at {levels[-1]}; the largest step lies "
            f"between {levels[k]} and {levels[k + 1]} ({gap(means[k + 1] - means[k], unit)})."
        )


def of_regime(answer: StudyAnswer) -> str:
    """Say whether there are points at which nothing can help, or nothing is needed."""
    rows = answer.answer.values.get("on_time")
    if rows is None:
        return ""
    means = [mean for mean in map(mean_of, rows) if not math.isnan(mean)]
    if not means:
        return ""
    low, every = sum(mean < FLAT_SHARE for mean in means), len(means)
    high = sum(mean > 0.98 for mean in means)
    span = f"{amount(min(means), 'share')} and {amount(max(means), 'share')}"
    text = f"The share served on time lies between {span} at the {every} points."
    if low == every:
        return f"{text} Below 60 % everywhere, this is a regime in which nothing here can help."
    if low:
        text += f" At {low} of them it is below 60 %, where hardly anything can help."
    if high:
        text += f" At {high} it is above 98 %, where nothing is needed."
    return text


def titled(answer: StudyAnswer, factor: str, *, unit: bool = False) -> str:
    """Give the title of a factor, with its unit where it is asked for."""
    found = answer.study.spec.factors.get(factor)
    if found is None:
        return factor
    title = found.title or factor
    return f"{title}, {found.unit}" if unit and found.unit else title


def named(answer: StudyAnswer, context: dict[str, str]) -> str:
    """Name a context as the title of a panel: 'growth .35 /d, volunteers 1 %'."""
    return ", ".join(f"{titled(answer, f)} {level}" for f, level in context.items()) or "all"


def _placed(answer: StudyAnswer, row: EffectRow) -> str:
    return f"{row.level} {where(answer, row.context)}".strip()


def _level(answer: StudyAnswer, ask: EffectsAsked, row: EffectRow) -> str:
    """Name a level so that it can begin a sentence; a mere value with what it is of."""
    factor = answer.study.spec.factors.get(ask.over)
    if factor is None or not factor.values or row.level[:1].isalpha():
        return row.level[:1].upper() + row.level[1:]
    title = titled(answer, ask.over)
    return f"{title[:1].upper()}{title[1:]} {row.level}"


def _better(found: Paired | None, direction: str) -> bool:
    if found is None or found.difference == 0:
        return False
    return _sign(found) == (-1 if direction == "lower" else 1)


def _sign(found: Paired) -> int:
    """Tell which way a difference is shown to go, 0 for neither."""
    if math.isnan(found.low):
        shown = found.replications > 1
        return int(math.copysign(1, found.difference)) if shown else 0
    return int(found.low > 0) - int(found.high < 0)


def _worse(found: Paired | None, direction: str) -> bool:
    if found is None or found.difference == 0:
        return False
    return _sign(found) == (1 if direction == "lower" else -1)


def _paired(found: Paired | None, unit: str) -> str:
    if found is None or not found.replications:
        return "no data"
    if found.identical_share == 1:
        return "exactly alike in every replication"
    if math.isnan(found.low):
        return f"{gap(found.difference, unit)}, the same in all {found.replications} pairs"
    low, high = gap(found.low, unit).removesuffix(" points"), gap(found.high, unit)
    return f"{gap(found.difference, unit)}, 95 % interval {low} to {high}"


def _interval(found: BreakEven) -> str:
    if math.isnan(found.low):
        return "no interval"
    low, high = number(found.low), number(found.high)
    if found.open_low:
        return f"95 % interval up to {high}, from {low} or beyond"
    if found.open_high:
        return f"95 % interval from {low} to {high} or beyond"
    return f"95 % interval {low} to {high}"
