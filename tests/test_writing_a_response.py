"""The ten steps of the planner's page run as they stand, and each does what it says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from sim import engine, load
from sim.measures import conservation, measure
from sim.records import Records
from sim.town import build_town

STEPS = [f"step-{number}" for number in range(1, 11)]


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the steps of the page beside copies of the shipped scenarios."""
    here = tmp_path_factory.mktemp("steps") / "scenarios"
    shutil.copytree(root / "scenarios", here)
    text = (root / "docs" / "writing-a-response.md").read_text(encoding="utf-8")
    for name, said in re.findall(r"^```yaml\n# ([\w-]+)\.yaml\n(.*?)^```", text, re.M | re.S):
        (here / f"{name}.yaml").write_text(said, encoding="utf-8")
    return here


def run(folder: Path, name: str, replication: int = 1) -> Records:
    scenario = load(folder / f"{name}.yaml")
    return engine.run(scenario, replication, build_town(scenario.town, scenario.root))


@pytest.mark.parametrize("name", STEPS)
def test_a_step_says_what_the_schema_knows(folder: Path, name: str) -> None:
    assert load(folder / f"{name}.yaml").name == name


@pytest.mark.slow
@pytest.mark.parametrize("name", STEPS)
def test_a_step_runs_and_adds_up(folder: Path, name: str) -> None:
    assert conservation(run(folder, name)) == []


@pytest.mark.slow
def test_the_last_step_goes_up_comes_down_and_says_what_is_left(folder: Path) -> None:
    records = run(folder, "step-10")
    events = records.tables["events"]
    level = events["event"] == "level"
    names = events["place"][level].tolist()
    assert names[0] in ("IV", "III")
    assert "III" in names
    causes = set(records.tables["restrictions"]["cause"].tolist())
    assert {"home", "stairs", "events-off", "classes-apart", "curfew", "stay-in"} <= causes
    assert "paused" in events["event"].tolist()
    found = measure(records)
    assert found["cost_preparedness"] == 19000.0
    assert found["level_h_normal"] + found["level_h_IV"] + found["level_h_III"] == 720.0
