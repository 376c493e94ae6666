"""Quality: done right, nobody never served, nobody left behind."""

from __future__ import annotations

import math

import numpy as np

from sim.measures.base import Bools, Floats, Measure, fact, ratio
from sim.measures.tables import EXPIRED, FINISHED, OPEN, REDO, Needs, Study

GRID_LEAST_NEEDS = 20  # Source: assumed; fewer say nothing about a grid
LATE_WORTH = 0.5  # Source: assumed

MEASURES = (
    Measure(
        "done_right_first_time",
        "Done right first time",
        "Stops of the window done without error, over stops attempted; errors that nobody "
        "found count where the run recorded them.",
        "share",
        "higher",
        "needs attempted (met or to be redone)",
        "quality",
    ),
    Measure(
        "rework_share",
        "Rework",
        "Stops found wrong and to be done again, over stops attempted in the window.",
        "share",
        "lower",
        "needs attempted (met or to be redone)",
        "quality",
    ),
    Measure(
        "never_served_per_1000_resident_days",
        "Never served",
        "Needs due in the window that were expired, still open, or withdrawn after they were "
        "due, per 1,000 resident-days.",
        "needs per 1,000 resident-days",
        "lower",
        "resident-days of the window",
        "quality",
    ),
    Measure(
        "withdrawn_share",
        "Withdrawn before due",
        "Needs due in the window that fell away by then, and so count neither as on time nor "
        "as late, over all due in the window.",
        "share",
        "none",
        "needs due in the window, withdrawn included",
        "quality",
    ),
    Measure(
        "worst_grid_on_time",
        "Worst grid on time",
        f"The lowest share on time among grids with at least {GRID_LEAST_NEEDS} needs due.",
        "share",
        "higher",
        "needs of that grid due in the window",
        "quality",
    ),
    Measure(
        "vulnerable_gap_on_time",
        "Gap for vulnerable residents",
        "Share on time of needs of vulnerable residents and households minus that of the "
        "others: below 0 they are served worse.",
        "share",
        "higher",
        "needs of residents and households due in the window, by group",
        "quality",
    ),
    Measure(
        "satisfaction",
        "Satisfaction (assumed index)",
        "An assumed index, not a survey: the mean over needs due in the window of 1 when met "
        f"right and on time, {LATE_WORTH} when met right but late, 0 otherwise.",
        "index from 0 to 1",
        "higher",
        "needs due in the window",
        "quality",
    ),
    Measure(
        "between_grid_spread",
        "Spread between grids",
        "Variance between grids of the share on time, minus what chance alone gives to grids "
        "of that many needs (binomial); may fall below 0 in one replication, so that its "
        f"average is right. Grids with at least {GRID_LEAST_NEEDS} needs due.",
        "share squared",
        "lower",
        "grids",
        "quality",
    ),
)


def quality(study: Study) -> dict[str, float]:
    """Measure the quality of service."""
    needs = study.needs
    in_window = (needs.closed_h >= 0) & (needs.closed_h < study.horizon_h) & ~needs.background
    attempted = in_window & ((needs.outcome == FINISHED) | (needs.outcome == REDO))
    attempts = np.count_nonzero(attempted)
    wrong = np.count_nonzero(attempted & needs.wrong)
    redone = np.count_nonzero(attempted & (needs.outcome == REDO))
    counted, withdrawn = np.count_nonzero(needs.counted), np.count_nonzero(needs.withdrawn)
    resident_days = fact(study.records, "residents") * study.horizon_h / 24
    due, on_time = by_grid(needs)
    return {
        "done_right_first_time": ratio(attempts - wrong, attempts),
        "rework_share": ratio(redone, attempts),
        "never_served_per_1000_resident_days": ratio(
            1000 * np.count_nonzero(never_served(needs)), resident_days
        ),
        "withdrawn_share": ratio(withdrawn, counted + withdrawn),
        "worst_grid_on_time": float(np.min(on_time / due)) if len(due) else math.nan,
        "vulnerable_gap_on_time": vulnerable_gap(needs),
        "satisfaction": satisfaction(needs),
        "between_grid_spread": spread_beyond_chance(due, on_time),
    }


def never_served(needs: Needs) -> Bools:
    """Mark counted needs that nobody ever met, rework waiting to be done left aside."""
    unmet = (needs.outcome >= EXPIRED) & (needs.outcome <= OPEN)  # between them: withdrawn
    return needs.counted & unmet


def by_grid(needs: Needs) -> tuple[Floats, Floats]:
    """Return needs due and needs on time of each grid that has enough to be judged by."""
    due, on_time = needs.count_by_grid(needs.counted), needs.count_by_grid(needs.on_time)
    enough = due >= GRID_LEAST_NEEDS
    return due[enough].astype(float), on_time[enough].astype(float)


def vulnerable_gap(needs: Needs) -> float:
    """Return the risk difference of being on time, vulnerable minus others."""
    personal = needs.counted & ((needs.household >= 0) | (needs.resident >= 0))
    shares = [
        ratio(np.count_nonzero(group & needs.on_time), np.count_nonzero(group))
        for group in (personal & needs.vulnerable, personal & ~needs.vulnerable)
    ]
    return shares[0] - shares[1]


def satisfaction(needs: Needs) -> float:
    """Return the assumed index of satisfaction."""
    right = needs.counted & (needs.outcome == FINISHED) & ~needs.wrong
    prompt = np.count_nonzero(right & needs.on_time)
    late = np.count_nonzero(right) - prompt
    return ratio(prompt + LATE_WORTH * late, np.count_nonzero(needs.counted))


def spread_beyond_chance(due: Floats, on_time: Floats) -> float:
    """Return the variance between grids less the binomial part, without bias.

    var(p_i) - mean(p_i (1 - p_i) / (n_i - 1)), since E[p(1 - p)/(n - 1)] is the binomial
    variance of a share p observed n times.
    """
    if len(due) < 2:
        return math.nan
    share = on_time / due
    return float(np.var(share, ddof=1) - np.mean(share * (1 - share) / (due - 1)))
