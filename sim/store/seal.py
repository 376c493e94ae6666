"""Derived files that notice a change: a list of digests beside them, as sha256sum writes it."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from sim.store.files import write_whole

SEAL = "report.sha256"


def seal(folder: Path, files: Iterable[Path]) -> None:
    """Write the digests of files under a folder; `sha256sum -c` can check them."""
    lines = [
        f"{sha256(path.read_bytes()).hexdigest()}  {_name(folder, path)}" for path in files
    ]
    write_whole(folder / SEAL, ("\n".join(sorted(lines)) + "\n").encode())


def sealed(folder: Path) -> bool:
    """Tell whether the list is there and every file in it is as it was written."""
    try:
        lines = (folder / SEAL).read_text("utf-8").splitlines()
        return bool(lines) and all(_holds(folder, line) for line in lines)
    except (OSError, ValueError):
        return False


def _holds(folder: Path, line: str) -> bool:
    digest, _, name = line.partition("  ")
    return sha256((folder / name).read_bytes()).hexdigest() == digest


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()
