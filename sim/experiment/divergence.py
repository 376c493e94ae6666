"""Where two runs under the same luck part: the first event that only one of them has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.experiment.logbook import TABLES, Entry, logbook
from sim.experiment.settings import Model
from sim.experiment.source import Source, source_of
from sim.experiment.verbs import CallError
from sim.scenario import changed_values
from sim.store import Results

if TYPE_CHECKING:
    from sim.scenario import Scenario

BEFORE = 10
"""Events told before the runs part. Source: assumed."""
MOST_TOLD = 3
MOST_CHANGES = 6


@dataclass(frozen=True)
class Divergence:
    """Where two runs part. time_h is None, and the rest empty, where they never do.

    only: what happens at that instant in one run and not in the other, first run first.
    instead: when what happens in one run alone happens in the other, None for never.
    before: the last events that both share.
    """

    scenarios: tuple[str, str]
    replication: int
    time_h: float | None
    date: str
    only: tuple[tuple[Entry, ...], tuple[Entry, ...]]
    instead: dict[str, Entry | None]
    before: tuple[tuple[str, str], ...]
    shared: int
    changes: tuple[str, ...]

    def sentences(self) -> list[str]:
        """Say where they part, what each does, what came before and what the files say."""
        a, b = self.scenarios
        runs = f"Replication {self.replication} of {a} and {b}"
        if self.time_h is None:
            return [f"{runs}: the same in all {self.shared:,} events.", *self._why()]
        said = [
            f"{runs} part at {self.date} ({self.time_h:.4g} h), after {self.shared:,} events "
            f"that are the same: {self._told(0)}; {self._told(1)}."
        ]
        said += self._why()
        if self.before:
            said.append(f"The last {len(self.before)} events before:")
            said += [f"  {date}: {text}" for date, text in self.before]
        return said

    def _told(self, side: int) -> str:
        """Say what one side does at that instant, and when the other does the same."""
        mine, theirs, name = self.only[side], self.only[1 - side], self.scenarios[side]
        if not mine:
            return f"in {name} nothing of this happens then; {self._later(theirs[0])}"
        listed = "; ".join(entry.said for entry in mine[:MOST_TOLD])
        more = len(mine) - MOST_TOLD
        return f"in {name} {listed}" + (f" and {more} more at this instant" if more > 0 else "")

    def _later(self, entry: Entry) -> str:
        """Say when the first thing that one run alone does happens in the other."""
        when, what = self.instead[entry.said], "the first of it" if self._many() else "it"
        if when is None:
            return f"{what} never comes"
        same = "" if when.said == entry.said else f" as: {when.said}"
        return f"{what} comes at {when.time_h:.4g} h{same}"

    def _many(self) -> bool:
        return len(self.only[0]) + len(self.only[1]) > 1

    def _why(self) -> list[str]:
        if not self.changes:
            return ["The scenarios say the same."]
        listed = "; ".join(self.changes[:MOST_CHANGES])
        more = len(self.changes) - MOST_CHANGES
        return [f"The scenarios differ in {listed}{f'; and {more} more' if more > 0 else ''}."]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        sides = zip(self.scenarios, self.only, strict=True)
        return {
            "answer": self.sentences(),
            "time_h": self.time_h,
            "only": {name: [entry.said for entry in only] for name, only in sides},
            "before": [{"date": date, "event": text} for date, text in self.before],
            "shared": self.shared,
            "changes": list(self.changes),
        }


def diverge(
    folder: str | Path,
    scenarios: tuple[str, str],
    replication: int = 0,
    model: Model | None = None,
) -> Divergence:
    """Find the first event at which a replication of two scenarios of a folder parts.

    scenarios: names, or numbers from 0. Logs that were not kept come from running again.
    Raises CallError for a scenario or replication that is not there or the same one twice,
    FolderError where a run has to be repeated by other code than made it.
    """
    results = Results(Path(folder))
    first, second = (_number(results, asked) for asked in scenarios)
    if first == second:
        raise CallError("diverge: needs two different scenarios")
    used = model or Model()
    a, b = (source_of(results, TABLES, i, replication, used) for i in (first, second))
    return parted(a, b, replication)


def parted(a: Source, b: Source, replication: int) -> Divergence:
    """Find where two sources part."""
    left, right = logbook(a), logbook(b)
    pairs = zip(left, right, strict=False)
    shared = next((i for i, (x, y) in enumerate(pairs) if x != y), min(len(left), len(right)))
    rest = [*left[shared : shared + 1], *right[shared : shared + 1]]
    time_h = min((entry.time_h for entry in rest), default=None)
    only = _only(left[shared:], right[shared:], time_h)
    instead = {
        **_instead(only[0], right),
        **_instead(only[1], left),
    }
    return Divergence(
        scenarios=(a.scenario.name, b.scenario.name),
        replication=replication,
        time_h=time_h,
        date="" if time_h is None else a.date(time_h),
        only=only,
        instead=instead,
        before=tuple(
            (a.date(entry.time_h), entry.said)
            for entry in left[max(0, shared - BEFORE) : shared]
            if time_h is not None
        ),
        shared=shared,
        changes=_changes(a.scenario, b.scenario),
    )


def _only(
    left: Sequence[Entry], right: Sequence[Entry], time_h: float | None
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Give what happens at an instant on one side alone."""
    now = [[entry for entry in side if entry.time_h == time_h] for side in (left, right)]
    mine, theirs = Counter(now[0]), Counter(now[1])
    return tuple(sorted((mine - theirs).elements())), tuple(sorted((theirs - mine).elements()))


def _instead(only: Sequence[Entry], other: Sequence[Entry]) -> dict[str, Entry | None]:
    """Find, for each event of one run alone, the other run's event of the same subject."""
    wanted = {entry.subject for entry in only}
    found: dict[tuple[Any, ...], Entry] = {}
    for entry in other:
        if entry.subject in wanted and entry.time_h >= only[0].time_h:
            found.setdefault(entry.subject, entry)
    return {entry.said: found.get(entry.subject) for entry in only}


def _changes(a: Scenario, b: Scenario) -> tuple[str, ...]:
    return tuple(f"{path} ({x} and {y})" for path, x, y in changed_values(a, b))


def _number(results: Results, asked: str) -> int:
    """Find a scenario by its name or number."""
    names = [str(entry["name"]) for entry in results.manifest()["scenarios"]]
    if asked in names:
        return names.index(asked)
    if asked.isdecimal() and int(asked) < len(names):
        return int(asked)
    raise CallError(f"diverge: no scenario {asked}; there are {', '.join(names)}")
