"""Which doubt could overturn an answer, in the planner's language: a tornado in words too."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.experiment.design import short_names
from sim.report.differences import Difference
from sim.report.wording import SHARES
from sim.web.doubts import shown
from sim.web.job import ANSWER, Job, read_json
from sim.web.reasons import (
    Panel,
    Told,
    ends_of,
    entry_of,
    name_of,
    said,
    unit_of,
    way_of,
)

if TYPE_CHECKING:
    from sim.web.sayings import Sentence
    from sim.web.words import Words

STANDS, UNSURE, TURNS = "stands", "unsure", "turns"


@dataclass(frozen=True)
class Bar:
    """What one doubt does to a difference: the difference at both ends, and its swing."""

    title: str
    values: tuple[str, str]
    ends: tuple[Difference, Difference]
    swing: Difference

    def verdict(self, base: Difference) -> str:
        """Say whether the answer stands at both ends, is no longer shown, or turns."""
        found = [_at_end(base, end) for end in self.ends]
        return TURNS if TURNS in found else UNSURE if UNSURE in found else STANDS


def told(job: Job, words: Words) -> Told | None:
    """Tell which number, if it were wrong, would change the answer; None before the end."""
    answer = read_json(job.folder / ANSWER)
    if not answer:
        return None
    asked = job.asked()
    panels = [
        _panel(measure, answer, asked["doubts"], job.titles[1], words)
        for measure in asked["measures"]
    ]
    return Told(panels, words("doubt.caution", n=asked["replications"]))


def _at_end(base: Difference, end: Difference) -> str:
    """Tell on which side a difference lies at one end of a doubt."""
    if not end.clear:
        return UNSURE
    return STANDS if (end.difference > 0) == (base.difference > 0) else TURNS


def _panel(
    measure: str, answer: dict[str, Any], doubts: list[list[str]], plan: str, words: Words
) -> Panel:
    base = entry_of(measure, answer["base"][measure])
    bars = _bars(measure, answer, doubts, words)
    headings = [
        words(key)
        for key in ("doubt.number", "doubt.at_low", "doubt.at_high", "doubt.swing",
                    "doubt.verdict")
    ]  # fmt: skip
    rows = [_row(bar, base, words) for bar in bars]
    title = name_of(measure, words)
    sentences = list(_sentences(base, bars, plan, words))
    return Panel(title, sentences, headings, rows, _picture(title, base, bars, words))


def _bars(
    measure: str, answer: dict[str, Any], doubts: list[list[str]], words: Words
) -> list[Bar]:
    """Return the bars of a measure, the largest swing first, as the answer has them."""
    short = short_names(tuple(path for _, path, _, _ in doubts))
    known = dict(zip(short, doubts, strict=True))
    bars = []
    for found in answer["bars"]:
        if found["measure"] != measure or found["at_low"] is None:
            continue
        key, _, low, high = known[found["factor"]]
        ends = entry_of(measure, found["at_low"]), entry_of(measure, found["at_high"])
        swing = {
            "mean": found["size"], "low": found["low"], "high": found["high"],
            "replications": ends[0].pairs,
        }  # fmt: skip
        values = shown(key, low, words), shown(key, high, words)
        bars.append(Bar(words(f"doubt.{key}"), values, ends, entry_of(measure, swing)))
    return bars


def _sentences(
    base: Difference, bars: list[Bar], plan: str, words: Words
) -> Iterator[Sentence]:
    """Say first whether the answer stands, then where it does not, then what moves it most."""
    interval = words("doubt.explained", n=base.pairs)
    names = {"plan": plan, "count": str(len(bars))}
    if not base.clear:
        yield said(f"doubt.base_{way_of(base)}", base, words, interval, names)
    else:
        worst = {bar.verdict(base) for bar in bars}
        way = TURNS if TURNS in worst else UNSURE if UNSURE in worst else STANDS
        yield said(f"doubt.{way}", base, words, interval, names)
        for bar in bars:
            for value, end in zip(bar.values, bar.ends, strict=True):
                if _at_end(base, end) != STANDS:
                    where = {"doubt": bar.title, "value": value}
                    key = f"doubt.end_{_at_end(base, end)}"
                    yield said(key, end, words, interval, where)
    if bars and bars[0].swing.clear:
        most, (low, high) = bars[0], bars[0].ends
        where = {
            "doubt": most.title, "low": most.values[0], "high": most.values[1],
            "at_low": low.shown(low.difference, sign=True),
            "at_high": high.shown(high.difference, sign=True),
        }  # fmt: skip
        yield said("doubt.most", most.swing, words, interval, where)
    else:
        yield said("doubt.none_moves", base, words, interval, names)


def _row(bar: Bar, base: Difference, words: Words) -> list[str]:
    cells = [
        f"{value}{words('list.colon')}{_with_ends(end, words)}"
        for value, end in zip(bar.values, bar.ends, strict=True)
    ]
    verdict = bar.verdict(base) if base.clear else UNSURE
    swing = bar.swing.shown(bar.swing.difference)
    return [bar.title, *cells, swing, words(f"doubt.row_{verdict}")]


def _with_ends(entry: Difference, words: Words) -> str:
    return f"{entry.shown(entry.difference, sign=True)} ({ends_of(entry, words)})"


def _picture(title: str, base: Difference, bars: list[Bar], words: Words) -> dict[str, Any]:
    scale = 100 if base.unit in SHARES else 1
    drawn = [
        {
            "label": bar.title,
            "ends": [
                {
                    "value": value,
                    "mean": scale * end.difference,
                    "low": scale * end.low if end.known else None,
                    "high": scale * end.high if end.known else None,
                    "said": _with_ends(end, words),
                }
                for value, end in zip(bar.values, bar.ends, strict=True)
            ],
        }
        for bar in bars
        if all(math.isfinite(end.difference) for end in bar.ends)
    ]
    text = words("list.semicolon").join(
        words("doubt.bar", doubt=bar.title, low=bar.values[0], high=bar.values[1],
              at_low=_with_ends(bar.ends[0], words), at_high=_with_ends(bar.ends[1], words))
        for bar in bars
    )  # fmt: skip
    middle = scale * base.difference if math.isfinite(base.difference) else None
    return {
        "title": title,
        "unit": unit_of(base, words).strip() or title,
        "base": middle,
        "bars": drawn,
        "said": words("doubt.said", text=text),
    }
