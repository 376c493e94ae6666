"""A results folder: what is in it, what is finished, and how a replication is added."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.store.errors import FolderError, StoreError
from sim.store.files import encoded, read_table, write_table, write_whole
from sim.store.schemas import TABLES, as_table, kept_tables, keyed, schema

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.scenario import Scenario

CRATE = "ro-crate-metadata.json"
_TABLE_FILE = re.compile(r"s(\d{2,})-r(\d{4,})\.parquet")
FORMAT = 2
"""The form of a results folder; raised when an older one can no longer be read."""
_ANEW = "Give another --out, or --fresh to start again here"
_TEMPORARY = re.compile(r"_.+\.\d+")


@dataclass(frozen=True)
class Results:
    """One results folder. Reading needs no lock; writing is for who holds it."""

    folder: Path

    def manifest(self) -> dict[str, Any]:
        """Read the manifest; raise FolderError where there is none or it is damaged."""
        path = self.folder / "manifest.json"
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise FolderError(f"{self.folder}: no results here: no manifest.json") from error
        except (OSError, ValueError) as error:
            raise FolderError(f"{path}: cannot be read: {error}. {_ANEW}") from error
        if not isinstance(found, dict):
            raise FolderError(f"{path}: cannot be read: not a JSON object. {_ANEW}")
        if found.get("format") != FORMAT:
            raise FolderError(
                f"{path}: of format {found.get('format')}, this version reads {FORMAT}. {_ANEW}"
            )
        if found.pop("sha256", None) != _digest(found):
            raise FolderError(f"{path}: damaged (its digest differs). {_ANEW}")
        return found

    def update(self, **changed: Any) -> None:
        """Write fields of the manifest; the time of writing and a digest are added."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        fields = {**self._stored(), **changed, "format": FORMAT, "written": now}
        fields["sha256"] = _digest(fields)
        text = json.dumps(fields, ensure_ascii=False, indent=2)
        write_whole(self.folder / "manifest.json", (text + "\n").encode())

    def _stored(self) -> dict[str, Any]:
        return self.manifest() if (self.folder / "manifest.json").exists() else {}

    def scenarios(self) -> tuple[Scenario, ...]:
        """Load the resolved scenarios, the baseline first; StoreError if one was changed."""
        from sim.scenario import load

        manifest = self.manifest()
        for name, digest in manifest.get("files", {}).items():
            path = self.folder / name
            if not path.exists() or sha256(path.read_bytes()).hexdigest() != digest:
                raise StoreError(
                    f"{path}: damaged or missing; repeat the command that made the folder, "
                    "which writes it again"
                )
        return tuple(load(self.folder / entry["file"]) for entry in manifest["scenarios"])

    def path(self, table: str, index: int, replication: int) -> Path:
        """Return where a table of one replication of one scenario is kept."""
        return self.folder / f"{table}.parquet" / f"s{index:02d}-r{replication:04d}.parquet"

    def save(
        self, index: int, name: str, replication: int, tables: Mapping[str, Mapping[str, Any]]
    ) -> None:
        """Write the tables of one replication."""
        self.save_encoded(index, replication, encoded_tables(name, replication, tables))

    def save_encoded(self, index: int, replication: int, tables: Mapping[str, bytes]) -> None:
        """Write the files of one replication; ``measures`` comes last: it is finished."""
        for table in sorted(tables, key=lambda table: table == "measures"):
            write_whole(self.path(table, index, replication), tables[table])

    def finished(self, index: int, replication: int, log: str) -> bool:
        """Tell whether every table of a replication that this log keeps is there."""
        kept = kept_tables(log, replication)
        return all(self.path(table, index, replication).exists() for table in kept)

    def save_comparison(self, index: int, columns: Mapping[str, Any]) -> None:
        """Write the paired differences of one scenario against the baseline."""
        path = self.folder / "comparison.parquet" / f"s{index:02d}.parquet"
        write_table(path, as_table("comparison", columns))

    def read(
        self, table: str, index: int | None = None, replication: int | None = None
    ) -> pa.Table:
        """Read a table, of all that is finished or of one scenario or replication.

        Raises StoreError where a file of it is damaged, or was taken away from a complete
        folder.
        """
        import pyarrow as pa

        if table not in TABLES:
            raise StoreError(f"no table {table!r}; there are {', '.join(TABLES)}")
        manifest = self.manifest()
        wanted = int(manifest["replications"])
        missing = self.taken_away(table, manifest, index, replication)
        if missing:
            more = f", and {len(missing) - 1} more" if len(missing) > 1 else ""
            raise StoreError(
                f"{missing[0]}: this table is missing{more}; repeat the command that made the "
                "folder, which runs the replication again"
            )
        parts = [
            read_table(path, table)
            for path, s, r in self.files(table)
            if r < wanted and index in (None, s) and replication in (None, r)
        ]
        if not parts:
            return schema(table).empty_table()
        return pa.concat_tables(parts).unify_dictionaries()

    def taken_away(
        self,
        table: str,
        manifest: Mapping[str, Any],
        index: int | None = None,
        replication: int | None = None,
    ) -> list[Path]:
        """List the files of a table that a complete folder should have and has not."""
        if manifest.get("status") != "complete":
            return []
        count, runs = len(manifest["scenarios"]), range(int(manifest["replications"]))
        if table == "comparison":
            folder = self.folder / "comparison.parquet"
            wanted = [folder / f"s{i:02d}.parquet" for i in range(1, count)]
            return [path for path in wanted if not path.exists()]
        log = str(manifest["log"])
        paths = (
            self.path(table, i, r)
            for r in runs
            for i in range(count)
            if index in (None, i) and replication in (None, r) and table in kept_tables(log, r)
        )
        return [path for path in paths if not path.exists()]

    def files(self, table: str) -> list[tuple[Path, int, int]]:
        """List the files of a table in order of scenario and replication."""
        folder = self.folder / f"{table}.parquet"
        if table == "comparison":
            numbered = sorted((int(p.stem[1:]), p) for p in folder.glob("s*.parquet"))
            return [(path, index, 0) for index, path in numbered]
        named = ((_TABLE_FILE.fullmatch(p.name), p) for p in folder.glob("s*.parquet"))
        keyed_files = [(int(m[1]), int(m[2]), p) for m, p in named if m]
        return [(path, index, replication) for index, replication, path in sorted(keyed_files)]

    def sweep(self) -> None:
        """Remove what a killed run left half-written."""
        for folder in (self.folder, *self.folder.glob("*.parquet"), self.folder / "scenarios"):
            for path in folder.glob("_*"):
                if path.is_file() and _TEMPORARY.fullmatch(path.name):
                    path.unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove the tables, scenarios, report and, last, the manifest; nothing else."""
        self.sweep()
        for table in TABLES:
            for path, _, _ in self.files(table):
                path.unlink(missing_ok=True)
            with suppress(OSError):
                (self.folder / f"{table}.parquet").rmdir()
        for path in (self.folder / "scenarios").glob("s*.yaml"):
            if re.fullmatch(r"s\d{2,}\.yaml", path.name):
                path.unlink(missing_ok=True)
        for name in ("report.html", "report.sha256", CRATE, "manifest.json"):
            (self.folder / name).unlink(missing_ok=True)


def encoded_tables(
    scenario: str, replication: int, tables: Mapping[str, Mapping[str, Any]]
) -> dict[str, bytes]:
    """Return the tables of one replication as the bytes of their files."""
    return {t: encoded(keyed(t, scenario, replication, tables[t])) for t in tables}


def _digest(manifest: Mapping[str, Any]) -> str:
    """Hash all that a manifest says."""
    said = {key: value for key, value in manifest.items() if key != "sha256"}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()
