"""What work does to workers, from tables made by hand."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from types import SimpleNamespace
from typing import Any

from sim.measures import measure

Make = Callable[..., Any]
OUTSIDER = 1000
STAFF = [
    {"person": 5, "hours": 8.0, "infected": True},
    {"person": 6, "absent_h": 8.0},
    {"person": OUTSIDER, "employer": "volunteers", "hours": 8.0, "infected": True},
    {"person": 7},
]


def worked(made: Make, staff: Any = None, **tables: Any) -> dict[str, float]:
    """Measure a run whose grid workers may be hurt, leave, be locked in and be called out."""
    run = made(workers=STAFF if staff is None else staff, **tables)
    risks = {"injury": 0.01, "attrition": 0.01, "locked_in": 0.5, "roster": "night"}
    run.scenario.workforce.employers = {"grid_workers": SimpleNamespace(**risks)}
    run.scenario.workforce.rosters = {"night": SimpleNamespace(on_call=object())}
    return measure(run)


def told(event: str, time_h: float, worker: int) -> dict[str, Any]:
    return {"event": event, "time_h": time_h, "place": "grid_workers", "value": float(worker)}


def test_injuries_leavers_and_call_outs_of_the_window_are_counted(made: Make) -> None:
    events = [
        told("injured", -1.0, 0),
        told("injured", 3.0, 0),
        told("injured", 50.0, 0),
        told("left", 60.0, 1),
        told("called_out", 70.0, 0),
        told("called_out", 100.0, 0),
    ]
    found = worked(made, events=events)
    names = ("injuries", "workers_left", "called_out")
    assert [found[name] for name in names] == [2.0, 1.0, 1.0]


def test_what_may_happen_and_did_not_is_0_and_what_cannot_is_no_data(made: Make) -> None:
    names = ("injuries", "workers_left", "locked_in_share", "called_out")
    found, without = worked(made), measure(made(workers=STAFF))
    assert [found[name] for name in names] == [0.0, 0.0, 0.0, 0.0]
    assert all(isnan(without[name]) for name in names)


def test_a_worker_locked_in_twice_is_one_of_those_who_may_be(made: Make) -> None:
    events = [told("locked_in", 3.0, 1), told("locked_in", 30.0, 1)]
    assert worked(made, events=events)["locked_in_share"] == 0.5  # of 2 with rostered hours


def test_only_infections_in_a_session_by_a_worker_on_duty_are_hers(made: Make) -> None:
    shifts = [{"worker": 0, "from_h": 0.0, "until_h": 8.0}]
    rows = [
        {"resident": 20, "infector": 5, "layer": "session", "time_h": 8.0},
        {"resident": 21, "infector": 5, "layer": "session", "time_h": 3.0, "grid": "B"},
        {"resident": 22, "infector": 5, "layer": "session", "time_h": 9.0},  # at her own door
        {"resident": 23, "infector": 5, "layer": "household", "time_h": 3.0},
        {"resident": 24, "infector": 30, "layer": "session", "time_h": 3.0},
    ]
    found = worked(made, shifts=shifts, infections=rows)
    assert found["infections_by_workers"] == 2.0
    assert found["places_infected_per_worker"] == 1.0  # grids A and B, over two infected


def test_an_outsider_infected_at_work_reaches_no_grid(made: Make) -> None:
    shifts = [{"worker": 0, "from_h": 0.0, "until_h": 8.0}]
    rows = [{"resident": OUTSIDER, "infector": 5, "layer": "session", "time_h": 8.0,
             "grid": None}]  # fmt: skip
    found = worked(made, shifts=shifts, infections=rows)
    assert (found["infections_by_workers"], found["places_infected_per_worker"]) == (1.0, 0.0)


def test_without_an_infected_worker_there_is_no_mean(made: Make) -> None:
    found = worked(made, staff=[{"hours": 8.0}])
    assert found["infections_by_workers"] == 0.0
    assert isnan(found["places_infected_per_worker"])
