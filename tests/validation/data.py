"""The folder of real data beside the repository; it is not shipped."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
ABSENT = "the real data are not beside this checkout, in ../shared/data"


def present() -> bool:
    """Tell whether the data are there."""
    return DATA.exists()
