"""Person-days of confinement and zone-days, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.measures import measure

Make = Callable[..., Any]


def span(resident: int, from_h: float, until_h: float, **more: Any) -> dict[str, Any]:
    return {"resident": resident, "from_h": from_h, "until_h": until_h, **more}


def test_overlaps_of_one_resident_count_once(made: Make) -> None:
    rows = [span(1, 0, 24), span(1, 12, 36), span(1, 16, 20), span(2, 12, 36), span(1, 48, 60)]
    found = measure(made(restrictions=rows))
    assert found["confined_person_days"] == 3.0
    assert found["confined_person_days_per_resident"] == 0.003


def test_a_moment_belongs_to_the_strictest_cause(made: Make) -> None:
    rows = [
        span(1, 0, 48, cause="zone", factor=0.2),
        span(1, 24, 72, cause="quarantine", factor=0.0),
    ]
    found = measure(made(restrictions=rows))
    assert found["confined_person_days_quarantine"] == 2.0
    assert found["confined_person_days_zone"] == 1.0
    assert found["confined_person_days"] == 3.0


def test_only_orders_that_leave_less_than_a_quarter_near_home_confine(made: Make) -> None:
    rows = [
        span(1, 0, 24, factor=0.25),
        span(2, 0, 24, layer="school", factor=0.0),
        span(3, 0, 24, layer="household", factor=0.0),
        span(4, 0, 24, factor=0.24),
    ]
    assert measure(made(restrictions=rows))["confined_person_days"] == 1.0


def test_confinement_is_cut_at_the_window(made: Make) -> None:
    rows = [span(1, -24, 24), span(2, 76, float("inf")), span(3, 76, float("nan"))]
    assert measure(made(restrictions=rows))["confined_person_days"] == pytest.approx(3.0)


def test_zone_days_run_from_opening_to_release_or_the_horizon(made: Make) -> None:
    events = [
        {"time_h": 4.0, "event": "zone_opened", "place": "a"},
        {"time_h": 28.0, "event": "zone_released", "place": "a"},
        {"time_h": 52.0, "event": "zone_opened", "place": "b"},
    ]
    found = measure(made(events=events))
    assert (found["zones_opened"], found["zone_days"]) == (2.0, 3.0)
