"""The page on controls keeps its word: its scenarios run as they stand, and soundly."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sim.checks import check
from sim.measures import measure
from sim.scenario import load
from tests.test_docs import blocks, run

PAGE = ("controls.md",)


@pytest.mark.parametrize(
    ("name", "wanted"), [("for-the-old.yaml", "cost_controls"), ("hotel.yaml", "bed_days")]
)
def test_a_scenario_of_the_page_runs(
    root: Path, tmp_path: Path, name: str, wanted: str
) -> None:
    shutil.copytree(root / "scenarios", tmp_path / "scenarios")
    file = tmp_path / "scenarios" / name
    file.write_text(blocks(root, PAGE)[name], encoding="utf-8")
    records = run(file, 1)  # in the first nobody is infected
    assert load(file).name == name.removesuffix(".yaml")
    assert measure(records)[wanted] > 0
    assert check(records) == []
