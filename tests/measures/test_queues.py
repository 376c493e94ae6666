"""The quantities of queueing theory, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.measures import (
    kaplan_meier_mean,
    mean_number_in_service,
    mean_number_waiting,
    mean_wait_h,
    measure,
    share_abandoned,
    share_delayed,
)

Make = Callable[..., Any]
ROWS = [
    {"created_h": 0.0, "started_h": 0.0, "finished_h": 4.0, "outcome": "done"},
    {"created_h": 1.0, "started_h": 4.0, "finished_h": 6.0, "outcome": "done"},
    {"created_h": 2.0, "expires_h": 4.0, "outcome": "expired"},
    {"created_h": 5.0, "started_h": 6.0},
    {"created_h": 9.0},
    {"created_h": -3.0, "started_h": 1.0, "finished_h": 2.0, "outcome": "done"},
]


def test_waits_of_started_tasks(made: Make) -> None:
    run = made(tasks=ROWS, horizon_h=10.0)
    assert mean_wait_h(run) == 4 / 3
    assert share_delayed(run) == 2 / 3
    assert share_abandoned(run) == 1 / 5
    assert np.isnan(mean_wait_h(run, "nothing"))


def test_numbers_in_the_system_are_averages_over_the_window(made: Make) -> None:
    run = made(tasks=ROWS, horizon_h=10.0)
    # Waiting: 3 + 2 + 1 + 1 and the carried one's 1; in work: 4 + 2 + 4 + 1.
    assert mean_number_waiting(run) == 0.8
    assert mean_number_in_service(run) == 1.1


def test_kaplan_meier_with_every_end_seen_is_the_mean() -> None:
    spans, seen = np.array([3.0, 0.0, 5.0, 3.0]), np.ones(4, dtype=bool)
    assert kaplan_meier_mean(spans, seen, np.ones(4), 48.0) == pytest.approx(11 / 4)


def test_kaplan_meier_stops_at_the_limit() -> None:
    spans, seen = np.array([1.0, 100.0]), np.ones(2, dtype=bool)
    assert kaplan_meier_mean(spans, seen, np.ones(2), 10.0) == pytest.approx(5.5)


def test_the_wait_of_a_single_server_queue_is_that_of_theory(made: Make) -> None:
    """M/D/1 at load .5: mean wait .5 h (Pollaczek-Khinchine)."""
    draw = np.random.default_rng(2)
    created = np.cumsum(draw.exponential(2.0, size=40_000))
    place = np.arange(len(created), dtype=float)
    started = np.maximum.accumulate(created - place) + place
    rows = {
        "task": np.arange(len(created)),
        "service": np.full(len(created), "requests", dtype=object),
        "grid": np.full(len(created), None, dtype=object),
        "created_h": created,
        "started_h": started,
        "finished_h": started + 1,
        "outcome": np.full(len(created), "done", dtype=object),
    }
    run = made(horizon_h=float(started[-1] + 2))
    run.tables["tasks"] = rows
    assert mean_wait_h(run) == pytest.approx(0.5, rel=0.05)
    assert measure(run)["wait_h"] == pytest.approx(mean_wait_h(run))
