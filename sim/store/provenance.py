"""Which code, libraries and machine the numbers came from."""

from __future__ import annotations

import hashlib
import os
import platform
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

_LIBRARIES = ("numpy", "scipy", "numba", "llvmlite", "simpy", "networkx", "pandas", "pyarrow")
_NUMERIC = ("numpy", "scipy", "numba", "llvmlite", "simpy", "networkx")
_PRESENTATION = {"__main__.py", "cli", "report", "web"}


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None


def versions() -> dict[str, str | None]:
    """Return the versions of this package, of Python and of the libraries that matter."""
    found = {library: _version(library) for library in _LIBRARIES}
    own = {"gridresponse": _version("gridresponse"), "python": platform.python_version()}
    return own | found


@cache
def code_hash() -> str:
    """Hash the source that numbers come from: all of ``sim/`` but what only shows them."""
    root = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for file in sorted(root.rglob("*.py")):
        relative = file.relative_to(root)
        if relative.parts[0] not in _PRESENTATION:
            digest.update(relative.as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def machine() -> dict[str, Any]:
    """Describe the machine without naming it."""
    return {
        "system": platform.system(),
        "release": platform.release(),
        "architecture": platform.machine(),
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
    }


def _processor() -> str:
    """Name the model of the processor, for which code is compiled; empty where not known."""
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()


def origin() -> dict[str, Any]:
    """Return what has to be the same for results to be: versions and code."""
    return {"versions": versions(), "code": code_hash()}


def changed_since(manifest: dict[str, Any]) -> list[str]:
    """Say all that differs from a folder's origin: code, versions, machine; [] if nothing."""
    told = [] if manifest.get("code") == code_hash() else ["the simulator's code has changed"]
    for kind, now in (("versions", versions()), ("machine", machine())):
        then = manifest.get(kind, {})
        told += [
            f"{key} {then.get(key)} then, {value} now"
            for key, value in now.items()
            if then.get(key) != value
        ]
    return told


def mixing(manifest: dict[str, Any]) -> list[str]:
    """Say what differs between a folder's origin and the code that runs now; [] if nothing."""
    stored, now = manifest.get("versions", {}), versions()
    told = [
        f"{library} {stored.get(library)} then, {now[library]} now"
        for library in _NUMERIC
        if stored.get(library) != now[library]
    ]
    if manifest.get("code") != code_hash():
        told.append("the simulator's code has changed")
    return told
