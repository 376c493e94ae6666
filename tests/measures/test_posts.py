"""Cover of posts and hours without suits, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from types import SimpleNamespace
from typing import Any

import pytest

from sim.measures import measure

Make = Callable[..., Any]


def gate(made: Make, horizon_h: float = 100.0, **tables: Any) -> dict[str, float]:
    """Measure a run in which the service packs is a gate of 8-h stints."""
    run = made(horizon_h, **tables)
    need = SimpleNamespace(per="post", lasts=8.0)
    run.scenario.services["packs"] = SimpleNamespace(need=need, crew={"any": 1})
    return measure(run)


def stint(created_h: float, **more: Any) -> dict[str, Any]:
    return {"service": "packs", "created_h": created_h, "expires_h": created_h + 8.0, **more}


def there(task: int, from_h: float, until_h: float) -> dict[str, Any]:
    return {"task": task, "started_h": from_h, "finished_h": until_h}


def test_a_post_is_covered_while_anybody_is_there_and_no_longer_than_it_is_required(
    made: Make,
) -> None:
    outings = [there(0, 1.0, 4.0), there(0, 3.0, 5.0), there(0, 7.0, 9.0)]
    found = gate(made, tasks=[stint(0.0)], assignments=outings)
    assert found["post_cover"] == 5 / 8


def test_a_stint_that_nobody_took_counts_as_required(made: Make) -> None:
    found = gate(made, tasks=[stint(0.0), stint(8.0)], assignments=[there(1, 8.0, 16.0)])
    assert found["post_cover"] == 0.5


def test_hours_outside_the_window_count_on_neither_side(made: Make) -> None:
    tasks = [stint(-4.0), stint(96.0)]
    outings = [there(0, -4.0, 4.0), there(1, 96.0, float("nan"))]
    assert gate(made, tasks=tasks, assignments=outings)["post_cover"] == 1.0


def test_the_worst_grid_is_told_beside_the_mean(made: Make) -> None:
    tasks = [stint(0.0), stint(0.0, grid="B")]
    outings = [there(0, 0.0, 8.0), there(1, 2.0, 4.0)]
    found = gate(made, tasks=tasks, assignments=outings)
    assert (found["post_cover"], found["post_cover_worst"]) == (10 / 16, 0.25)


def test_a_stint_without_an_end_in_the_table_lasts_as_long_as_the_service_says(
    made: Make,
) -> None:
    tasks = [stint(0.0) | {"expires_h": float("nan")}]
    assert gate(made, tasks=tasks, assignments=[there(0, 0.0, 2.0)])["post_cover"] == 0.25


def test_a_scenario_without_posts_has_no_data(made: Make) -> None:
    found = measure(made(tasks=[{"service": "packs"}]))
    assert isnan(found["post_cover"])
    assert isnan(found["post_cover_worst"])


@pytest.mark.parametrize(
    ("events", "hours_h"),
    [
        ([], 0.0),
        ([("suits_out", 10.0), ("suits_delivered", 34.0)], 24.0),
        ([("suits_out", 10.0), ("suits_out", 12.0), ("suits_delivered", 34.0)], 24.0),
        ([("suits_out", 10.0), ("suits_delivered", 20.0), ("suits_out", 90.0)], 20.0),
        ([("suits_delivered", 5.0), ("suits_out", 99.0)], 1.0),
    ],
)
def test_suits_are_out_from_the_first_want_to_the_next_delivery(
    made: Make, events: list[tuple[str, float]], hours_h: float
) -> None:
    run = made(events=[{"event": name, "time_h": at_h} for name, at_h in events])
    run.scenario.workforce.suits = SimpleNamespace(stock=10)
    assert measure(run)["suits_out_h"] == hours_h


def test_an_endless_stock_has_no_hours_without_suits(made: Make) -> None:
    assert isnan(measure(made())["suits_out_h"])
