"""Commands about a results folder: query it, run it again, find where two runs part."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli import runs
from sim.cli.options import (
    DIR,
    Json,
    Processes,
    Quiet,
    Voice,
    app,
    guarded,
    print_json,
    print_table,
)  # fmt: skip

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ROWS = 200
"""Rows of an answer that are shown as a table; --csv and --json give all. Source: assumed."""


@app.command()
@guarded
def results(
    folder: Annotated[Path, DIR],
    sql: Annotated[
        str | None, typer.Option("--sql", help="A query, such as 'select * from measures'.")
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="All rows as CSV.")] = False,
    author: Annotated[
        str | None, typer.Option(help="Say who made them: 'Name' or 'Name <https://...>'.")
    ] = None,
    licence: Annotated[
        str | None, typer.Option(help="Say on what terms they may be used: an address.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Query the saved tables with SQL; without a query, list them."""
    from sim.store import Results, credit, query, unfinished

    found = Results(folder)
    if author is not None or licence is not None:
        credit(found, author, licence)
    told = unfinished(found)
    if told:
        print(told, file=sys.stderr)
    table = _listing(folder) if sql is None else query(found, sql)
    if as_json:
        print_json({"rows": [_plain(row) for row in table.to_pylist()]})
    elif as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(table.column_names)
        writer.writerows(row.values() for row in table.to_pylist())
    else:
        _print_table(table)


@app.command()
@guarded
def repeat(
    folder: Annotated[Path, DIR],
    processes: Processes = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Run everything of a results folder again and say whether each table is identical."""
    from sim.experiment import repeat as run_again

    settings = runs.settings_of(Voice(quiet, as_json, report=False), None, fresh=False)
    again = run_again(folder, processes, settings)
    if as_json:
        print_json(again.as_json())
    else:
        print("\n".join(again.sentences()))
    if not again.identical:
        raise typer.Exit(1)


@app.command()
@guarded
def diverge(
    folder: Annotated[Path, DIR],
    scenarios: Annotated[
        tuple[str, str], typer.Option(help="Names or numbers of two scenarios.", metavar="A B")
    ] = ("0", "1"),
    replication: Annotated[int, typer.Option(help="Number of the replication.")] = 0,
    as_json: Json = False,
) -> None:
    """Name the first event at which two runs under the same luck part."""
    from sim.experiment import diverge as compare_logs

    found = compare_logs(folder, scenarios, replication)
    if as_json:
        print_json(found.as_json())
        return
    print("\n".join(found.sentences()))


def _listing(folder: Path) -> pa.Table:
    """List the tables of a folder: name, rows, columns."""
    import pyarrow as pa

    from sim.store import TABLES, Results, read_whole, schema

    names = [name for name in TABLES if (folder / f"{name}.parquet").exists()]
    rows = [read_whole(Results(folder), name).num_rows for name in names]
    columns = [", ".join(schema(name).names) for name in names]
    return pa.table({"table": names, "rows": rows, "columns": columns})


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Make a row fit for JSON: no data is null, what has no form in JSON is text."""
    from sim.experiment.sweeping import finite

    known = (int, float, str, bool, list, dict, type(None))
    return {k: finite(v) if isinstance(v, known) else str(v) for k, v in row.items()}


def _print_table(table: pa.Table) -> None:
    """Print the first rows for a terminal, and say how many there are."""
    from rich.box import SIMPLE
    from rich.markup import escape
    from rich.table import Table

    shown = Table(box=SIMPLE)
    for field in table.schema:
        number = str(field.type) not in ("string", "large_string", "bool")
        dictionary = str(field.type).startswith("dictionary")
        right = number and not dictionary
        shown.add_column(escape(field.name), justify="right" if right else "left")
    for row in table.slice(0, MOST_ROWS).to_pylist():
        shown.add_row(*(escape(_cell(value)) for value in row.values()))
    print_table(shown)
    if table.num_rows > MOST_ROWS:
        print(f"The first {MOST_ROWS} of {table.num_rows:,} rows; --csv gives all.")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)
