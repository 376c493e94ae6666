"""Three classes of which the more urgent interrupt the others, whose work then goes on."""

from __future__ import annotations

import numpy as np
import pytest

from sim.measures.queues import mean_wait_h
from tests.theory.agreement import agree, mean_sojourn_h, replicate
from tests.theory.queues import preemptive_h

CLASSES = [(2.0, 0.1, 0.0), (2.0, 0.1, 1.0), (2.0, 0.1, 0.5**0.5)]


def test_in_mm1_preemption_leaves_the_first_class_alone() -> None:
    assert preemptive_h([(0.3, 1.0, 1.0), (0.4, 1.0, 1.0)]) == [
        pytest.approx((0.3 / 0.7, 1 / 0.7)),
        pytest.approx((0.7 / (0.7 * 0.3), 0.7 / (0.7 * 0.3) + 1 / 0.7)),
    ]


@pytest.mark.slow
def test_three_preemptive_priorities_wait_as_theory_says(theory) -> None:
    names, starts, ends = ("urgent", "soon", "requests"), [], []
    for records in replicate(theory("preemption")):
        starts.append([mean_wait_h(records, name) for name in names])
        ends.append([mean_sojourn_h(records, name) for name in names])
    truths = preemptive_h(CLASSES)
    for wait, sojourn, truth in zip(
        np.transpose(starts), np.transpose(ends), truths, strict=True
    ):
        agree(wait.tolist(), truth[0])
        agree(sojourn.tolist(), truth[1])
