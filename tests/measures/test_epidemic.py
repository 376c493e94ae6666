"""The epidemic's numbers, worked out by hand; clock 0 is 08:00."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from typing import Any

from sim.measures import measure

Make = Callable[..., Any]


def test_infections_are_counted_by_resident_and_day(made: Make) -> None:
    rows = [
        {"resident": 1, "time_h": -3.0, "detected_h": 20.0},
        {"resident": 2, "time_h": 15.0, "infector": 1, "layer": "household"},
        {"resident": 3, "time_h": 16.0, "infector": 1, "detected_h": 120.0},
        {"resident": 4, "time_h": 17.0, "infector": 2, "severe_h": 90.0, "death_h": 95.0},
        {"resident": 2, "number": 1, "time_h": 39.0, "infector": 4, "severe_h": 90.0,
         "critical_h": 91.0, "death_h": 101.0},
    ]  # fmt: skip
    found = measure(made(infections=rows))
    assert (found["infections"], found["reinfections"], found["attack_rate"]) == (
        5.0,
        1.0,
        0.004,
    )
    assert (found["peak_infections_per_day"], found["peak_day"]) == (3.0, 1.0)
    assert (found["severe"], found["critical"], found["deaths"]) == (2.0, 1.0, 1.0)
    assert (found["cases_found"], found["share_found"]) == (1.0, 0.2)


def test_workers_from_outside_are_no_residents_attacked(made: Make) -> None:
    rows = [{"resident": 5}, {"resident": 1000, "infector": 5, "time_h": 30.0}]
    found = measure(made(infections=rows))
    assert (found["infections"], found["attack_rate"]) == (2.0, 0.001)


def test_the_shares_by_layer_add_up_to_one(made: Make) -> None:
    layers = ["introduced", "household", "household", "session", "city"]
    found = measure(made(infections=[{"layer": layer} for layer in layers]))
    shares = {k: v for k, v in found.items() if k.startswith("share_of_infections_")}
    assert shares == {
        "share_of_infections_household": 0.4,
        "share_of_infections_grid": 0.0,
        "share_of_infections_session": 0.2,
        "share_of_infections_introduced": 0.2,
        "share_of_infections_city": 0.2,
    }


def test_what_becomes_of_infections_is_counted_by_variant(made: Make) -> None:
    rows = [
        {"variant": "x", "severe_h": 40.0},
        {"variant": "y", "severe_h": 50.0, "critical_h": 60.0, "death_h": 70.0},
        {"variant": "y", "severe_h": 120.0},
    ]
    found = measure(made(infections=rows))
    by_variant = {
        what: (found[f"{what}_of_x"], found[f"{what}_of_y"])
        for what in ("infections", "severe", "critical", "deaths")
    }
    assert by_variant == {
        "infections": (1.0, 2.0),
        "severe": (1.0, 1.0),
        "critical": (0.0, 1.0),
        "deaths": (0.0, 1.0),
    }


def test_a_single_variant_is_not_told_apart(made: Make) -> None:
    run = made(infections=[{"resident": 1}])
    run.scenario.hazards["outbreak"].courses = lambda: {"x": None}
    assert "infections_of_x" not in measure(run)


def test_doses_are_those_given_from_clock_nought_to_the_horizon(made: Make) -> None:
    days = [(-16.0, 5.0), (8.0, 40.0), (32.0, 38.0), (100.0, 7.0)]
    events = [{"time_h": at, "event": "vaccinated", "value": doses} for at, doses in days]
    events.append({"time_h": 9.0, "event": "level", "value": 1.0})
    assert measure(made(events=events))["doses_given"] == 78.0


def test_without_infections_there_is_no_peak_day(made: Make) -> None:
    found = measure(made())
    assert (found["infections"], found["attack_rate"]) == (0.0, 0.0)
    assert isnan(found["peak_day"])
    assert isnan(found["share_of_infections_household"])


def test_seeds_from_before_clock_nought_make_no_peak(made: Make) -> None:
    rows = [{"resident": k, "time_h": -1.0} for k in range(20)] + [
        {"resident": 30, "time_h": 50.0}
    ]
    found = measure(made(infections=rows))
    assert (found["infections"], found["peak_infections_per_day"]) == (21.0, 1.0)
