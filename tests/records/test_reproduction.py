"""The reproduction number by day and layer, worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.records import Links, at_instant, by_cohort, links_of, spans_in

NAN = np.nan
COLUMNS = ("resident", "infector", "time_h", "layer", "infectious_from_h", "infectious_until_h")
DAYS = np.array([0.0, 24.0, 48.0, 72.0, 96.0])
LAYERS = ("household", "grid")
EVEN = {"x": (1.0,)}

# Two introduced on day 0 infect three and one; one of day 1 infects one on day 2, who is
# infectious at the horizon of 96 h.
ROWS: list[tuple[Any, ...]] = [
    (1, -1, 0.0, "introduced", 12.0, 36.0),
    (2, -1, 6.0, "introduced", 12.0, 36.0),
    (3, 1, 13.0, "household", 20.0, 44.0),
    (4, 1, 30.0, "household", 40.0, 64.0),
    (5, 1, 30.0, "grid", 40.0, 64.0),
    (6, 2, 31.0, "grid", 40.0, 64.0),
    (7, 4, 60.0, "household", 72.0, 100.0),
]


def linked(rows: list[tuple[Any, ...]], **more: list[Any]) -> Links:
    columns: dict[str, Any] = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True))
    blank = {"number": 0, "infector_number": 0, "variant": "x", "onset_h": NAN,
             "severe_h": NAN, "death_h": NAN}  # fmt: skip
    columns |= {name: [value] * len(rows) for name, value in blank.items()} | more
    return links_of({name: np.array(values) for name, values in columns.items()}, 96.0)


def whole(values: Any) -> list[float | str]:
    """Give the values of the days, rounded, no data in words."""
    return ["no data" if np.isnan(value) else round(float(value), 6) for value in values]


def test_a_cohort_is_those_infected_on_a_day_and_all_whom_they_infect() -> None:
    found = by_cohort(linked(ROWS), DAYS, LAYERS)
    assert whole(found[""]) == [round(4 / 3, 6), round(1 / 3, 6), "no data", "no data"]


def test_cohorts_by_layer_add_up() -> None:
    found = by_cohort(linked(ROWS), DAYS, LAYERS)
    assert whole(found["household"]) == [round(2 / 3, 6), round(1 / 3, 6)] + ["no data"] * 2
    assert whole(found["grid"]) == [round(2 / 3, 6), 0.0, "no data", "no data"]


def test_a_day_from_which_somebody_can_still_infect_is_no_data() -> None:
    rows = [*ROWS, (8, 3, 40.0, "grid", 50.0, 97.0)]
    assert whole(by_cohort(linked(rows), DAYS, LAYERS)[""])[1] == "no data"


def test_spans_are_shared_out_over_the_days_that_they_cover() -> None:
    found = spans_in(linked(ROWS), DAYS, EVEN)
    day_0 = (12 + 12 + 4) / 24
    day_1 = (12 + 12 + 20 + 3 * 8) / 24
    assert found == pytest.approx([day_0, day_1, 3 * 16 / 24, 24 / 28])


def test_the_profile_weighs_the_parts_of_a_span() -> None:
    row = [(1, -1, 0.0, "introduced", 12.0, 36.0)]
    assert spans_in(linked(row), DAYS, {"x": (3.0, 1.0)}).tolist() == [0.75, 0.25, 0.0, 0.0]


def test_a_span_that_ends_in_hospital_is_whole_by_then() -> None:
    row = [(1, -1, 0.0, "introduced", 12.0, 60.0)]
    links = linked(row, severe_h=[36.0])
    assert spans_in(links, DAYS, EVEN).tolist() == [0.5, 0.5, 0.0, 0.0]


def test_at_an_instant_infections_are_divided_by_the_infectiousness_of_the_day() -> None:
    found = at_instant(linked(ROWS), DAYS, LAYERS, EVEN)
    expected = [1 * 24 / 28, 3 * 24 / 68, 1 * 24 / 48]
    assert whole(found[""]) == [*(round(value, 6) for value in expected), "no data"]
    assert whole(found["grid"])[:3] == [0.0, round(2 * 24 / 68, 6), 0.0]


def test_infections_over_all_days_are_the_same_by_cohort_and_at_an_instant() -> None:
    """The spans of cases 1 to 6 lie in the days: both add up to the 4 that they infect."""
    links = linked(ROWS[:6])
    spans = spans_in(links, DAYS, EVEN)
    instant = at_instant(links, DAYS, LAYERS, EVEN)[""]
    cases = np.array([3.0, 3.0, 0.0, 0.0])
    assert np.nansum(instant * spans) == pytest.approx(4.0)
    assert np.nansum(by_cohort(links, DAYS, LAYERS)[""] * cases) == pytest.approx(4.0)
    assert spans.sum() == pytest.approx(cases.sum())
