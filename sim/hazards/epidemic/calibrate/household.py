"""The household dose, from the attack rate that a survey of households would find.

The survey is simulated: index cases with symptoms, a resident each, in households of two and
more; they isolate as the scenario says. Every other member counts who is infected up to
FOLLOWED_H after the index's onset, by whomever in the household: the studies gathered by
Madewell et al. (2022, doi 10.1001/jamanetworkopen.2022.9317) count infected household contacts
over all household contacts and cannot tell who infected whom.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.hazards.epidemic.calibrate.outbreaks import Copies, alone, copies, run
from sim.hazards.epidemic.calibrate.residents import group_of, listed
from sim.hazards.epidemic.calibrate.solving import reach
from sim.kernels.people import (
    ASYMPTOMATIC,
    HOUSEHOLD,
    INFECTIOUS,
    LATENT,
    OLDEST,
    ONSET,
    PROFILE_MEAN,
    Infection,
    Places,
)

SURVEYED = 25_000  # households, so that the standard error is at most .3 %
MOST_DRAWN = 250_000
TOLERANCE = 1e-3  # relative, of the attack rate: less than the standard error
FOLLOWED_H = 14 * 24.0  # assumed; studies follow contacts for one to four weeks
MOST_DOSE = 50.0  # a contact that infects for certain
Floats = NDArray[np.float64]


class Survey:
    """A survey of household attack rates, to be repeated at any dose."""

    def __init__(
        self, places: Places, infection: Infection, followed_h: float = FOLLOWED_H
    ) -> None:
        self.infection, self.followed_h = infection, followed_h
        self.copies = _surveyed(places, infection)
        members = np.bincount(self.copies.group)
        self.others = members[self.copies.group[self.copies.index_case]] - 1

    def attack_rate(self, dose: float) -> float:
        """Give the share of the others who are infected, at a dose per household contact."""
        if not len(self.others) or dose <= 0.0:
            return 0.0
        return float(self.infected(dose).sum() / self.others.sum())

    def infected(self, dose: float) -> NDArray[np.int64]:
        """Count the others infected in each household surveyed, at a dose per contact."""
        infection, copies = alone(self.infection, HOUSEHOLD, dose), self.copies
        longest_h = float(infection.laws[0, LATENT, -1] + infection.laws[0, ONSET, -1])
        table = run(copies, infection, max(longest_h, infection.floor_h) + self.followed_h)
        first = table["infector"] < 0
        index, later = table[first], table[~first]
        seen_h = np.full(len(copies.group), np.nan)
        ill = ~np.isnan(index["onset_h"])
        seen_h[copies.group[index["person"]]] = np.where(
            ill, index["onset_h"], index["infectious_from_h"]
        )
        group = copies.group[later["person"]]
        counted = later["time_h"] <= seen_h[group] + self.followed_h
        by_group = np.bincount(group[counted], minlength=len(copies.group))
        return by_group[copies.group[copies.index_case]]


def household_dose(places: Places, infection: Infection, attack_rate: float) -> float:
    """Find the dose per household contact at which a survey finds an attack rate.

    Raises ValueError where certain transmission in each contact gives less.
    """
    rate_per_h = infection.contacts[HOUSEHOLD] * infection.week[HOUSEHOLD].mean()
    if attack_rate <= 0.0 or rate_per_h <= 0.0:
        return 0.0
    survey = Survey(places, infection)
    if not len(survey.others):
        return 0.0
    span_h = float(infection.laws[0, INFECTIOUS].mean() * infection.variants[0, PROFILE_MEAN])
    guess = 1.5 * -np.log1p(-attack_rate) / max(rate_per_h * span_h, 1e-12)
    dose = reach(survey.attack_rate, attack_rate, guess, MOST_DOSE, TOLERANCE)
    if dose is None:
        raise ValueError(
            f"the household attack rate {attack_rate:.3f} cannot be reached: with certain"
            f" transmission at each contact it is {survey.attack_rate(MOST_DOSE):.3f}:"
            " raise layers.household.contacts"
        )
    return dose


def _surveyed(places: Places, infection: Infection) -> Copies:
    """Draw index cases evenly among residents who do not live alone; keep those who fall ill.

    Where nobody ever falls ill, anybody is an index case.
    """
    group = group_of(places, HOUSEHOLD)
    who, number = listed(group)
    shared = np.diff(group.start)[number] >= 2
    who, number = who[shared], number[shared]
    if not len(who):
        return copies(places, group, who, number)
    without = infection.shares[0, ASYMPTOMATIC][np.minimum(places.age[who], OLDEST)]
    ill = 1.0 - float(without.mean())
    count = int(min(SURVEYED / ill, MOST_DRAWN)) if ill > 0.0 else SURVEYED
    chosen = ((np.arange(count) + 0.5) / count * len(who)).astype(np.int64)
    drawn = copies(places, group, who[chosen], number[chosen])
    harmless = run(drawn, alone(infection, HOUSEHOLD, 0.0), 1.0)
    seen = np.sort(harmless["person"][~np.isnan(harmless["onset_h"])])
    return drawn._replace(index_case=seen.astype(np.int64)) if len(seen) else drawn
