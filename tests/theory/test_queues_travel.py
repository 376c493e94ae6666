"""One worker who walks to each task and back to her post."""

from __future__ import annotations

import math

import pytest

from sim.measures.queues import mean_wait_h, share_delayed
from tests.theory.agreement import agree, replicate
from tests.theory.queues import pollaczek_khinchine_h

RATE, WALK_H, WORK_H = 4.0, 0.05, 0.05


@pytest.mark.slow
def test_walks_out_and_back_are_part_of_the_work_of_mg1(theory) -> None:
    # A task holds the worker for B = walk + work + walk; it waits for her as in M/G/1, and then
    # for the walk there, which begins the moment that she is free.
    runs = [
        (mean_wait_h(records), share_delayed(records))
        for records in replicate(theory("out-and-back"))
    ]
    held_h = 2 * WALK_H + WORK_H
    truth = pollaczek_khinchine_h(RATE, held_h, WORK_H / held_h) + WALK_H
    assert truth == pytest.approx(0.05 + 4 * (0.15**2 + 0.05**2) / (2 * 0.4))
    agree([wait for wait, _ in runs], truth)
    assert math.isclose(min(delayed for _, delayed in runs), 1.0)
