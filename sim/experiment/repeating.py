"""Run a results folder again and say whether it comes out the same, bit for bit."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment.batch import Interrupted, Plan
from sim.experiment.settings import Settings
from sim.experiment.verbs import CallError, run_plan
from sim.store import TABLES, Call, Results, StoreError, changed_since, read_table

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Parting:
    """The first difference of a table: where it is and what stands there, saved and again."""

    file: str
    scenario: str
    replication: int | None
    column: str
    row: int | None
    saved: str
    again: str

    def __str__(self) -> str:
        """Say it in a sentence."""
        if not self.column:
            return f"{self.file}: {self.saved} saved, {self.again} again"
        number = "" if self.replication is None else f", replication {self.replication}"
        return (
            f"scenario {self.scenario}{number}, column {self.column}, row {self.row}: "
            f"{self.saved} saved, {self.again} again ({self.file})"
        )


@dataclass(frozen=True)
class Repeated:
    """What came of it: by table the files compared, how many differ, the first parting."""

    files: dict[str, int]
    differing: dict[str, int]
    first: dict[str, Parting]
    changed: tuple[str, ...]

    @property
    def identical(self) -> bool:
        """Whether every table is the same, bit for bit."""
        return not any(self.differing.values())

    def sentences(self) -> list[str]:
        """Say of each table whether it is identical, and what has changed since."""
        said = []
        for table, count in self.files.items():
            files = f"{count} file{'s' if count > 1 else ''}"
            if not self.differing[table]:
                said.append(f"{table}: identical ({files}).")
                continue
            told = f"{self.differing[table]} of {files} differ"
            said.append(f"{table}: {told}; the first: {self.first[table]}.")
        verdict = "Every table is identical, bit for bit."
        said.append(verdict if self.identical else "Not every table is identical.")
        if self.changed:
            said.append(f"Since then: {'; '.join(self.changed)}.")
        else:
            said.append("Code, versions and machine are those that made the folder.")
        return said

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        tables = [
            {
                "table": table,
                "files": count,
                "differing": self.differing[table],
                "first": asdict(self.first[table]) if table in self.first else None,
            }
            for table, count in self.files.items()
        ]
        found = {"identical": self.identical, "tables": tables, "changed": list(self.changed)}
        return {"answer": self.sentences(), **found}


def repeat(
    folder: str | Path, processes: int | None = None, settings: Settings | None = None
) -> Repeated:
    """Run a complete results folder again, in a temporary one, and compare every table.

    Raises CallError for a folder that is not complete, FolderError where there are no results,
    RunError when a replication fails. A saved file that is damaged counts as differing.
    """
    saved = Results(Path(folder))
    manifest = saved.manifest()
    if manifest.get("status") != "complete":
        raise CallError(f"{folder}: is not complete; repeat its command first, to finish it")
    seed, log = int(manifest["seed"]), str(manifest["log"])
    runs = int(manifest["replications"])
    call = Call(str(manifest["command"]), saved.scenarios(), seed, runs, log)
    with tempfile.TemporaryDirectory(prefix="gridresponse-") as place:
        again = Results(Path(place))
        try:
            run_plan(Plan(call, again.folder, processes, settings or Settings()))
        except Interrupted:
            raise Interrupted("Interrupted. Nothing was changed.") from None
        return _compared(saved, again, tuple(changed_since(manifest)))


def _compared(saved: Results, again: Results, changed: tuple[str, ...]) -> Repeated:
    files, differing, first = dict[str, int](), dict[str, int](), dict[str, Parting]()
    for table in TABLES:
        names = sorted({*_files(saved, table), *_files(again, table)})
        if not names:
            continue
        files[table], differing[table] = len(names), 0
        for name in names:
            found = _parting(saved.folder / name, again.folder / name, table)
            if found is not None:
                differing[table] += 1
                first.setdefault(table, found)
    return Repeated(files, differing, first, changed)


def _files(results: Results, table: str) -> Iterator[str]:
    """Name the files of a table, relative to its folder, of the replications that count."""
    runs = int(results.manifest()["replications"])
    for path, _, replication in results.files(table):
        if replication < runs:
            yield str(path.relative_to(results.folder))


def _parting(saved: Path, again: Path, table: str) -> Parting | None:
    """Find the first difference between two files of a table, None if there is none."""
    name = f"{saved.parent.name}/{saved.name}"
    if not saved.exists() or not again.exists():
        told = ["there" if path.exists() else "no file" for path in (saved, again)]
        return Parting(name, "", None, "", None, *told)
    try:
        before = read_table(saved, table)
    except StoreError as error:
        return Parting(name, "", None, "", None, str(error), "whole")
    return first_difference(name, before, read_table(again, table))


def first_difference(name: str, saved: pa.Table, again: pa.Table) -> Parting | None:
    """Find the first row, and in it the first column, in which two tables differ in any bit."""
    if saved.num_rows != again.num_rows:
        rows = (f"{saved.num_rows} rows", f"{again.num_rows} rows")
        shorter = min(saved.num_rows, again.num_rows)
        cut = first_difference(name, saved.slice(0, shorter), again.slice(0, shorter))
        return cut or Parting(name, "", None, "", None, *rows)
    rows_of = {
        column: np.flatnonzero(_apart(saved[column], again[column]))
        for column in saved.column_names
    }
    found = {column: int(rows[0]) for column, rows in rows_of.items() if len(rows)}
    if not found:
        return None
    column = min(found, key=found.__getitem__)
    row = found[column]
    where = saved.slice(row, 1).to_pylist()[0]
    values = (_shown(saved[column][row].as_py()), _shown(again[column][row].as_py()))
    number = where.get("replication")
    return Parting(name, str(where["scenario"]), number, column, row, *values)


def _apart(a: pa.ChunkedArray, b: pa.ChunkedArray) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell where two columns differ; numbers by their bits, so that -0 is not 0."""
    import pyarrow as pa
    import pyarrow.compute as pc

    absent = pc.xor(pc.is_null(a), pc.is_null(b)).to_numpy()
    if pa.types.is_dictionary(a.type):
        a, b = a.cast(pa.string()), b.cast(pa.string())
    if pa.types.is_floating(a.type):
        bits = [pc.fill_null(c, 0.0).to_numpy().view(np.uint64) for c in (a, b)]
        return np.asarray(absent | (bits[0] != bits[1]))
    differ = pc.fill_null(pc.not_equal(a, b), False)
    return np.asarray(absent | differ.to_numpy())


def _shown(value: Any) -> str:
    return (
        "no data" if value is None else repr(value) if isinstance(value, float) else str(value)
    )
