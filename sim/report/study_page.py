"""A study written up: one page in Markdown with its figures, from its results alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.report import canvas
from sim.report import study_figures as figures
from sim.report import study_sentences as sentences
from sim.report import study_tables as tables
from sim.report.forest import Column
from sim.scenario.study_spec import BestAsked, BreakEvenAsked, EffectsAsked

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.experiment.studies import StudyAnswer
    from sim.scenario.study_spec import Ask, LinesAsked

MOST_COLUMNS = 3


@dataclass(frozen=True)
class Part:
    """What answers one thing that was asked: sentences, a figure with its caption, a table."""

    title: str
    said: list[str]
    draw: Callable[[], Figure]
    caption: str
    table: list[list[str]]


def write_study(answer: StudyAnswer, page: str | Path) -> Path:
    """Write the page of a study, and its figures into the folder `images` beside it."""
    file = Path(page)
    images = file.parent / "images"
    images.mkdir(parents=True, exist_ok=True)
    parts = [_part(answer, ask) for ask in answer.study.spec.answers]
    names = []
    for number, part in enumerate(parts, start=1):
        key = f"{file.stem}-{number}"
        text = canvas.svg(part.draw(), part.title, part.caption, key)
        lines = (line.rstrip() for line in text.splitlines())
        (images / f"{key}.svg").write_text("\n".join(lines) + "\n", encoding="utf-8")
        names.append(f"images/{key}.svg")
    file.write_text("\n".join(_page(answer, parts, names)) + "\n", encoding="utf-8")
    return file


def said(answer: StudyAnswer) -> list[str]:
    """Give the answer in plain sentences, on the primary measure of each thing asked."""
    found = [text for ask in answer.study.spec.answers for text in _part(answer, ask).said]
    regime = sentences.of_regime(answer)
    return [*found, regime] if regime else found


def _page(answer: StudyAnswer, parts: Sequence[Part], names: Sequence[str]) -> Iterator[str]:
    spec = answer.study.spec
    yield f"# {spec.title}"
    yield "\n<!-- Written by `gridresponse study`; made again rather than edited. -->"
    yield f"\n**Question.** {spec.question}"
    regime = sentences.of_regime(answer)
    answered = [*(text for part in parts for text in part.said), *([regime] if regime else [])]
    yield f"\n**Answer.** {' '.join(answered)}"
    yield (
        f"\nThe primary measure is `{spec.measures[0]}`. Intervals are at 95 % over "
        f"{answer.answer.replications} replications under the same luck, each for itself: of "
        "twenty differences that are none, one will seem to be. They cover chance, not doubt "
        "about the assumptions."
    )
    for part, name in zip(parts, names, strict=True):
        yield f"\n## {part.title}"
        yield f"\n![{part.title}]({name})"
        yield f"\n{part.caption}"
        yield ""
        yield from _markdown(part.table)
    yield "\n## What is assumed\n"
    yield from (f"- `{name}` ({made.unit}): {made.title}" for name, made in spec.sums.items())
    yield from (f"- {text}" for text in spec.assumed)
    yield "\n## Chosen with results in view\n"
    yield from (f"- {text}" for text in spec.seen or ("Nothing.",))
    yield "\n## How to run it again\n"
    yield from _again(answer)


def _again(answer: StudyAnswer) -> Iterator[str]:
    manifest: dict[str, Any] = json.loads(
        (answer.folder / "manifest.json").read_text(encoding="utf-8")
    )
    points, runs = len(answer.answer.scenarios), answer.answer.replications
    spec, name = answer.study.spec, answer.study.name
    usual = f"scenarios/studies/{name}.yaml"
    yield f"    make study NAME={name}"
    yield (
        f"\nwhich is `gridresponse study {usual} --page docs/studies/{name}.md`. Seed "
        f"{answer.answer.seed}, {runs} replications of {points} points, {points * runs:,} "
        f"runs, in {answer.seconds / 60:.1f} minutes on {manifest['machine']['cores']} cores; "
        f"bases {', '.join(spec.bases.values())}. Code {str(manifest['code'])[:12]}, Python "
        f"{manifest['versions']['python']}, numpy {manifest['versions']['numpy']}. Questions, "
        "measures and replications stood in the file before it was run."
    )


def _part(answer: StudyAnswer, ask: Ask) -> Part:
    if isinstance(ask, EffectsAsked):
        return _effects(answer, ask)
    if isinstance(ask, BreakEvenAsked):
        return _break_even(answer, ask)
    if isinstance(ask, BestAsked):
        return _best(answer, ask)
    return _lines(answer, ask)


def _effects(answer: StudyAnswer, ask: EffectsAsked) -> Part:
    rows = list(answer.effects(ask))
    first = answer.measures(ask)[0]
    primary = [row for row in rows if row.measure == first]
    contexts = list(dict.fromkeys(sentences.named(answer, row.context) for row in primary))
    if len(contexts) == 1:
        shown = answer.measures(ask)[: MOST_COLUMNS - 1]
        columns = [_column(answer, m, m) for m in shown]
        drawn = [row for row in rows if row.measure in shown]
        place = lambda row: (row.level, row.measure)  # noqa: E731
    elif len(contexts) <= MOST_COLUMNS:
        columns = [_column(answer, first, c) for c in contexts]
        drawn = primary
        place = lambda row: (row.level, sentences.named(answer, row.context))  # noqa: E731
    else:
        columns = [_column(answer, first, v) for v in dict.fromkeys(r.level for r in primary)]
        drawn = primary
        place = lambda row: (sentences.named(answer, row.context), row.level)  # noqa: E731
    what = "" if len(contexts) == 1 else f" in `{first}`"
    return Part(
        ask.title or f"What {ask.over} does",
        list(sentences.of_effects(answer, ask, primary)),
        lambda: figures.effects_figure(drawn, columns, place),
        f"Paired differences{what} from {ask.against}, with 95 % intervals; hollow and grey "
        "where the interval holds 0.",
        tables.effects(answer, ask, rows),
    )


def _break_even(answer: StudyAnswer, ask: BreakEvenAsked) -> Part:
    rows = list(answer.break_evens(ask))
    first = answer.measures(ask)[0]
    primary = [row for row in rows if row.measure == first]
    drawn = primary if len(primary) > 1 else rows[: 2 * MOST_COLUMNS]
    titles = [
        sentences.named(answer, row.context) if len(primary) > 1 else row.measure
        for row in drawn
    ]
    factor = answer.study.spec.factors[ask.along]
    axis = ", ".join(text for text in (factor.title or ask.along, factor.unit) if text)
    return Part(
        ask.title or f"Where {ask.this} equals {ask.that}",
        [sentences.of_break_even(answer, ask, row) for row in primary],
        lambda: figures.break_even_figure(
            drawn, titles, axis, [answer.unit(row.measure) for row in drawn]
        ),
        f"What {ask.this} gains over {ask.that}: above 0 it is better. Mean and 95 % interval; "
        "the diamond is the break-even and the thick line its interval.",
        tables.break_evens(answer, ask, rows),
    )


def _best(answer: StudyAnswer, ask: BestAsked) -> Part:
    cells = list(answer.best(ask))
    first = answer.measures(ask)[0]
    primary = [cell for cell in cells if cell.measure == first]
    spec = answer.study.spec
    levels = (
        spec.levels_of(ask.choose), spec.levels_of(ask.across), spec.levels_of(ask.down),
    )  # fmt: skip
    right, up = (sentences.titled(answer, f, unit=True) for f in (ask.across, ask.down))
    contexts = list(dict.fromkeys(tuple(cell.context.items()) for cell in primary))
    titles = [sentences.named(answer, dict(context)) for context in contexts]
    return Part(
        ask.title or f"The best {ask.choose}",
        list(sentences.of_best(answer, ask, primary)),
        lambda: figures.best_figure(
            primary,
            levels,
            (f"best on {first}", right, up),
            titles,
        ),
        f"The best {ask.choose} on `{first}` in each cell; hatched where it is not told from "
        "those named, at 95 %.",
        tables.best(answer, ask, cells),
    )


def _lines(answer: StudyAnswer, ask: LinesAsked) -> Part:
    rows = list(answer.lines(ask))
    first = answer.measures(ask)[0]
    primary = [row for row in rows if row.measure == first]
    contexts = dict.fromkeys(tuple(row.context.items()) for row in primary)
    titles = {context: sentences.named(answer, dict(context)) for context in contexts}
    across = answer.study.spec.levels_of(ask.across)
    places = {level: float(number) for number, level in enumerate(across)}
    unit = answer.unit(first)
    words = (
        sentences.titled(answer, ask.lines, unit=True),
        sentences.titled(answer, ask.across, unit=True),
        f"{first} ({unit})",
    )
    return Part(
        ask.title or f"{first} along {ask.across}",
        list(sentences.of_lines(answer, ask, primary)),
        lambda: figures.lines_figure(primary, titles, words, places),
        f"Mean of `{first}` with its 95 % interval.",
        tables.lines(answer, ask, rows),
    )


def _column(answer: StudyAnswer, measure: str, title: str) -> Column:
    return Column(title, title, answer.unit(measure), answer.direction(measure))


def _markdown(table: list[list[str]]) -> Iterator[str]:
    head, *rows = table
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
