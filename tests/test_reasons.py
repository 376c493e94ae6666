"""The commands that ask why, end to end, and the same numbers by functions."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import sim
import sim.cli
from sim.store import Results

PLANS = """\
plans:
  - {name: one, change: {workforce.grid_workers.per_grid: 1}}
  - {name: three, change: {workforce.grid_workers.per_grid: 3}}
"""
FILES = {
    "small.yaml": "extends: [made-town.yaml]\nname: small\nhorizon: 14 d\n",
    "more.yaml": "extends: [small.yaml]\nname: more\n"
    "workforce: {grid_workers: {per_grid: 3}}\n",
    "fit.yaml": "scenario: small.yaml\ndraws: 20\naccepted: 0.25\n"
    "free:\n  growth: {from: 0.2 /d, to: 0.7 /d, paths: [hazards.outbreak.growth]}\n",
    "which.yaml": "scenario: small.yaml\nother: more.yaml\nreplications: 2\n"
    "measures: [on_time]\nfactors: {response.emergency.delay: {from: 6 h, to: 48 h}}\n",
    "best.yaml": f"scenario: small.yaml\n{PLANS}measure: on_time\nbest: highest\n"
    "indifference: 0.3\nfirst: 5\nat_most: 10\n",
    "enough.yaml": f"scenario: small.yaml\n{PLANS}replications: 4\n"
    "targets: {on_time: {at_least: 0.6, on: mean}}\n",
}


@pytest.fixture
def here(tmp_path: Path, scenarios: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a working folder with small questions beside copies of the shipped scenarios."""
    for name in ("g-street.yaml", "two-grids.yaml", "made-town.yaml"):
        shutil.copy(scenarios / name, tmp_path)
    shutil.copytree(scenarios / "tables", tmp_path / "tables")
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answer(*words: str) -> dict[str, Any]:
    """Run a command in this process, on one process, and read what it prints as JSON."""
    done = CliRunner().invoke(sim.cli.app, [*words, "-p", "1", "--json"])
    assert done.exit_code == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.long
def test_a_posterior_travels_from_calibrate_into_run_and_compare(here: Path) -> None:
    fitted = answer("calibrate", "fit.yaml", "--out", "fit")
    assert fitted["posterior"] == "fit/posterior.yaml"
    assert [row["name"] for row in fitted["free"]] == ["growth"]
    drawn = sim.read_draws("fit/posterior.yaml")
    assert len(drawn) == 5
    taken = ["--posterior", "fit/posterior.yaml", "--no-report"]
    alone = answer("run", "small.yaml", *taken, "-n", "4", "--out", "alone")
    assert alone["replications"] == 4
    (kept,) = Results(here / "alone").scenarios()
    assert list(kept.run.draws or ()) == drawn
    pairs = answer(
        "compare", "small.yaml", "more.yaml", *taken, "--towns", "2", "-n", "4", "--out", "b"
    )
    assert any("towns like these" in said for said in pairs["answer"])
    apart = answer(
        "compare", "small.yaml", "more.yaml", *taken, "--independent", "-n", "3", "--out", "c"
    )
    assert any("own luck" in said or "luck of its own" in said for said in apart["answer"])
    crate = (here / "c" / "ro-crate-metadata.json").read_text(encoding="utf-8")
    assert "--independent --out again" in crate


def attributed() -> dict[str, Any]:
    base, other = sim.load_all(["small.yaml", "more.yaml"])
    return sim.attribute(
        (base, other), ["on_time"], ["absence"], (2, 1), ("there", 1), sim.Settings("summary")
    ).as_json()


def asked(verb: str, load: str, file: str, log: str) -> Callable[[], dict[str, Any]]:
    """Give a call of a public function on a question that is loaded by another."""

    def ask() -> dict[str, Any]:
        question = getattr(sim, load)(file)
        found = getattr(sim, verb)(question, "there", 1, sim.Settings(log))
        plain: dict[str, Any] = json.loads(json.dumps(found.as_json()))
        return plain

    return ask


WAYS = {
    "attribute small.yaml more.yaml -m on_time --coupling absence -n 2 --seed 1": attributed,
    "sensitivity which.yaml": asked("sensitivity", "load_sensitivity", "which.yaml", "summary"),
    "calibrate fit.yaml": asked("calibrate", "load_calibration", "fit.yaml", "daily"),
    "select best.yaml": asked("select", "load_selection", "best.yaml", "summary"),
    "staff enough.yaml": asked("staff", "load_staffing", "enough.yaml", "summary"),
}


@pytest.mark.long
@pytest.mark.parametrize("command", WAYS)
def test_a_function_gives_the_numbers_of_the_command(here: Path, command: str) -> None:
    found = json.loads(json.dumps(WAYS[command]()))
    printed = answer(*command.split(), "--out", "here")
    assert (here / "there").exists()
    where = {"results", "posterior", "figure", "answer"}
    assert {k: v for k, v in printed.items() if k not in where} == {
        k: v for k, v in found.items() if k not in where
    }
    assert [said.replace("here/", "there/") for said in printed["answer"]] == found["answer"]
