"""Running a folder again: identical, or where it first is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.experiment import CallError, Model, Repeated, Settings, compare, repeat
from sim.experiment.repeating import first_difference
from sim.store import Results
from sim.store.schemas import keyed
from tests.experiment.fakes import MODEL, FakeScenario, fake_run

SCENARIOS = (FakeScenario("base"), FakeScenario("more", effect=2))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with two scenarios, three replications each."""
    monkeypatch.setattr(Results, "scenarios", lambda _: SCENARIOS)
    compare(SCENARIOS, 3, 1, tmp_path / "out", 1, Settings(model=MODEL))  # type: ignore[arg-type]
    return tmp_path / "out"


def again(folder: Path, model: Model = MODEL) -> Repeated:
    return repeat(folder, 1, Settings(model=model))


def events(*values: float) -> Any:
    count = len(values)
    columns = {
        "time_h": np.arange(count, dtype=float),
        "event": ["level"] * count,
        "place": ["C01"] * count,
        "value": np.array(values),
    }
    return keyed("events", "base", 4, columns)


def test_the_same_code_gives_every_table_bit_for_bit(folder: Path) -> None:
    found = again(folder)
    assert found.identical
    assert found.files["measures"] == 6
    assert found.sentences()[-2:] == [
        "Every table is identical, bit for bit.",
        "Code, versions and machine are those that made the folder.",
    ]


def test_the_saved_folder_is_left_alone(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    again(folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_another_result_is_named_by_its_first_place(folder: Path) -> None:
    def changed(scenario: FakeScenario, replication: int) -> Any:
        records = fake_run(scenario, replication)
        if (scenario.name, replication) == ("more", 1):
            records.tables["daily"]["value"][2] += 1
        return records

    found = again(folder, replace(MODEL, run=changed))
    assert not found.identical
    assert (found.differing["events"], found.differing["daily"]) == (0, 1)
    first = found.first["daily"]
    assert (first.scenario, first.replication) == ("more", 1)
    assert (first.column, first.row) == ("value", 2)
    assert found.first["measures"].file == "measures.parquet/s01-r0001.parquet"


def test_a_damaged_and_a_missing_file_count_as_differing(folder: Path) -> None:
    Results(folder).path("daily", 0, 2).write_bytes(b"spoilt")
    Results(folder).path("events", 1, 0).unlink()
    found = again(folder)
    assert (found.differing["daily"], found.differing["events"]) == (1, 1)
    assert "damaged" in str(found.first["daily"])
    assert str(found.first["events"]).endswith("s01-r0000.parquet: no file saved, there again")


def test_what_has_changed_since_is_said(folder: Path) -> None:
    versions = Results(folder).manifest()["versions"] | {"numpy": "1.0"}
    Results(folder).update(code="other", versions=versions)
    told = again(folder).sentences()[-1]
    assert told.startswith("Since then: the simulator's code has changed; numpy 1.0 then, ")


def test_an_unfinished_folder_is_refused(folder: Path) -> None:
    Results(folder).update(status="interrupted")
    with pytest.raises(CallError, match="is not complete; repeat its command first"):
        again(folder)


def test_no_data_is_the_same_as_no_data_but_minus_0_is_not_0() -> None:
    assert first_difference("f", events(1, np.nan, 0), events(1, np.nan, 0)) is None
    found = first_difference("f", events(1, np.nan, 0.0), events(1, np.nan, -0.0))
    assert found is not None
    assert str(found) == (
        "scenario base, replication 4, column value, row 2: 0.0 saved, -0.0 again (f)"
    )


def test_a_last_bit_is_a_difference() -> None:
    found = first_difference("f", events(0.3), events(0.1 + 0.2))
    assert found is not None
    assert (found.saved, found.again) == ("0.3", "0.30000000000000004")


def test_more_rows_are_a_difference_after_the_rows_that_both_have() -> None:
    found = first_difference("f", events(1, 2), events(1, 2, 3))
    assert found is not None
    assert str(found) == "f: 2 rows saved, 3 rows again"
