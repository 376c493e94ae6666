"""Contact diaries of Wuhan and Shanghai: whom residents of the shipped street would write down.

Zhang et al. 2020 (doi 10.1126/science.abb8001): Wuhan on a weekday of December 2019, Wuhan and
Shanghai under control in February 2020; Zhang et al. 2019 (doi 10.1038/s41598-019-51609-8):
Shanghai, 2017-18. The contacts of the street were chosen with these diaries in view: agreement
is calibration. A person met often on a day counts once. In the first row the contact record of
single residents is compared with the sum over all pairs; in the others truth is the mean of the
diaries and a row agrees inside their 95 % interval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from tests.hazards.epidemic import contact_matrix as of
from tests.hazards.epidemic.diaries import Diaries, read, read_2018
from tests.hazards.epidemic.street_mixing import FEBRUARY_2020, Street, met_on, street
from tests.validation.data import DATA
from tests.validation.distributions import interval_row
from tests.validation.group_reproduction import street as uncontrolled
from tests.validation.rows import Row, mean_row
from tests.validation.runs import DAY_H, SCENARIOS, Outbreaks, drawn

ASKED = 6000  # residents whose contacts of a day are recorded
SHANGHAI = 18.8  # people a day before control, groups with them: Zhang et al. 2020, table 1
Weights = NDArray[np.float64]


def recorded(seed: int) -> NDArray[np.int64]:
    """Count the people whom residents met on a Wednesday, by the contact record."""
    scenario = uncontrolled(seed, introductions={"mean": 0}, horizon="7 d")
    outbreaks = Outbreaks(scenario)
    epidemic = outbreaks.begin(0)
    epidemic.advance(scenario.horizon)
    from_h = DAY_H * ((2 - scenario.start.weekday()) % 7) - scenario.start.hour
    from_h += DAY_H * 7 * (from_h < 0)
    who = drawn(seed, ASKED, outbreaks.town.residents).tolist()
    met = (epidemic.contacts(one, from_h, from_h + DAY_H).person for one in who)
    return np.array([len(np.unique(people)) for people in met])


def _judged(
    what: str, diaries: Diaries, of_weights: Callable[[Weights], float], value: float
) -> Row:
    every = float(of_weights(np.ones(len(diaries.band))))
    return interval_row(what, every, diaries.interval(of_weights), value, len(diaries.band))


def before(model: Street) -> Iterator[Row]:
    """Compare a weekday, and the household's part of a week."""
    wuhan, share = read(DATA, "Wuhan", "baseline"), model.share

    def people(weight: Weights) -> float:
        return of.people(wuhan.matrix(share, weight), share)

    def correlation(weight: Weights) -> float:
        return of.age_correlation(wuhan.matrix(share, weight), share)

    met = of.people(model.weekday, share)
    yield _judged("people met on a weekday, Wuhan 2019", wuhan, people, met)
    found = of.age_correlation(model.weekday, share)
    yield _judged("correlation of ages of two who meet, Wuhan 2019", wuhan, correlation, found)
    shanghai = read_2018(DATA)
    week = of.people(5 * model.weekday + 2 * model.weekend, share) / 7
    household = of.people(model.household, share) / week

    def at_home(weight: Weights) -> float:
        return float(share @ shanghai.by_band(shanghai.household, weight)) / SHANGHAI

    what = "household's share of people met, Shanghai 2017-18"
    yield _judged(what, shanghai, at_home, household)


def under_control(model: Street, city: str) -> Iterator[Row]:
    """Compare what strict control left, and the household's share of it."""
    diaries, share = read(DATA, city, "outbreak"), model.share
    left = met_on(model.town, model.spec, FEBRUARY_2020[city])
    met, household = (of.people(matrix, share) for matrix in left)

    def people(weight: Weights) -> float:
        return float(share @ diaries.by_band(diaries.people, weight))

    def at_home(weight: Weights) -> float:
        return float(share @ diaries.by_band(diaries.household, weight)) / people(weight)

    yield _judged(f"people met a day, {city} in February 2020", diaries, people, met)
    what = f"household's share of these, {city} in February 2020"
    yield _judged(what, diaries, at_home, household / met)


def rows(seed: int = 1) -> Iterator[Row]:
    """Give the group's comparisons."""
    model = street(SCENARIOS)
    truth = of.people(model.weekday, model.share)
    yield mean_row("people met on a weekday by the contact record", recorded(seed), truth)
    yield from before(model)
    for city in ("Wuhan", "Shanghai"):
        yield from under_control(model, city)
