"""SQL over saved tables; the tests of DuckDB itself need the extra `analysis`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sim.experiment import Settings, replicate
from sim.store import QueryError, Results, StoreError, query
from sim.store.query import named_tables
from tests.experiment.fakes import MODEL, FakeScenario


@pytest.fixture
def results(tmp_path: Path) -> Results:
    """Give a folder with one scenario, two replications."""
    scenario = FakeScenario("base")
    replicate(scenario, 2, 1, tmp_path / "out", 1, Settings(model=MODEL))  # type: ignore[arg-type]
    return Results(tmp_path / "out")


def test_a_query_names_its_tables() -> None:
    assert named_tables("SELECT * FROM Tasks t JOIN needs USING (task)") == ["tasks", "needs"]
    assert len(named_tables("show tables")) == 11


def test_without_duckdb_it_says_what_to_install(
    results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(QueryError, match=r"pip install 'gridresponse\[analysis\]'"):
        query(results, "select 1")


def test_a_query_answers_from_the_tables(results: Results) -> None:
    pytest.importorskip("duckdb")
    found = query(
        results,
        "select measure, count(*) as n, max(unit) as unit from measures "
        "where scenario = 'base' group by measure order by measure limit 1",
    )
    assert found.to_pylist() == [{"measure": "cost_total", "n": 2, "unit": "CNY"}]


def test_a_query_reaches_no_file(results: Results, tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    (tmp_path / "other.csv").write_text("a\n1\n")
    for sql in (
        f"select * from '{tmp_path / 'other.csv'}'",
        f"copy measures to '{tmp_path / 'out.csv'}'",
        "set enable_external_access = true",
        "select * from found",
    ):
        with pytest.raises(QueryError):
            query(results, sql)
    assert not (tmp_path / "out.csv").exists()


def test_a_wrong_query_is_told_with_the_names_of_tables(results: Results) -> None:
    pytest.importorskip("duckdb")
    with pytest.raises(QueryError, match="The tables are measures, daily"):
        query(results, "select * from mesures")


def test_a_damaged_file_is_named(results: Results) -> None:
    pytest.importorskip("duckdb")
    results.path("measures", 0, 1).write_bytes(b"spoilt")
    with pytest.raises(StoreError, match=r"s00-r0001.parquet: damaged"):
        query(results, "select * from measures")
