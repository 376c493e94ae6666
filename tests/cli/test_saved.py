from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import sim.cli
import sim.cli.options
import sim.cli.runs
from sim.experiment import Settings, compare
from sim.store import Results
from tests.experiment.fakes import MODEL, FakeScenario

SCENARIOS = (FakeScenario("base"), FakeScenario("more", effect=2))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder `out` with two scenarios, two replications each."""

    def fake_settings(_: sim.cli.options.Voice, log: str | None, fresh: bool) -> Settings:
        return Settings(log, fresh, model=MODEL)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sim.cli.runs, "settings_of", fake_settings)
    monkeypatch.setattr(Results, "scenarios", lambda _: SCENARIOS)
    compare(SCENARIOS, 2, 1, tmp_path / "out", 1, Settings(model=MODEL))  # type: ignore[arg-type]
    return tmp_path


def call(*words: str) -> Result:
    return CliRunner().invoke(sim.cli.app, list(words))


def test_results_without_a_query_lists_the_tables(folder: Path) -> None:
    told = json.loads(call("results", "out", "--json").stdout)
    assert told["rows"][0] == {
        "table": "measures",
        "rows": 16,
        "columns": "scenario, replication, measure, value, unit",
    }
    assert "comparison" in call("results", "out").stdout
    assert call("results", "out", "--csv").stdout.startswith("table,rows,columns\nmeasures,16,")


def test_results_name_a_damaged_file_and_fail(folder: Path) -> None:
    Results(folder / "out").path("measures", 1, 0).write_bytes(b"spoilt")
    done = call("results", "out")
    assert done.exit_code == 1
    assert "out/measures.parquet/s01-r0000.parquet: damaged" in done.stderr


def test_results_of_an_unfinished_folder_say_so(folder: Path) -> None:
    Results(folder / "out").update(status="interrupted")
    done = call("results", "out")
    assert done.exit_code == 0
    assert done.stderr.startswith("out: 4 of 4 replications are finished; what follows")


def test_a_query_without_duckdb_exits_2_and_says_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    done = call("results", "out", "--sql", "select 1")
    assert (done.exit_code, done.stderr) == (
        2,
        "results --sql needs DuckDB, which is not installed: "
        "pip install 'gridresponse[analysis]'\n",
    )


def test_a_query_gives_a_table_csv_or_json(folder: Path) -> None:
    pytest.importorskip("duckdb")
    asked = ["out", "--sql", "select count(*) as n, max(value) as v from measures"]
    assert call("results", *asked, "--csv").stdout.splitlines()[0] == "n,v"
    assert json.loads(call("results", *asked, "--json").stdout)["rows"][0]["n"] == 16


def test_repeat_exits_0_where_all_is_identical(folder: Path) -> None:
    done = call("repeat", "out", "-p", "1")
    assert done.exit_code == 0
    assert "Every table is identical, bit for bit." in done.stdout


def test_repeat_exits_1_where_it_is_not_and_names_the_first_difference(folder: Path) -> None:
    Results(folder / "out").path("measures", 1, 0).write_bytes(b"spoilt")
    done = call("repeat", "out", "-p", "1")
    assert done.exit_code == 1
    assert "measures: 1 of 4 files differ; the first: measures.parquet/s01-r0000" in done.stdout
    told = json.loads(call("repeat", "out", "-p", "1", "--json").stdout)
    assert (told["identical"], told["tables"][0]["differing"]) == (False, 1)


@pytest.mark.parametrize("verb", ["results", "repeat", "diverge"])
def test_no_results_exit_2(folder: Path, verb: str) -> None:
    done = call(verb, ".")
    assert (done.exit_code, done.stderr) == (2, ".: no results here: no manifest.json\n")


def test_diverge_exits_2_for_a_scenario_that_is_not_there(folder: Path) -> None:
    done = call("diverge", "out", "--scenarios", "base", "less")
    assert (done.exit_code, done.stderr) == (
        2,
        "diverge: no scenario less; there are base, more\n",
    )
