"""Harm, answers, repeated calls and contacts, from tables made by hand."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from types import SimpleNamespace
from typing import Any

from sim.measures import measure

Make = Callable[..., Any]


def lines(made: Make, kind: str, **tables: Any) -> dict[str, float]:
    """Measure a run in which requests are a hotline with patience and a consequence."""
    run = made(**tables)
    run.scenario.services["requests"] = SimpleNamespace(
        need=SimpleNamespace(per="resident"),
        crew={"any": 1},
        patience=object(),
        consequence=SimpleNamespace(kind=kind),
    )
    return measure(run)


def test_harms_of_the_window_are_told_per_10000_residents(made: Make) -> None:
    events = [{"event": "harmed", "time_h": at_h, "value": 7.0} for at_h in (-2.0, 5.0, 60.0)]
    assert lines(made, "harm", events=events)["harmed_per_10000"] == 20.0
    assert lines(made, "harm")["harmed_per_10000"] == 0.0


def test_where_nothing_harms_there_are_no_data(made: Make) -> None:
    found = measure(made())
    names = ("harmed_per_10000", "answered_share", "repeat_share", "traced_contacts")
    assert all(isnan(found[name]) for name in names)


def test_a_call_is_answered_if_work_began_before_it_lapsed(made: Make) -> None:
    calls = [
        {"started_h": 1.0, "finished_h": 2.0, "outcome": "done"},
        {"started_h": 1.0, "finished_h": 2.0, "outcome": "redo"},
        {"finished_h": 3.0, "outcome": "expired"},
        {"started_h": 99.0},  # still talking at the end
        {"created_h": 99.0},
        {"created_h": -5.0, "finished_h": 1.0, "outcome": "expired"},
        {"service": "packs", "finished_h": 3.0, "outcome": "expired"},
    ]
    assert lines(made, "repeat", tasks=calls)["answered_share"] == 2 / 3


def test_calls_made_again_are_a_share_of_all_calls(made: Make) -> None:
    calls = [{"created_h": -5.0}, {}, {}, {}, {}, {"service": "packs"}]
    events = [{"event": "repeat", "time_h": 4.0, "value": 1.0}]
    assert lines(made, "repeat", tasks=calls, events=events)["repeat_share"] == 0.25


def test_contacts_reached_are_added_up(made: Make) -> None:
    events = [{"event": "traced", "time_h": at_h, "value": 6.0} for at_h in (-1.0, 2.0, 3.0)]
    assert lines(made, "tracing", events=events)["traced_contacts"] == 12.0
