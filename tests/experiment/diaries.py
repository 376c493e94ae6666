"""A made run to tell diaries of: a small town with staff and services, rows by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import sim
from sim.experiment.source import Source
from sim.town import build_town

NAN = np.nan
TOWN = """
schema: 1
name: tiny
start: 2022-03-01 08:00
horizon: 5 d
town: {communities: 1, grids_per_community: 1, households_per_grid: 26}
run: {replications: 2, warm_up: 0 d}
workforce:
  rosters:
    day: {shifts: [{from: "08:00", until: "16:00"}], rest_days: 1}
  grid_workers: {count: 2, lives: town, skills: [visit, carry], roster: day}
  cadres: {count: 1, lives: outside, skills: [visit], roster: day, call_up: {notice: 24 h}}
services:
  packs:
    need: {per: sealed_household, every: 24 h}
    round: true
    crew: {carry: 1}
    work: 10 min
    due: 8 h
    expires: 96 h
    consequence: {kind: compliance}
  health_check:
    need: {per: sealed_household, at: ["08:00", "16:00"]}
    round: true
    crew: {visit: 1}
    work: 5 min
    ppe: true
    due: 4 h
    expires: 8 h
    consequence: {kind: detection}
  escort:
    need: {per: case}
    crew: {visit: 2}
    work: 60 min
    due: 12 h
    consequence: {kind: isolation}
  interview:
    need: {per: case}
    crew: {visit: 1}
    work: 60 min
    due: 4 h
    consequence: {kind: tracing, control: case_household}
  records: {need: {per: background, share: 0.5}, crew: {visit: 1}, work: 15 min, due: 24 h}
response:
  meets: ["08:00"]
  emergency: {trigger_cases: 1, delay: 12 h, stand_down_clear: 7 d}
  controls:
    sealed: {kind: zone, scope: building, factors: {grid: 0}, test_days: [1], clear_days: 14}
    case_household: {kind: quarantine, scope: household, factors: {grid: 0}, duration: 14 d}
    cases_isolated: {kind: isolation, factors: {household: 0}, duration: 14 d}
"""
BLANK: dict[str, dict[str, Any]] = {
    "tasks": {
        "task": 0, "service": "packs", "grid": "C01-G01", "household": -1, "stops": 1,
        "priority": 5, "created_h": 0.0, "earliest_h": 0.0, "set_out_h": NAN,
        "started_h": NAN, "finished_h": NAN, "due_h": 8.0, "expires_h": NAN,
        "outcome": "done", "worker": 0,
    },
    "needs": {
        "need": 0, "task": 0, "service": "packs", "grid": "C01-G01", "household": 0,
        "resident": -1, "vulnerable": False, "created_h": 0.0, "due_h": 8.0,
        "expires_h": NAN, "met_h": NAN, "closed_h": NAN, "wrong": False, "outcome": "open",
    },
    "assignments": {
        "task": 0, "worker": 0, "role": "lead", "set_out_h": 0.0, "started_h": 0.0,
        "finished_h": 1.0,
    },
    "shifts": {"worker": 0, "from_h": 0.0, "until_h": 8.0},
    "workers": {
        "worker": 0, "employer": "grid_workers", "home_grid": "C01-G01", "person": 9,
        "key": 0, "hours": 0.0, "overtime_h": 0.0, "serve_h": 0.0, "travel_h": 0.0,
        "ppe_h": 0.0, "idle_h": 0.0, "absent_h": 0.0, "tasks": 0, "infected": False,
    },
    "events": {"time_h": 0.0, "event": "", "place": "", "value": 0.0},
    "infections": {
        "resident": 0, "number": 0, "household": 0, "members": 4, "time_h": 0.0,
        "infector": -1, "infector_number": 0, "layer": "grid", "variant": "x",
        "grid": "C01-G01", "doses": 0, "infectious_from_h": NAN, "infectious_until_h": NAN,
        "onset_h": NAN, "isolates": False, "severe_h": NAN, "critical_h": NAN,
        "death_h": NAN, "detected_h": NAN, "found_by": None, "outcome": "recovered",
    },
    "restrictions": {
        "resident": 0, "layer": "grid", "from_h": 0.0, "until_h": 120.0, "cause": "sealed",
        "factor": 0.0,
    },
}  # fmt: skip


def source(folder: Path, **rows: list[dict[str, Any]]) -> Source:
    """Make the source of a story from rows; what a row leaves out is blank."""
    (folder / "tiny.yaml").write_text(TOWN)
    scenario = sim.load(folder / "tiny.yaml")
    tables = {
        name: pd.DataFrame([blank | row for row in rows.get(name, [])], columns=list(blank))
        for name, blank in BLANK.items()
    }
    return Source(tables, build_town(scenario.town, scenario.root), scenario)
