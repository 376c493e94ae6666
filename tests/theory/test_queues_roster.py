"""A queue under a roster: the number of workers changes with the shifts."""

from __future__ import annotations

import numpy as np
import pytest

from sim.measures.queues import mean_number_waiting
from tests.theory.agreement import Floats, agree, present_at, replicate
from tests.theory.queues import forward, generator

RATE, MEAN_H, STATES, STEPS = 24.0, 0.1, 250, 32  # four steps an hour
SHIFTS = (2, 6, 3)  # workers from 00:00, 08:00 and 16:00 on


def day_of_laws() -> Floats:
    """Give the law of the number present at each quarter of an hour, day after day the same."""
    law = np.eye(STATES)[0]
    while True:
        day, start = [], law
        for workers in SHIFTS:
            chain = generator(RATE, MEAN_H, workers, STATES)
            day.append(forward(law, chain, 8.0, STEPS)[1:])
            law = day[-1][-1]
        if np.abs(law - start).max() < 1e-10:
            return np.concatenate([[start], *day])


@pytest.mark.slow
def test_the_number_present_follows_the_kolmogorov_equations(theory) -> None:
    laws = day_of_laws()
    assert laws[:, -1].max() < 1e-9
    scenario = theory("roster-632")
    days = np.arange(scenario.horizon // 24)
    hours = np.array([0.0, 4.0, 8.0, 9.0, 12.0, 16.0, 20.0])
    found, waiting = [], []
    for records in replicate(scenario):
        found.append([present_at(records, 24 * days + hour).mean() for hour in hours])
        waiting.append(mean_number_waiting(records))
    states = np.arange(STATES)
    for hour, numbers in zip(hours, np.transpose(found), strict=True):
        agree(numbers.tolist(), float(laws[round(4 * hour)] @ states), error=0.015)
