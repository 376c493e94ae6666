"""Doses of the past and of campaigns: who gets them, when, and in what order."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from sim.clock import Clock
from sim.hazards.epidemic.vaccination import remember_doses, start_vaccination
from sim.scenario import Campaign, HistoryRow, VaccineSpec
from sim.state import State, new_state

AGES = np.repeat(np.array([10, 40, 70], np.int16), 1000)
START = datetime(2022, 3, 1, 8)
DAY_H = 24.0


def _row(from_: int, doses: dict[int, float]) -> HistoryRow:
    since = (10 * DAY_H, 30 * DAY_H)
    return HistoryRow.model_validate({"from": from_, "doses": doses, "age_of_last_dose": since})


def _state(*rows: HistoryRow, seed: int = 1) -> State:
    state = new_state(len(AGES), 1, vaccine=True)
    remember_doses(state, rows, AGES, seed)
    return state


def _campaign(state: State, *campaigns: Campaign, until_h: float = 400.0) -> list[float]:
    """Run campaigns and give how many doses each of their days was."""
    clock, told = Clock(0.0), []
    vaccine = VaccineSpec(
        infection=(((0.0, 0.5),),) * 3, severe=(((0.0, 0.5),),) * 3, onward=(1.0,) * 3,
        campaigns=campaigns,
    )  # fmt: skip
    start_vaccination(clock, state, vaccine, (AGES, 1), START, told.append)
    clock.run(until_h)
    return told


def _of(start: str = "2022-03-02 08:00", **changes: float) -> Campaign:
    plain = {"start": datetime.fromisoformat(start), "per_day": 100, "days": 3}
    return Campaign(**{**plain, **changes})  # type: ignore[arg-type]


def test_each_age_has_the_doses_of_its_row() -> None:
    # 1,000 of each age: a share of .5 is met within .065 with probability .9999.
    state = _state(_row(0, {}), _row(30, {2: 0.5}), _row(60, {1: 0.1, 2: 0.2, 3: 0.6}))
    doses = state.fields.doses
    assert doses[:1000].tolist() == [0] * 1000
    assert (doses[1000:2000] == 2).mean() == pytest.approx(0.5, abs=0.065)
    shares = np.bincount(doses[2000:], minlength=4) / 1000
    assert shares == pytest.approx([0.1, 0.1, 0.2, 0.6], abs=0.065)


def test_the_last_dose_was_as_long_ago_as_its_row_says() -> None:
    state = _state(_row(0, {1: 1.0}))
    days = -state.fields.dose_h / DAY_H
    assert days.min() == pytest.approx(10, abs=0.1)
    assert days.max() == pytest.approx(30, abs=0.1)
    assert days.mean() == pytest.approx(20, abs=0.5)


def test_whoever_is_boosted_at_a_low_coverage_is_at_a_higher_one() -> None:
    few, many = (_state(_row(0, {3: share})).fields.doses for share in (0.2, 0.5))
    assert (few == 3).sum() > 500
    assert (many[few == 3] == 3).all()


def test_a_campaign_gives_so_many_doses_a_day_at_its_hour() -> None:
    state = _state(_row(0, {}))
    assert _campaign(state, _of(per_day=100, days=3)) == [100.0, 100.0, 100.0]
    given = state.fields.dose_h[state.fields.doses > 0]
    assert np.unique(given, return_counts=True)[0].tolist() == [24.0, 48.0, 72.0]


def test_a_campaign_reaches_those_who_are_due_and_nobody_twice() -> None:
    state = _state(_row(0, {1: 0.5}))
    before = state.fields.doses.copy()
    doses = _campaign(state, _of(per_day=10_000, days=5, least_doses=1, from_age=30, to_age=69))
    due = (before == 1) & (AGES == 40)
    assert doses == [float(due.sum()), 0.0, 0.0, 0.0, 0.0]
    assert (state.fields.doses[due] == 2).all()
    assert (state.fields.doses[~due] == before[~due]).all()


def test_a_gap_since_the_last_dose_is_kept() -> None:
    state = _state(_row(0, {1: 1.0}))
    since_h = DAY_H - state.fields.dose_h
    _campaign(state, _of(per_day=10_000, days=1, least_doses=1, gap=20 * DAY_H))
    assert ((state.fields.doses == 2) == (since_h >= 20 * DAY_H)).all()


def test_the_willing_are_a_share_and_come_in_the_order_of_their_luck() -> None:
    state, larger = _state(_row(0, {})), _state(_row(0, {}))
    assert sum(_campaign(state, _of(per_day=10_000, days=1, uptake=0.4))) == pytest.approx(
        1200, abs=110
    )
    _campaign(larger, _of(per_day=10_000, days=1, uptake=0.7))
    assert (larger.fields.doses[state.fields.doses == 1] == 1).all()


def test_a_larger_campaign_reaches_whom_a_smaller_one_does_no_later() -> None:
    small, large = _state(_row(0, {})), _state(_row(0, {}))
    _campaign(small, _of(per_day=50))
    _campaign(large, _of(per_day=90))
    reached = small.fields.doses == 1
    assert reached.sum() == 150
    assert (large.fields.dose_h[reached] <= small.fields.dose_h[reached]).all()
