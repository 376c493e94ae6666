"""A surge from empty: how long it takes to clear, and how many wait in the meantime."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from sim.records import Records
from tests.theory.agreement import agree, present_at, replicate
from tests.theory.queues import forward, generator

RATE, MEAN_H, WORKERS, OPENS_H, UNTIL_H = 200.0, 0.25, 100, 8.0, 20.0
HOURS = np.array([8.0, 10.0, 12.0])


def first_idle_h(records: Records) -> float:
    """Give the first instant at which fewer tasks are there than workers [h], from 08:00 on."""
    tasks = records.tables["tasks"]
    ends = np.sort(tasks["finished_h"][np.isfinite(tasks["finished_h"])])
    come = np.searchsorted(np.sort(tasks["created_h"]), ends, "right")
    left = come - np.arange(1, len(ends) + 1)
    return float(ends[np.flatnonzero(left < WORKERS)[0]])


def test_a_surge_clears_when_theory_says(theory) -> None:
    spans, waited, numbers = [], [], []
    for records in replicate(theory("surge")):
        spans.append(first_idle_h(records) - OPENS_H)
        waited.append(float(records.facts["waiting_task_h"]))
        numbers.append(present_at(records, HOURS))
    waiting = stats.poisson(RATE * OPENS_H)
    agree(spans, float(waiting.mean() - WORKERS + 1) / (WORKERS / MEAN_H - RATE))
    states = np.arange(2400)
    laws = forward(
        waiting.pmf(states), generator(RATE, MEAN_H, WORKERS, 2400), UNTIL_H - OPENS_H, 120
    )
    assert laws[-1].sum() == pytest.approx(1)
    for hour, found in zip(HOURS, np.transpose(numbers), strict=True):
        agree(found.tolist(), float(laws[round(10 * (hour - OPENS_H))] @ states))
    over = laws @ np.maximum(states - WORKERS, 0)
    agree(waited, RATE * OPENS_H**2 / 2 + float(integrate.simpson(over, dx=0.1)))
