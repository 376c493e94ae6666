"""When to stop: replications until the interval of each named measure is narrow enough."""

from __future__ import annotations

import math
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.intervals import too_few

if TYPE_CHECKING:
    from sim.experiment.answer import Answer
    from sim.experiment.batch import Values

FEWEST = 20
"""Replications before the rule looks first. Source: the project's own question, n0 >= 20."""
MOST = 1000
"""Replications at which it gives up, unless told another number. Source: assumed."""
FEWEST_MORE = 10
"""Replications between two looks, at least. Source: assumed."""


@dataclass(frozen=True)
class Stopped:
    """What came of the rule: the widths asked for and reached, and whether it was the cap.

    reached: the widest interval of each measure; nan where there is none. looks: how many
    replications there were each time it looked.
    """

    widths: dict[str, float]
    reached: dict[str, float]
    narrow: bool
    looks: tuple[int, ...]
    most: int

    def sentence(self) -> str:
        """Say why it stopped."""
        from sim.experiment.sentences import number

        asked = ", ".join(
            f"{name} {number(self.reached[name])} wide (asked: {number(width)})"
            for name, width in self.widths.items()
        )
        if self.narrow:
            return f"Stopped after {self.looks[-1]} replications: {asked}."
        return (
            f"Not narrow enough after {self.looks[-1]} replications, the most that were "
            f"allowed: {asked}. The answer is incomplete in this."
        )


def complete_prefix(values: Values) -> int:
    """Count the replications, from 0 without a gap, of which every scenario has its values.

    A replication without any value in some scenario is not finished: small outbreaks finish
    first, so that nothing after it may count yet.
    """
    rows = [np.isnan(grid) for grid in values.values()]
    if not rows:
        return 0
    missing = np.logical_and.reduce(rows).any(axis=0)
    return int(np.argmax(missing)) if missing.any() else len(missing)


def looks(
    width_of: Callable[[int], Mapping[str, float]], asked: Mapping[str, float], most: int
) -> Iterator[tuple[int, bool]]:
    """Look after 20, then after as many as the widths seem to need; yield (runs, narrow).

    `width_of(n)` gives the widths after n replications, nan where no spread was seen, or too
    few skewed values: that never stops it. The next look is where the widths would be narrow
    if the spread stays, but at least 10 and at most as many again: in few looks chance has few
    opportunities to stop too early (Law 2015, ch. 9.4.1; Glynn and Whitt 1992).
    """
    runs = min(FEWEST, most)
    while True:
        found = width_of(runs)
        narrow = runs >= FEWEST and all(found[name] <= wide for name, wide in asked.items())
        yield runs, narrow
        if narrow or runs >= most:
            return
        runs = min(_next(runs, found, asked), most)


def _next(runs: int, found: Mapping[str, float], asked: Mapping[str, float]) -> int:
    needed = [
        runs * (found[name] / wide) ** 2
        if wide > 0 and math.isfinite(found[name])
        else 2 * runs
        for name, wide in asked.items()
    ]
    return max(runs + FEWEST_MORE, min(2 * runs, math.ceil(max(needed))))


def run_until(
    run: Callable[[int, Path], Answer],
    asked: Mapping[str, float],
    most: int | None,
    out: str | Path | None,
) -> Answer:
    """Run more and more replications of one folder until the rule stops it.

    `run(n, folder)` runs to n replications and gives the answer. Every look takes the first n
    replications only, whatever else is there: so an interrupted experiment stops where it
    would have. Raises CallError for a measure that is none or a width that is not above 0.
    """
    _expect(asked, most)
    most = most or MOST
    folder = Path(out) if out is not None else Path(tempfile.mkdtemp(prefix="gridresponse-"))
    last: list[Answer] = []

    def width_of(runs: int) -> dict[str, float]:
        last[:] = [run(runs, folder)]
        return widths(last[0].first(runs), asked)

    try:
        seen = list(looks(width_of, asked, most))
    except BaseException:
        if out is None:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    answer, narrow = last[0], seen[-1][1]
    reached = widths(answer.first(seen[-1][0]), asked)
    told = Stopped(dict(asked), reached, narrow, tuple(n for n, _ in seen), most)
    answer = replace(answer, stopped=told)
    if out is None:
        weakref.finalize(answer, shutil.rmtree, folder, ignore_errors=True)
    return answer


def widths(answer: Answer, asked: Mapping[str, float]) -> dict[str, float]:
    """Give the widest interval of each measure, of differences where there are any; or nan."""
    from sim.experiment.verbs import CallError

    absent = [name for name in asked if name not in answer.values]
    if absent:
        raise CallError(f"until: these runs do not give {', '.join(absent)}")
    return {name: _widest(answer, name) for name in asked}


def _widest(answer: Answer, measure: str) -> float:
    """Give the widest interval; nan without spread, and of skewed values below 100."""
    rows = answer.values[measure]
    alone = len(rows) == 1
    samples = [rows[0]] if alone else [row - rows[0] for row in rows[1:]]
    if any(too_few(sample) for sample in samples):
        return math.nan
    if alone:
        found = answer.estimates[answer.baseline.name][measure]
        return found.high - found.low if found.deviation > 0 else math.nan
    pairs = [found[measure] for found in answer.differences.values()]
    wide = [pair.high - pair.low for pair in pairs]
    return max(wide) if all(width > 0 for width in wide) else math.nan


def _expect(asked: Mapping[str, float], most: int | None) -> None:
    """Refuse a measure that is none, a width that nothing reaches, a cap below 20."""
    from sim.experiment.verbs import CallError
    from sim.measures import MEASURES, lookup

    for name, width in asked.items():
        try:
            lookup(name)
        except KeyError as error:
            near = get_close_matches(name, MEASURES, 1)
            meant = f", did you mean {near[0]}" if near else ""
            raise CallError(f"until: no such measure: {name}{meant}") from error
        if not width > 0:
            raise CallError(f"until: the width of {name} must be above 0, found {width:g}")
    if most is not None and most < FEWEST:
        raise CallError(f"until: needs at least {FEWEST} replications, found at most {most}")


def parsed(texts: list[str]) -> dict[str, float]:
    """Read ``measure=width`` texts of the command line; a percent sign divides by 100."""
    from sim.experiment.verbs import CallError

    found = {}
    for text in texts:
        name, equals, width = text.partition("=")
        share = width.strip().endswith("%")
        try:
            value = float(width.strip().removesuffix("%")) / (100 if share else 1)
        except ValueError:
            equals = ""
        if not equals or not name.strip():
            raise CallError(f"--until: must look like on_time=0.02, found {text}")
        found[name.strip()] = value
    return found
