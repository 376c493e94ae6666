"""What every test shares: no window, the same examples in CI, the repository's folder."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "Agg")

settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


# Who starts the tests in the background of a shell script hands on that Ctrl-C is ignored, and
# every program that a test starts would ignore it too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the folder of the repository."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def scenarios(root: Path) -> Path:
    """Give the folder of the scenarios that are shipped."""
    return root / "scenarios"
