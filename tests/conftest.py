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


WITHOUT_KERNELS = ("report", "scenario", "town")  # folders whose tests compile nothing


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin the second half of the tests with those that need no compiled kernel.

    Of two processes each begins with a half of the list (`--dist worksteal`), so on a fresh
    machine one compiles the kernels, once, while the other tests what does without.
    """
    here = Path(__file__).parent
    folders = [here / name for name in WITHOUT_KERNELS]
    without = [item for item in items if any(f in item.path.parents for f in folders)]
    chosen = set(without)
    others = [item for item in items if item not in chosen]
    half = len(items) // 2
    items[:] = [*others[:half], *without, *others[half:]]


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the folder of the repository."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def scenarios(root: Path) -> Path:
    """Give the folder of the scenarios that are shipped."""
    return root / "scenarios"
