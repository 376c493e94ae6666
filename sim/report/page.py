"""One self-contained page from a saved results folder, and the files beside it."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.report import (
    asked,
    background,
    canvas,
    differences,
    font,
    method,
    pictures,
    reported,
    sentences,
    wording,
)
from sim.report.differences import spread
from sim.report.picture import rendered
from sim.report.saved import Saved, open_folder
from sim.store import seal, write_whole

if TYPE_CHECKING:
    import pandas as pd

# The pictures of the briefing, the first two that there are; all others are in the appendix.
EVIDENCE = ("differences", "service-level", "infections")
HERE = Path(__file__).parent


def write_report(folder: Path) -> Path:
    """Write report.html, figures/ and tables/ into a results folder; return the page.

    Raises FolderError where the folder holds no results.
    """
    saved = open_folder(folder)
    drawn = [(p, *rendered(p)) for p in pictures.pictures(saved)]
    beside = []
    for found in reported.comparisons(saved):
        picture = pictures.beside(saved, found)
        beside.append((found, picture, *rendered(picture)))
    page, table = folder / "report.html", folder / "tables" / "measures.csv"
    written = [page, table]
    for picture, wide, _ in [*drawn, *(entry[1:] for entry in beside)]:
        written.append(folder / "figures" / f"{picture.key}.svg")
        _write(written[-1], _alone(wide))
        written.append(written[-1].with_suffix(".png"))
        write_whole(written[-1], canvas.png(picture.draw(canvas.WIDE)))
        written.append(folder / "tables" / f"{picture.key}.csv")
        _write_table(written[-1], picture.table)
    _write_table(table, spread(saved))
    context = _context(saved) | _shown(drawn, beside)
    _write(page, _render(context))
    seal(folder, written)
    return page


def _context(saved: Saved) -> dict[str, Any]:
    """Return all words and numbers of the page."""
    assumptions = background.assumptions(saved)
    others = [t for n, t in saved.titles.items() if n != saved.baseline.name]
    return {
        "title": saved.titles[saved.baseline.name],
        "subtitle": _subtitle(saved),
        "parts": _parts(saved),
        "question": method.question(saved),
        "overturning": method.overturning(saved),
        "checklist": method.checklist(saved),
        "model": method.description(saved),
        "headline": sentences.headline(saved),
        "paragraphs": sentences.paragraphs(saved),
        "uncertainty": sentences.uncertainty(saved),
        "flat": sentences.flat(saved),
        "incomplete": _incomplete(saved),
        "asked": asked.sentences(saved),
        "asked_rows": asked.rows(saved),
        "problems": list(differences.grouped(saved)),
        "others": others,
        "definitions": differences.definitions(saved),
        "levels": _levels(spread(saved)),
        "limits": background.LIMITS,
        "changes": background.changes(saved),
        "assumptions": assumptions,
        "assumed_count": sum(map(len, assumptions.values())),
        "sources": background.sources(saved),
        "provenance": background.provenance(saved),
        "command": background.command(saved),
    }


def _shown(drawn: list[Any], beside: list[Any]) -> dict[str, Any]:
    from markupsafe import Markup

    every = [(p, Markup(wide), Markup(narrow)) for p, wide, narrow in drawn]
    first = [entry for key in EVIDENCE for entry in every if entry[0].key == key][:2]
    return {
        "evidence": first,
        "pictures": [entry for entry in every if entry not in first],
        "reported": [(f, p, Markup(wide), Markup(narrow)) for f, p, wide, narrow in beside],
    }


def _render(context: Mapping[str, Any]) -> str:
    """Fill the template; everything that is not our own SVG or style is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    loader = FileSystemLoader(HERE)
    template = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined
    ).get_template("template.html")
    style = Markup((HERE / "style.css").read_text(encoding="utf-8"))
    plain = template.render(**context, style=style, font="")
    letters = font.embedded(plain)
    return template.render(**context, style=style, font=letters) if letters else plain


def _subtitle(saved: Saved) -> str:
    base = saved.baseline
    last = base.start + timedelta(hours=base.horizon)
    count = len(saved.scenarios)
    compared = f"{count} scenarios compared, " if count > 1 else ""
    return (
        f"{compared}{saved.replications} replications each, {base.start:%Y-%m-%d} to "
        f"{last:%Y-%m-%d}, "
        f"seed {saved.manifest.get('seed', base.run.seed)}. A simulation, not a record of what "
        f"happened."
    )


def _parts(saved: Saved) -> list[tuple[str, str]]:
    from sim.scenario import of_kind

    middle = (
        [("spread", "Asked for and realised")]
        if of_kind(saved.baseline.hazards, "epidemic")
        else []
    )
    if saved.baseline.observed:
        middle.append(("reported", "Reported beside simulated"))
    table = "All paired differences" if len(saved.comparison) else "All measures"
    return [
        ("answer", "The answer"),
        ("evidence", "Evidence"),
        ("overturn", "What could overturn it"),
        ("pictures", "More pictures"),
        *middle,
        ("tables", table),
        ("limits", "Limits"),
        ("assumptions", "Assumptions and sources"),
        ("method", "Method"),
        ("model", "The model"),
        ("provenance", "How to repeat"),
    ]


def _incomplete(saved: Saved) -> str:
    wanted = int(saved.manifest.get("replications", saved.replications))
    if saved.manifest.get("status", "complete") == "complete":
        return ""
    return (
        f"This run is not complete: the first {saved.replications} of {wanted} replications "
        "are finished in every scenario, and every number here rests on those alone."
    )


def _levels(table: "pd.DataFrame") -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for row in table.to_dict("records"):
        unit = str(row["unit"])
        mean, low, high, q10, median, q90 = (
            wording.amount(float(row[key]), unit)
            for key in ("mean", "low", "high", "q10", "median", "q90")
        )
        named = differences.title(str(row["measure"]))
        unit_words = "" if unit in {"share", "1", ""} else f" [{unit}]"
        reach = low if low == wording.NO_DATA else f"{low} to {high}"
        many = q10 if q10 == wording.NO_DATA else f"{q10} to {q90}"
        rows.append((named + unit_words, mean, reach, median, many, str(row["n"])))
    return rows


def _alone(svg: str) -> str:
    """Return an SVG that can stand as a file of its own."""
    return '<?xml version="1.0" encoding="utf-8"?>\n' + svg


def _write(path: Path, text: str) -> None:
    write_whole(path, text.encode("utf-8"))


def _write_table(path: Path, table: "pd.DataFrame") -> None:
    _write(path, table.map(_harmless).to_csv(index=False))


def _harmless(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell
