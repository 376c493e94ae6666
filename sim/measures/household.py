"""The household attack rate that a run realised, as a survey of households would find it."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.measures.base import Bools, Floats, Ints, Measure, column, fact
from sim.measures.epidemic import linked
from sim.measures.growth import MOST_INFECTED, infected_by_h
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
        "or more whose first infected member falls ill, is infected before "
        f"{100 * MOST_INFECTED:.0f} % of residents are, and whose 14 d end before the horizon. "
        "A household in which somebody is infected from elsewhere leaves the follow-up at that "
        "time, and those that stay count for it (inverse probability of censoring: Robins "
        "and Finkelstein 2000, doi 10.1111/j.0006-341X.2000.00779.x); where nobody is, "
        "it is the infected over all other members. To be "
        "read beside hazards.*.household_attack_rate, which is what was asked for; controls, "
        "self-isolation and immunity bend it.",
        "share",
        "lower",
        "other members of the households followed",
        "epidemic",
        "Madewell et al. 2022, doi 10.1001/jamanetworkopen.2022.9317",
    ),
)


class Followed(NamedTuple):
    """Households under follow-up, and who of them was infected before it ended.

    Infections lie household by household, each in order of time; `home` is the household's
    number, `inside` tells those by the first case from those from elsewhere.
    """

    begin_h: Floats  # [households]
    until_h: Floats  # [households]
    others: Ints  # [households] members beside the first case
    home: Ints  # [infections]
    time_h: Floats
    inside: Bools


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
    index, number = rows[new], np.cumsum(new) - 1
    until_h = links.onset_h[index] + FOLLOWED_H  # nan where the first never falls ill
    residents = fact(study.records, "residents")
    crowded_h = infected_by_h(links, residents, MOST_INFECTED * residents)
    kept = (until_h <= study.horizon_h) & (members[index] >= 2)
    kept &= links.time_h[index] <= crowded_h
    other = kept[number] & ~new & (links.time_h[rows] <= until_h[number])
    inside = begun_by(links)[rows] == index[number]
    return {
        "household_attack_rate": share_infected(
            Followed(
                begin_h=links.time_h[index[kept]],
                until_h=until_h[kept],
                others=members[index[kept]] - 1,
                home=(np.cumsum(kept) - 1)[number[other]],
                time_h=links.time_h[rows[other]],
                inside=inside[other],
            )
        )
    }


def begun_by(links: Links) -> Ints:
    """Give the row of the infection from elsewhere that began the one at home of each row."""
    inside = np.asarray(links.layer == HOME, dtype=bool) & links.passed_on
    begun = np.where(inside, links.by, np.arange(len(links.by)))
    while np.any(begun[begun] != begun):
        begun = begun[begun]
    return begun


def share_infected(seen: Followed) -> float:
    """Return the share of others infected at home that closed households would show.

    Each infection at home counts as often as its household was likely to be gone by then: the
    inverse of the probability that nobody of it was infected from elsewhere, by the rate at
    which that befell members of followed households who were still free.
    """
    if not seen.others.sum():
        return math.nan
    before: Ints = np.cumsum(~seen.inside) - ~seen.inside  # from elsewhere, over all households
    first = np.searchsorted(seen.home, np.arange(len(seen.others)))
    stays: Bools = before == before[first[seen.home]]  # nobody of the household before
    at_home, left = stays & seen.inside, stays & ~seen.inside
    home, time_h = seen.home[at_home], seen.time_h[at_home]
    nth = np.arange(len(home)) - np.searchsorted(home, home)
    free = (seen.others[home] - nth).astype(float)  # until this infection
    last_h = np.where(nth > 0, np.roll(time_h, 1), seen.begin_h[home])
    at_h, rate = _leaving(seen, at_home, left)
    passed = rate[np.searchsorted(at_h, time_h)] - rate[np.searchsorted(at_h, last_h)]
    summed = np.cumsum(free * passed)
    spent = summed - (summed - free * passed)[np.arange(len(home)) - nth]
    return float(np.exp(spent).sum() / seen.others.sum())


def _leaving(seen: Followed, at_home: Bools, left: Bools) -> tuple[Floats, Floats]:
    """Give when households left, in order, and the summed rate before each and after all."""
    end_h = seen.until_h.copy()
    end_h[seen.home[left]] = seen.time_h[left]
    lost = np.bincount(seen.home[at_home], minlength=len(end_h))
    at_h = np.concatenate([seen.begin_h, seen.time_h[at_home], end_h])
    change = np.concatenate([seen.others, -np.ones(at_home.sum()), lost - seen.others])
    order = np.argsort(at_h, kind="stable")
    free = np.cumsum(change[order])
    gone_h = np.sort(seen.time_h[left])
    until = np.searchsorted(at_h[order], gone_h) - 1  # the last change before
    rate = np.cumsum(1.0 / np.maximum(np.where(until >= 0, free[until], 1.0), 1.0))
    return gone_h, np.concatenate([[0.0], rate])


def _kept(study: Study) -> Bools:
    return column(study.records, "infections", "time_h").astype(float) < study.horizon_h
