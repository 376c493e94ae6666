"""A rate that changes over the day, and so many workers that nobody waits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.measures.queues import waits_h
from tests.theory.agreement import agree, present_at, replicate
from tests.theory.queues import number_in_work

HOURS = (2.0, 8.0, 12.0, 18.0, 23.0)


def rate(at_h: float) -> float:
    """Give the needs per hour at a time of day [h]."""
    hour = at_h % 24
    return 60.0 * (0.3 if hour < 8 else 1.6 if hour < 18 else 1.0)


def test_a_rate_that_does_not_change_gives_rate_times_work() -> None:
    number = number_in_work(lambda _: 2.0, lambda s: math.exp(-s / 3), 50.0, 100.0, [10.0])
    assert number == pytest.approx(6.0)


def test_the_number_in_work_follows_the_rate_of_the_day(theory) -> None:
    scenario = theory("changing-rate")
    days = np.arange(scenario.horizon // 24)
    found, longest = [], 0.0
    for records in replicate(scenario):
        longest = max(longest, float(waits_h(records).max()))
        found.append([present_at(records, 24 * days + hour).mean() for hour in HOURS])
    assert longest == 0.0
    work = stats.gamma(0.8**-2, scale=3.0 * 0.8**2)
    jumps = [24.0 * day + hour for day in range(-3, 1) for hour in (0.0, 8.0, 18.0)]
    for hour, numbers in zip(HOURS, np.transpose(found), strict=True):
        agree(numbers.tolist(), number_in_work(rate, work.sf, hour, 48.0, jumps))
