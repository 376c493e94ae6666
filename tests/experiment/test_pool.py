from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from sim.errors import RunError
from sim.experiment import Settings, replicate
from sim.experiment.pool import Lost, Pool
from sim.store import Results
from tests.experiment.fakes import MODEL, FakeScenario, saved_rows
from tests.waiting import PATIENCE_S, crowding, until

FAST = Settings(model=MODEL)
ROOT = Path(__file__).resolve().parents[2]

SCRIPT = """
import sys
sys.path.insert(0, {root!r})
from sim.experiment import Interrupted, Settings, compare
from tests.experiment.fakes import MODEL, FakeScenario

scenarios = [FakeScenario("base", trouble={trouble!r}), FakeScenario("more", effect=2.0)]
try:
    answer = compare(scenarios, 8, out={out!r}, processes=2, settings=Settings(model=MODEL))
except Interrupted as stopped:
    print(stopped)
    sys.exit(130)
print("infections", answer.table()["difference"][1], "ran", answer.ran)
"""


def start(tmp_path: Path, trouble: str = "slow") -> subprocess.Popen[str]:
    """Start a comparison from a script without a guard, in a process group of its own."""
    script = tmp_path / "script.py"
    out = str(tmp_path / "out")
    script.write_text(SCRIPT.format(root=str(ROOT), trouble=trouble, out=out))
    return subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def when_some_are_finished(out: Path, count: int = 3) -> list[Path]:
    """Wait until some replications are finished and return their markers."""

    def finished() -> list[Path]:
        return list((out / "measures.parquet").glob("s*.parquet"))

    until(lambda: len(finished()) >= count)
    return finished()


def all_end(group: int) -> bool:
    """Wait until no process of a group is left."""

    def gone() -> bool:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        return False

    until(gone)
    return True


@pytest.mark.slow
def test_a_process_that_the_system_kills_costs_nothing(tmp_path: Path) -> None:
    once = FakeScenario(trouble=f"die_once 1 {tmp_path / 'died'}")
    answer = replicate(once, 4, processes=2, settings=FAST)
    assert (tmp_path / "died").exists()
    undisturbed = replicate(FakeScenario(), 4, processes=1, settings=FAST)
    assert answer.table()["mean"][1] == undisturbed.table()["mean"][1]


@pytest.mark.slow
def test_a_replication_that_is_killed_three_times_is_named() -> None:
    with pytest.raises(
        RunError, match=r"killed a process 3 times .*scenario base, replication 3"
    ):
        replicate(FakeScenario(trouble="die 3"), 4, processes=2, settings=FAST)


@pytest.mark.slow
def test_a_crash_is_not_tried_again(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RunError, match=r"crashed \(SIGABRT\) during: .*replication 0"):
        replicate(FakeScenario(trouble="crash 0"), 2, processes=2, settings=FAST)
    capfd.readouterr()


def test_an_error_in_a_process_is_named_and_not_tried_again() -> None:
    with pytest.raises(RunError, match="scenario base, replication 1: ZeroDivisionError"):
        replicate(FakeScenario(trouble="error 1"), 4, processes=2, settings=FAST)


def test_an_unguarded_script_works_and_ctrl_c_keeps_what_is_finished(tmp_path: Path) -> None:
    process = start(tmp_path)
    kept = when_some_are_finished(tmp_path / "out")
    os.killpg(process.pid, signal.SIGINT)
    said, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert "of 16 replications are finished and kept in" in said
    assert "The same command continues from there." in said
    assert "Traceback" not in errors
    assert all_end(process.pid)
    assert Results(tmp_path / "out").manifest()["status"] == "interrupted"
    assert all(path.exists() for path in kept)


@pytest.mark.long
def test_a_run_killed_halfway_and_repeated_equals_an_undisturbed_one(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    undisturbed = start(tmp_path / "whole", trouble="")
    process = start(tmp_path)
    when_some_are_finished(tmp_path / "out")
    process.kill()
    process.communicate(timeout=PATIENCE_S)
    assert undisturbed.communicate(timeout=PATIENCE_S)[0] == "infections 6.0 ran 16\n"
    assert all_end(process.pid), "worker processes outlive their parent"

    said, errors = start(tmp_path).communicate(timeout=PATIENCE_S)
    assert said.startswith("infections 6.0 ran "), errors
    assert said != "infections 6.0 ran 16\n"
    assert saved_rows(tmp_path / "out") == saved_rows(tmp_path / "whole" / "out")
    assert list((tmp_path / "out").rglob("_*")) == []


@pytest.mark.slow
def test_the_rest_goes_on_when_a_replication_is_given_up(tmp_path: Path) -> None:
    scenario = FakeScenario(trouble="die 1")
    told = r"during: scenario base, replication 1\. The other 4 replications are finished"
    with pytest.raises(RunError, match=told) as caught:
        replicate(scenario, 5, out=tmp_path, processes=2, settings=FAST)
    assert caught.value.exit_status == 1
    results = Results(tmp_path)
    assert [results.finished(0, r, "daily") for r in range(5)] == [True, False, *[True] * 3]
    assert results.manifest()["status"] == "interrupted"


def note_and_die(folder: Path, task: int) -> int:
    """Leave a trace of each try; task 0 is killed by the system every time."""
    (folder / f"{task}-{time.monotonic_ns()}").touch(exist_ok=False)
    if task == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.05)
    return task


@pytest.mark.slow
def test_a_kill_costs_only_the_task_in_hand(tmp_path: Path) -> None:
    pool = Pool[int, int](2, partial(note_and_die, tmp_path), (int, ()))
    found = dict(pool.results(range(8)))
    assert found.pop(0) == Lost(3)
    assert found == {task: task for task in range(1, 8)}
    tries = [path.name.partition("-")[0] for path in tmp_path.iterdir()]
    assert sorted(tries) == ["0", "0", "0", "1", "2", "3", "4", "5", "6", "7"]


@pytest.mark.slow
def test_ctrl_c_ends_within_two_seconds_also_in_a_long_call(tmp_path: Path) -> None:
    process = start(tmp_path, trouble="long 3")
    when_some_are_finished(tmp_path / "out")
    crowded = crowding()
    os.killpg(process.pid, signal.SIGINT)
    began = time.monotonic()
    process.communicate(timeout=PATIENCE_S)
    took_s = time.monotonic() - began
    assert process.returncode == 130
    assert took_s < 2 * max(crowded, crowding())
    assert all_end(process.pid)


@pytest.mark.slow
def test_processes_end_with_a_killed_parent_also_in_a_long_call(tmp_path: Path) -> None:
    process = start(tmp_path, trouble="long 3")
    when_some_are_finished(tmp_path / "out")
    time.sleep(0.5)  # so that the long call has begun
    process.kill()
    process.communicate(timeout=PATIENCE_S)
    assert all_end(process.pid)
