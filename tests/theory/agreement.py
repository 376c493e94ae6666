"""How a truth of theory is compared with replications.

The rule: over 30 or more independent replications z = (mean - truth) / standard error must not
exceed 3.5, and the standard error must be small enough for that to mean something: at most 1 %
of the truth where nothing else is said, so that a fault of 5 % is found with probability .93.
The seeds are fixed: a test that passed once passes always. Pathwise tests need no statistics.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.engine import run
from sim.measures.queues import mean_number_in_service, mean_number_waiting
from sim.records import Records
from sim.scenario import Scenario
from sim.town import build_town

Floats = NDArray[np.float64]


def replicate(scenario: Scenario) -> Iterator[Records]:
    """Run a scenario's replications in turn, in one town."""
    town = build_town(scenario.town, scenario.root)
    for replication in range(scenario.run.replications):
        yield run(scenario, replication, town)


def agree(values: Sequence[float], truth: float, error: float = 0.01) -> None:
    """Compare a mean with the truth; `error` is the largest standard error as a share of it."""
    assert len(values) >= 30
    se = float(np.std(values, ddof=1)) / math.sqrt(len(values))
    z = (float(np.mean(values)) - truth) / se
    told = (
        f"mean {np.mean(values):.5f}, truth {truth:.5f}, se {100 * se / truth:.2f} %, z {z:.2f}"
    )
    assert abs(z) <= 3.5, told
    assert se <= error * truth, told


def controlled(values: Sequence[float], controls: Sequence[Sequence[float]]) -> list[float]:
    """Take off each value what its controls explain; their true means are 0.

    One value a replication, and its controls beside it (control variates; Lavenberg and Welch
    1981, doi 10.1287/mnsc.27.3.322). A factor is spent on each control, so that the standard
    error of the result is that of the regression.
    """
    y, x = np.array(values), np.array(controls)
    slopes, *_ = np.linalg.lstsq(x - x.mean(axis=0), y - y.mean(), rcond=None)
    left = y - x @ slopes
    n, spent = x.shape
    wider = math.sqrt((n - 1) / (n - 1 - spent))
    return (left.mean() + (left - left.mean()) * wider).tolist()


def number_present(records: Records, service: str | None = None) -> float:
    """Give the mean number of tasks waiting or in work, over the window."""
    waiting = mean_number_waiting(records, service)
    return waiting + mean_number_in_service(records, service)


def present_at(records: Records, times_h: Floats) -> NDArray[np.int64]:
    """Count the tasks that were there at some times [h], just before each."""
    tasks = records.tables["tasks"]
    finished_h = np.sort(np.nan_to_num(tasks["finished_h"], nan=np.inf))
    come = np.searchsorted(np.sort(tasks["created_h"]), times_h)
    return np.asarray(come - np.searchsorted(finished_h, times_h), np.int64)


def mean_sojourn_h(records: Records, service: str) -> float:
    """Give the mean time [h] from need to end of the tasks that ended, made from clock 0 on."""
    tasks = records.tables["tasks"]
    mine = (tasks["service"] == service) & (tasks["created_h"] >= 0)
    return float(np.nanmean((tasks["finished_h"] - tasks["created_h"])[mine]))
