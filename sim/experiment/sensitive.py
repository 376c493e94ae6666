"""A sensitivity analysis in plain English, and as a table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.experiment.sentences import amount, gap, number

if TYPE_CHECKING:
    from rich.table import Table

    from sim.experiment.screening import Bar, SensitivityAnswer

MOST_TOLD = 5
"""Numbers told of in sentences, the largest first. Source: assumed."""
_SIZES = {"tornado": "swing", "morris": "mu*", "sobol": "total index"}


def sentences(found: SensitivityAnswer) -> list[str]:
    """Say which numbers matter most, and which assumption could overturn the answer."""
    asked, spec = found.asked, found.asked.spec
    points = len(found.answer.scenarios) // len(asked.scenarios)
    said = [
        f"{_METHODS[spec.method]} over {len(asked.factors)} numbers: {points} points, "
        f"{found.answer.replications} replications each, all under the same luck."
    ]
    for measure in spec.measures:
        said += [_base(found, measure), *_most(found, measure), _overturning(found, measure)]
    if asked.fixed:
        said.append(f"{len(asked.fixed)} assumed numbers were not varied: {_why(found)}.")
    return [*said, _WORTH[spec.method]]


_METHODS = {
    "tornado": "One at a time, from end to end,",
    "morris": "Morris' screening",
    "sobol": "Sobol's indices",
}
_WORTH = {
    "tornado": "One at a time sees no joint effects; ranges that are assumed bound no error.",
    "morris": "mu* is the mean size of a number's effect over its range, wherever the others "
    "stand; sigma far above 0 tells of joint or curved effects. It ranks, and does no more.",
    "sobol": "A total index is the share of the variance between points that would be left "
    "if all but this number were known; indices of few points have wide intervals.",
}


def _base(found: SensitivityAnswer, measure: str) -> str:
    unit, base = found.answer.units[measure], found.base[measure]
    if len(found.asked.scenarios) > 1:
        first, other = (scenario.name for scenario in found.asked.scenarios)
        return f"As it stands {other} changes {measure} of {first} by {gap(base.mean, unit)}."
    return f"As it stands {measure} is {amount(base.mean, unit)} on average."


def _most(found: SensitivityAnswer, measure: str) -> list[str]:
    bars = [bar for bar in found.of(measure) if bar.size > 0][:MOST_TOLD]
    if not bars:
        return [f"No number changes {measure}."]
    told = "; ".join(_told(found, bar) for bar in bars)
    return [f"Most matter to {measure}: {told}."]


def _told(found: SensitivityAnswer, bar: Bar) -> str:
    size = f"{_SIZES[found.asked.spec.method]} {_size(found, bar, bar.size)}"
    if not math.isnan(bar.low):
        size += f", {_size(found, bar, bar.low)} to {_size(found, bar, bar.high)}"
    return f"{bar.factor} from {bar.levels[0]} to {bar.levels[1]} ({size})"


def _size(found: SensitivityAnswer, bar: Bar, value: float) -> str:
    if found.asked.spec.method == "sobol":
        return number(value)
    return gap(value, found.answer.units[bar.measure]).removeprefix("+")


def _overturning(found: SensitivityAnswer, measure: str) -> str:
    """Say which assumption could overturn the answer."""
    if len(found.asked.scenarios) == 1 and measure not in found.asked.spec.targets:
        return f"There is no target of {measure} that could be missed or reached."
    what = "sign of the difference" if len(found.asked.scenarios) > 1 else "verdict"
    if found.asked.spec.method != "tornado":
        share = number(100 * found.turned[measure])
        return f"At {share} % of the points the {what} in {measure} is another."
    over = [bar.factor for bar in found.of(measure) if bar.overturns]
    if not over:
        return f"No number alone overturns the {what} in {measure} within its range."
    return f"Could overturn the {what} in {measure}: {', '.join(over)}."


def _why(found: SensitivityAnswer) -> str:
    reasons: dict[str, int] = {}
    for reason in found.asked.fixed.values():
        reasons[reason] = reasons.get(reason, 0) + 1
    return ", ".join(f"{count} ({reason})" for reason, count in reasons.items())


def as_table(found: SensitivityAnswer) -> Table:
    """Lay the numbers out, the largest first."""
    from rich.box import SIMPLE
    from rich.markup import escape
    from rich.table import Table

    table, method = Table(box=SIMPLE), found.asked.spec.method
    headings = ["measure", "number", "from", "to", _SIZES[method], "95 % interval"]
    headings += {"tornado": ["overturns"], "morris": ["sigma"], "sobol": ["first index"]}[
        method
    ]
    for heading in headings:
        table.add_column(heading, justify="left" if heading in headings[:2] else "right")
    for measure in found.asked.spec.measures:
        for bar in found.of(measure):
            ends = f"{_size(found, bar, bar.low)} to {_size(found, bar, bar.high)}"
            last = "yes" if bar.overturns else "" if method == "tornado" else number(bar.first)
            cells = [measure, bar.factor, *map(str, bar.levels), _size(found, bar, bar.size)]
            table.add_row(
                *(escape(c) for c in [*cells, "" if math.isnan(bar.low) else ends, last])
            )
    return table
