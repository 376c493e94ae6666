"""SQL over the tables of a results folder, by DuckDB, which is an extra."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from sim.errors import GridResponseError
from sim.store.frames import read_whole
from sim.store.results import Results
from sim.store.schemas import TABLES

if TYPE_CHECKING:
    import pyarrow as pa

_SHUT = (
    "SET python_enable_replacements = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


class QueryError(GridResponseError):
    """A query that cannot be answered: DuckDB is not there, or does not understand it."""

    exit_status: ClassVar[int] = 2


def query(results: Results, sql: str) -> pa.Table:
    """Answer SQL over the saved tables, each under its name.

    The query works on a copy in memory and reaches neither files nor network. A table that the
    text does not name is not read, so a query costs what it needs. Raises QueryError where
    DuckDB is not installed or refuses the query, StoreError where a file is damaged or missing.
    """
    duckdb = _duckdb()
    connection = duckdb.connect(":memory:")
    try:
        for name in named_tables(sql):
            table = read_whole(results, name)
            connection.register(f"_{name}", table)
            connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM "_{name}"')
            connection.unregister(f"_{name}")
        for setting in _SHUT:
            connection.execute(setting)
        found = connection.sql(sql)
        if found is None:
            raise QueryError("--sql: this query gives no rows: use select")
        return as_arrow(found)
    except duckdb.Error as error:
        said = str(error).splitlines()[0].rstrip(".!")
        raise QueryError(f"--sql: {said}. The tables are {', '.join(TABLES)}") from error
    finally:
        connection.close()


def as_arrow(found: Any) -> pa.Table:
    """Take the rows of a query as an Arrow table."""
    table: pa.Table = found.to_arrow_table()
    return table


def named_tables(sql: str) -> list[str]:
    """List the tables that a query names; all of them where it names none."""
    words = {word.lower() for word in re.findall(r"\w+", sql)}
    return [name for name in TABLES if name in words] or list(TABLES)


def _duckdb() -> Any:
    try:
        return import_module("duckdb")
    except ImportError:
        raise QueryError(
            "results --sql needs DuckDB, which is not installed: "
            "pip install 'gridresponse[analysis]'"
        ) from None
