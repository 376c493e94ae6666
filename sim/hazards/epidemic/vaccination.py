"""Who was vaccinated before the run, and who is during it: the only writer of doses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from sim import order
from sim.clock import Clock, Rhythm
from sim.rng import Purpose, uniforms
from sim.scenario import Campaign, HistoryRow, VaccineSpec
from sim.state import State
from sim.units import hours_since, tick

DAY_H = 24.0


def remember_doses(
    state: State, history: tuple[HistoryRow, ...], age: NDArray[np.int16], seed: int
) -> None:
    """Write the doses that residents had before clock 0, by age.

    A resident's own uniform decides, many doses first, so that a higher coverage holds
    whoever a lower one does.
    """
    residents = np.arange(len(age))
    many = uniforms(seed, Purpose.VACCINATION_HISTORY, residents, 0)
    long = uniforms(seed, Purpose.VACCINATION_HISTORY, residents, 1)
    fields = state.fields
    for number, row in enumerate(history):
        to_age = history[number + 1].from_ if number + 1 < len(history) else np.inf
        here, covered = (age >= row.from_) & (age < to_age), 0.0
        for doses, share in sorted(row.doses.items(), reverse=True):
            chosen = residents[here & (many >= covered) & (many < covered + share)]
            covered += share
            first, last = row.age_of_last_dose
            fields.doses[chosen] = doses
            fields.dose_h[chosen] = -tick(first + (last - first) * long[chosen])


def campaign_rhythm(
    clock: Clock,
    state: State,
    number_and_campaign: tuple[int, Campaign],
    who: tuple[NDArray[np.int16], int],
    start: datetime,
    tell: Callable[[float], None],
) -> Rhythm:
    """Give one campaign's doses, day by day, to the willing in the order of their luck.

    `who`: ages of the residents and the seed; `tell` is told how many doses a day was. Nobody
    is called who was called on an earlier day of the same campaign.
    """
    number, campaign = number_and_campaign
    age, seed = who
    rank = uniforms(seed, Purpose.VACCINATION_ORDER, np.arange(len(age)), number)
    of_age = (age >= campaign.from_age) & (age <= campaign.to_age)
    willing = np.flatnonzero(of_age & (rank < campaign.uptake))
    queue = willing[np.argsort(rank[willing], kind="stable")]
    first_h = float(tick(hours_since(start, campaign.start)))
    for day in range(campaign.days):
        yield clock.event(first_h + DAY_H * day, order.INFECTION)
        state.before_change()
        fields = state.fields
        since_h = clock.now_h - fields.dose_h[queue]
        had = fields.doses[queue]
        may = (had >= campaign.least_doses) & ((had == 0) | (since_h >= campaign.gap))
        chosen = queue[may][: campaign.per_day]
        fields.doses[chosen] += 1
        fields.dose_h[chosen] = clock.now_h
        queue = queue[~np.isin(queue, chosen)]
        tell(float(len(chosen)))


def start_vaccination(
    clock: Clock,
    state: State,
    vaccine: VaccineSpec,
    who: tuple[NDArray[np.int16], int],
    start: datetime,
    tell: Callable[[float], None],
) -> None:
    """Write the doses of the past and start the campaigns, as in `campaign_rhythm`."""
    remember_doses(state, vaccine.history, *who)
    for numbered in enumerate(vaccine.campaigns):
        clock.follow(campaign_rhythm(clock, state, numbered, who, start, tell))
