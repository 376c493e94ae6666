"""Damage is named and only what it struck is run again; never another number in silence."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.experiment import Settings, compare
from sim.store import FolderError, Results, StoreError, sealed
from tests.experiment.fakes import MODEL, FakeScenario

ROOT = Path(__file__).resolve().parents[2]
FAST = Settings(model=MODEL)
SCENARIOS = [FakeScenario("base"), FakeScenario("more", effect=2.0)]
TINY = """\
schema: 1
name: tiny
start: 2022-03-01 08:00
horizon: 2 d
town: {communities: 1, grids_per_community: 1, households_per_grid: 10}
"""


def run(folder: Path, count: int = 2) -> int:
    """Compare two scenarios in a folder and give how many replications were run."""
    return compare(SCENARIOS, count, out=folder, processes=1, settings=FAST).ran  # type: ignore[arg-type]


def content(folder: Path) -> dict[str, bytes]:
    """Read every table's file."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.glob("*.parquet/*")}


def flip(path: Path, bit: int) -> None:
    """Turn one bit of a file over."""
    data = bytearray(path.read_bytes())
    data[bit // 8] ^= 1 << (bit % 8)
    path.write_bytes(data)


def cut(path: Path) -> None:
    """Leave the first half of a file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip_in_the_middle(path: Path) -> None:
    flip(path, 4 * path.stat().st_size)


@pytest.mark.parametrize("harm", [flip_in_the_middle, cut, Path.unlink])
def test_each_table_damaged_in_turn_is_run_again_and_nothing_else(
    tmp_path: Path, harm: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    whole = tmp_path / "whole"
    run(whole)
    before = content(whole)
    assert len(before) == 1 + 2 * (10 + 5)  # the differences; a full and a daily log each
    for name in before:
        folder = tmp_path / "harmed"
        shutil.copytree(whole, folder)
        caplog.clear()
        harm(folder / name)
        of_a_replication = not name.startswith("comparison")
        assert run(folder) == int(of_a_replication), name
        assert content(folder) == before, name
        if harm is not Path.unlink:
            assert [name in record.getMessage() for record in caplog.records] == [True]
        shutil.rmtree(folder)


@pytest.mark.parametrize("harm", [flip_in_the_middle, cut, Path.unlink])
def test_a_reader_of_a_damaged_table_is_told_its_file(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    run(tmp_path)
    for table in ("measures", "daily", "comparison"):
        path, *_ = Results(tmp_path).files(table)[-1]
        harm(path)
        with pytest.raises(StoreError, match=path.name) as told:
            Results(tmp_path).read(table)
        assert told.value.exit_status == 1


def test_every_bit_of_the_manifest_counts(tmp_path: Path) -> None:
    run(tmp_path)
    path, told = tmp_path / "manifest.json", 0
    whole, meant = path.read_bytes(), Results(tmp_path).manifest()
    for bit in range(0, 8 * len(whole), 7):
        flip(path, bit)
        try:
            assert Results(tmp_path).manifest() == meant, f"bit {bit}"
        except FolderError:
            told += 1
        path.write_bytes(whole)
    assert told > 1000  # the rest is white space, which says nothing


def test_a_damaged_manifest_is_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    run(tmp_path)
    before = content(tmp_path)
    cut(tmp_path / "manifest.json")
    with pytest.raises(FolderError, match=r"manifest\.json: cannot be read.*--fresh"):
        run(tmp_path)
    assert content(tmp_path) == before
    fresh = Settings(model=MODEL, fresh=True)
    assert compare(SCENARIOS, 2, out=tmp_path, processes=1, settings=fresh).ran == 4  # type: ignore[arg-type]
    assert content(tmp_path) == before


def test_without_its_manifest_a_folder_is_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    run(tmp_path)
    before = content(tmp_path)
    (tmp_path / "manifest.json").unlink()
    with pytest.raises(FolderError, match=r"tables but no manifest\.json .* --fresh"):
        run(tmp_path)
    assert content(tmp_path) == before


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a complete folder of a tiny town, with its report."""
    here = tmp_path_factory.mktemp("small")
    (here / "tiny.yaml").write_text(TINY)
    assert said(here, "run", "tiny.yaml", "-n", "2", "--out", "out")[0] == 0
    return here


def said(here: Path, *words: str) -> tuple[int, str, str]:
    """Give exit status and what the command line says, in a folder."""
    before = Path.cwd()
    os.chdir(here)
    try:
        done = CliRunner().invoke(app, list(words))
    finally:
        os.chdir(before)
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.slow
def test_a_damaged_scenario_is_named_by_readers_and_written_again(
    small: Path, tmp_path: Path
) -> None:
    shutil.copytree(small, tmp_path / "a")
    here = tmp_path / "a"
    kept = here / "out" / "scenarios" / "s00.yaml"
    whole = kept.read_bytes()
    kept.write_bytes(whole.replace(b"households_per_grid: 10", b"households_per_grid: 11"))
    assert kept.read_bytes() != whole
    for words in (["report", "out"], ["repeat", "out"], ["story", "out", "--resident", "0"]):
        status, _, errors = said(here, *words)
        assert (status, "s00.yaml: damaged or missing" in errors) == (1, True), words
    assert said(here, "run", "tiny.yaml", "-n", "2", "--out", "out")[0] == 0
    assert kept.read_bytes() == whole


@pytest.mark.slow
def test_a_changed_report_is_written_again(small: Path, tmp_path: Path) -> None:
    shutil.copytree(small, tmp_path / "a")
    report = tmp_path / "a" / "out" / "report.html"
    whole = report.read_bytes()
    flip_in_the_middle(report)
    assert not sealed(report.parent)
    assert said(tmp_path / "a", "run", "tiny.yaml", "-n", "2", "--out", "out")[0] == 0
    assert len(report.read_bytes()) == len(whole)
    assert sealed(report.parent)


def limited(here: Path, bytes_a_file: int) -> subprocess.CompletedProcess[str]:
    """Run a comparison where no file may grow beyond a size, as on a full disk."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_a_file, bytes_a_file))

    script = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from tests.store.test_damage import run; from pathlib import Path\n"
        "from sim.errors import GridResponseError\n"
        f"try: print(run(Path({str(here)!r})))\n"
        "except GridResponseError as error: sys.exit(str(error))\n"
    )
    return subprocess.run(
        [sys.executable, "-c", script], preexec_fn=limit, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


def test_a_file_that_cannot_grow_is_named_and_what_was_finished_goes_on(tmp_path: Path) -> None:
    run(tmp_path / "whole")
    before = content(tmp_path / "whole")
    assert limited(tmp_path / "none", 100).stderr.startswith(str(tmp_path / "none"))
    largest = max(len(data) for name, data in before.items() if "comparison" not in name)
    done = limited(tmp_path / "out", largest - 1)
    assert done.returncode == 1
    assert "cannot write" in done.stderr
    assert "File too large" in done.stderr
    assert run(tmp_path / "out") > 0
    assert content(tmp_path / "out") == before


def test_a_folder_that_may_only_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path)
    before = content(tmp_path)

    def read_only(*_: object) -> int:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("sim.store.lock.os.open", read_only)
    with pytest.raises(FolderError, match="cannot write here: Read-only file system"):
        run(tmp_path, 3)
    monkeypatch.undo()
    assert content(tmp_path) == before


def test_a_changed_scenario_is_refused_with_its_key(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(TINY)
    assert said(tmp_path, "run", "tiny.yaml", "-n", "1", "--out", "out", "--no-report")[0] == 0
    words = ("run", "tiny.yaml", "-n", "1", "--out", "out", "--no-report")
    status, _, errors = said(tmp_path, *words, "--set", "town.households_per_grid=12")
    assert status == 2
    assert "town.households_per_grid 10 there, 12 now" in errors
    assert json.loads((tmp_path / "out/manifest.json").read_text())["status"] == "complete"
