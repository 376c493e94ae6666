"""Files that are there whole or not at all, and tables that notice a flipped bit."""

from __future__ import annotations

import io
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sim.store.errors import StoreError
from sim.store.schemas import schema


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a reader, or a run after a power cut, finds all of it or none.

    The temporary name begins with ``_``, which readers of parquet folders pass over.
    """
    temporary = path.with_name(f"_{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise StoreError(f"cannot write {path}: {error.strerror or error}") from error


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_table(path: Path, table: pa.Table) -> None:
    """Write one table as a Parquet file with a checksum on every page and a digest of all.

    Page checksums are Parquet's own and leave the pages' headers out; the digest is ours.
    """
    sink = io.BytesIO()
    with pq.ParquetWriter(
        sink, table.schema, compression="zstd", write_page_checksum=True
    ) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({_DIGEST: sha256(sink.getvalue()).hexdigest()})
    write_whole(path, sink.getvalue())


def read_table(path: Path, name: str) -> pa.Table:
    """Read one table, verifying checksums, digest and columns; StoreError if it is damaged."""
    try:
        data = path.read_bytes()
        with pq.ParquetFile(pa.BufferReader(data), page_checksum_verification=True) as file:
            table = file.read()
            digest = (file.metadata.metadata or {}).get(_DIGEST.encode(), b"").decode()
    except FileNotFoundError as error:
        raise StoreError(f"{path}: this table is missing") from error
    except (OSError, ValueError, pa.ArrowException) as error:
        raise StoreError(f"{path}: damaged ({_first_line(error)}); {_CURE}") from error
    if not table.schema.equals(schema(name)):
        raise StoreError(f"{path}: columns differ from those of table {name}; {_CURE}")
    if digest != sha256(_pages(data)).hexdigest():
        raise StoreError(f"{path}: damaged (its digest differs); {_CURE}")
    return table


def _pages(data: bytes) -> bytes:
    """Return what stands before the footer; its length is in the last eight bytes."""
    return data[: len(data) - 8 - int.from_bytes(data[-8:-4], "little")]


_DIGEST = "sha256_before_footer"
_CURE = "delete this file and repeat the command, which runs the replication again"


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
