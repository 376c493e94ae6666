"""One run at a time on a results folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.store.errors import FolderError


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a results folder; raise FolderError if another run holds it or it is not writable.

    The lock is the kernel's (flock): it ends with its process however that ends, so a file
    left behind locks nobody out.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise FolderError(f"{folder}: cannot write here: {error.strerror}") from error
    try:
        _take(handle, folder)
        yield
    finally:
        os.close(handle)


def _take(handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(handle, 20, 0).decode(errors="replace").strip()
        raise FolderError(
            f"{folder}: another run (process {holder or 'unknown'}) is writing here; "
            "it is left alone. Wait for it, or give another --out"
        ) from error
    try:
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
    except OSError as error:
        raise FolderError(f"{folder}: cannot write here: {error.strerror}") from error
