"""The early spread that a run realised: how fast it grew, and how many each case infected."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.measures.base import Floats, Ints, Measure, column, fact, ratio
from sim.measures.epidemic import hazards_of, linked
from sim.measures.tables import Study
from sim.records import Links, spans_in

FIRST = 10  # Source: assumed; the window opens at this infection, when chance rules less
# With more infected the susceptible run short. Source: decision 36, 99 runs of the street
# without response, .35 a day stated: .350 (.344-.355) up to 1 %, .336 (.334-.338) up to 5 %.
FEW_INFECTED, MOST_INFECTED = 0.01, 0.05
ENOUGH = 300  # Source: assumed; infections, as 1 % of a small town would give no slope
LEAST_DAYS, LEAST_INFECTIONS = 5, 30  # Source: assumed; fewer give no slope worth having

_WINDOW = (
    f"from infection {FIRST} of the run until {100 * FEW_INFECTED:.0f} % of residents are "
    f"infected (in small towns {ENOUGH} residents, but no more than "
    f"{100 * MOST_INFECTED:.0f} %), or a control or a level change takes hold, or the horizon"
)
_LEAST = f"{LEAST_DAYS} such days and {LEAST_INFECTIONS} infections passed on"
_BENT = "Controls that hold already, self-isolation and immunity bend it."

MEASURES = (
    Measure(
        "growth_realised",
        "Growth realised",
        "Slope of the logarithm of infections passed on a day, by maximum likelihood of "
        f"Poisson counts, over whole 24-hour days {_WINDOW}. To be read beside "
        f"hazards.*.growth, which is what was asked for. {_BENT}",
        "per day",
        "none",
        f"runs with {_LEAST}",
        "epidemic",
        "Ma et al. 2014, doi 10.1007/s11538-013-9918-2",
    ),
    Measure(
        "reproduction_early",
        "Early reproduction number",
        "Infections passed on in the window of growth realised, over the infectious spans, in "
        "parts of one, that lie in it: the instantaneous reproduction number. To be read "
        "beside hazards.*.R0, which is what was asked for; this is lower, as households, "
        f"classes and workplaces run out of others to infect. {_BENT}",
        "infections per case",
        "lower",
        f"infectious spans in the window; runs with {_LEAST}",
        "epidemic",
        "Fraser 2007, doi 10.1371/journal.pone.0000758",
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


@dataclass(frozen=True)
class Window:
    """The days of early growth: when they begin [h], and how many whole ones there are."""

    start_h: float
    days: int

    @property
    def end_h(self) -> float:
        """Give when the last whole day ends [h]."""
        return self.start_h + 24.0 * self.days


def growth(study: Study) -> dict[str, float]:
    """Measure the early growth and reproduction."""
    links = linked(study)
    window = window_of(study, links)
    count = by_day(links, window)
    enough = window.days >= LEAST_DAYS and count.sum() >= LEAST_INFECTIONS
    introduced = ~links.passed_on
    return {
        "growth_realised": slope_per_day(count) if enough else math.nan,
        "reproduction_early": _reproduction(study, links, window, count)
        if enough
        else math.nan,
        "reproduction_introduced": ratio(
            links.offspring[introduced].sum(), np.count_nonzero(introduced)
        ),
    }


def window_of(study: Study, links: Links) -> Window:
    """Give the window of early growth; no days where it never opened."""
    time_h = np.sort(links.time_h)
    if len(time_h) < FIRST:
        return Window(study.horizon_h, 0)
    start_h = float(time_h[FIRST - 1])
    residents = fact(study.records, "residents")
    few = min(max(FEW_INFECTED * residents, ENOUGH), MOST_INFECTED * residents)
    reached_h = infected_by_h(links, residents, few)
    ends_h = [study.horizon_h, reached_h, _controlled_h(study, start_h)]
    return Window(start_h, max(math.floor((min(ends_h) - start_h) / 24.0), 0))


def by_day(links: Links, window: Window) -> Ints:
    """Count the infections passed on after the window opened, on each of its days."""
    since_h = links.time_h[links.passed_on] - window.start_h
    inside = since_h[(since_h > 0) & (since_h < 24.0 * window.days)]
    return np.bincount((inside / 24.0).astype(np.int64), minlength=window.days)


def slope_per_day(count: Ints) -> float:
    """Return the slope [per day] of the log of expected counts, nan with fewer than two days.

    Maximum likelihood of Poisson counts with log mean a + r d (Newton's steps on r, a in closed
    form), so that days without infections need no correction.
    """
    if np.count_nonzero(count) < 2:
        return math.nan
    day = np.arange(len(count)) - (len(count) - 1) / 2
    wanted, slope = float(count @ day) / float(count.sum()), 0.0
    for _ in range(50):
        share = np.exp(slope * day - np.max(slope * day))
        share /= share.sum()
        mean = float(share @ day)
        step = (wanted - mean) / float(share @ (day - mean) ** 2)
        slope += min(max(step, -1.0), 1.0)
        if abs(step) < 1e-10:
            break
    return slope


def infected_by_h(links: Links, residents: float, number: float) -> float:
    """Give when so many of the residents have been infected, however often [h]; else inf."""
    order = np.argsort(links.time_h, kind="stable")
    _, first = np.unique(links.resident[order], return_index=True)
    rows = order[first]
    firsts_h = np.sort(links.time_h[rows[links.resident[rows] < residents]])
    most = math.ceil(number)
    return float(firsts_h[most - 1]) if 0 < most <= len(firsts_h) else math.inf


def _controlled_h(study: Study, start_h: float) -> float:
    """Give when a control first takes hold, or the level changes, after an instant [h]."""
    records = study.records
    level = np.asarray(column(records, "events", "event") == "level", dtype=bool)
    changes_h: Floats = np.concatenate(
        [
            column(records, "restrictions", "from_h").astype(float),
            column(records, "events", "time_h").astype(float)[level],
        ]
    )
    later_h = changes_h[changes_h > start_h]
    return float(later_h.min()) if len(later_h) else math.inf


def _reproduction(study: Study, links: Links, window: Window, count: Ints) -> float:
    """Return the infections passed on in a window for each infectious span in it."""
    profiles = {
        name: course.profile
        for hazard in hazards_of(study.records)
        for name, course in hazard.courses().items()
    }
    edges_h = np.array([window.start_h, window.end_h])
    return ratio(count.sum(), spans_in(links, edges_h, profiles)[0])
