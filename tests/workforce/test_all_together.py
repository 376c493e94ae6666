"""Everything about workers at once, and each thing that changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.checks import check
from sim.records import Records
from sim.scenario import Scenario, load
from tests.towns import fingerprint, run, town_of

GATE = {
    "shifts": [
        {"from": "08:00", "until": "16:00"},
        {"from": "16:00", "until": "00:00"},
        {"from": "00:00", "until": "08:00"},
    ],
    "rotates": 3,
    "rest_days": 2,
}
SPLIT = {
    "shifts": [
        {
            "from": "08:00",
            "until": "17:00",
            "heads": 2,
            "breaks": [{"from": "12:00", "until": "13:00"}],
        },
        {"from": "12:00", "until": "20:00"},
    ],
    "rest_days": 1,
    "on_call": {"from": "20:00", "until": "08:00", "priority": 5},
}
INFECTED = {
    "horizon": "12 d",
    "hazards.outbreak.introductions.mean": 0,
    "hazards.outbreak.introductions.infectious_at_start": 4,
}
EVERYTHING: dict[str, Any] = {
    "workforce.rosters.split": SPLIT,
    "workforce.rosters.gate": GATE,
    "workforce.grid_workers.roster": "split",
    "workforce.grid_workers.per_grid": 3,
    "workforce.grid_workers.attrition": 0.05,
    "workforce.grid_workers.injury": 0.05,
    "workforce.grid_workers.locked_in": 0.5,
    "workforce.grid_workers.absence": 0.02,
    "workforce.volunteers.team": 2,
    "workforce.volunteers.locked_in": 0.5,
    "workforce.volunteers.works": {"law": "exponential", "mean": "5 h"},
    "workforce.volunteers.stops": {"law": "exponential", "mean": "1 h"},
}


@pytest.fixture(scope="module")
def small(scenarios: Path) -> Scenario:
    """Give the small coupled town, infected from the start."""
    return load(scenarios / "two-grids.yaml").override(INFECTED)


@pytest.fixture(scope="module")
def busy(small: Scenario) -> Records:
    """Run it with everything on."""
    skills = list(small.workforce.employers["grid_workers"].skills)
    heads = {"per_building": 1, "lives": "town", "skills": skills, "roster": "split"}
    committee = {"per_community": 2, "lives": "outside", "skills": skills, "roster": "gate"}
    more = {
        "workforce.building_heads": {**heads, "attendance": 0.5},
        "workforce.community_staff": committee,
    }
    return run(small.override({**EVERYTHING, **more}))


def test_the_logs_of_everything_at_once_are_sound(busy: Records) -> None:
    told = set(busy.tables["events"]["event"].tolist())
    assert {"called_out", "locked_in", "injured", "left", "worker_arrived"} <= told
    assert check(busy, town_of(busy.scenario)) == []


def changed(records: Records, **events: np.ndarray) -> list[str]:
    tables = {**records.tables, "events": {**records.tables["events"], **events}}
    told = check(
        Records(records.scenario, records.replication, tables, records.facts),
        town_of(records.scenario),
    )
    return [sentence for sentence in told if "begins a shift" in sentence]


def test_the_checks_notice_who_works_unasked_or_after_she_left(busy: Records) -> None:
    events = busy.tables["events"]
    quiet = np.where(events["event"] == "called_out", "x", events["event"])
    assert any("not rostered or does not attend" in said for said in changed(busy, event=quiet))
    early = np.where(events["event"] == "left", 0.0, events["time_h"])
    assert any("though she has left" in said for said in changed(busy, time_h=early))


@pytest.mark.parametrize(
    "nothing",
    [
        {"workforce.grid_workers.injury_length": "3 d"},
        {"workforce.grid_workers.attrition_long_week": 9},
        {"workforce.rosters.spare": SPLIT},
        {"workforce.grid_workers.team": 3},
    ],
    ids=["length", "factor", "spare", "team"],
)
def test_what_is_stated_but_never_matters_changes_nothing(
    small: Scenario, nothing: dict[str, Any]
) -> None:
    """Grid workers serve alone, so that teams of them are not asked for."""
    short = {"horizon": "6 d"}
    assert fingerprint(run(small.override({**short, **nothing}))) == fingerprint(
        run(small.override(short))
    )
