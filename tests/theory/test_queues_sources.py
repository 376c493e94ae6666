"""A finite source: a few who each come back after a time away."""

from __future__ import annotations

import pytest

from sim.measures.queues import mean_number_waiting, mean_wait_h
from tests.theory.agreement import agree, replicate
from tests.theory.queues import finite_source


def test_one_worker_and_two_sources_by_hand() -> None:
    wait_h, waiting = finite_source(2, 1.0, 1.0, 1)  # weights 1, 2, 2 of 5
    assert waiting == pytest.approx(2 / 5)
    assert wait_h == pytest.approx((2 / 5) / (4 / 5))


@pytest.mark.long
def test_machines_wait_for_repair_as_theory_says(theory) -> None:
    waits, numbers = [], []
    for records in replicate(theory("finite-source")):
        waits.append(mean_wait_h(records))
        numbers.append(mean_number_waiting(records))
    wait_h, waiting = finite_source(12, 0.5, 0.1, 2)
    agree(waits, wait_h)
    agree(numbers, waiting)
