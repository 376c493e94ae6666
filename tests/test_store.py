from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.experiment.replication import Job, run_task
from sim.scenario import Scenario, load
from sim.store import (
    Call,
    FolderError,
    Results,
    StoreError,
    fingerprint,
    kept_tables,
    locked,
    open_for,
    schema,
    write_whole,
)
from sim.store import provenance as provenance_module
from tests.experiment.fakes import MODEL, FakeScenario


def call(*effects: float, count: int = 3, seed: int = 1, log: str = "daily") -> Call:
    scenarios = tuple(FakeScenario(f"s{i}", effect=e) for i, e in enumerate(effects or (0.0,)))
    return Call("compare", scenarios, seed, count, log)


def saved(folder: Path, log: str = "daily") -> Results:
    """Make a folder with two finished replications."""
    results, _ = open_for(call(count=2, log=log), folder, fresh=False)
    for replication in range(2):
        run_task(Job((FakeScenario("s0"),), MODEL, folder, log, False), (0, replication))
    return results


def test_a_table_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    table = saved(tmp_path).read("daily", 0, 1).to_pydict()
    assert table["scenario"] == ["s0"] * 3
    assert table["replication"] == [1, 1, 1]
    assert table["grid"] == ["网格-1", None, "grid-2"]
    assert table["day"] == [0, 1, 2]


def test_scenario_and_replication_come_first_in_every_table() -> None:
    assert schema("shifts").names == ["scenario", "replication", "worker", "from_h", "until_h"]


def test_columns_carry_their_unit(tmp_path: Path) -> None:
    saved(tmp_path)
    read = pq.read_schema(Results(tmp_path).path("events", 0, 0))
    assert read.field("time_h").metadata[b"unit"] == b"h"
    assert str(read.field("event").type).startswith("dictionary")


def test_an_empty_table_keeps_its_columns(tmp_path: Path) -> None:
    table = saved(tmp_path).read("infections")
    assert table.num_rows == 0
    assert table.schema.equals(schema("infections"))


def test_the_log_decides_what_is_kept() -> None:
    assert kept_tables("summary", 0) == ("measures",)
    assert kept_tables("daily", 1) == ("measures", "daily", "workers", "events", "infections")
    assert len(kept_tables("daily", 0)) == 10
    assert kept_tables("full", 9) == kept_tables("daily", 0)


def test_every_flipped_bit_is_noticed(tmp_path: Path) -> None:
    results = saved(tmp_path)
    path = results.path("daily", 0, 1)
    whole, meant = path.read_bytes(), results.read("daily", 0, 1).to_pydict()
    told: list[str] = []
    random = np.random.default_rng(1)
    for bit in random.integers(0, 8 * len(whole), size=300):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << (bit % 8)
        path.write_bytes(flipped)
        try:
            assert results.read("daily", 0, 1).to_pydict() == meant, f"bit {bit}"
        except StoreError as error:
            told.append(str(error))
    assert len(told) == 300
    assert all("repeat the command that made the folder" in text for text in told)


def test_a_table_with_other_columns_is_refused(tmp_path: Path) -> None:
    results = saved(tmp_path)
    results.path("daily", 0, 0).write_bytes(results.path("events", 0, 0).read_bytes())
    with pytest.raises(StoreError, match="columns differ from those of table daily"):
        results.read("daily")


def test_a_column_that_is_missing_or_not_declared_is_named(tmp_path: Path) -> None:
    bad = {"shifts": {"worker": [1], "from_h": [0.0], "until": [8.0]}}
    with pytest.raises(StoreError, match=r"missing \['until_h'\], not declared \['until'\]"):
        Results(tmp_path).save(0, "s0", 0, bad)


def test_a_replication_is_finished_only_with_its_measures(tmp_path: Path) -> None:
    results = saved(tmp_path)
    assert results.finished(0, 1, "daily")
    results.path("measures", 0, 1).unlink()
    assert not results.finished(0, 1, "daily")


def test_a_lost_table_makes_a_replication_unfinished(tmp_path: Path) -> None:
    results = saved(tmp_path)
    results.path("events", 0, 1).unlink()
    assert not results.finished(0, 1, "daily")


