"""Two made-up results folders: a comparison of three scenarios, and a run of one."""

from pathlib import Path

import pytest

from sim.report import write_report
from tests.report.made import Overlay, make

OVERLAYS = [
    Overlay("two", "Two workers <per> grid", staff=2, outbreak=0.8, on_time=0.95),
    Overlay("community", "网格服务共同体", staff=1.5, on_time=0.8),
]


@pytest.fixture(scope="session")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of a comparison, its report written."""
    folder = make(tmp_path_factory.mktemp("compared") / "street", OVERLAYS)
    write_report(folder)
    return folder


@pytest.fixture(scope="session")
def page(compared: Path) -> str:
    """Give the text of the comparison's page."""
    return (compared / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of a single run, its report written."""
    folder = make(tmp_path_factory.mktemp("alone") / "street", [])
    write_report(folder)
    return folder
