"""The household attack rate that a run realised, as a survey of households would find it."""

from __future__ import annotations

import math

import numpy as np

from sim.measures.base import Bools, Floats, Ints, Measure, column
from sim.measures.epidemic import linked
from sim.measures.tables import Study
from sim.records import Links

FOLLOWED_H = 14 * 24.0  # as in the survey from which the household dose is found
HOME = "household"

MEASURES = (
    Measure(
        "household_attack_rate",
        "Household attack rate",
        "Share of the other members of a household whom its first case infects at home, "
        "directly or through others at home, up to 14 d after her onset: of households of two "
        "or more whose first infected member falls ill, those whose 14 d end after the horizon "
        "left out. Who is infected from elsewhere leaves the follow-up at that time "
        "(Kaplan-Meier); where nobody is, it is the infected over all other members. To be "
        "read beside hazards.*.household_attack_rate, which is what was asked for; controls, "
        "self-isolation and immunity bend it.",
        "share",
        "lower",
        "other members of the households followed",
        "epidemic",
        "Madewell et al. 2022, doi 10.1001/jamanetworkopen.2022.9317",
    ),
)


def household(study: Study) -> dict[str, float]:
    """Measure the household attack rate."""
    links = linked(study)
    home, members = (
        column(study.records, "infections", name)[_kept(study)].astype(np.int64)
        for name in ("household", "members")
    )
    living = np.flatnonzero((home >= 0) & (links.number == 0))
    rows = living[np.lexsort((links.time_h[living], home[living]))]
    new = np.ones(len(rows), dtype=bool)
    new[1:] = home[rows][1:] != home[rows][:-1]
    first = np.repeat(rows[new], np.diff(np.append(np.flatnonzero(new), len(rows))))
    until_h = links.onset_h[first] + FOLLOWED_H  # nan where the first never falls ill
    followed = (until_h <= study.horizon_h) & (members[first] >= 2)
    other = followed & ~new
    since_h = (links.time_h[rows] - until_h)[other]
    at_home = (begun_by(links)[rows] == first)[other]
    spared = int((members[first[followed & new]] - 1).sum()) - len(since_h)
    return {"household_attack_rate": share_infected(since_h, at_home, spared)}


def begun_by(links: Links) -> Ints:
    """Give the row of the infection from elsewhere that began the one at home of each row."""
    inside = np.asarray(links.layer == HOME, dtype=bool) & links.passed_on
    begun = np.where(inside, links.by, np.arange(len(links.by)))
    while np.any(begun[begun] != begun):
        begun = begun[begun]
    return begun


def share_infected(since_h: Floats, at_home: Bools, spared: int) -> float:
    """Return the Kaplan-Meier share infected at home by the end of the follow-up, time 0.

    `since_h` are times of infection, after 0 where it came too late; `at_home` tells those by
    the first case from those from elsewhere; `spared` counts who was never infected.
    """
    order = np.lexsort((~at_home, since_h))
    order = order[since_h[order] <= 0]
    people = len(since_h) + spared
    if not people:
        return math.nan
    followed = people - np.arange(len(order))
    return 1.0 - float(np.prod(1.0 - at_home[order] / followed))


def _kept(study: Study) -> Bools:
    return column(study.records, "infections", "time_h").astype(float) < study.horizon_h
