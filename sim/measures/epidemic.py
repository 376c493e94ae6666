"""The epidemic: how large, how fast, how severe, and how much of it anybody knew of."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.measures.base import Bools, Floats, Ints, Measure, column, day_of, fact, ratio
from sim.measures.tables import Study

GROWTH_DAYS = 11  # days 0 to 10
GROWTH_LEAST = 20  # Source: assumed; fewer infections have no slope

MEASURES = (
    Measure(
        "infections",
        "Infections",
        "Infections before the horizon, introduced ones included.",
        "infections",
        "lower",
        "none",
        "epidemic",
    ),
    Measure(
        "attack_rate",
        "Attack rate",
        "Residents infected at least once over residents.",
        "share",
        "lower",
        "residents",
        "epidemic",
    ),
    Measure(
        "peak_infections_per_day",
        "Infections on the peak day",
        "The largest number of infections on one calendar day of the window.",
        "infections",
        "lower",
        "none",
        "epidemic",
    ),
    Measure(
        "peak_day",
        "Peak day",
        "The first calendar day of the window with most infections; 0 is the day of the start.",
        "day",
        "none",
        "runs with an infection",
        "epidemic",
    ),
    Measure("deaths", "Deaths", "Deaths in the window.", "deaths", "lower", "none", "epidemic"),
    Measure(
        "severe",
        "Severe cases",
        "Infections that turned severe in the window.",
        "cases",
        "lower",
        "none",
        "epidemic",
    ),
    Measure(
        "cases_found",
        "Cases found",
        "Infections whose result was known before the horizon.",
        "cases",
        "none",
        "none",
        "epidemic",
    ),
    Measure(
        "share_found",
        "Share found",
        "Cases found over infections.",
        "share",
        "higher",
        "infections",
        "epidemic",
    ),
    Measure(
        "growth_realised",
        "Growth realised",
        "Slope of a log-linear (Poisson) fit to infections passed on within the town in the "
        f"24-hour days 0 to 10; needs {GROWTH_LEAST} of them.",
        "per day",
        "none",
        f"runs with {GROWTH_LEAST} infections passed on by then",
        "epidemic",
    ),
    Measure(
        "household_attack_share",
        "Infected at home",
        "Infections in the household layer over infections passed on.",
        "share",
        "none",
        "infections that were not introduced",
        "epidemic",
    ),
    Measure(
        "reproduction_introduced",
        "Reproduction of introduced cases",
        "Infections passed on by introduced cases, for each of them, up to the horizon.",
        "infections per case",
        "lower",
        "introduced cases",
        "epidemic",
    ),
)


def epidemic(study: Study) -> dict[str, float]:
    """Measure the epidemic; infections before clock 0 are its seeds and count."""
    records, horizon_h = study.records, study.horizon_h
    time_h = column(records, "infections", "time_h").astype(float)
    keep = time_h < horizon_h
    time_h = time_h[keep]

    def kept(name: str) -> NDArray[np.generic]:
        return column(records, "infections", name)[keep]

    resident, infector = kept("resident").astype(np.int64), kept("infector").astype(np.int64)
    introduced = infector < 0
    passed_on = int(np.count_nonzero(~introduced))
    at_home = np.asarray(kept("layer") == "household", dtype=bool) & ~introduced
    detected = _before(kept("detected_h"), horizon_h)
    by_day = np.bincount(day_of(records, time_h[time_h >= 0]))
    return {
        "infections": float(len(time_h)),
        "attack_rate": ratio(len(np.unique(resident)), fact(records, "residents")),
        "peak_infections_per_day": float(by_day.max()) if len(by_day) else 0.0,
        "peak_day": float(by_day.argmax()) if len(by_day) else math.nan,
        "deaths": _before(kept("death_h"), horizon_h),
        "severe": _before(kept("severe_h"), horizon_h),
        "cases_found": detected,
        "share_found": ratio(detected, len(time_h)),
        "growth_realised": growth_per_day(time_h[~introduced]),
        "household_attack_share": ratio(np.count_nonzero(at_home), passed_on),
        "reproduction_introduced": reproduction(resident, infector, introduced),
    }


def _before(time_h: NDArray[np.generic], horizon_h: float) -> float:
    return float(np.count_nonzero(time_h.astype(float) < horizon_h))


def reproduction(resident: Ints, infector: Ints, introduced: Bools) -> float:
    """Return the mean number of infections that an introduced case passed on."""
    cases = resident[introduced]
    return ratio(np.count_nonzero(np.isin(infector[~introduced], cases)), len(cases))


def growth_per_day(time_h: Floats) -> float:
    """Return the slope [per day] of log(expected count) over the first days, nan if too few.

    Maximum likelihood of Poisson counts with log mean a + r d (Newton's steps on r, a in closed
    form), so that days without infections need no correction.
    """
    early = time_h[(time_h >= 0) & (time_h < 24 * GROWTH_DAYS)]
    count = np.bincount((early / 24).astype(np.int64), minlength=GROWTH_DAYS)
    if len(early) < GROWTH_LEAST or np.count_nonzero(count) < 2:
        return math.nan
    day = np.arange(GROWTH_DAYS) - (GROWTH_DAYS - 1) / 2
    wanted, slope = float(count @ day) / len(early), 0.0
    for _ in range(50):
        share = np.exp(slope * day - np.max(slope * day))
        share /= share.sum()
        mean = float(share @ day)
        step = (wanted - mean) / float(share @ (day - mean) ** 2)
        slope += min(max(step, -1.0), 1.0)
        if abs(step) < 1e-10:
            break
    return slope
