"""A page over a tiny street, served as `gridresponse web` serves it, on a free port."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.web import Opened, open_page

SHIPPED = Path(__file__).parents[2] / "scenarios"
TINY = """\
extends: [two-grids.yaml]
name: tiny
title: 小街 <script>alert("title")</script>
horizon: 6 d
town: {households_per_grid: 30}
hazards: {outbreak: {introductions: {mean: 4, over: 1 d}}}
run: {warm_up: 1 d}
"""


def write_streets(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name in ("g-street.yaml", "two-grids.yaml"):
        shutil.copyfile(SHIPPED / name, folder / name)
    (folder / "tiny.yaml").write_text(TINY, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    home = tmp_path_factory.mktemp("page")
    page = open_page(
        write_streets(home / "scenarios"), home / "results", ("127.0.0.1", 0), processes=1
    )
    thread = threading.Thread(target=page.run)
    thread.start()
    try:
        yield page
    finally:
        page.stop()
        thread.join(30)
