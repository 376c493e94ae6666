from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import sim
from sim.experiment import CallError, Model, Settings, replicate
from sim.experiment.story import Subject, tell
from sim.store import FolderError, Results
from tests.experiment.fakes import fake_measure, fake_unit

TOWN = """
schema: 1
name: tiny
start: 2022-03-01 08:00
horizon: 2 d
town: {communities: 1, grids_per_community: 1, households_per_grid: 26}
run: {replications: 2, warm_up: 0 d}
"""
NAN = np.nan


def told_run(scenario: Any, replication: int) -> Any:
    """Let resident 0 be infected, fall ill, be sealed in and be served late."""
    tables = {
        "daily": {"day": [0, 1], "grid": [None, None], "measure": ["met"] * 2, "value": [1, 2]},
        "tasks": _row(
            task=77,
            service="packs",
            grid="C01-G01",
            household=0,
            stops=1,
            priority=2,
            created_h=6.0,
            earliest_h=6.0,
            set_out_h=9.0,
            started_h=9.5,
            finished_h=9.75,
            due_h=8.0,
            expires_h=NAN,
            outcome="done",
            worker=4,
        ),
        "needs": _row(
            need=5,
            task=77,
            service="packs",
            grid="C01-G01",
            household=0,
            resident=-1,
            vulnerable=False,
            created_h=6.0,
            due_h=8.0,
            expires_h=NAN,
            met_h=9.75,
            closed_h=9.75,
            wrong=False,
            outcome="met",
        ),
        "assignments": _row(
            task=77, worker=4, role="lead", set_out_h=9.0, started_h=9.5, finished_h=9.75
        ),
        "infections": _row(
            resident=0,
            number=0,
            time_h=1.0,
            infector=-1,
            layer="city",
            variant="x",
            grid="C01-G01",
            infectious_from_h=3.0,
            infectious_until_h=30.0,
            onset_h=4.0,
            severe_h=NAN,
            death_h=NAN,
            detected_h=NAN,
            outcome="recovered",
        ),
        "restrictions": _row(
            resident=0, layer="work", from_h=5.0, until_h=20.0, cause="sealed", factor=0.2
        ),
    }
    arrays = {t: {k: np.array(v) for k, v in c.items()} for t, c in tables.items()}
    arrays["daily"]["grid"] = np.array([None, None], dtype=object)
    return SimpleNamespace(scenario=scenario, replication=replication, tables=arrays)


def _row(**values: Any) -> dict[str, list[Any]]:
    return {name: [value] for name, value in values.items()}


MODEL = Model(run=told_run, measure=fake_measure, unit=fake_unit)


@pytest.fixture
def results(tmp_path: Path) -> Results:
    """Give a folder with two replications, the second without its logs."""
    (tmp_path / "tiny.yaml").write_text(TOWN)
    scenario = sim.load(tmp_path / "tiny.yaml")
    replicate(scenario, 2, out=tmp_path / "out", processes=1, settings=Settings(model=MODEL))
    return Results(tmp_path / "out")


RESIDENT = [
    "2022-03-01 09:00: resident 0 is infected from outside (layer city).",
    "2022-03-01 11:00: becomes infectious.",
    "2022-03-01 12:00: falls ill.",
    "2022-03-01 13:00: under sealed, share of contacts left: work 0.2.",
    "2022-03-01 14:00: household 0 needs packs (need 5).",
    "2022-03-01 17:45: packs is done: met (late).",
    "2022-03-02 04:00: the end of sealed in work.",
    "2022-03-02 14:00: is infectious no longer.",
]


def test_the_story_of_a_resident_is_in_order(results: Results) -> None:
    told = tell(results, Subject("resident", 0))
    assert told[0].startswith("Resident 0 is ")
    assert told[1:] == RESIDENT


def test_a_replication_that_kept_no_log_is_run_again(results: Results) -> None:
    assert not results.path("tasks", 0, 1).exists()
    assert tell(results, Subject("resident", 0), 0, 1, MODEL)[1:] == RESIDENT


def test_other_code_does_not_tell_the_story_of_a_dropped_log(
    results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.experiment.story.mixing", lambda _: ["the code has changed"])
    with pytest.raises(FolderError, match="may tell another story"):
        tell(results, Subject("resident", 0), 0, 1, MODEL)
    assert len(tell(results, Subject("resident", 0), 0, 0, MODEL)) == 9


def test_the_story_of_a_task(results: Results) -> None:
    assert tell(results, Subject("task", 77)) == [
        "2022-03-01 14:00: task 77 (packs, 1 stops) arises in C01-G01.",
        "2022-03-01 16:00: it is due.",
        "2022-03-01 17:00: worker 4 (lead) goes out for task 77.",
        "2022-03-01 17:30: work begins at the door.",
        "2022-03-01 17:45: work ends: done.",
        "2022-03-01 17:45: household 0 is served: met.",
    ]


def test_the_story_of_a_household(results: Results) -> None:
    told = tell(results, Subject("household", 0))
    assert told[0].startswith("Household 0 in ")
    assert "2022-03-01 17:00: worker 4 (lead) goes out for task 77." in told
    assert "2022-03-01 12:00: falls ill." in told


def test_nothing_recorded_is_said(results: Results) -> None:
    assert tell(results, Subject("task", 1)) == ["Nothing is recorded of task 1 here."]


def test_what_is_not_there_is_refused(results: Results) -> None:
    with pytest.raises(CallError, match="scenario: must be from 0 to 0, found 1"):
        tell(results, Subject("task", 77), index=1)
    with pytest.raises(CallError, match="replication: must be from 0 to 1, found 2"):
        tell(results, Subject("task", 77), replication=2)
    with pytest.raises(CallError, match="household: must be from 0 to 25, found 26"):
        tell(results, Subject("household", 26))
