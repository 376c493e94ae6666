from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import sim.cli
import sim.cli.options
import sim.cli.runs
from sim.experiment import Settings
from sim.store import Results
from tests.experiment.fakes import MODEL

TINY = """
schema: 1
name: tiny
start: 2022-03-01 08:00
horizon: 2 d
town: {communities: 1, grids_per_community: 1, households_per_grid: 26}
run: {replications: 2, warm_up: 0 d}
"""
SWEEP = """
scenario: tiny.yaml
factors:
  horizon: {values: [2 d, 3 d]}
  costs.suit: {from: 20, to: 40}
replications: 2
measures: [infections]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a working folder with a sweep, and an engine that one can see through."""

    def fake_settings(_: sim.cli.options.Voice, log: str | None, fresh: bool) -> Settings:
        return Settings(log, fresh, model=MODEL)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sim.cli.runs, "settings_of", fake_settings)
    (tmp_path / "tiny.yaml").write_text(TINY)
    (tmp_path / "asked.yaml").write_text(SWEEP)
    return tmp_path


def call(*words: str) -> Result:
    return CliRunner().invoke(sim.cli.app, ["sweep", *words, "-p", "1"])


def test_sweep_says_sentences_then_effects_then_points(folder: Path) -> None:
    done = call("asked.yaml")
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Full factorial over horizon, costs.suit: 4 points, 2 repl")
    places = [done.stdout.index(word) for word in ("effect of", "  point", "Results: ")]
    assert places == sorted(places)
    assert lines[-1] == "Results: results/asked-sweep (2 replications a point)"


def test_the_points_are_scenarios_of_the_folder(folder: Path) -> None:
    call("asked.yaml")
    made = Results(folder / "results/asked-sweep").scenarios()
    assert [(s.name, s.horizon, s.costs.suit) for s in made] == [
        ("p000", 48, 20), ("p001", 48, 40), ("p002", 72, 20), ("p003", 72, 40),
    ]  # fmt: skip


def test_a_complete_sweep_says_the_same_again_and_a_changed_one_is_refused(
    folder: Path,
) -> None:
    first = call("asked.yaml")
    assert call("asked.yaml").stdout == first.stdout
    (folder / "asked.yaml").write_text(SWEEP.replace("to: 40", "to: 50"))
    changed = call("asked.yaml")
    assert (changed.exit_code, "scenario p001 has changed" in changed.stderr) == (2, True)
    assert call("asked.yaml", "--fresh").exit_code == 0


def test_quiet_says_only_sentences_and_json_is_all_there_is(folder: Path) -> None:
    assert "Results" not in call("asked.yaml", "--quiet").stdout
    told = json.loads(call("asked.yaml", "--json").stdout)
    assert (told["design"], len(told["points"]), len(told["effects"])) == ("full", 4, 3)


def test_a_mistake_exits_2_with_its_line(folder: Path) -> None:
    (folder / "asked.yaml").write_text(SWEEP.replace("factors:", "factor:"))
    done = call("asked.yaml")
    assert done.exit_code == 2
    assert "asked.yaml:3: factor: unknown key, did you mean factors" in done.stderr
