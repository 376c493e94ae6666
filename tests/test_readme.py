"""The README keeps its word: its scenario and its Python run as they stand."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


def block(readme: str, language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", readme, re.M | re.S)
    return str(found)


def python(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_scenario_is_the_shipped_file_of_at_most_twenty_lines(
    readme: str, root: Path
) -> None:
    shown = block(readme, "yaml")
    shipped = (root / "scenarios/two-grids.yaml").read_text(encoding="utf-8")
    assert (shown == shipped, len(shown.splitlines()) <= 20) == (True, True)


@pytest.mark.slow
def test_the_five_lines_of_python_answer_with_a_table(
    readme: str, root: Path, tmp_path: Path
) -> None:
    code = block(readme, "python")
    fewer = code.replace("replications=10", "replications=2")
    (tmp_path / "answer.py").write_text(fewer, encoding="utf-8")
    done = python(root, str(tmp_path / "answer.py"))
    lines = len(re.findall(r"^.*\S", code, re.M))
    assert (done.returncode, "difference" in done.stdout, lines) == (0, True, 5), done.stderr
    assert fewer != code


def test_the_targets_of_make_exist(readme: str, root: Path) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^    make ([\w-]+)", readme, re.M)
    assert [target for target in targets if f"\n{target}: " not in makefile] == []


def test_the_commands_exist(readme: str, root: Path) -> None:
    verbs = set(re.findall(r"gridresponse ([a-z]+)\b", readme))
    known = set(re.findall(r"\w+", python(root, "-m", "sim", "--help").stdout))
    assert verbs - known == set()
