"""Who infected whom: how soon, before or after falling ill, and how unevenly.

Means over pairs look forward from infectors who were infected early enough to be complete:
before the first of those who can still infect at the horizon. Otherwise the quick ones would
count for more (Champredon and Dushoff 2015).
"""

from __future__ import annotations

import math

import numpy as np

from sim.measures.base import Floats, Ints, Measure, ratio
from sim.measures.epidemic import linked
from sim.measures.tables import Study
from sim.records import Links

LEAST_CASES = 30  # Source: assumed; fewer say little about how uneven cases are
SHARE_CAUSED = 0.8

_COMPLETE = (
    "infected before the first of those who can still infect at the horizon, so that all of "
    "them are complete"
)

MEASURES = (
    Measure(
        "generation_time_h",
        "Generation time",
        "Mean time from the infection of an infector to the infection that she caused, forward "
        f"from infectors {_COMPLETE}.",
        "h",
        "none",
        "infections passed on by complete infectors",
        "epidemic",
        "Champredon and Dushoff 2015, doi 10.1098/rspb.2015.2026",
    ),
    Measure(
        "serial_interval_h",
        "Serial interval",
        "Mean time from the onset of an infector to the onset of whom she infected, where both "
        "fall ill, forward from infectors whose onset comes before the first infection of "
        "those who can still infect at the horizon. Onsets after the horizon count.",
        "h",
        "none",
        "pairs that both fall ill, of complete infectors",
        "epidemic",
        "Park et al. 2021, doi 10.1073/pnas.2011548118",
    ),
    Measure(
        "share_presymptomatic",
        "Passed on before symptoms",
        "Infections caused by infectors who fall ill, before they do, over all that they "
        f"cause; of infectors {_COMPLETE}. Who never falls ill is left out.",
        "share",
        "none",
        "infections passed on by complete infectors who fall ill",
        "epidemic",
        "He et al. 2020, doi 10.1038/s41591-020-0869-5",
    ),
    Measure(
        "offspring_dispersion",
        "Dispersion of cases caused",
        "Dispersion k of the number that a case infects, by maximum likelihood of a negative "
        f"binomial law over cases {_COMPLETE}; the smaller, the more uneven. No data where the "
        "variance is not above the mean, as k then has no bound.",
        "1",
        "none",
        f"runs with {LEAST_CASES} complete cases",
        "epidemic",
        "Lloyd-Smith 2007, doi 10.1371/journal.pone.0000180",
    ),
    Measure(
        "share_causing_80_percent",
        "Cases causing 80 %",
        "The smallest share of cases that caused 80 % of the infections passed on, counted "
        f"rather than fitted, of cases {_COMPLETE}.",
        "share",
        "none",
        f"runs with {LEAST_CASES} complete cases",
        "epidemic",
        "Endo et al. 2020, doi 10.12688/wellcomeopenres.15842.3",
    ),
)


def transmission(study: Study) -> dict[str, float]:
    """Measure who infected whom, when and where."""
    links = linked(study)
    complete = np.asarray(links.time_h < links.complete_h)
    caused = complete[links.by] & links.passed_on
    case, parent = np.flatnonzero(caused), links.by[caused]
    onset_h = links.onset_h[parent]
    ill = ~np.isnan(onset_h)
    offspring = links.offspring[complete]
    enough = len(offspring) >= LEAST_CASES
    return {
        "generation_time_h": _mean(links.time_h[case] - links.time_h[parent]),
        "serial_interval_h": _serial_interval(links),
        "share_presymptomatic": ratio(
            np.count_nonzero(links.time_h[case] < onset_h), np.count_nonzero(ill)
        ),
        "offspring_dispersion": dispersion(offspring) if enough else math.nan,
        "share_causing_80_percent": share_causing(offspring) if enough else math.nan,
    }


def _serial_interval(links: Links) -> float:
    parent = links.by[links.passed_on]
    early = links.onset_h[parent] < links.complete_h
    between_h = (links.onset_h[links.passed_on] - links.onset_h[parent])[early]
    return _mean(between_h[~np.isnan(between_h)])


def dispersion(offspring: Ints) -> float:
    """Return the most likely k of a negative binomial law, nan where it has no bound.

    There the sum over j of (cases that caused more than j) / (k + j) is n log(1 + m / k), with
    m the mean over n cases.
    """
    mean = float(offspring.mean())
    if float(offspring.var()) <= mean:
        return math.nan
    above = len(offspring) - np.cumsum(np.bincount(offspring))[:-1]
    step = np.arange(len(above))
    low, high = math.log(1e-6), math.log(1e6)
    for _ in range(100):
        middle = (low + high) / 2
        k = math.exp(middle)
        rising = float(np.sum(above / (k + step))) > len(offspring) * math.log1p(mean / k)
        low, high = (middle, high) if rising else (low, middle)
    return math.exp(low)


def share_causing(offspring: Ints, share: float = SHARE_CAUSED) -> float:
    """Return the smallest share of cases that caused a share of the infections, nan of none."""
    caused = np.cumsum(np.sort(offspring)[::-1])
    if not len(caused) or caused[-1] == 0:
        return math.nan
    return float(np.searchsorted(caused, share * caused[-1] - 1e-9) + 1) / len(caused)


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else math.nan
