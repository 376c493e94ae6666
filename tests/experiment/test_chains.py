"""Infections in sentences, from tables made by hand."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pandas as pd

from sim.experiment.chains import where
from sim.experiment.source import Source


def source(**tables: dict[str, list[Any]]) -> Source:
    """Make a source in a town of 100 residents, of whom 7 is worker 2."""
    given = {
        "workers": {"worker": [2], "person": [7]},
        "needs": {"task": [40, 40, 41], "resident": [1, 2, 3]},
        "tasks": {"task": [40, 41], "service": ["pcr_round", "packs"]},
        "assignments": {
            "task": [41, 40], "worker": [2, 5], "started_h": [3.0, 3.0],
            "finished_h": [4.0, float("nan")],
        },
    } | tables  # fmt: skip
    frames = {name: pd.DataFrame(columns) for name, columns in given.items()}
    town: Any = SimpleNamespace(residents=100)
    return Source(frames, town, datetime(2022, 3, 1, 8))


def infected(resident: int, by: int, time_h: float, layer: str = "session") -> Any:
    return SimpleNamespace(resident=resident, infector=by, time_h=time_h, layer=layer)


def test_a_session_is_that_of_the_worker_who_is_one_of_the_two() -> None:
    told = "session: task 41 (packs), with worker 2"
    assert where(source(), infected(3, 7, 3.5)) == told
    assert where(source(), infected(7, 3, 3.0)) == told


def test_two_who_wait_for_their_samples_met_in_the_queue() -> None:
    assert where(source(), infected(1, 2, 9.0)) == "session: task 40 (pcr_round), in the queue"


def test_a_session_without_an_outing_then_is_only_called_so() -> None:
    assert where(source(), infected(3, 7, 4.5)) == "session"
    assert where(source(), infected(1, 3, 3.5)) == "session"


def test_other_layers_are_named() -> None:
    assert where(source(), infected(1, 2, 3.5, "school")) == "layer school"
