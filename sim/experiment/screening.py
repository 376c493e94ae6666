"""Which number changes the answer: one at a time, by Morris' screening, Sobol's indices."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment.design import short_names
from sim.experiment.settings import Settings
from sim.experiment.statistics import Estimate, Floats, estimate
from sim.experiment.sweeping import finite
from sim.experiment.verbs import CallError, experiment

if TYPE_CHECKING:
    from sim.experiment.answer import Answer
    from sim.scenario.sensitivity_spec import Sensitivity

LEVELS = 4
"""Levels of Morris' grid. Source: Morris 1991, doi 10.1080/00401706.1991.10484804."""


@dataclass(frozen=True)
class Bar:
    """What one number does to one measure.

    size: how much it matters: the swing between its ends (tornado), mu* (morris), the total
    index (sobol); low and high its interval. first: sobol's first index, morris' sigma.
    at_low, at_high: the answer at its ends (tornado). overturns: whether the answer changes
    side there, or at points where it lies on that side (morris and sobol: never by itself).
    """

    measure: str
    factor: str
    levels: tuple[Any, Any]
    size: float
    low: float
    high: float
    first: float
    at_low: Estimate | None = None
    at_high: Estimate | None = None
    overturns: bool = False


@dataclass(frozen=True)
class SensitivityAnswer:
    """Bars of every measure, the largest first, with the answer that they are about.

    base: the answer at the scenario as it stands, by measure; nan where it was not run.
    turned: the share of points at which the answer is on the other side.
    """

    asked: Sensitivity
    bars: tuple[Bar, ...]
    base: dict[str, Estimate]
    turned: dict[str, float]
    answer: Answer

    @property
    def folder(self) -> Path:
        """Where the results are."""
        return self.answer.folder

    def of(self, measure: str) -> list[Bar]:
        """Give the bars of a measure, the largest first; those without data last."""
        mine = [bar for bar in self.bars if bar.measure == measure]
        return sorted(mine, key=lambda bar: -bar.size if bar.size == bar.size else math.inf)

    def sentences(self) -> list[str]:
        """Say which numbers matter most, and which could overturn the answer."""
        from sim.experiment.sensitive import sentences

        return sentences(self)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values; no data is null."""
        return finite(  # type: ignore[no-any-return]
            {
                "answer": self.sentences(),
                "method": self.asked.spec.method,
                "bars": [asdict(bar) for m in self.asked.spec.measures for bar in self.of(m)],
                "base": {measure: asdict(found) for measure, found in self.base.items()},
                "turned": self.turned,
                "not_varied": self.asked.fixed,
                "results": str(self.folder),
            }
        )


def sensitivity(
    asked: Sensitivity,
    out: str | Path | None = None,
    processes: int | None = None,
    settings: Settings | None = None,
) -> SensitivityAnswer:
    """Run the points of an analysis under the same luck and say which number matters.

    Raises CallError where SALib is needed and is not installed, or a measure is not given.
    """
    spec, factors = asked.spec, asked.factors
    place = _places(asked)
    points = [
        {path: factor.value(float(row[k])) for k, (path, factor) in enumerate(factors.items())}
        if not np.isnan(row).all()
        else {}
        for row in place
    ] if spec.method != "tornado" else _one_at_a_time(asked)  # fmt: skip
    made = asked.made(points)
    luck, where = (spec.replications, spec.seed), (out, processes)
    answer = experiment("sensitivity", made, luck, where, settings or Settings())
    absent = [measure for measure in spec.measures if measure not in answer.values]
    if absent:
        raise CallError(f"measures: these runs do not give {', '.join(absent)}")
    bars, base, turned = list[Bar](), {}, {}
    for measure in spec.measures:
        values = answers(answer.values[measure], len(asked.scenarios))
        base[measure] = estimate(values[0])
        turned[measure] = _turned(asked, measure, values)
        bars += _bars(asked, measure, values, place)
    return SensitivityAnswer(asked, tuple(bars), base, turned, answer)


def answers(values: Floats, sides: int) -> Floats:
    """Give the answer of each point by replication: a measure, or the difference of two."""
    return values if sides == 1 else values[1::2] - values[::2]


def _one_at_a_time(asked: Sensitivity) -> list[dict[str, Any]]:
    """List the scenario as it stands, then each number at its low and at its high end."""
    ends = [{path: end} for path, factor in asked.factors.items() for end in factor.levels]
    return [{}, *ends]


def _problem(asked: Sensitivity) -> dict[str, Any]:
    count = len(asked.factors)
    return {"num_vars": count, "names": list(asked.factors), "bounds": [[0.0, 1.0]] * count}


def _salib(part: str) -> Any:
    try:
        return import_module(f"SALib.{part}")
    except ModuleNotFoundError as error:
        raise CallError(
            "morris and sobol need SALib: pip install 'gridresponse[sensitivity]' "
            "(tornado needs nothing)"
        ) from error


def _places(asked: Sensitivity) -> Floats:
    """Lay out the points in the unit cube; the first, all nan, is the scenario as it stands."""
    spec, problem = asked.spec, _problem(asked)
    seed = spec.seed % (2**31 - 1) + 1  # SALib takes seed 0 for none
    if spec.method == "tornado":
        return np.empty((0, len(asked.factors)))
    sample = _salib(f"sample.{spec.method}").sample
    if spec.method == "morris":
        found = sample(problem, spec.trajectories, num_levels=LEVELS, seed=seed)
    else:
        found = sample(problem, spec.points, calc_second_order=False, seed=seed)
    return np.vstack([np.full(len(asked.factors), np.nan), found])


def _bars(asked: Sensitivity, measure: str, values: Floats, place: Floats) -> list[Bar]:
    if asked.spec.method == "tornado":
        return _tornado(asked, measure, values)
    problem, means = _problem(asked), values[1:].mean(axis=1)
    seed = asked.spec.seed % (2**31 - 1) + 1
    analyse = _salib(f"analyze.{asked.spec.method}").analyze
    flat = not np.ptp(means) > 0 or np.isnan(means).any()
    if asked.spec.method == "morris":
        keys = ("mu_star", "mu_star_conf", "sigma")
        told = {} if flat else analyse(problem, place[1:], means, num_levels=LEVELS, seed=seed)
    else:
        keys = ("ST", "ST_conf", "S1")
        told = {} if flat else analyse(problem, means, calc_second_order=False, seed=seed)
    none = np.full(len(asked.factors), np.nan)
    size, half, first = (np.asarray(told.get(key, none), dtype=float) for key in keys)
    named = zip(short_names(tuple(asked.factors)), asked.factors.values(), strict=True)
    return [
        Bar(measure, name, _ends(factor.levels), float(size[k]), float(size[k] - half[k]),
            float(size[k] + half[k]), float(first[k]))
        for k, (name, factor) in enumerate(named)
    ]  # fmt: skip


def _tornado(asked: Sensitivity, measure: str, values: Floats) -> list[Bar]:
    """Give the swing of the answer between both ends of each number, pair by pair."""
    bars, base = [], estimate(values[0])
    named = zip(short_names(tuple(asked.factors)), asked.factors.values(), strict=True)
    for number, (name, factor) in enumerate(named):
        low, high = values[1 + 2 * number], values[2 + 2 * number]
        swing = estimate(high - low)
        ends = estimate(low), estimate(high)
        over = any(
            _side(asked, measure, e.mean) != _side(asked, measure, base.mean) for e in ends
        )
        lows, highs = sorted((abs(swing.low), abs(swing.high)))
        if swing.low <= 0 <= swing.high:
            lows = 0.0
        bars.append(
            Bar(measure, name, _ends(factor.levels), abs(swing.mean), lows, highs, math.nan,
                *ends, over)
        )  # fmt: skip
    return bars


def _ends(levels: Sequence[Any]) -> tuple[Any, Any]:
    return levels[0], levels[-1]


def _side(asked: Sensitivity, measure: str, value: float) -> int:
    """Tell on which side an answer lies: of 0 for a difference, of the target else."""
    if math.isnan(value):
        return 0
    if len(asked.scenarios) > 1:
        return int(np.sign(value))
    bound = asked.spec.targets.get(measure)
    return 0 if bound is None else int(bound.holds(value))


def _turned(asked: Sensitivity, measure: str, values: Floats) -> float:
    """Give the share of points whose answer lies on another side than the scenario's."""
    means = values.mean(axis=1)
    here = _side(asked, measure, float(means[0]))
    sides = [_side(asked, measure, float(mean)) for mean in means[1:]]
    return float(np.mean([side != here for side in sides]))
