"""One compiled version of each kernel: other types of arguments cost seconds, silently."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import json
import sim
from sim.assembly import bind, build_world
from sim.engine import start_rhythms
from sim.kernels import candidates, past, queue, record, sessions, spread
from sim.kernels import desk, desk_dispatch, desk_ends, desk_events, desk_outings
from sim.kernels import desk_queue, desk_rules, desk_settle, desk_tables, desk_tasks
from sim.kernels import desk_crews, desk_follow, desk_willing
from sim.scenario import load
from sim.town import build_town

scenario = load("scenarios/two-grids.yaml")
scenario = scenario.override({
    "hazards.outbreak.introductions.infectious_at_start": 20, "horizon": "240 h",
    "hazards.outbreak.introductions.mean": 3, "workforce.colleagues": {"contacts": 2},
    "services.requests.patience": "2 h", "services.requests.consequence.kind": "repeat",
    "services.requests.consequence.share": 0.5,
})
world = build_world(scenario, build_town(scenario.town, scenario.root), 0)
bind(world)
start_rhythms(world)
world.clock.run(200.0)
world.hazards["outbreak"].epidemic.contacts(5, 0.0, 100.0)
world.hazards["outbreak"].epidemic.contacts(6, 0, 100)
world.clock.run(240.0)
versions = {
    f"{module.__name__}.{name}": len(kernel.signatures)
    for module in (
        candidates, past, queue, record, sessions, spread, desk, desk_dispatch, desk_ends,
        desk_events, desk_outings, desk_queue, desk_rules, desk_settle, desk_tables,
        desk_tasks, desk_crews, desk_follow, desk_willing,
    )
    for name, kernel in vars(module).items()
    if hasattr(kernel, "signatures") and kernel.py_func.__module__ == module.__name__
}
print(json.dumps([int(world.hazards["outbreak"].epidemic.courses.rows[0]), versions]))
"""


def _versions(root: Path, cache: str | None = None) -> dict[str, int]:
    """Run a small town in a new process and count the versions of each kernel."""
    environment = dict(os.environ)
    if cache is not None:
        environment["NUMBA_CACHE_DIR"] = cache
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root, env=environment)
    assert done.returncode == 0, done.stderr
    infections, versions = json.loads(done.stdout.splitlines()[-1])
    assert infections >= 20
    return dict(versions)


@pytest.mark.slow
def test_every_kernel_that_python_calls_has_one_version(root: Path) -> None:
    versions = _versions(root)
    assert {name: n for name, n in versions.items() if n > 1} == {}
    for name in ("spread.advance", "spread.raise_bands", "spread.introduce", "record.record"):
        assert versions[f"sim.kernels.{name}"] == 1
    assert versions["sim.kernels.desk.let"] == 1
    kernels = ("sessions.push_visits", "sessions.push_table", "sessions.push_crew")
    for name in (*kernels, "past.notice", "past.remember"):
        assert versions[f"sim.kernels.{name}"] == 1


@pytest.mark.long
def test_every_kernel_is_compiled_once_from_nothing(root: Path, tmp_path: Path) -> None:
    # Versions that kernels make of each other are seen only where nothing comes from the cache.
    versions = _versions(root, str(tmp_path))
    assert {name: n for name, n in versions.items() if n > 1} == {}
