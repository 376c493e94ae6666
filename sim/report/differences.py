"""Paired differences, ready to be read: every measure, grouped by the study's problems."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.report import wording
from sim.report.saved import Saved

if TYPE_CHECKING:
    import pandas as pd

    from sim.measures import Measure

LEVELS = ("mean", "low", "high", "q10", "median", "q90")
PROBLEMS = {
    "quality": "Quality of service",
    "efficiency": "Efficiency",
    "strength": "Strength of the workforce",
    "transformation": "Switching to emergency",
    "epidemic": "The outbreak",
    "hazard": "Other hazards",
    "confinement": "Confinement",
    "cost": "Cost",
}


@dataclass(frozen=True)
class Difference:
    """One measure of one scenario beside the baseline's: means, and a paired interval."""

    measure: str
    unit: str
    direction: str
    scenario: str
    before: float
    after: float
    difference: float
    low: float
    high: float
    confidence: float
    pairs: int
    correlation: float
    variance_reduction: float
    level_places: int | None = None

    @property
    def known(self) -> bool:
        """Say whether there are data for it and an interval."""
        return all(map(math.isfinite, (self.difference, self.low, self.high)))

    @property
    def clear(self) -> bool:
        """Say whether the interval leaves out 0."""
        return self.known and (self.low > 0 or self.high < 0)

    @property
    def verdict(self) -> str:
        """Return better, worse, more or less where the interval is clear of 0, else nothing."""
        if not self.clear:
            return ""
        up = self.difference > 0
        if self.direction not in {"higher", "lower"}:
            return "more" if up else "less"
        return "better" if up == (self.direction == "higher") else "worse"

    @property
    def same(self) -> bool:
        """Say whether the two are the same in every replication."""
        return self.known and self.difference == self.low == self.high == 0

    @property
    def places(self) -> int | None:
        """Return the decimal places that the interval supports; None without a width."""
        share = self.unit in wording.SHARES
        width = (100 if share else 1) * (self.high - self.low)
        if not (math.isfinite(width) and width > 0):
            return None
        places = wording.places_for(width)
        if not share:
            return places
        small = max(abs(self.low), abs(self.high)) < 0.01
        return min(max(places, 0), 2 if small else 1)

    def shown(self, value: float, *, sign: bool = False) -> str:
        """Return a value of this measure, as exact as its interval allows; a share of 100."""
        scale = 100 if self.unit in wording.SHARES else 1
        if self.places is None:
            return wording.number(scale * value, sign=sign)
        return wording.fixed(scale * value, self.places, sign=sign)

    def level(self, value: float) -> str:
        """Return a mean of this measure, as exact in every scenario; a share of 100."""
        scale = 100 if self.unit in wording.SHARES else 1
        if self.level_places is None:
            return wording.number(scale * value)
        few = scale == 1 and abs(value) < 10
        return wording.fixed(
            scale * value, max(self.level_places, 1) if few else self.level_places
        )

    @property
    def words(self) -> str:
        """Return the difference as text, with its sign: '+22'."""
        return self.shown(self.difference, sign=True)

    @property
    def interval(self) -> str:
        """Return its interval as text with signs: '+18 to +26'."""
        if not self.known:
            return wording.NO_DATA
        return wording.between(
            self.shown(self.low, sign=True), self.shown(self.high, sign=True)
        )

    @property
    def span(self) -> str:
        """Return the size of a clear difference, smaller end first: '18 to 26'."""
        return wording.between(*map(self.shown, sorted((abs(self.low), abs(self.high)))))


def meaning(measure: str) -> "Measure | None":
    """Return what a measure's id means; None where the catalogue does not know it."""
    from sim.measures import lookup

    try:
        return lookup(measure)
    except KeyError:
        return None


def title(measure: str) -> str:
    """Return a measure's title; of a family's member with the member: 'On time: packs'."""
    found = meaning(measure)
    if found is None:
        return measure.replace("_", " ")
    stem, member, _ = found.id.partition("<")
    if not member:
        return found.title
    return f"{found.title.partition(',')[0]}: {measure.removeprefix(stem).replace('_', ' ')}"


