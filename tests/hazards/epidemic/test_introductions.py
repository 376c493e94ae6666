"""Who brings the infection in: stated, spread, dated, of each variant, and by commuting."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from sim.hazards.epidemic.introductions import commuted, introduced
from sim.kernels.people import LAYERS, WORK
from sim.kernels.spread import AT_ONCE, COMMUTED, introduce
from sim.scenario import DatedIntroduction, Introductions, Prevalence
from tests.outbreaks import Outbreak, infection_like, town_of

START = datetime(2022, 3, 1, 8)
OUTSIDE = Prevalence(
    dates=(datetime(2022, 3, 1), datetime(2022, 3, 3), datetime(2022, 3, 5)),
    share=np.array([0.01, 0.03, 0.0]),
)


def test_introductions_at_stated_times_come_at_them() -> None:
    spec = Introductions(dated=(DatedIntroduction(at=datetime(2022, 3, 2, 20), count=3),))
    assert [one.time_h for one in introduced(spec, 100, 1, START)] == [36.0] * 3


def test_whoever_is_infectious_at_the_start_is_so_at_once_and_all_are_different() -> None:
    found = introduced(Introductions(infectious_at_start=50), 60, 1, START)
    assert {one.how for one in found} == {AT_ONCE}
    assert len({one.person for one in found}) == 50


def test_each_variant_has_luck_of_its_own() -> None:
    spec = Introductions(mean=20.0)
    first, second = (introduced(spec, 1000, 1, START, variant) for variant in (0, 1))
    assert {one.person for one in first} != {one.person for one in second}
    assert first == introduced(spec, 1000, 1, START, 0)


def test_commuters_meet_the_infectious_in_proportion_to_their_share_outside() -> None:
    # 40 h at .01 and 48 h at .03 of a rate of .5 an hour: .92 contacts each, 9,200 in all,
    # known to 1 %; an error of 5 % is found with probability .999.
    found = commuted(np.arange(10_000), 0.5, OUTSIDE, (START, 500.0), seed=3)
    assert len(found) == pytest.approx(10_000 * 0.5 * (40 * 0.01 + 48 * 0.03), rel=0.035)
    times = np.array([one.time_h for one in found])
    assert (times < 88.0).all()
    assert (times < 40.0).mean() == pytest.approx(0.4 / 1.84, abs=0.015)
    assert {one.how for one in found} == {COMMUTED}


def test_a_commuter_who_stays_at_home_or_has_the_weekend_off_catches_nothing() -> None:
    town, week = town_of(), np.ones((7, 7))
    week[WORK, 5:] = 0.0
    infection = infection_like(week=week, dose=np.full(8, 0.5))
    outbreak = Outbreak(town, infection)
    for number, (person, at_h) in enumerate(((3, 10.0), (4, 130.0), (5, 10.0), (6, 200.0))):
        introduce(outbreak.epidemic.queue, person, at_h, number, 0, COMMUTED, 0.2)
    outbreak.restrict(1.0, np.array([5]), work=0.0)
    outbreak.epidemic.advance(300.0)
    assert outbreak.infections()["person"].tolist() == [3, 6]


def test_a_commuter_who_is_immune_or_ill_catches_nothing() -> None:
    infection = infection_like(dose=np.full(8, 0.5))
    outbreak = Outbreak(town_of(), infection)
    outbreak.introduce(3)
    introduce(outbreak.epidemic.queue, 3, 50.0, 9, 0, COMMUTED, 0.2)
    outbreak.epidemic.advance(300.0)
    assert len(outbreak.infections()["person"]) == 1
    assert len(LAYERS) == 7
