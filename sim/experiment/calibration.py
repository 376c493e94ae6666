"""What do the observed counts say of values that are not known: approximate Bayes by rejection.

Draws from the prior are run once each; those whose counts lie nearest to the first part of the
series are the posterior (Tavare et al. 1997; Beaumont 2010, doi
10.1146/annurev-ecolsys-102209-144621). The end of the series is held out, to see what the
posterior foresees.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment.design import design_of
from sim.experiment.sentences import number
from sim.experiment.settings import Settings
from sim.experiment.statistics import Floats
from sim.experiment.sweeping import finite
from sim.experiment.verbs import CallError, replicate
from sim.scenario import SweepSpec, read_observed, write_draws
from sim.scenario.sweep_spec import quantity
from sim.store import Results

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.calibration_spec import Calibration

BAND = (0.025, 0.5, 0.975)
POSTERIOR = "posterior.yaml"


@dataclass(frozen=True)
class Count:
    """One reported count: from and until which hour of the run it counts [h], and its value."""

    date: str
    from_h: float
    until_h: float
    value: float
    held_out: bool = False


@dataclass(frozen=True)
class Freed:
    """What is known of one free value: its prior range, and quantiles of the posterior."""

    name: str
    prior: tuple[Any, Any]
    low: Any
    middle: Any
    high: Any
    narrowed: float  # width of the 95 % range over that of the prior's


@dataclass(frozen=True)
class CalibrationAnswer:
    """The posterior, and its band for each count [counts, 3]."""

    asked: Calibration
    freed: tuple[Freed, ...]
    counts: tuple[Count, ...]
    band: Floats
    accepted: int
    misfit: float
    folder: Path

    @property
    def posterior(self) -> Path:
        """The file of draws that later runs read."""
        return self.folder / POSTERIOR

    def inside(self, held_out: bool) -> tuple[int, int]:
        """Count the reports in the 95 % band, and all, of one part of the series."""
        mine = [
            low <= count.value <= high
            for count, (low, _, high) in zip(self.counts, self.band.tolist(), strict=True)
            if count.held_out == held_out
        ]
        return sum(mine), len(mine)

    def sentences(self) -> list[str]:
        """Say what the series says of the free values, and what is foreseen of its end."""
        spec = self.asked.spec
        said = [
            f"{self.accepted} of {spec.draws} draws lie nearest to {self.asked.series}; they "
            "are the posterior."
        ]
        for row in self.freed:
            text = (
                f"{row.name}: {row.middle} (95 % range {row.low} to {row.high}; before: "
                f"{row.prior[0]} to {row.prior[1]})"
            )
            more = "" if row.narrowed < 0.8 else ", the series says little of it"
            said.append(f"{text}{more}.")
        fitted, held = self.inside(held_out=False), self.inside(held_out=True)
        said.append(
            f"Of {fitted[1]} counts that were fitted {fitted[0]} lie in the 95 % band of the "
            f"posterior, of {held[1]} held out {held[0]}."
        )
        said.append(
            f"Later runs take it by --posterior {self.posterior}. It is approximate: the "
            f"nearest {100 * spec.accepted:g} % of draws, not those that match, and wider than "
            "the exact one."
        )
        return said

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        counts = [
            {**asdict(count), "low": low, "median": middle, "high": high}
            for count, (low, middle, high) in zip(self.counts, self.band.tolist(), strict=True)
        ]
        told = {"answer": self.sentences(), "free": [asdict(row) for row in self.freed]}
        also = {"counts": counts, "posterior": str(self.posterior), "distance": self.misfit}
        return finite(told | also | {"results": str(self.folder)})  # type: ignore[no-any-return]


def calibrate(
    asked: Calibration,
    out: str | Path,
    processes: int | None = None,
    settings: Settings | None = None,
) -> CalibrationAnswer:
    """Run draws from the prior, keep the nearest, and write the posterior beside the results.

    Raises CallError where no count lies in the run.
    """
    spec, folder = asked.spec, Path(out)
    counts = _counts(asked.scenario, asked.series, spec.held_out)
    points = _prior(asked)
    scenario = asked.scenario.override(
        {"run.draws": [asked.changes(point) for point in points]}, asked.scenario.name
    )
    replicate(scenario, spec.draws, spec.seed, folder, processes, settings)
    simulated = _simulated(Results(folder), counts, spec.draws)
    fitted = np.array([not count.held_out for count in counts])
    found = distances(simulated[:, fitted], [c.value for c in counts if not c.held_out])
    kept = np.argsort(found, kind="stable")[: max(1, round(spec.draws * spec.accepted))]
    band = np.quantile(simulated[kept], BAND, axis=0).T
    draws = [asked.changes(points[place]) for place in kept.tolist()]
    told = {
        "scenario": asked.scenario.name,
        "series": asked.series,
        "accepted": f"{len(kept)} of {spec.draws}",
    }
    write_draws(folder / POSTERIOR, draws, told)
    freed = tuple(_freed(asked, name, [points[k][name] for k in kept]) for name in spec.free)
    distance = float(found[kept].max())
    return CalibrationAnswer(asked, freed, tuple(counts), band, len(kept), distance, folder)


def _prior(asked: Calibration) -> list[dict[str, Any]]:
    """Draw the free values from their ranges, evenly, by a Latin hypercube."""
    spec = asked.spec
    factors = {
        name: {"from": free.from_, "to": free.to} for name, free in asked.spec.free.items()
    }
    design = SweepSpec.model_validate(
        {"scenario": spec.scenario, "factors": factors, "design": "latin_hypercube",
         "points": spec.draws, "seed": spec.seed}
    )  # fmt: skip
    return list(design_of(design).points)


def distances(simulated: Floats, observed: Sequence[float]) -> Floats:
    """Give the distance of each run [runs] from the series.

    The root mean square of differences of square roots, on which scale counts have about the
    same variance whatever their size (Bartlett 1936, doi 10.2307/2983678).
    """
    apart = np.sqrt(simulated) - np.sqrt(np.asarray(observed, float))
    return np.asarray(np.sqrt((apart**2).mean(axis=1)))


def _counts(scenario: Scenario, name: str, held_out: float) -> list[Count]:
    """List the counts of a series in the run, the last of them held out."""
    series = scenario.observed[name]
    days: list[tuple[datetime, float, float | None]]
    if series.file is not None:
        days = [(day, value, None) for day, value in read_observed(scenario.root / series.file)]
    else:
        days = [(p.date, p.value, p.until) for p in series.points or ()]
    found = []
    for date, value, until in sorted(days, key=lambda day: day[0]):
        midnight = datetime(date.year, date.month, date.day)
        from_h = (midnight - scenario.start) / timedelta(hours=1)
        until_h = from_h + (24.0 if until is None else until)
        if until_h > 0 and from_h < scenario.horizon:
            found.append(Count(f"{date:%Y-%m-%d}", from_h, until_h, float(value)))
    if len(found) < 2:
        raise CallError(f"observed.{name}: fewer than two counts lie in the run")
    left = max(1, len(found) - round(len(found) * held_out))
    ends = [Count(c.date, c.from_h, c.until_h, c.value, held_out=True) for c in found[left:]]
    return [*found[:left], *ends]


def _simulated(results: Results, counts: Sequence[Count], runs: int) -> Floats:
    """Count the cases found in each report's hours [runs, counts]."""
    table = results.read("infections").to_pandas()
    found_h = table["detected_h"].to_numpy()
    replication = table["replication"].to_numpy()
    simulated = np.zeros((runs, len(counts)))
    for place, count in enumerate(counts):
        mine = replication[(found_h >= count.from_h) & (found_h < count.until_h)]
        simulated[:, place] = np.bincount(mine, minlength=runs)[:runs]
    return simulated


def _freed(asked: Calibration, name: str, values: Sequence[Any]) -> Freed:
    """Take quantiles of the posterior of one free value, with its unit."""
    free = asked.spec.free[name]
    read = [quantity(value) for value in values]
    unit = read[0][1] if read[0] is not None else ""
    numbers = np.array([found[0] if found is not None else math.nan for found in read])
    low, middle, high = (float(q) for q in np.quantile(numbers, BAND))
    ends = [quantity(end) for end in (free.from_, free.to)]
    width = abs(ends[1][0] - ends[0][0]) if ends[0] and ends[1] else math.nan
    narrowed = (high - low) / (0.95 * width)
    low_, middle_, high_ = (f"{number(q)} {unit}".strip() for q in (low, middle, high))
    return Freed(name, (free.from_, free.to), low_, middle_, high_, narrowed)