def differences(saved: Saved) -> dict[tuple[str, str], Difference]:
    """Return every paired difference by (scenario, measure)."""
    found = {}
    for row in saved.comparison.itertuples(index=False):
        measure, scenario = str(row.measure), str(row.scenario)
        known = meaning(measure)
        found[scenario, measure] = Difference(
            measure=measure,
            unit=str(row.unit),
            direction=known.direction if known else "none",
            scenario=scenario,
            before=float(row.baseline_mean),  # type: ignore[arg-type]
            after=float(row.scenario_mean),  # type: ignore[arg-type]
            difference=float(row.difference),  # type: ignore[arg-type]
            low=float(row.low),  # type: ignore[arg-type]
            high=float(row.high),  # type: ignore[arg-type]
            confidence=float(row.confidence),  # type: ignore[arg-type]
            pairs=int(row.replications),  # type: ignore[arg-type]
            correlation=float(row.correlation),  # type: ignore[arg-type]
            variance_reduction=float(row.variance_reduction),  # type: ignore[arg-type]
        )
    return _levelled(found)


def _levelled(found: dict[tuple[str, str], Difference]) -> dict[tuple[str, str], Difference]:
    """Give all scenarios of a measure the same places for their means."""
    places: dict[str, int] = {}
    for entry in found.values():
        if entry.places is not None:
            places[entry.measure] = max(entry.places, places.get(entry.measure, entry.places))
    return {
        key: replace(entry, level_places=places.get(entry.measure))
        for key, entry in found.items()
    }


@dataclass(frozen=True)
class Line:
    """One measure over all scenarios: its words, the baseline's mean, one value each."""

    title: str
    unit: str
    before: str
    cells: tuple[Difference | None, ...]


def grouped(saved: Saved) -> Iterator[tuple[str, list[Line]]]:
    """Yield each problem with its lines; measures outside the catalogue come last."""
    found = differences(saved)
    present = list(dict.fromkeys(measure for _, measure in found))
    others = [name for name in saved.titles if name != saved.baseline.name]
    known = {m: meaning(m) for m in present}
    problems = {m: entry.problem if entry else "" for m, entry in known.items()}
    order = [*PROBLEMS, *sorted(set(problems.values()) - set(PROBLEMS))]
    for problem in order:
        lines = [
            _line(m, [found.get((o, m)) for o in others])
            for m in present
            if problems[m] == problem
        ]
        if lines:
            yield PROBLEMS.get(problem, problem or "Other measures"), lines


def _line(measure: str, cells: list[Difference | None]) -> Line:
    first = next((c for c in cells if c is not None), None)
    unit = first.unit if first else ""
    return Line(
        title=title(measure),
        unit=wording.unit_of_difference(unit),
        before=_level(first),
        cells=tuple(cells),
    )


def _level(entry: Difference | None) -> str:
    return wording.NO_DATA if entry is None else entry.level(entry.before)


def definitions(saved: Saved) -> list[tuple[str, str]]:
    """Return (title, definition and source) of every measure in the folder, each once."""
    found = [meaning(str(measure)) for measure in saved.measures["measure"].unique()]
    return list(dict.fromkeys((e.title, e.explained) for e in found if e is not None))


def spread(saved: Saved) -> "pd.DataFrame":
    """Return mean, 95 % interval of it, deciles, median and count by scenario and measure."""
    import pandas as pd
    from scipy import stats

    rows = []
    groups = saved.measures.groupby(["scenario", "measure", "unit"], observed=True, sort=False)
    for (scenario, measure, unit), rows_of in groups:
        value = rows_of["value"].dropna()
        n, mean, sd = len(value), value.mean(), value.std(ddof=1)
        reach = stats.t.ppf(0.975, n - 1) * sd / n**0.5 if n > 1 else math.nan
        q10, median, q90 = (value.quantile(q) if n else math.nan for q in (0.1, 0.5, 0.9))
        ends = (mean - reach, mean + reach)
        rows.append((scenario, measure, unit, mean, *ends, q10, median, q90, n))
    names = ["scenario", "measure", "unit", *LEVELS, "n"]
    return pd.DataFrame(rows, columns=names)
