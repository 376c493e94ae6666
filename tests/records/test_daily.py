"""Stocks and flows of calendar days; the towns start at 08:00 of day 0."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.records import Days, spread_by_day
from tests.towns import ROUNDS, ask, begin, by_hand, end, find


def days_of(records: Any, measure: str, grid: str | None = None) -> dict[int, float]:
    table = records.tables["daily"]
    mine = (table["measure"] == measure) & np.array([place == grid for place in table["grid"]])
    days = zip(table["day"][mine].tolist(), table["value"][mine].tolist(), strict=True)
    return {day: round(value, 4) for day, value in days}


def a_few_visits() -> Any:
    world = begin(by_hand())
    ask(world, "visit", 1.0, [0, 1])
    ask(world, "visit", 7.8, [2])  # tomorrow
    ask(world, "visit", 24.0, [14])
    return end(world)


def test_flows_are_counted_on_the_day_on_which_they_happen() -> None:
    records = a_few_visits()
    assert days_of(records, "created") == {0: 3.0, 1: 1.0, 2: 0.0}
    assert days_of(records, "met") == {0: 2.0, 1: 2.0, 2: 0.0}


def test_flows_of_a_grid_are_told_where_there_are_any() -> None:
    records = a_few_visits()
    assert days_of(records, "created", "C01-G01") == {0: 3.0}
    assert days_of(records, "created", "C01-G02") == {1: 1.0}


def test_on_time_counts_what_was_due_on_a_day() -> None:
    records = a_few_visits()
    assert days_of(records, "due") == {0: 3.0, 1: 1.0, 2: 0.0}
    assert days_of(records, "on_time") == {0: 2.0, 1: 1.0, 2: 0.0}


def test_stocks_are_what_stands_at_midnight() -> None:
    records = a_few_visits()
    assert days_of(records, "waiting") == {0: 1.0, 1: 0.0, 2: 0.0}
    assert days_of(records, "overdue") == {0: 1.0, 1: 0.0, 2: 0.0}


def test_hours_on_duty_are_split_at_midnight() -> None:
    night = {
        "workforce": {
            "rosters": {"day": {"shifts": [{"from": "22:00", "until": "06:00"}]}},
        }
    }
    records = end(begin(by_hand(night)))
    assert days_of(records, "staff_grid_workers") == {0: 2.0, 1: 8.0, 2: 6.0}


def test_zones_are_counted_while_they_are_open() -> None:
    world = begin(by_hand(ROUNDS, {"horizon": "4 d"}))
    find(world, resident=0, at_h=3.0)
    assert days_of(end(world), "zones") == {0: 1.0, 1: 1.0, 2: 1.0, 3: 1.0, 4: 1.0}


def test_days_before_the_start_are_negative() -> None:
    days = Days(8.0, -48.0, 24.0, ["a"])
    assert (days.first, days.count) == (-2, 4)
    assert days.day_of(np.array([-48.0, -0.1, 15.9, 16.0])).tolist() == [0, 2, 2, 3]


def test_a_stock_of_the_street_counts_what_has_no_grid_only_for_the_street() -> None:
    days = Days(0.0, 0.0, 48.0, ["a"])
    days.flow(
        "found", np.array([1.0, 2.0, np.nan]), days.places(np.array(["a", None, "a"], object))
    )
    ((_, table),) = days.rows
    assert table.tolist() == [[1.0, 2.0], [0.0, 0.0]]


def infections(**columns: list[Any]) -> dict[str, Any]:
    """Give 1 who is introduced and infects 2 at home on day 0 and 3 in the grid on day 1."""
    nobody = [np.nan] * 3
    table = {
        "resident": [1, 2, 3], "number": [0, 0, 0], "infector": [-1, 1, 1],
        "infector_number": [-1, 0, 0], "time_h": [1.0, 12.0, 30.0],
        "layer": ["introduced", "household", "grid"], "variant": ["x", "x", "y"],
        "infectious_from_h": [6.0, 18.0, 36.0], "infectious_until_h": [30.0, 24.0, 60.0],
        "onset_h": nobody, "severe_h": nobody, "death_h": nobody,
    } | columns  # fmt: skip
    return {name: np.array(values, object if name in ("layer", "variant") else None)
            for name, values in table.items()}  # fmt: skip


def spread(profiles: dict[str, tuple[float, ...]], **columns: list[Any]) -> dict[str, Any]:
    days = Days(0.0, 0.0, 72.0, ["a"])
    spread_by_day(infections(**columns), days, ["household", "grid"], profiles, 72.0)
    table = days.table()
    assert set(table["grid"].tolist()) == {None}
    return {
        name: dict(zip(*(table[k][table["measure"] == name].tolist() for k in ("day", "value")),
                       strict=True))
        for name in table["measure"].tolist()
    }  # fmt: skip


def test_infections_of_the_street_are_told_by_layer() -> None:
    found = spread({"x": (1.0,)})
    assert found["infections_introduced"] == {0: 1.0, 1: 0.0, 2: 0.0}
    assert found["infections_household"] == {0: 1.0, 1: 0.0, 2: 0.0}
    assert found["infections_grid"] == {0: 0.0, 1: 1.0, 2: 0.0}
    assert not any(name.startswith("infections_of") for name in found)


def test_infections_are_told_by_variant_where_there_are_several() -> None:
    found = spread({"x": (1.0,), "y": (1.0,)})
    assert found["infections_of_x"] == {0: 2.0, 1: 0.0, 2: 0.0}
    assert found["infections_of_y"] == {0: 0.0, 1: 1.0, 2: 0.0}


def test_a_day_without_a_reproduction_number_has_no_row() -> None:
    """Day 0: 1 infects two in all, 2 nobody; at an instant 1 over 18/24 + 1 spans."""
    found = spread({"x": (1.0,)})
    assert found["reproduction_case"] == {0: 1.0, 1: 0.0}
    assert found["reproduction_case_grid"] == {0: 0.5, 1: 0.0}
    assert found["reproduction_instant"] == pytest.approx({0: 1 / 1.75})
    assert found["reproduction_instant_grid"] == {0: 0.0}