def test_half_a_file_is_never_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    write_whole(tmp_path / "a.txt", b"old")
    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(StoreError, match=r"cannot write .*a\.txt: No space left on device"):
        write_whole(tmp_path / "a.txt", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert (tmp_path / "a.txt").read_bytes() == b"old"


def test_what_a_killed_run_left_half_written_is_swept_away(tmp_path: Path) -> None:
    results = saved(tmp_path)
    left = tmp_path / "daily.parquet" / "_s00-r0002.parquet.4711"
    left.write_bytes(b"half")
    open_for(call(count=2), tmp_path, fresh=False)
    assert not left.exists()
    assert results.read("daily").num_rows == 6


def test_the_same_call_continues_and_a_larger_number_goes_on(tmp_path: Path) -> None:
    saved(tmp_path)
    results, count = open_for(call(count=5), tmp_path, fresh=False)
    assert count == 5
    assert results.manifest()["replications"] == 5
    assert results.finished(0, 1, "daily")


def test_a_smaller_number_uses_all_that_is_there(tmp_path: Path) -> None:
    saved(tmp_path)
    assert open_for(call(count=1), tmp_path, fresh=False)[1] == 2


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (call(0.0, count=2, seed=2), "seed 1 there, 2 now"),
        (call(0.0, count=2, log="full"), "log daily there, full now"),
        (call(0.0, 1.0, count=2), "scenarios s0 there, s0, s1 now"),
        (call(7.0, count=2), "scenario s0 has changed"),
    ],
)
def test_another_command_is_refused_and_told_why(
    tmp_path: Path, other: Call, told: str
) -> None:
    saved(tmp_path)
    with pytest.raises(FolderError, match=told) as caught:
        open_for(other, tmp_path, fresh=False)
    assert "--fresh" in str(caught.value)
    assert caught.value.exit_status == 2


def test_fresh_removes_results_and_nothing_else(tmp_path: Path) -> None:
    saved(tmp_path)
    (tmp_path / "scenarios" / "mine.yaml").write_text("mine")
    (tmp_path / "notes.txt").write_text("mine")
    results, count = open_for(call(7.0, count=1), tmp_path, fresh=True)
    assert count == 1
    assert not results.finished(0, 0, "daily")
    assert (tmp_path / "scenarios" / "mine.yaml").read_text() == "mine"
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_results_of_other_code_are_not_mixed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = saved(tmp_path)
    then = results.manifest()["versions"]
    results.update(versions={**then, "numpy": "1.0"}, code="0")
    monkeypatch.setattr(provenance_module, "versions", lambda: {**then, "numpy": "2.0"})
    with pytest.raises(FolderError, match=r"numpy 1\.0 then, 2\.0 now.*code has changed"):
        open_for(call(count=2), tmp_path, fresh=False)


def test_a_second_run_on_a_folder_is_told_so(tmp_path: Path) -> None:
    told = f"another run \\(process {os.getpid()}\\) is writing here; it is left alone"
    with locked(tmp_path), pytest.raises(FolderError, match=told), locked(tmp_path):
        pass


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path; from sim.store import locked\n"
        "with locked(Path(sys.argv[1])): os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", script, tmp_path], check=False)
    assert done.returncode == -9
    with locked(tmp_path):
        assert (tmp_path / ".lock").read_text() == str(os.getpid())


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with (
        pytest.raises(FolderError, match="cannot write here"),
        locked(tmp_path / "file" / "out"),
    ):
        pass


def test_a_folder_without_results_is_named() -> None:
    with pytest.raises(FolderError, match=r"nowhere: no results here: no manifest\.json"):
        Results(Path("nowhere")).manifest()


NAMED = """\
schema: 1
name: named
start: 2022-03-01 08:00
horizon: 2 d
town: {communities: 1, grids_per_community: 1, households_per_grid: 26}
hazards:
  flu:
    kind: epidemic
    variant: wild
    R0: 2
    layers: {edges: {contacts: 1 /d, file: nets/pairs.csv}, work: {contacts: 4 /d}}
    introductions: {commuting: {file: outside.csv, contacts: 2 /d}}
observed:
  county: {measure: reported_cases, source: "a briefing", file: county.csv}
"""


def with_files(folder: Path) -> Scenario:
    """Write a scenario that names edges, a prevalence and an observed series."""
    (folder / "nets").mkdir()
    (folder / "nets/pairs.csv").write_text("a,b\n0,1\n")
    (folder / "outside.csv").write_text("date,prevalence\n2022-03-01,0.01\n")
    (folder / "county.csv").write_text("date,value\n2022-03-02,3\n")
    (folder / "named.yaml").write_text(NAMED)
    return load(folder / "named.yaml")


def test_the_files_that_a_scenario_names_are_kept_with_its_results(tmp_path: Path) -> None:
    asked = Call("run", (with_files(tmp_path),), 1, 1, "daily")
    results, _ = open_for(asked, tmp_path / "out", fresh=False)
    kept = results.folder / "scenarios"
    for name in ("nets/pairs.csv", "outside.csv", "county.csv"):
        assert (kept / name).read_bytes() == (tmp_path / name).read_bytes()
    (again,) = results.scenarios()
    assert again == asked.scenarios[0]


@pytest.mark.parametrize("name", ["nets/pairs.csv", "outside.csv"])
def test_another_network_or_prevalence_is_another_scenario(tmp_path: Path, name: str) -> None:
    before = fingerprint(with_files(tmp_path))
    path = tmp_path / name
    path.write_text(path.read_text().replace("1\n", "2\n"))
    assert fingerprint(load(tmp_path / "named.yaml")) != before
