"""Notebooks: one question each, short, without outputs; all run from top to bottom."""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MOST_CELLS, LONGEST_FUNCTION = 30, 5
each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path: Path, kind: str) -> list[str]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in found if cell["cell_type"] == kind]


def test_the_notebooks_are_numbered() -> None:
    assert [path.name[:2] for path in NOTEBOOKS] == [f"{n}-" for n in range(1, 9)]


@each
def test_a_notebook_is_short_and_without_outputs(path: Path) -> None:
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    kept = [cell for cell in found if cell.get("outputs") or cell.get("execution_count")]
    assert (kept, len(found) < MOST_CELLS) == ([], True)


@each
def test_a_notebook_asks_one_question_in_its_title(path: Path) -> None:
    first = cells(path, "markdown")[0].splitlines()[0]
    titles = [line for text in cells(path, "markdown") for line in text.splitlines()]
    assert (first[:2], first[-1]) == ("# ", "?")
    assert sum(line.startswith("#") for line in titles) == 1


@each
def test_no_function_of_a_notebook_is_longer_than_five_lines(path: Path) -> None:
    tree = ast.parse("\n".join(cells(path, "code")))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    lengths = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    assert {name for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == set()


@pytest.mark.long
@pytest.mark.filterwarnings("default")
@each
def test_a_notebook_runs_from_top_to_bottom(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nbformat = pytest.importorskip("nbformat")
    client = pytest.importorskip("nbclient")
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    place = {"metadata": {"path": str(tmp_path / "notebooks")}}
    notebook = nbformat.read(path, as_version=4)
    client.NotebookClient(notebook, timeout=600, resources=place).execute()
    assert len(notebook.cells) == len(json.loads(path.read_text(encoding="utf-8"))["cells"])
