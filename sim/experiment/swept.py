"""The answer to a sweep in plain English, and as tables."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.experiment.effects import Effect, shown, strongest
from sim.experiment.sentences import amount, gap
from sim.experiment.statistics import CONFIDENCE

if TYPE_CHECKING:
    from rich.table import Table

    from sim.experiment.effects import Effects
    from sim.experiment.statistics import Estimate
    from sim.experiment.sweeping import SweepAnswer

_KINDS = {
    "full": "full factorial",
    "fractional": "fractional factorial",
    "latin_hypercube": "Latin hypercube",
    "sobol": "Sobol points",
    "list": "listed points",
}
_ROMAN = {2: "II", 3: "III", 4: "IV", 5: "V", 6: "VI", 7: "VII", 8: "VIII"}


def sentences(swept: SweepAnswer) -> list[str]:
    """Say what was run, what each factor does to each measure, and what that is worth."""
    said = [_ran(swept)]
    for measure in swept.measures:
        said += _of_measure(swept, measure)
    percent = f"{100 * CONFIDENCE:.0f} %"
    return [
        *said,
        f"Effects are means over replications of what differs between points under the same "
        f"luck, with {percent} intervals. Each stands for itself: of twenty effects that are "
        "none, one will seem to be. They cover chance, not doubt about the assumptions.",
    ]


def _ran(swept: SweepAnswer) -> str:
    design, runs = swept.design, swept.answer.replications
    text = f"{_KINDS[design.kind]} over {', '.join(design.factors) or 'nothing'}"
    if design.resolution is not None:
        text += f", resolution {_ROMAN.get(design.resolution, design.resolution)}"
    each = "replication" if runs == 1 else "replications"
    text = f"{text}: {len(design.points)} points, {runs} {each} each, all under the same luck."
    return text[:1].upper() + text[1:]


def _of_measure(swept: SweepAnswer, measure: str) -> Iterator[str]:
    """Tell the best and worst points, then the effects: those that are shown first."""
    unit, effects = swept.answer.units[measure], swept.effects[measure]
    yield _range(swept, measure, unit)
    if effects is None:
        yield f"The points do not part the factors: no effects on {measure} are given."
        return
    clear = [row for row in strongest(effects.rows) if shown(row)]
    for row in clear:
        yield f"{_sentence(swept, row, unit)}."
    rest = [row for row in effects.rows if not shown(row)]
    for row in [row for row in rest if math.isnan(row.found.low) and row.found.mean != 0]:
        yield f"{_sentence(swept, row, unit)}."
        rest.remove(row)
    if rest:
        none = [f"{_name(row.factors)} ({_unclear(row.found, unit)})" for row in rest]
        yield f"No effect on {measure} is shown of {'; '.join(none)}."
    yield from _fitted(swept, measure, effects)


def _range(swept: SweepAnswer, measure: str, unit: str) -> str:
    """Say between which points a measure lies."""
    means = {
        scenario.name: found.mean
        for scenario, found in zip(
            swept.answer.scenarios, swept.estimates(measure), strict=True
        )
        if found.replications
    }
    if not means:
        return f"{measure}: no data."
    low, high = min(means, key=means.__getitem__), max(means, key=means.__getitem__)
    if means[low] == means[high]:
        return f"{measure} is {amount(means[low], unit)} on average at every point."
    return (
        f"{measure} is on average {amount(means[low], unit)} at {low} (the least) to "
        f"{amount(means[high], unit)} at {high} (the most)."
    )


def _sentence(swept: SweepAnswer, row: Effect, unit: str) -> str:
    """Tell one effect with its interval and with what it is confounded."""
    text = f"{_cause(swept, row)} changes {row.measure} by {gap(row.found.mean, unit)}"
    if len(row.factors) == 2:
        first, second = row.factors
        way = "more" if row.found.mean > 0 else "less"
        size = gap(abs(row.found.mean), unit).removeprefix("+")
        text = f"{first} does {size} {way} to {row.measure} at the high level of {second} than "
        text += "on average (their interaction)"
    text += f" ({_interval(row.found, unit)})"
    if row.confounded:
        text += f"; it cannot be told from {', '.join(map(_name, row.confounded))}"
    return text


def _cause(swept: SweepAnswer, row: Effect) -> str:
    label = row.factors[0]
    path = dict(zip(swept.design.labels, swept.design.factors, strict=True))[label]
    levels = swept.design.factors[path].levels
    return f"{label} from {levels[0]} to {levels[-1]}"


def _interval(found: Estimate, unit: str) -> str:
    if math.isnan(found.low):
        return "no interval: the same in every replication" if found.replications > 1 else (
            "no interval: one replication"
        )  # fmt: skip
    low, high = gap(found.low, unit).removesuffix(" points"), gap(found.high, unit)
    return f"{100 * CONFIDENCE:.0f} % interval {low} to {high}"


def _unclear(found: Estimate, unit: str) -> str:
    if not found.replications:
        return "no data"
    if found.mean == 0 and found.deviation == 0:
        return "exactly 0"
    return _interval(found, unit)


def _fitted(swept: SweepAnswer, measure: str, effects: Effects) -> Iterator[str]:
    """Say how well a plane fits, where there is one."""
    if not swept.design.two_level and not math.isnan(effects.fit):
        yield (
            f"A plane through the points holds {100 * effects.fit:.0f} % of the variation of "
            f"{measure} between them; the rest is curved, joint or chance."
        )


def _name(factors: tuple[str, ...]) -> str:
    return " × ".join(factors)


def points_table(swept: SweepAnswer) -> Table:
    """Lay out the points: values of the factors, means with intervals."""
    from rich.box import SIMPLE
    from rich.markup import escape
    from rich.table import Table

    table, design = Table(box=SIMPLE), swept.design
    for heading in ["point", *design.labels, *swept.measures]:
        table.add_column(escape(heading), justify="left" if heading == "point" else "right")
    found = {measure: swept.estimates(measure) for measure in swept.measures}
    for number, scenario in enumerate(swept.answer.scenarios):
        values = [str(design.points[number][path]) for path in design.factors]
        cells = [_mean(swept, measure, found[measure][number]) for measure in swept.measures]
        table.add_row(*(escape(cell) for cell in [scenario.name, *values, *cells]))
    return table


def _mean(swept: SweepAnswer, measure: str, found: Estimate) -> str:
    unit = swept.answer.units[measure]
    text = amount(found.mean, unit)
    if math.isnan(found.low):
        return text
    return (
        f"{text} ({amount(found.low, unit).removesuffix(' %')} to {amount(found.high, unit)})"
    )


def effects_table(swept: SweepAnswer) -> Table:
    """Lay out the effects: factor or interaction, measure, size, interval, confounded with."""
    from rich.box import SIMPLE
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=SIMPLE)
    fraction = swept.design.resolution is not None
    headings = ["effect of", "on", "size", "95 % interval", "n"]
    for heading in [*headings, "or of"] if fraction else headings:
        table.add_column(heading, justify="right" if heading in headings[2:] else "left")
    for measure, effects in swept.effects.items():
        unit = swept.answer.units[measure]
        for row in effects.rows if effects is not None else ():
            e, bare = row.found, math.isnan(row.found.low)
            low, high = gap(e.low, unit).removesuffix(" points"), gap(e.high, unit)
            cells = [_name(row.factors), measure, gap(e.mean, unit)]
            cells += ["" if bare else f"{low} to {high}", str(e.replications)]
            also = [", ".join(map(_name, row.confounded))] if fraction else []
            table.add_row(*(escape(cell) for cell in [*cells, *also]))
    return table
