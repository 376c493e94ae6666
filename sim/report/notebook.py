"""A scenario, a run and an answer as they show themselves in a notebook."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from sim.report import canvas, differences, wording

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.experiment import Answer
    from sim.records import Records
    from sim.scenario import Scenario

SHOWN = (
    "on_time",
    "never_served_per_1000_resident_days",
    "wait_h",
    "infections",
    "deaths",
    "confined_person_days",
    "cost_total",
)
"""The measures that are shown before one asks for more."""


def html(thing: Scenario | Records | Answer) -> str:
    """Return a scenario, the records of a run, or an answer as HTML; names are escaped."""
    if hasattr(thing, "differences"):
        return _answer(thing)
    if hasattr(thing, "tables"):
        return _records(thing)
    return _scenario(thing)


def _scenario(scenario: Any) -> str:
    town, stated = scenario.town, scenario.sources
    grids = town.communities * town.grids_per_community
    where = town.grids or f"{grids} grids of {town.households_per_grid} households"
    rows = [
        ("Town", where),
        ("From", f"{scenario.start:%Y-%m-%d %H:%M}, {scenario.horizon / 24:g} days"),
        (
            "Hazards",
            ", ".join(f"{n} ({h.kind})" for n, h in scenario.hazards.items()) or "none",
        ),
        ("Services", ", ".join(scenario.services) or "none"),
        (
            "Controls",
            ", ".join(scenario.response.controls if scenario.response else ()) or "none",
        ),
        ("Numbers", f"{len(stated)} with a source, {len(scenario.assumed())} assumed"),
    ]
    return _headed(scenario.title or scenario.name, f"Scenario {scenario.name}") + _table(rows)


def _records(records: Any) -> str:
    from sim.measures import lookup, measure, study_of

    found = measure(study_of(records))
    rows = [
        (differences.title(name), _amount(found[name], lookup(name).unit))
        for name in SHOWN
        if name in found
    ]
    sizes = [
        (name, f"{len(next(iter(t.values()), ())):,}") for name, t in records.tables.items()
    ]
    tables = f"<details><summary>Tables ({len(sizes)}): records.frame(name)</summary>"
    return (
        _headed(records.scenario.title or records.scenario.name, f"Run {records.replication}")
        + _table(rows)
        + tables
        + _table(sizes, ("Table", "Rows"))
        + "</details>"
    )


def _answer(answer: Any) -> str:
    said = "".join(f"<p>{escape(sentence)}</p>" for sentence in answer.sentences())
    every = answer.table().to_html(index=False, float_format="{:.4g}".format)
    head = _headed(answer.baseline.title or answer.baseline.name, _luck(answer))
    figure = "" if "on_time" not in answer.values else _picture(answer)
    return (
        head + figure + f"<details open><summary>In words</summary>{said}</details>"
        f"{_levels(answer)}<details><summary>All measures</summary>{every}</details>"
    )


def _levels(answer: Any) -> str:
    """Return the means of the shown measures, a column a scenario."""
    names = [measure for measure in SHOWN if measure in answer.values]
    rows = [
        (
            differences.title(m),
            *(
                _amount(answer.estimates[s.name][m].mean, answer.units[m])
                for s in answer.scenarios
            ),
        )
        for m in names
    ]
    return _table(rows, ("Mean of", *(s.title or s.name for s in answer.scenarios)))


def _picture(answer: Any) -> str:
    from sim.report.plots import plot

    return png(plot(answer, "on_time"), "On time, as drawn by sim.plot(answer, 'on_time')")


def png(figure: Figure, words: str) -> str:
    """Return a figure as an image that stands in the page, with its text for a reader."""
    target = io.BytesIO()
    with canvas.drawing():
        figure.savefig(target, format="png", dpi=100)
    data = base64.b64encode(target.getvalue()).decode("ascii")
    return f'<img alt="{escape(words)}" src="data:image/png;base64,{data}">'


def _luck(answer: Any) -> str:
    compared = f"{len(answer.scenarios)} scenarios, " if len(answer.scenarios) > 1 else ""
    return f"{compared}{answer.replications} replications, seed {answer.seed}"


def _headed(title: str, under: str) -> str:
    return f"<p><strong>{escape(title)}</strong><br><small>{escape(under)}</small></p>"


def _table(rows: Iterable[Sequence[str]], head: Sequence[str] = ()) -> str:
    """Return rows as a table; the first cell of each names it."""
    above = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row" style="text-align:left">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    above = f"<thead><tr>{above}</tr></thead>" if head else ""
    return f"<table>{above}<tbody>{body}</tbody></table>"


def _amount(value: float, unit: str) -> str:
    words = wording.amount(float(value), unit)
    return words if unit in wording.SHARES or unit in {"1", ""} else f"{words} {unit}"
