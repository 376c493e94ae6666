"""Two scenarios differ by the policy and not by noise."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.records import Records
from sim.scenario import Scenario, load
from tests.towns import fingerprint, hash_of, rows, run


@pytest.fixture(scope="module")
def small(scenarios: Path) -> Scenario:
    """Give the small coupled town, infected from the start."""
    return load(scenarios / "two-grids.yaml").override(CHANGES)


CHANGES = {
    "horizon": "16 d",
    "hazards.outbreak.introductions.mean": 0,
    "hazards.outbreak.introductions.infectious_at_start": 4,
}


@pytest.fixture(scope="module")
def base(small: Scenario) -> Records:
    """Run it once."""
    return run(small)


def test_the_town_of_these_tests_is_a_busy_one(base: Records) -> None:
    assert len(base.tables["infections"]["resident"]) > 20
    assert len(rows(base, "events", "value", event="zone_opened")) > 2
    assert len(rows(base, "assignments", "worker", role="member")) > 10


def test_the_same_seed_gives_the_same_records(small: Scenario, base: Records) -> None:
    assert fingerprint(run(small)) == fingerprint(base)


def test_another_seed_or_replication_is_other_luck(small: Scenario, base: Records) -> None:
    other = [run(small.override({"run.seed": 2})), run(small, 1)]
    assert all(
        fingerprint(one)["infections"] != fingerprint(base)["infections"] for one in other
    )


def test_another_name_changes_nothing(small: Scenario, base: Records) -> None:
    other = small.override({"title": "another"}, name="another")
    assert fingerprint(run(other)) == fingerprint(base)


def test_more_replications_and_another_log_change_nothing(
    small: Scenario, base: Records
) -> None:
    other = small.override({"run.replications": 99, "run.log": "full"})
    assert fingerprint(run(other)) == fingerprint(base)


def test_an_overlay_that_does_nothing_is_identical_bit_for_bit(
    small: Scenario, base: Records
) -> None:
    nothing = small.override(
        {
            "services.health_check.time_factor": 1,
            "workforce.grid_workers.per_grid": 1,
            "hazards.outbreak.testing.seek_alert": 0.6,
            "targets.on_time": 0.5,
            "costs.medics": "99 CNY/h",
        }
    )
    assert fingerprint(run(nothing)) == fingerprint(base)


def test_a_control_of_factor_one_changes_no_infection(small: Scenario, base: Records) -> None:
    placebo = {
        "kind": "town",
        "scope": "town",
        "factors": {"grid": 1, "city": 1, "work": 1},
        "compliance": 0.5,
    }
    records = run(small.override({"response.controls.placebo": placebo}))
    same = (
        "tasks",
        "needs",
        "assignments",
        "shifts",
        "workers",
        "events",
        "infections",
        "daily",
    )
    assert [fingerprint(records)[name] for name in same] == [
        fingerprint(base)[name] for name in same
    ]


def test_a_service_that_nobody_needs_changes_nothing(small: Scenario, base: Records) -> None:
    idle = {
        "need": {"per": "grid", "rate": "0 /d"},
        "crew": {"help": 1},
        "work": "10 min",
        "due": "1 d",
    }
    records = run(small.override({"services.idle": idle}))
    assert fingerprint(records) == fingerprint(base)


NEVER_CALLED = {
    "ceiling": "9 %",
    "lives": "town",
    "skills": ["carry", "help"],
    "roster": "stint-4h",
    "call_up": {"notice": "8 w"},
}


@pytest.mark.parametrize("lives", ["town", "outside"])
def test_volunteers_who_are_never_called_change_only_the_list_of_workers(
    small: Scenario, base: Records, lives: str
) -> None:
    def with_ngo(heads: int) -> dict[str, str]:
        ngo = {**NEVER_CALLED, "ceiling": None, "count": heads, "lives": lives}
        ngo = {key: value for key, value in ngo.items() if value is not None}
        return fingerprint(run(small.override({"workforce.ngo": ngo})), ["workers", "daily"])

    tables = fingerprint(base, ["workers", "daily"])
    tables.pop("events")  # it says where those not called would be posted
    for heads in (1, 30):
        other = with_ngo(heads)
        other.pop("events")
        assert other == tables


def test_two_per_grid_contains_one_per_grid(small: Scenario, base: Records) -> None:
    two = run(small.override({"workforce.grid_workers.per_grid": 2}))
    keys = [
        {key for (key,) in rows(one, "workers", "key", employer="grid_workers")}
        for one in (base, two)
    ]
    assert keys[0] < keys[1]
    shared = [
        {
            (resident, time_h)
            for resident, time_h in rows(
                one, "infections", "resident", "time_h", layer="introduced"
            )
        }
        for one in (base, two)
    ]
    assert shared[0] == shared[1]


def test_work_is_drawn_for_the_stop_whoever_serves_it(small: Scenario, base: Records) -> None:
    """The same request takes as long, served by another worker at another time."""

    def spans(records: Records) -> dict[int, float]:
        return {
            task: round(finished_h - started_h, 3)
            for task, started_h, finished_h, outcome in rows(
                records,
                "tasks",
                "task",
                "started_h",
                "finished_h",
                "outcome",
                service="requests",
            )
            if outcome == "done"
        }

    more = run(small.override({"workforce.volunteers.ceiling": 0.08}))
    one, two = spans(base), spans(more)
    alike = [one[task] == two[task] for task in one.keys() & two.keys()]
    assert len(alike) > 50
    assert sum(alike) / len(alike) > 0.95  # the rest were handed over on the way


def test_replications_do_not_depend_on_their_order(small: Scenario) -> None:
    forth = [fingerprint(run(small, r)) for r in (0, 1)]
    back = [fingerprint(run(small, r)) for r in (1, 0)]
    assert forth == back[::-1]


SCRIPT = """
import json, sys
from sim.scenario import load
from tests.towns import fingerprint, run
scenario = load(sys.argv[1]).override(json.loads(sys.argv[2]))
print(json.dumps(fingerprint(run(scenario))))
"""


@pytest.mark.long
def test_two_hash_seeds_and_another_process_give_the_same_tables(
    root: Path, scenarios: Path, base: Records
) -> None:
    call = [
        sys.executable,
        "-c",
        SCRIPT,
        str(scenarios / "two-grids.yaml"),
        json.dumps(CHANGES),
    ]

    def tables(hash_seed: str) -> dict[str, Any]:
        env = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(root)}
        done = subprocess.run(
            call, cwd=root, env=env, capture_output=True, check=True, text=True
        )
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    assert tables("1") == tables("2") == fingerprint(base)


def test_the_hash_of_a_table_notices_one_bit() -> None:
    one = {"x": np.array([1.0]), "y": np.array(["a", None], object)}
    assert hash_of(one) == hash_of({"x": np.array([1.0]), "y": np.array(["a", None], object)})
    assert hash_of(one) != hash_of({**one, "x": np.array([np.nextafter(1.0, 2.0)])})
    assert hash_of(one) != hash_of({**one, "y": np.array(["a", ""], object)})
