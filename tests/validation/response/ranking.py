"""Is the ranking of plans stable over the posterior? Pairs under one luck, a draw each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from tests.validation.response.experiments import AS_IT_IS, PLANS

BASE = AS_IT_IS
NAMES = (BASE, *PLANS)
LOWER_IS_BETTER = {"infections": True, "lost_service": True, "on_time": False}


class Ranked(NamedTuple):
    """One plan by one measure: its mean, in which share of draws it is best, beats the base."""

    plan: str
    mean: float
    best_share: float
    better_than_base: float


def ranked(runs: Mapping[str, Sequence[Mapping[str, Any]]], measure: str) -> list[Ranked]:
    """Rank the plans by a measure in each draw; who are equal share the first place."""
    sign = 1.0 if LOWER_IS_BETTER[measure] else -1.0
    measured = {
        n: [run["measures"][measure] for run in runs[n] if "measures" in run] for n in NAMES
    }
    values = sign * np.array([measured[name] for name in NAMES])
    first = values == values.min(axis=0)
    shares = (first / first.sum(axis=0)).mean(axis=1)
    better = (values < values[0]).mean(axis=1)
    return [
        Ranked(name, float(sign * values[place].mean()), float(shares[place]),
               float(better[place]))
        for place, name in enumerate(NAMES)
    ]  # fmt: skip
