"""Checks that nothing was fitted to but what each says: hotline, desk, sweep, Shanghai."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.validation.response import shanghai, work_checks
from tests.validation.response.checks import Check, in_band
from tests.validation.response.experiments import AS_IT_IS

SAME = 1.2  # a rate agrees within this factor of a report that says "about"
HOTLINE_RUNS = 8


def hotline() -> list[Check]:
    """Fit the load to the mean share answered; foretell the worst day."""
    load = work_checks.fitted_load(HOTLINE_RUNS)
    many = work_checks.hotline(load, 3, work_checks.MANY)
    days = {AS_IT_IS: work_checks.hotline(load, HOTLINE_RUNS), "unlimited staff": many}
    alike = {name: _shares(one, work_checks.WORST_LOAD).tolist() for name, one in days.items()}
    worst = {
        name: (one.answered / one.calls).reshape(-1, work_checks.DAYS).min(axis=1).tolist()
        for name, one in days.items()
    }
    reported = work_checks.WORST_ANSWERED
    what = "share of calls answered on a day 1.72 times as loaded as the mean"
    other = "share answered on the worst of 36 days, its load foretold too"
    return [in_band(what, reported, alike, False, 2), in_band(other, reported, worst, False, 2)]


def _shares(days: work_checks.Days, load: float) -> Any:
    like = np.abs(days.calls / days.calls.mean() / load - 1) < 0.15
    return days.answered[like] / days.calls[like]


def within(what: str, reported: float, values: dict[str, float], unit: str) -> Check:
    """Ask whether a value lies within a fifth of what was reported, as a factor."""
    given = {name: f"{value:.3g}" for name, value in values.items()}
    close = {name: reported / SAME <= v <= reported * SAME for name, v in values.items()}
    return Check(f"{what} [{unit}]", f"{reported:.3g}", given, close)


def desk() -> list[Check]:
    """Hold the learning of a sampling desk against Maqiao's first and fifth round."""
    many = work_checks.desk_rounds(staff=10)
    rounds = {AS_IT_IS: work_checks.desk_rounds(), "unlimited staff": many}
    unit = "people a desk and hour"
    first = {name: found[0] for name, found in rounds.items()}
    fifth = {name: found[-1] for name, found in rounds.items()}
    return [
        within("sampled in the first round, Maqiao", work_checks.SLOW, first, unit),
        within("sampled in the fifth round, Maqiao", work_checks.QUICK, fifth, unit),
    ]


def sweep() -> list[Check]:
    """Hold a door-to-door sweep against Jianghan's."""
    found = {AS_IT_IS: work_checks.sweep(), "unlimited staff": work_checks.sweep(10)}
    each = {name: one[0] for name, one in found.items()}
    days = {name: one[1] for name, one in found.items()}
    return [
        within("swept, Jianghan", work_checks.SWEPT, each, "households a staff-day"),
        within("length of the sweep, Jianghan", work_checks.SWEEP_DAYS, days, "d"),
    ]


def decline() -> list[Check]:
    """Hold the fall of cases in a shut town against Shanghai's."""
    chains = {AS_IT_IS: shanghai.shut(0.0, 20),
              "half the growth": shanghai.shut(0.0, 20, shanghai.GROWTH / 2)}  # fmt: skip
    some = shanghai.OUTSIDE_LEFT
    left = {AS_IT_IS: shanghai.shut(some, 20),
            "half the growth": shanghai.shut(some, 20, shanghai.GROWTH / 2)}  # fmt: skip
    fell = shanghai.DECLINE
    return [
        in_band("fall a day, household contacts only, Shanghai", fell, chains, False, 3),
        in_band("the same, and the contacts that diaries leave", fell, left, False, 3),
    ]


def checks() -> list[Check]:
    """Make all of them."""
    return [*hotline(), *desk(), *sweep(), *decline()]
