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
horizon: 3 d
town: {communities: 1, grids_per_community: 1, households_per_grid: 26}
run: {replications: 2, warm_up: 0 d}
"""
NAN = np.nan
HOURS = ("hours", "overtime_h", "serve_h", "travel_h", "ppe_h", "idle_h", "absent_h")
BEYOND = 1000  # a person who is no resident
# Worker 3, from outside, brings it to resident 5 in a session; 5 infects 0, and 0 infects 9,
# who is worker 4, in the session of task 77; 0 is infected again, by 9.
COLUMNS = (
    "resident", "number", "time_h", "infector", "infector_number", "layer",
    "infectious_from_h", "infectious_until_h", "onset_h", "severe_h", "critical_h", "death_h",
    "detected_h", "found_by", "isolates",
)  # fmt: skip
ROWS: list[tuple[Any, ...]] = [
    (BEYOND, 0, 0.0, -1, -1, "introduced", 0.0, 9.0, NAN, NAN, NAN, NAN, NAN, None, False),
    (5, 0, 0.25, BEYOND, 0, "session", 0.5, 9.0, NAN, NAN, NAN, NAN, NAN, None, False),
    (0, 0, 1.0, 5, 0, "household", 3.0, 30.0, 4.0, 31.0, 32.0, NAN, 10.0, "round", True),
    (9, 0, 9.5, 0, 0, "session", 11.0, 50.0, NAN, NAN, NAN, NAN, NAN, None, False),
    (0, 1, 47.0, 9, 0, "city", 50.0, 60.0, NAN, NAN, NAN, NAN, NAN, None, False),
]
INFECTIONS: dict[str, list[Any]] = {
    name: list(column) for name, column in zip(COLUMNS, zip(*ROWS, strict=True), strict=True)
} | {
    "household": [-1, 0, 0, 0, 0], "members": [0, 4, 4, 4, 4], "variant": ["x"] * 5,
    "grid": [None, *["C01-G01"] * 4], "doses": [0, 0, 2, 0, 2],
    "outcome": ["recovered"] * 4 + ["infectious"],
}  # fmt: skip


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
        "workers": {
            "worker": [3, 4],
            "employer": ["cadres", "grid_workers"],
            "home_grid": ["C01-G01"] * 2,
            "person": [BEYOND, 9],
            "key": [1, 2],
            "tasks": [0, 1],
            "infected": [True, False],
            **{name: [0.0, 0.0] for name in HOURS},
        },
        "infections": {name: list(column) for name, column in INFECTIONS.items()},
        "restrictions": _row(
            resident=0, layer="work", from_h=5.0, until_h=20.0, cause="sealed", factor=0.2
        ),
    }
    arrays = {t: {k: np.array(v) for k, v in c.items()} for t, c in tables.items()}
    arrays["daily"]["grid"] = np.array([None, None], dtype=object)
    for name in ("grid", "found_by", "layer"):
        arrays["infections"][name] = np.array(INFECTIONS[name], dtype=object)
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


CHAINS = [
    "The chain of infection 0: worker 3 from outside (cadres) (introduced, 2022-03-01 "
    "08:00), then resident 5 (session, 2022-03-01 08:15), then resident 0 (household, "
    "2022-03-01 09:00).",
    "The chain of infection 1: worker 3 from outside (cadres) (introduced, 2022-03-01 "
    "08:00), then resident 5 (session, 2022-03-01 08:15), then resident 0 (household, "
    "2022-03-01 09:00), then resident 9 (session, 2022-03-01 17:30), then resident 0 (city, "
    "2022-03-03 07:00).",
]
RESIDENT = [
    "2022-03-01 09:00: resident 0 is infected by resident 5 with her infection 0 "
    "(layer household); this is infection 0, variant x, after 2 doses.",
    "2022-03-01 11:00: becomes infectious.",
    "2022-03-01 12:00: falls ill and stays at home by herself.",
    "2022-03-01 13:00: under sealed, share of contacts left: work 0.2.",
    "2022-03-01 14:00: household 0 needs packs (need 5).",
    "2022-03-01 17:30: infects resident 9 (session: task 77 (packs), with worker 4).",
    "2022-03-01 17:45: packs is done: met (late).",
    "2022-03-01 18:00: the infection is found by a sample in a round.",
    "2022-03-02 04:00: the end of sealed in work.",
    "2022-03-02 14:00: is infectious no longer.",
    "2022-03-02 15:00: turns severe and goes to hospital.",
    "2022-03-02 16:00: turns critical.",
    "2022-03-03 07:00: resident 0 is infected again by resident 9 with her infection 0 "
    "(layer city); this is infection 1, variant x, after 2 doses.",
    "2022-03-03 10:00: becomes infectious.",
]


def test_the_story_of_a_resident_is_in_order(results: Results) -> None:
    told = tell(results, Subject("resident", 0))
    assert told[0].startswith("Resident 0 is ")
    assert told[1:] == [*CHAINS, *RESIDENT]


def test_a_worker_from_outside_is_named_by_her_work(results: Results) -> None:
    told = tell(results, Subject("resident", 5))
    assert told[2] == (
        "2022-03-01 08:15: resident 5 is infected by worker 3 from outside (cadres) "
        "with her infection 0 (session); this is infection 0, variant x, after 0 doses."
    )
    assert "2022-03-01 09:00: infects resident 0 (layer household)." in told


def test_a_replication_that_kept_no_log_is_run_again(results: Results) -> None:
    assert not results.path("tasks", 0, 1).exists()
    assert tell(results, Subject("resident", 0), 0, 1, MODEL)[1:] == [*CHAINS, *RESIDENT]


def test_other_code_does_not_tell_the_story_of_a_dropped_log(
    results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.experiment.source.mixing", lambda _: ["the code has changed"])
    with pytest.raises(FolderError, match="may tell another story"):
        tell(results, Subject("resident", 0), 0, 1, MODEL)
    assert len(tell(results, Subject("resident", 0), 0, 0, MODEL)) == 17


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
    assert told[0] == "Household 0 in C01-G01, stairwell 0: resident 0 (aged 38)."
    assert told[1].startswith("Tuesday 1 March: At 09:00 resident 0 was infected by resident 5")
    assert told[-1] == "In all: 1 need: 1 met, 1 of them late."


def test_the_story_of_a_worker_who_is_not_there_is_refused(results: Results) -> None:
    with pytest.raises(CallError, match="worker: must be from 0 to 1, found 2"):
        tell(results, Subject("worker", 2))


def test_nothing_recorded_is_said(results: Results) -> None:
    assert tell(results, Subject("task", 1)) == ["Nothing is recorded of task 1 here."]


def test_what_is_not_there_is_refused(results: Results) -> None:
    with pytest.raises(CallError, match="scenario: must be from 0 to 0, found 1"):
        tell(results, Subject("task", 77), index=1)
    with pytest.raises(CallError, match="replication: must be from 0 to 1, found 2"):
        tell(results, Subject("task", 77), replication=2)
    with pytest.raises(CallError, match="household: must be from 0 to 25, found 26"):
        tell(results, Subject("household", 26))
