"""Saved tables as pandas: read when asked for, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.experiment import Settings, compare
from sim.store import FolderError, Results, StoreError, taken_away, unfinished
from tests.experiment.fakes import MODEL, FakeScenario


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with two scenarios, three replications each."""
    scenarios = [FakeScenario("base"), FakeScenario("more", effect=2)]
    compare(scenarios, 3, 1, tmp_path / "out", 1, Settings(model=MODEL))  # type: ignore[arg-type]
    return tmp_path / "out"


def test_a_table_is_an_attribute_and_read_once(folder: Path) -> None:
    opened = sim.open_results(folder)
    measures = opened.measures
    assert (len(measures), measures is opened.table("measures")) == (24, True)
    assert opened.comparison["scenario"].unique().tolist() == ["more"]
    assert "tasks" in dir(opened)


def test_nothing_is_read_before_it_is_asked_for(folder: Path) -> None:
    Results(folder).path("daily", 0, 0).write_bytes(b"spoilt")
    opened = sim.open_results(folder)
    assert len(opened.events) > 0
    with pytest.raises(StoreError, match=r"daily.parquet/s00-r0000.parquet: damaged"):
        _ = opened.daily


def test_a_name_that_is_no_table_is_told(folder: Path) -> None:
    with pytest.raises(AttributeError, match="no table 'task'; there are measures, daily"):
        _ = sim.open_results(folder).task


def test_a_file_that_was_taken_away_is_named_not_left_out(folder: Path) -> None:
    Results(folder).path("measures", 1, 2).unlink()
    Results(folder).path("measures", 1, 1).unlink()
    with pytest.raises(
        StoreError, match=r"s01-r0001.parquet: this table is missing, and 1 more"
    ):
        _ = sim.open_results(folder).measures


def test_the_comparison_that_was_taken_away_is_named(folder: Path) -> None:
    (folder / "comparison.parquet" / "s01.parquet").unlink()
    assert [path.name for path in taken_away(Results(folder), "comparison")] == ["s01.parquet"]


def test_a_folder_that_is_not_complete_says_how_far_it_is(folder: Path) -> None:
    Results(folder).update(status="interrupted")
    Results(folder).path("measures", 1, 2).unlink()
    assert len(sim.open_results(folder).measures) == 20
    assert unfinished(Results(folder)).endswith(
        "5 of 6 replications are finished; what follows is of these"
    )


def test_no_results_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="no results here"):
        sim.open_results(tmp_path)
