"""Every consequence and carrier at once in the small coupled town: sound, and all at work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.checks import check
from sim.records import Records
from sim.scenario import load
from tests.towns import fingerprint, rows, run, town_of

EVERYTHING: dict[str, Any] = {
    "horizon": "25 d",
    "hazards.outbreak.introductions.mean": 0,
    "hazards.outbreak.introductions.infectious_at_start": 6,
    "workforce.colleagues": {"contacts": 3, "risk": 2},
    "workforce.staff_tests": {"every": "48 h"},
    "response.controls.contacts": {
        "kind": "quarantine",
        "scope": "household",
        "factors": {"grid": 0.1, "work": 0, "school": 0, "city": 0},
        "duration": "7 d",
    },
    "response.controls.sealed.clear_days": 3,
    "response.controls.sealed.clear_round": False,
    "services.packs.consequence.regain_per_day": 0.02,
    "services.disinfection.consequence": {"kind": "release"},
    "services.requests.consequence": {"kind": "repeat", "share": 0.7, "delay": "30 min"},
    "services.requests.patience": "1 h",
    "services.interview": {
        "need": {"per": "case"},
        "crew": {"record": 1},
        "work": "1 h",
        "due": "4 h",
        "consequence": {"kind": "tracing", "control": "contacts"},
    },
    "services.dialysis": {
        "need": {"per": "sealed_household", "every": "3 d", "first": "1 d"},
        "crew": {"escort": 1, "carry": 1},
        "work": "4 h",
        "due": "12 h",
        "expires": "24 h",
        "consequence": {"kind": "harm", "share": 0.2},
    },
}


@pytest.fixture(scope="module")
def records(scenarios: Path) -> Records:
    """Run it once."""
    return run(load(scenarios / "two-grids.yaml").override(EVERYTHING))


@pytest.mark.slow
def test_its_logs_hold(records: Records) -> None:
    assert check(records, town_of(records.scenario)) == []


@pytest.mark.slow
def test_every_consequence_is_at_work(records: Records) -> None:
    events = [event for (event,) in rows(records, "events", "event")]
    for event in ("traced", "harmed", "repeat", "zone_released"):
        assert events.count(event) >= 2, event
    found_by = [by for (by,) in rows(records, "infections", "found_by")]
    assert found_by.count("tracing") > 2
    causes = {cause for (cause,) in rows(records, "restrictions", "cause")}
    assert "contacts" in " ".join(causes)


@pytest.mark.slow
def test_colleagues_infect_colleagues(records: Records) -> None:
    workers = {person for (person,) in rows(records, "workers", "person")}
    at_work = rows(records, "infections", "resident", "infector", layer="session")
    assert any(set(pair) <= workers for pair in at_work)


@pytest.mark.slow
def test_keys_of_tasks_are_all_different(records: Records) -> None:
    keys = rows(records, "tasks", "task")
    assert len(set(keys)) == len(keys)


@pytest.mark.slow
def test_the_same_run_again_is_the_same(records: Records) -> None:
    assert fingerprint(run(records.scenario)) == fingerprint(records)
