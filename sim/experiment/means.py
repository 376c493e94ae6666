"""Targets on means: of outbreaks, of towns, or a ratio of expectations by the jackknife."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.experiment.intervals import by_town
from sim.experiment.statistics import estimate

if TYPE_CHECKING:
    from sim.experiment.answer import Answer
    from sim.scenario.staffing_spec import Bound, StaffingSpec


def sample_of(
    name: str, bound: Bound, answer: Answer, spec: StaffingSpec
) -> NDArray[np.float64]:
    """Give the values whose mean is tested: of outbreaks, or one a town of several.

    For a ratio of expectations they are the jackknife's pseudo-values.
    """
    values = answer.values[name][0]
    if bound.on == "ratio":
        values = pseudo_values(values, answer.values[bound.weight][0])
    return by_town(values, spec.towns) if spec.towns > 1 else values


def pseudo_values(
    values: NDArray[np.float64], weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give the jackknife's pseudo-values of E[value x weight] / E[weight].

    n r - (n - 1) r(i), with r(i) the ratio without outbreak i: their mean is the ratio with
    less bias, their spread its error (Quenouille 1956; Law 2015, ch. 9.5.3). An outbreak
    without data has weight 0.
    """
    weight = np.where(np.isnan(values), 0.0, weight)
    parts = np.where(np.isnan(values), 0.0, values) * weight
    n, top, below = len(values), parts.sum(), weight.sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        found: NDArray[np.float64] = n * top / below - (n - 1) * (top - parts) / (
            below - weight
        )
    return found


def mean_chances(values: NDArray[np.float64], bound: Bound) -> tuple[float, float]:
    """Give the chances of so good, and of so bad, a mean if the true one were at the bound.

    Student's t, one-sided; 1 and 1 where no spread was seen and the mean is at the bound.
    """
    from scipy.special import stdtr

    limit = bound.at_least if bound.at_least is not None else bound.at_most
    assert limit is not None
    found = estimate(values)
    margin = found.mean - limit if bound.at_least is not None else limit - found.mean
    if not found.replications or found.without_data:
        return 1.0, 1.0
    if found.deviation == 0 or math.isnan(found.deviation):
        return (0.0, 1.0) if margin > 0 else (1.0, 0.0) if margin < 0 else (1.0, 1.0)
    t = margin / (found.deviation / math.sqrt(found.replications))
    if_short = float(stdtr(found.replications - 1, -t))
    return if_short, 1 - if_short
