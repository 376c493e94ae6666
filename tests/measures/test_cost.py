"""Cost of an outbreak, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from typing import Any

from sim.measures import measure
from sim.measures.cost import preparedness

Make = Callable[..., Any]


def test_cost_is_wages_tests_and_suits_with_volunteers_apart(made: Make) -> None:
    workers = [
        {"hours": 10.0, "ppe_h": 1.0},
        {"hours": 4.0, "employer": "volunteers"},
    ]
    found = measure(made(workers=workers, facts={"tests": 100}))
    assert (found["cost_wages"], found["cost_tests"], found["cost_suits"]) == (220, 350, 60)
    assert (found["cost_total"], found["cost_volunteers_at_wage"]) == (630.0, 60.0)


def test_preparedness_is_spread_over_the_outbreaks_of_a_year() -> None:
    assert preparedness(900.0, 0.5) == 1800.0
    assert preparedness(0.0, 0.0) == 0.0
    assert isnan(preparedness(900.0, 0.0))
