"""Make an environment for each peer, outside the repository; say which cannot be made.

Peers are benchmark extras and never dependencies. What is there already is left alone.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

PEERS = {  # what pip is asked for, and what must import afterwards
    "covasim4": (["covasim==4.0.1"], "covasim"),
    "covasim3": (["covasim==3.1.9"], "covasim"),
    "eon": (["EoN==2.0"], "EoN"),
    "ciw": (["ciw==3.2.7"], "ciw"),
}
QUIET = ["--quiet", "--disable-pip-version-check", "--no-input"]


def default_folder() -> Path:
    """Give the folder in the user's cache where the environments live."""
    try:
        cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    except RuntimeError:  # no home
        cache = tempfile.gettempdir()
    return Path(cache) / "gridresponse" / "peers"


def interpreter(folder: Path, peer: str) -> Path:
    """Give the Python of a peer's environment, made or not."""
    windows = sys.platform == "win32"
    return folder / peer / ("Scripts/python.exe" if windows else "bin/python")


def works(python: Path, module: str) -> str:
    """Import a peer in its environment; give what went wrong, empty if nothing."""
    if not python.exists():
        return "there is no environment"
    done = subprocess.run(
        [python, "-W", "ignore", "-c", f"import {module}"], capture_output=True, text=True
    )
    return "" if done.returncode == 0 else _last_line(done.stderr)


def make(folder: Path, peer: str) -> str:
    """Make one environment; give what went wrong, empty if nothing."""
    wanted, module = PEERS[peer]
    python = interpreter(folder, peer)
    if not works(python, module):
        return ""
    try:
        venv.EnvBuilder(clear=True, with_pip=True).create(folder / peer)
        pip = [str(python), "-m", "pip"]
    except (OSError, subprocess.CalledProcessError):  # some systems pack ensurepip apart
        venv.EnvBuilder(clear=True, with_pip=False).create(folder / peer)
        pip = [sys.executable, "-m", "pip", "--python", str(python)]
    done = subprocess.run([*pip, "install", *QUIET, *wanted], capture_output=True, text=True)
    if done.returncode != 0:
        return _last_line(done.stderr)
    return works(python, module)


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no reason was given"])[-1]


def main() -> None:
    """Read the options, make what is missing, say what is there."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--environments", type=Path, default=default_folder())
    parser.add_argument("--only", nargs="+", choices=list(PEERS), default=list(PEERS))
    options = parser.parse_args()
    missing = []
    for peer in options.only:
        wrong = make(options.environments, peer)
        print(f"{peer}: {wrong or 'ready'} ({' '.join(PEERS[peer][0])})", flush=True)
        missing += [peer] if wrong else []
    if missing:
        raise SystemExit(f"No environment for {', '.join(missing)}: their rows stay empty.")


if __name__ == "__main__":
    main()
