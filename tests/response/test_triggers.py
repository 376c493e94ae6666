"""Triggers on sequences made by hand: thresholds, days, hysteresis, Booleans, dates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pytest

from sim.response.triggers import Triggers, in_order
from sim.scenario import Trigger


class Told:
    """Stands for what is observed: a value of each grid, told by the test."""

    def __init__(self) -> None:
        self.value = np.zeros(2)
        self.quiet = np.zeros(2)

    def look(self, _trigger: Trigger, _now_h: float) -> np.ndarray:
        return self.value

    def quiet_h(self, _place: str, _now_h: float) -> np.ndarray:
        return self.quiet


def triggers(**stated: dict[str, Any]) -> tuple[Triggers, Told]:
    told = Told()
    made = {name: Trigger.model_validate(said) for name, said in stated.items()}
    found = Triggers(made, told, 2)  # type: ignore[arg-type]
    found.start = datetime(2022, 3, 1, 8)
    return found, told


def states(found: Triggers, told: Told, values: list[float], step_h: float = 24.0) -> list[int]:
    """Tell what one value after another, the same in both grids, makes of the trigger `it`."""
    on = []
    for number, value in enumerate(values):
        told.value = np.full(2, float(value))
        found.look(number * step_h)
        on.append(int(found.on("it")))
    return on


def test_a_threshold_is_on_from_its_value_up() -> None:
    found, told = triggers(it={"measure": "cases", "at_least": 5})
    assert states(found, told, [4, 5, 6, 4]) == [0, 1, 1, 0]


def test_a_threshold_from_above_is_on_down_from_its_value() -> None:
    found, told = triggers(it={"measure": "on_time", "at_most": 0.5})
    assert states(found, told, [0.6, 0.5, 0.1, 0.7]) == [0, 1, 1, 0]


def test_hysteresis_keeps_it_on_until_it_is_well_below() -> None:
    found, told = triggers(it={"measure": "cases", "at_least": 5, "off_below": 2})
    assert states(found, told, [4, 5, 3, 2, 1, 4, 5]) == [0, 1, 1, 1, 0, 0, 1]


def test_it_stays_on_as_long_as_is_stated_and_no_longer() -> None:
    found, told = triggers(it={"measure": "cases", "at_least": 5, "stays": 48.0})
    assert states(found, told, [5, 0, 0, 0, 5, 0]) == [1, 1, 0, 0, 1, 1]


def test_the_unknown_switches_nothing_on() -> None:
    found, told = triggers(
        it={"measure": "on_time", "at_most": 1}, other={"measure": "on_time", "at_least": 0}
    )
    told.value = np.full(2, np.nan)
    found.look(0.0)
    assert (found.on("it"), found.on("other")) == (False, False)


def test_two_of_three_days_above_are_counted_day_by_day() -> None:
    found, told = triggers(it={"measure": "cases", "at_least": 5, "days": 2, "of": 3})
    assert states(found, told, [5, 0, 5, 0, 0, 5, 5]) == [0, 0, 1, 0, 0, 0, 1]


def test_two_of_three_days_rising_compare_each_day_with_the_one_before() -> None:
    found, told = triggers(it={"measure": "cases", "change": "rising", "days": 2, "of": 3})
    assert states(found, told, [9, 1, 2, 2, 3, 3, 3]) == [0, 0, 0, 0, 1, 0, 0]


def test_days_before_the_first_look_count_for_nothing() -> None:
    found, told = triggers(it={"measure": "cases", "change": "falling", "days": 2})
    assert states(found, told, [3, 2, 1, 0]) == [0, 0, 1, 1]


def test_looks_within_a_day_are_compared_with_a_day_before() -> None:
    found, told = triggers(it={"measure": "cases", "change": "rising"})
    assert states(found, told, [1, 5, 2, 2], step_h=12.0) == [0, 0, 1, 0]


def test_one_grid_is_enough_and_where_asks_for_each() -> None:
    found, told = triggers(it={"measure": "cases", "at_least": 5, "place": "grid"})
    told.value = np.array([0.0, 7.0])
    found.look(0.0)
    assert found.on("it") is True
    assert found.in_grids("it").tolist() == [False, True]


@pytest.mark.parametrize(
    ("said", "street", "grids"),
    [
        ({"all": ["few", "many"]}, False, [False, False]),
        ({"any": ["few", "many"]}, True, [True, True]),
        ({"none": ["many"]}, True, [True, True]),
        ({"none": ["few"]}, False, [False, True]),
    ],
)
def test_booleans_hold_in_the_street_and_in_each_grid(
    said: dict[str, Any], street: bool, grids: list[bool]
) -> None:
    here = {"measure": "cases", "place": "grid"}
    few, many = {**here, "at_least": 1}, {**here, "at_least": 10}
    said = {key: tuple(names) for key, names in said.items()}
    found, told = triggers(it=said, few=few, many=many, here={"any": ("few",)})
    told.value = np.array([3.0, 0.0])
    if "any" in said:
        told.value = np.array([3.0, 12.0])
    found.look(0.0)
    assert found.on("it") is street
    assert found.in_grids("it").tolist() == grids


def test_a_date_is_on_from_then_until_then() -> None:
    found, told = triggers(it={"date": "2022-03-02 08:00", "until": "2022-03-04 08:00"})
    assert states(found, told, [0, 0, 0, 0, 0]) == [0, 1, 1, 0, 0]


def test_an_order_from_above_has_effect_after_its_notice() -> None:
    found, told = triggers(it={"ordered": "2022-03-02 08:00", "notice": 24.0})
    assert states(found, told, [0, 0, 0]) == [0, 0, 1]
    assert found.moments("it") == [48.0]


def test_quiet_is_on_after_so_long() -> None:
    found, told = triggers(it={"quiet": 48.0})
    told.quiet = np.array([47.0, 47.0])
    found.look(0.0)
    before = found.on("it")
    told.quiet = np.array([48.0, 48.0])
    found.look(1.0)
    assert (before, found.on("it")) == (False, True)


def test_those_of_which_others_are_made_come_first() -> None:
    found, _ = triggers(a={"any": ("b", "c")}, b={"none": ("c",)}, c={"quiet": 1.0})
    assert in_order(found.triggers) == ["c", "b", "a"]
