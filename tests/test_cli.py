from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import sim.cli
import sim.cli.options
import sim.cli.runs
import sim.report
from sim.experiment import Settings
from sim.store import Results, locked
from tests.experiment.fakes import MODEL, saved_rows

ROOT = Path(__file__).resolve().parents[1]
SLOW_LIBRARIES = ["scipy", "pandas", "matplotlib", "networkx", "numba", "numpy", "pyarrow"]

TINY = """
schema: 1
name: tiny
start: 2022-03-01 08:00
horizon: 2 d
town: {communities: 1, grids_per_community: 1, households_per_grid: 26}
run: {replications: 2, warm_up: 0 d}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a working folder with two scenarios, and an engine that one can see through."""

    def fake_settings(
        _: sim.cli.options.Voice, log: str | None, fresh: bool, check: bool = False
    ) -> Settings:
        return Settings(log, fresh, check, model=MODEL)

    def fake_report(folder: Path) -> Path:
        (folder / "report.html").write_text("report")
        return folder / "report.html"

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sim.cli.runs, "settings_of", fake_settings)
    monkeypatch.setattr(sim.report, "write_report", fake_report)
    (tmp_path / "tiny.yaml").write_text(TINY)
    (tmp_path / "more.yaml").write_text("extends: [tiny.yaml]\nname: more\nhorizon: 3 d\n")
    return tmp_path


def call(*words: str) -> Result:
    """Run the command line in this process, on one process."""
    processes = ["-p", "1"] if words[0] in {"run", "compare"} else []
    return CliRunner().invoke(sim.cli.app, [*words, *processes])


