"""The two questions that an answer offers: what they would take, and what was asked before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.web.doubts import Range, parts, ranges
from sim.web.further import FEWEST, MAKERS, MOST, USUAL, ways

if TYPE_CHECKING:
    from sim.web.found import Found
    from sim.web.job import Job
    from sim.web.jobs import Jobs
    from sim.web.words import Words


START_S, LONGEST_S = 10.0, 420.0
"""From asking to the first run, and what a question as offered should take [s]. Assumed."""
LEAST_USUAL = 3
"""Outbreaks below which intervals say next to nothing. Source: assumed."""


@dataclass(frozen=True)
class Offer:
    """A question as a form: a plan's number, how many runs an outbreak and a doubt take."""

    kind: str
    usual: int
    base_ways: int
    doubt_ways: int
    time_said: str


def offered(job: Job, found: Found, jobs: Jobs, words: Words) -> dict[str, Any]:
    """Return both forms, the doubts that every plan shares, and what was asked before."""
    doubts, moved = found.once("doubts", lambda: _shared(found))
    pace_s = job.pace_s()
    kinds = [kind for kind in MAKERS if kind != "doubt" or doubts]
    return {
        "offers": [_offer(kind, len(doubts), pace_s, words) for kind in kinds],
        "plans": list(enumerate(found.titles))[1:],
        "doubts": [_listed(doubt, words) for doubt in doubts],
        "left_out": words.listed([words(f"doubt.{key}") for key in moved]),
        "pace_s": pace_s or 0,
        "start_s": START_S,
        "least": FEWEST,
        "most": MOST,
        "before": [
            _before(other) for other in jobs.every() if other.asked().get("of") == job.id
        ],
    }


def _listed(doubt: Range, words: Words) -> dict[str, str]:
    """Return a doubt as the form shows it: its range and today's value, the unit once."""
    values = (doubt.low, doubt.high, doubt.today)
    low, high, today = (parts(doubt.key, value, words)[0] for value in values)
    unit = parts(doubt.key, doubt.today, words)[1]
    said = words("doubt.range", low=low, high=high, today=today, unit=unit)
    return {"key": doubt.key, "title": words(f"doubt.{doubt.key}"), "range": said}


def _shared(found: Found) -> tuple[list[Range], list[str]]:
    """Return the doubts that no plan differs from the first in, and the keys of the others."""
    first, *others = found.scenarios
    each = [ranges(first, other) for other in others]
    moved = list(dict.fromkeys(key for _, keys in each for key in keys))
    return [doubt for doubt in each[0][0] if doubt.key not in moved], moved


def _offer(kind: str, doubts: int, pace_s: float | None, words: Words) -> Offer:
    """Say beforehand how long a question takes as it is offered."""
    base, each = 2 * ways(kind), 2 * (ways(kind, 1) - ways(kind))
    once = base + each * doubts
    room = USUAL[kind] if not pace_s else int(LONGEST_S / (once * pace_s))
    usual = min(max(room, LEAST_USUAL), USUAL[kind])
    return Offer(kind, usual, base, each, _time_said(once * usual, pace_s, words))


def _time_said(runs: int, pace_s: float | None, words: Words) -> str:
    """Say how long so many runs take here."""
    if pace_s is None:
        return words("script.time_unknown", runs=runs)
    spent_s = START_S + runs * pace_s
    few, minutes = spent_s < 90, round(spent_s / 60)
    said = words("script.seconds", n=round(spent_s)) if few else words(
        "script.minutes", n=minutes)  # fmt: skip
    return words("script.time", time=said, runs=runs)


def _before(job: Job) -> dict[str, str]:
    return {"id": job.id, "kind": job.kind, "plan": job.titles[1], "status": job.status()}
