"""The shipped street without response: what it was asked for, and what its runs realise.

All is read before the town is crowded, as in its run of 60 d most are infected in the end.
Growth is read by the product's own measure, from the tenth infection until 1 % of residents
are infected; up to 5 % it is .336, as cases use up the stairwells and grids in which they
gather. The household attack rate is the product's too: 14 d after an index case with symptoms,
first infected before 5 % of residents were, where growth has by then brought the infection from
elsewhere into many households; those that it did not reach count for them (inverse probability
of censoring; Robins and Finkelstein 2000, doi 10.1111/j.0006-341X.2000.00779.x).

The time between the infections of infector and infected is asked for by the course: with those
who isolate at onset 3.84 d looking forward. While an epidemic grows, most infectors were
infected lately, so that looking back shows less: the course's density times exp(-r t)
(Champredon and Dushoff 2015, doi 10.1098/rspb.2015.2026; Britton and Scalia Tomba 2019, doi
10.1098/rsif.2018.0670). The truth is that mean at the stated growth; compared are infections in
the grid and the city, where nobody's contacts run out, up to 1 % infected. In households,
classes and workplaces they do, the later infections are missing, and times are shorter: all
layers together have .02 d less. Over the whole run the measure `generation_time_h` gives 3.4 d,
as late cases meet fewer who can still be infected.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.hazards.epidemic.calibrate.cases import cases_of, infecting, windows
from sim.kernels.people import CITY, GRID, OLDEST
from sim.measures.growth import (
    FEW_INFECTED,
    FIRST,
    MOST_INFECTED,
    slope_per_day,
)
from sim.measures.household import FOLLOWED_H, Followed, share_infected
from sim.scenario import load
from tests.validation.rows import Row, mean_row
from tests.validation.runs import DAY_H, SCENARIOS, Infections, Outbreaks, apart, changed

RUNS = 100
Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


def growth_per_d(one: Infections, residents: int) -> float:
    """Read the growth of infections passed on, in the window of `growth_realised`."""
    begin_h = one.time_h[FIRST - 1]
    end_h = one.time_h[math.ceil(FEW_INFECTED * residents) - 1]
    days = int((end_h - begin_h) // DAY_H)
    since_h = one.time_h[one.infector >= 0] - begin_h
    inside = since_h[(since_h > 0) & (since_h < DAY_H * days)]
    return slope_per_day(np.bincount((inside / DAY_H).astype(int), minlength=days))


def interval_d(one: Infections, residents: int) -> float:
    """Give the mean time since the infector's infection, in the grid and the city, early."""
    end_h = one.time_h[math.ceil(FEW_INFECTED * residents) - 1]
    seen = (one.infector >= 0) & (one.time_h <= end_h) & np.isin(one.layer, (GRID, CITY))
    return float(np.mean(one.time_h[seen] - one.time_h[one.infector[seen]]) / DAY_H)


def interval_of_course_d(outbreaks: Outbreaks, growth: float) -> float:
    """Give the mean time between infections that the course has at a growth [1/d]."""
    infection, residents = outbreaks.infection, outbreaks.town.residents
    age = np.minimum(outbreaks.places.age[:residents], OLDEST)
    cases = cases_of(infection, isolating=True)
    share = cases.weight[age].mean(axis=0)
    whole, timed = 0.0, 0.0
    for branch, part in zip(cases.branches, share, strict=True):
        window = windows(cases, branch, CITY)
        chance = infecting(cases, branch, window, float(infection.dose[CITY]), 1.0)
        for step in (np.arange(20) + 0.5) / 20:
            at_d = (window.from_h + step * (window.until_h - window.from_h)) / DAY_H
            density = part * chance * (window.until_h - window.from_h) * np.exp(-growth * at_d)
            whole, timed = whole + density.sum(), timed + (density * at_d).sum()
    return float(timed / whole)


def attack_rate(one: Infections, household: Numbers, members: Numbers) -> float:
    """Read the household attack rate as the measure does."""
    home = household[one.person]
    rows = np.argsort(home, kind="stable")  # infections lie in order of time
    new = np.append(True, np.diff(home[rows]) != 0)
    index, number = rows[new], np.cumsum(new) - 1
    until_h = one.onset_h[index] + FOLLOWED_H
    crowded_h = one.time_h[math.ceil(MOST_INFECTED * len(household)) - 1]
    kept = ~np.isnan(until_h) & (members[home[index]] > 1) & (one.time_h[index] <= crowded_h)
    other = kept[number] & ~new & (one.time_h[rows] <= until_h[number])
    begun = np.where((one.layer == 0) & (one.infector >= 0), one.infector, np.arange(len(home)))
    while np.any(begun[begun] != begun):
        begun = begun[begun]
    seen = Followed(
        begin_h=one.time_h[index[kept]],
        until_h=until_h[kept],
        others=members[home[index[kept]]] - 1,
        home=(np.cumsum(kept) - 1)[number[other]],
        time_h=one.time_h[rows[other]],
        inside=(begun[rows] == index[number])[other],
    )
    return share_infected(seen)


def rows(seed: int = 1) -> Iterator[Row]:
    """Compare what was asked for with what runs of the street realise."""
    scenario = changed(
        load(SCENARIOS / "g-street.yaml"),
        services=None,
        workforce=None,
        response=None,
        run__seed=apart(seed, 120),
    )
    outbreaks = Outbreaks(scenario)
    town = outbreaks.town
    members = np.diff(town.household_start)
    every = (outbreaks.run(number) for number in range(RUNS))
    crowded = MOST_INFECTED * town.residents
    found = np.array(
        [
            (
                growth_per_d(one, town.residents),
                interval_d(one, town.residents),
                attack_rate(one, town.household, members),
            )
            for one in every
            if len(one.person) > 2 * crowded  # others died out
        ]
    )
    (spec,) = scenario.hazards.values()
    stated = DAY_H * spec.growth
    truths = (stated, interval_of_course_d(outbreaks, stated), spec.household_attack_rate)
    names = (
        "growth [1/d] of the street up to 1 % infected",
        "days from infector's to infected's infection, grid and city, up to 1 %",
        "household attack rate in runs of the street",
    )
    for name, truth, values in zip(names, truths, found.T, strict=True):
        yield mean_row(name, values, truth)