def command(*words: str) -> list[str]:
    """Run the command line in a process of its own; return exit status, output, errors."""
    done = subprocess.run(
        [sys.executable, "-m", "sim", *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    return [str(done.returncode), done.stdout, done.stderr]


def test_run_says_the_answer_first_then_a_table_then_where_the_results_are(
    folder: Path,
) -> None:
    lines = call("run", "tiny.yaml").stdout.splitlines()
    assert lines[0] == "Scenario tiny:"
    assert lines[1].startswith("The share served on time: ")
    assert "measure" in lines[6]
    assert lines[-2:] == [
        "Results: results/tiny-run (2 replications)",
        "Report: results/tiny-run/report.html",
    ]
    assert (folder / "results/tiny-run/scenarios/s00.yaml").exists()


def test_compare_writes_to_the_folder_of_the_first_scenario(folder: Path) -> None:
    done = call("compare", "tiny.yaml", "more.yaml", "-n", "3")
    assert done.exit_code == 0
    assert done.stdout.startswith("more, compared with tiny:\n")
    manifest = json.loads((folder / "results/tiny/manifest.json").read_text())
    assert manifest["status"] == "complete"
    assert [s["name"] for s in manifest["scenarios"]] == ["tiny", "more"]


def test_the_saved_scenarios_load_again(folder: Path) -> None:
    call("compare", "tiny.yaml", "more.yaml")
    loaded = Results(folder / "results/tiny").scenarios()
    assert [scenario.horizon for scenario in loaded] == [48.0, 72.0]


def test_a_complete_folder_prints_the_same_answer_again(folder: Path) -> None:
    first = call("run", "tiny.yaml")
    assert call("run", "tiny.yaml").stdout == first.stdout


def test_another_command_in_a_folder_exits_2_unless_fresh(folder: Path) -> None:
    call("run", "tiny.yaml", "--out", "out")
    other = call("run", "tiny.yaml", "--out", "out", "--set", "horizon=5 d")
    assert other.exit_code == 2
    assert "scenario tiny has changed" in other.stderr
    assert call("run", "more.yaml", "--out", "out", "--fresh").exit_code == 0


def test_a_folder_in_use_exits_2(folder: Path) -> None:
    with locked(folder / "out"):
        done = call("run", "tiny.yaml", "--out", "out")
    assert done.exit_code == 2
    assert "another run" in done.stderr


def test_a_folder_that_cannot_be_written_is_refused_before_anything_is_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("it was run")

    monkeypatch.setattr("sim.experiment.batch.run_task", never)
    done = call("run", "tiny.yaml", "--out", "tiny.yaml/out")
    assert done.exit_code == 2
    assert done.stderr == "tiny.yaml/out: cannot write here: Not a directory\n"


def test_a_full_disk_fails_with_1_and_leaves_nothing_half_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        if list(folder.rglob("_s00-r0001.parquet.*")):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    done = call("run", "tiny.yaml")
    assert done.exit_code == 1
    assert done.stderr.startswith("scenario tiny, replication 1: cannot write ")
    assert done.stderr.endswith(": No space left on device\n")
    assert list(folder.rglob("_*")) == []
    monkeypatch.undo()
    assert Results(folder / "results/tiny-run").finished(0, 0, "daily")


def test_json_is_all_there_is_on_standard_output(folder: Path) -> None:
    answer = json.loads(call("compare", "tiny.yaml", "more.yaml", "--json").stdout)
    assert answer["replications"] == 2
    assert answer["results"] == "results/tiny"
    assert answer["table"][0]["measure"] == "on_time"
    assert answer["table"][3]["low"] is None


def test_quiet_says_only_the_sentences(folder: Path) -> None:
    assert len(call("run", "tiny.yaml", "--quiet").stdout.splitlines()) == 5


def test_no_report_writes_none(folder: Path) -> None:
    assert "Report:" not in call("run", "tiny.yaml", "--no-report").stdout
    assert not (folder / "results/tiny-run/report.html").exists()


def test_set_changes_a_value_and_names_a_wrong_path(folder: Path) -> None:
    call("run", "tiny.yaml", "--set", "horizon=4 d", "--set", "town.seed=5")
    (scenario,) = Results(folder / "results/tiny-run").scenarios()
    assert (scenario.horizon, scenario.town.seed) == (96.0, 5)
    wrong = call("run", "tiny.yaml", "--set", "twon.seed=5")
    assert wrong.exit_code == 2
    assert "did you mean town" in wrong.stderr


def test_seed_replications_and_log_are_those_of_the_call(folder: Path) -> None:
    call("run", "tiny.yaml", "--seed", "9", "-n", "3", "--log", "summary")
    manifest = json.loads((folder / "results/tiny-run/manifest.json").read_text())
    assert (manifest["seed"], manifest["replications"], manifest["log"]) == (9, 3, "summary")
    assert not (folder / "results/tiny-run/daily.parquet").exists()


def test_an_unknown_log_exits_2(folder: Path) -> None:
    done = call("run", "tiny.yaml", "--log", "dayly")
    assert done.exit_code == 2
    assert done.stderr.startswith("log: must be full, daily or summary, found dayly, did you")


def test_check_names_violations_and_fails(folder: Path) -> None:
    done = call("run", "tiny.yaml", "--check")
    assert done.exit_code == 1
    assert "tiny, replication 0: worker 3 is in two places at 2.5 h" in done.stderr


def test_quick_is_two_replications_of_a_tenth_of_the_town(folder: Path) -> None:
    call("run", "tiny.yaml", "--quick", "--set", "town.communities=30")
    (scenario,) = Results(folder / "results/tiny-quick-run").scenarios()
    assert (scenario.name, scenario.town.communities) == ("tiny-quick", 3)
    assert Results(folder / "results/tiny-quick-run").manifest()["replications"] == 2


def test_two_scenarios_of_one_name_exit_2(folder: Path) -> None:
    done = call("compare", "tiny.yaml", "tiny.yaml")
    assert done.exit_code == 2
    assert done.stderr == "scenarios need different names, found tiny twice\n"


def test_validate_counts_what_is_assumed(folder: Path) -> None:
    done = call("validate", "tiny.yaml")
    assert done.exit_code == 0
    assert done.stdout.startswith("tiny.yaml: scenario tiny is valid; ")


def test_validate_names_every_problem_of_every_file_with_its_line(folder: Path) -> None:
    (folder / "bad.yaml").write_text(TINY.replace("horizon: 2 d", "horizont: 2 m"))
    (folder / "worse.yaml").write_text(TINY.replace("start:", "strat:"))
    done = call("validate", "bad.yaml", "worse.yaml")
    assert done.exit_code == 2
    assert "bad.yaml:5: horizont: " in done.stderr
    assert "worse.yaml:4: strat: " in done.stderr
    assert "Traceback" not in done.stderr
    told = json.loads(call("validate", "bad.yaml", "--json").stdout)
    assert told["problems"][0].startswith("bad.yaml:")


def test_a_missing_file_exits_2() -> None:
    done = call("run", "nowhere.yaml")
    assert done.exit_code == 2
    assert "nowhere.yaml" in done.stderr


def test_schema_is_json() -> None:
    assert json.loads(call("schema").stdout)["properties"]["horizon"]


def test_measures_are_listed_with_definitions() -> None:
    assert "\non_time [share] On time: Needs (stops) met by" in call("measures").stdout
    listed = json.loads(call("measures", "--json").stdout)["measures"]
    assert {"id", "title", "definition", "unit", "direction"} <= set(listed[0])


def test_report_needs_results(folder: Path) -> None:
    done = call("report", ".")
    assert done.exit_code == 2
    assert done.stderr == ".: no results here: no manifest.json\n"
    call("run", "tiny.yaml", "--no-report")
    assert call("report", "results/tiny-run").stdout == "results/tiny-run/report.html\n"


def test_story_needs_exactly_one_subject(folder: Path) -> None:
    done = call("story", ".", "--task", "1", "--resident", "2")
    assert done.exit_code == 2
    assert "one of --resident, --household, --worker, --task" in done.stderr


def test_help_loads_no_slow_library() -> None:
    code = (
        "import sys; from sim.cli import main\n"
        "for words in ([], ['run'], ['compare'], ['sweep'], ['results'], ['diverge']):\n"
        "    try: main([*words, '--help'])\n"
        "    except SystemExit as ended: assert ended.code == 0\n"
        f"print(sorted(set({SLOW_LIBRARIES}) & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_unknown_option_exits_2() -> None:
    status, _, errors = command("run", "x.yaml", "--replicaitons", "3")
    assert status == "2"
    assert "--replications" in errors


@pytest.mark.long
def test_the_real_engine_writes_the_same_on_one_and_two_processes(tmp_path: Path) -> None:
    for processes in ("1", "2"):
        out = ["--out", str(tmp_path / processes), "-p", processes, "--no-report"]
        short = ["--set", "horizon=6 d", "-n", "2", "--log", "full"]
        assert command("run", "scenarios/two-grids.yaml", *short, *out)[0] == "0"
    one, two = saved_rows(tmp_path / "1"), saved_rows(tmp_path / "2")
    assert len(one["tasks"]) > 100
    assert one == two


@pytest.mark.slow
def test_ctrl_c_exits_130_and_the_same_command_continues(tmp_path: Path) -> None:
    out = tmp_path / "out"
    short = ["--set", "horizon=8 d", "-n", "40", "-p", "1", "--no-report", "--out", str(out)]
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", "run", "scenarios/two-grids.yaml", *short],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    while not list((out / "measures.parquet").glob("s*.parquet")) and process.poll() is None:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGINT)
    said, errors = process.communicate(timeout=180)
    assert (process.returncode, said) == (130, "")
    assert errors.startswith("Interrupted. ")
    assert errors.endswith("The same command continues from there.\n")
    assert Results(out).manifest()["status"] == "interrupted"
