"""A queue under a roster: the number of workers changes with the shifts."""

from __future__ import annotations

import numpy as np
import pytest

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


@pytest.mark.long
def test_the_number_present_follows_the_kolmogorov_equations(theory) -> None:
    # At 08:00, when most are there, and the mean over each shift, by quarters of an hour.
    laws = day_of_laws()
    assert laws[:, -1].max() < 1e-9
    scenario, states = theory("roster-632"), np.arange(STATES)
    quarters = 0.25 * np.arange(round(4 * scenario.horizon))
    found = []
    for records in replicate(scenario):
        day = present_at(records, quarters).reshape(-1, 96).mean(axis=0)
        found.append([day[32], *day.reshape(3, 32).mean(axis=1)])
    numbers = laws[:96] @ states
    truths = [numbers[32], *numbers.reshape(3, 32).mean(axis=1)]
    for of_one, truth in zip(np.transpose(found), truths, strict=True):
        agree(of_one.tolist(), float(truth))
