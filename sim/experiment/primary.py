"""The primary measures of a comparison: all at once, pair by pair, and their quantiles."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sim.experiment.intervals import Beaten, Quantile, beaten, quantile
from sim.experiment.sentences import KEY_MEASURES, gap, number
from sim.experiment.statistics import CONFIDENCE

if TYPE_CHECKING:
    from sim.experiment.answer import Answer

SHARES = (0.1, 0.5, 0.9)
"""Quantiles told of each side. Source: assumed."""


@dataclass(frozen=True)
class Primary:
    """What pairs say of one primary measure of one scenario, beside the mean difference.

    low, high: the interval of the difference that holds for all primary measures and scenarios
    at once. beaten: in how many pairs the scenario is better, None where no side is better.
    """

    scenario: str
    measure: str
    difference: float
    low: float
    high: float
    beaten: Beaten | None
    baseline_quantiles: tuple[Quantile, ...]
    scenario_quantiles: tuple[Quantile, ...]


def primary_measures(answer: Answer) -> tuple[str, ...]:
    """Name the measures of the stopping rule, else the key measures that there are."""
    asked = () if answer.stopped is None else tuple(answer.stopped.widths)
    return asked or tuple(measure for measure in KEY_MEASURES if measure in answer.values)


def primary(answer: Answer) -> list[Primary]:
    """Give simultaneous intervals, shares of pairs and quantiles.

    Simultaneous by Bonferroni: with m differences each interval is at 1 - .05 / m, so that all
    hold together with a chance of at least .95 under any dependence (Dunn 1961, doi
    10.2307/2282330).
    """
    measures, others = primary_measures(answer), answer.scenarios[1:]
    confidence = 1 - (1 - CONFIDENCE) / max(1, len(measures) * len(others))
    return [
        _of(answer, index, measure, confidence)
        for index in range(1, len(answer.scenarios))
        for measure in measures
    ]


def _of(answer: Answer, index: int, measure: str, confidence: float) -> Primary:
    base, other = answer.values[measure][0], answer.values[measure][index]
    found = answer.pair(index, measure, confidence)
    tall = None if answer.independent else beaten(base, other, _direction(measure))
    sides = [tuple(quantile(side, share) for share in SHARES) for side in (base, other)]
    name = answer.scenarios[index].name
    return Primary(name, measure, found.difference, found.low, found.high, tall, *sides)


def _direction(measure: str) -> str:
    from sim.measures import lookup

    try:
        return lookup(measure).direction
    except KeyError:
        return "none"


def sentences(answer: Answer) -> Iterator[str]:
    """Say which differences stand when all are looked at together, and how often B beat A."""
    rows = primary(answer)
    for scenario in answer.scenarios[1:]:
        mine = [row for row in rows if row.scenario == scenario.name]
        yield _together(answer, scenario.name, mine, len(rows))
        told = [_share(row) for row in mine if row.beaten and row.beaten.pairs]
        if told:
            yield (
                f"In pairs of equal luck {scenario.name} beat {answer.baseline.name}: "
                f"{'; '.join(told)}. These shares hang on the pairing: under luck of their own "
                "they would be others."
            )


def _together(answer: Answer, name: str, rows: list[Primary], count: int) -> str:
    clear = [row for row in rows if row.low > 0 or row.high < 0]
    shown = [
        f"{row.measure} ({gap(row.low, answer.units[row.measure]).removesuffix(' points')} to "
        f"{gap(row.high, answer.units[row.measure])})"
        for row in clear
    ]
    which = ", ".join(shown) if shown else "nothing"
    sure = f"at {100 * CONFIDENCE:.0f} %"
    if count == 1:
        return f"In the one primary measure, {sure}, {name} is shown to differ in: {which}."
    return (
        f"All {count} primary differences taken together, {sure} (Bonferroni), {name} is shown "
        f"to differ in: {which}."
    )


def _share(row: Primary) -> str:
    found = row.beaten
    assert found is not None
    share, low, high = (
        number(100 * value) for value in (found.better / found.pairs, found.low, found.high)
    )
    alike = f", alike in {found.alike}" if found.alike else ""
    return f"{row.measure} in {share} % of {found.pairs} ({low} to {high} %{alike})"


def as_rows(answer: Answer) -> list[dict[str, Any]]:
    """Return it as plain rows; what JSON cannot say is null."""
    return [_plain(asdict(row)) for row in primary(answer)]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
