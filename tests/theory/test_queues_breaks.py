"""A worker who stops now and then, busy or not, and goes on where she was."""

from __future__ import annotations

import pytest

from tests.theory.agreement import agree, number_present, replicate
from tests.theory.queues import with_breakdowns


def test_a_worker_who_hardly_stops_is_mm1() -> None:
    assert with_breakdowns(0.5, 1.0, 1e9, 1.0) == pytest.approx(1.0)
    assert with_breakdowns(0.4, 1.0, 10.0, 2.0) == pytest.approx(1.1794871795)  # by the chain


@pytest.mark.long
def test_with_breaks_as_many_are_present_as_theory_says(theory) -> None:
    numbers = [number_present(records) for records in replicate(theory("on-and-off"))]
    agree(numbers, with_breakdowns(10.0, 0.05, 1.0, 0.25))
