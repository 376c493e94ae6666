"""Files that are there whole or not at all, and tables that notice a flipped bit."""

from __future__ import annotations

import io
import os
import re
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
    """Write one table as a Parquet file with a checksum on every page and a digest of all."""
    write_whole(path, encoded(table))


def encoded(table: pa.Table) -> bytes:
    """Return a table as the bytes of its file, the digest of all of them within.

    Page checksums are Parquet's own and leave headers and footer out; the digest is ours: of
    the whole file with zeros in the digest's place.
    """
    sink = io.BytesIO()
    with pq.ParquetWriter(
        sink, table.schema, compression="zstd", write_page_checksum=True
    ) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({_DIGEST: _ZEROS.decode()})
    data = sink.getvalue()
    place = _place(data, _ZEROS)
    return data[:place] + sha256(data).hexdigest().encode() + data[place + len(_ZEROS) :]


def read_table(path: Path, name: str) -> pa.Table:
    """Read one table, verifying digest and columns; StoreError if it is damaged or missing."""
    data = read_whole_file(path)
    try:
        with pq.ParquetFile(pa.BufferReader(data), page_checksum_verification=True) as file:
            table = file.read()
    except (OSError, ValueError, pa.ArrowException) as error:
        raise StoreError(f"{path}: damaged ({_first_line(error)}); {_CURE}") from error
    if not table.schema.equals(schema(name)):
        raise StoreError(f"{path}: columns differ from those of table {name}; {_CURE}")
    return table


def read_whole_file(path: Path) -> bytes:
    """Read the bytes of a table's file; StoreError if it is missing or any bit has changed."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise StoreError(f"{path}: this table is missing") from error
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror}") from error
    found = data.rfind(_DIGEST.encode())
    digest = _HEX.search(data, max(found, 0)) if found >= 0 else None
    if digest is None:
        raise StoreError(f"{path}: damaged (it has no digest); {_CURE}")
    blank = data[: digest.start()] + _ZEROS + data[digest.end() :]
    if sha256(blank).hexdigest().encode() != digest[0]:
        raise StoreError(f"{path}: damaged (its digest differs); {_CURE}")
    return data


def _place(data: bytes, text: bytes) -> int:
    """Find where the digest stands: behind its name, in the footer."""
    return data.index(text, data.rindex(_DIGEST.encode()))


_DIGEST = "sha256_with_zeros_here"
_ZEROS = b"0" * 64
_HEX = re.compile(rb"[0-9a-f]{64}")
_CURE = "repeat the command that made the folder, which runs this replication again"


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
