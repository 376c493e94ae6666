"""Why two plans differ, in the planner's language: sentences, a table and a picture."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.report.differences import Difference, meaning
from sim.report.wording import SHARES
from sim.web.job import ANSWER, Job, read_json
from sim.web.sayings import Piece, Sentence, explanation, filled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.web.words import Words

CONFIDENCE = 0.95
SURE = f"{100 * CONFIDENCE:.0f}\N{NO-BREAK SPACE}%"


@dataclass(frozen=True)
class Panel:
    """One measure: what is said of it, its table, and its picture for the page's script."""

    title: str
    sentences: list[Sentence]
    headings: list[str]
    rows: list[list[str]]
    picture: dict[str, Any]


@dataclass(frozen=True)
class Told:
    """The answer to a question about an answer."""

    panels: list[Panel]
    caution: str
    notes: list[str] = field(default_factory=list)


def told(job: Job, words: Words) -> Told | None:
    """Tell through which couplings plan B differs; None before the end."""
    answer = read_json(job.folder / ANSWER)
    if not answer:
        return None
    panels = [_panel(measure, answer, job.titles, words) for measure in answer["whole"]]
    return Told(panels, words("why.caution", n=answer["replications"]))


def entry_of(measure: str, found: Mapping[str, Any]) -> Difference:
    """Make an estimate of a difference ready to be read; what is absent is no number."""
    known = meaning(measure)
    mean, low, high = (
        math.nan if found[end] is None else float(found[end]) for end in ("mean", "low", "high")
    )
    if mean == 0 and found.get("deviation") == 0:
        low = high = 0.0  # the same in every outbreak, which is no lack of data
    return Difference(
        measure=measure,
        unit=known.unit if known else "",
        direction=known.direction if known else "none",
        scenario="",
        before=math.nan,
        after=math.nan,
        difference=mean,
        low=low,
        high=high,
        confidence=CONFIDENCE,
        pairs=int(found["replications"]),
        correlation=math.nan,
        variance_reduction=math.nan,
    )


def name_of(measure: str, words: Words) -> str:
    """Return what a measure is called, with the unit of a difference in it."""
    return words(f"measure.{measure}") if words.has(f"measure.{measure}") else measure


def unit_of(entry: Difference, words: Words) -> str:
    """Return the unit of a difference, with a space before it where there is one."""
    unit = words("unit.parts_of_100") if entry.unit in SHARES else words.unit(entry.unit)
    return f" {unit}" if unit and entry.unit != entry.measure else ""


def ends_of(entry: Difference, words: Words) -> str:
    """Return an interval with signs."""
    if entry.same:
        return words("further.exactly")
    if not entry.known:
        return words("no_data")
    low, high = (entry.shown(v, sign=True) for v in (entry.low, entry.high))
    return words("say.ends", low=low, high=high)


def said(
    key: str, entry: Difference, words: Words, interval: str, names: dict[str, str]
) -> Sentence:
    """Fill a sentence about a difference; its numbers explain themselves."""
    why = explanation(entry.measure, words)
    numbers = {
        "mean": (entry.shown(entry.difference, sign=True), f"{interval} {why}"),
        "size": (entry.shown(abs(entry.difference)), f"{interval} {why}"),
        "ends": (ends_of(entry, words), f"{interval} {why}"),
    }
    also = {"sure": SURE, "unit": unit_of(entry, words), "title": name_of(entry.measure, words)}
    return filled(words(key), numbers, also | names)


def way_of(entry: Difference) -> str:
    """Return how a difference is said: more, fewer, same or unclear."""
    if entry.clear:
        return "more" if entry.difference > 0 else "fewer"
    return "same" if entry.same else "unclear"


def _panel(measure: str, answer: dict[str, Any], titles: list[str], words: Words) -> Panel:
    whole = entry_of(measure, answer["whole"][measure])
    shares = {
        share["coupling"]: entry_of(measure, share["found"])
        for share in answer["shares"]
        if share["measure"] == measure
    }
    entries = {words(f"cause.{name}"): entry for name, entry in shares.items()}
    entries[words("why.whole")] = whole
    sentences = list(_sentences(whole, shares, titles, words))
    headings = [words(key) for key in ("why.cause", "why.part", "why.interval")]
    rows = [
        [name, entry.shown(entry.difference, sign=True), ends_of(entry, words)]
        for name, entry in entries.items()
    ]
    title = name_of(measure, words)
    return Panel(title, sentences, headings, rows, _picture(title, entries, words))


def _sentences(
    whole: Difference, shares: dict[str, Difference], titles: list[str], words: Words
) -> Iterator[Sentence]:
    """Say what plan B changes, then what of it comes about how."""
    interval = words("why.explained", n=whole.pairs)
    names = {"plan": titles[1], "before_plan": titles[0]}
    yield said(f"why.{whole.measure}_{way_of(whole)}", whole, words, interval, names)
    if whole.same:
        return
    for name, entry in shares.items():
        if entry.clear:
            cause = {"cause": words(f"cause.{name}")}
            sentence = said("why.share", entry, words, interval, cause)
            yield (Piece(sentence[0].text, words(f"cause.{name}.why")), *sentence[1:])
    for key, chosen in (
        ("why.unclear", [n for n, e in shares.items() if not e.clear and not e.same]),
        ("why.nothing", [n for n, e in shares.items() if e.same]),
    ):
        if chosen:
            causes = words.listed([words(f"cause.{name}.small") for name in chosen])
            yield (Piece(words(key, causes=causes)),)


def _picture(title: str, entries: dict[str, Difference], words: Words) -> dict[str, Any]:
    """Give the bars of a picture: each share, and the whole last."""
    some = next(iter(entries.values()))
    scale = 100 if some.unit in SHARES else 1
    bars = [
        {
            "label": name,
            "mean": scale * entry.difference,
            "low": scale * entry.low if entry.known else None,
            "high": scale * entry.high if entry.known else None,
            "said": f"{entry.shown(entry.difference, sign=True)} ({ends_of(entry, words)})",
            "clear": entry.clear,
        }
        for name, entry in entries.items()
        if math.isfinite(entry.difference)
    ]
    text = words("list.semicolon").join(f"{bar['label']} {bar['said']}" for bar in bars)
    unit = unit_of(some, words).strip() or title
    return {"title": title, "unit": unit, "bars": bars, "said": words("why.said", text=text)}
