"""The documents site: builds without a warning, fetches nothing; its tutorial runs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim

FETCHED = re.compile(r"""<(?:script|img|link|iframe)[^>]*(?:src|href)=["'](?:https?:)?//""")


@pytest.mark.slow
def test_the_site_builds_without_a_warning_and_fetches_nothing(
    root: Path, tmp_path: Path
) -> None:
    pytest.importorskip("sphinx")
    words = ["-W", "--keep-going", "-q", "-d", str(tmp_path / "trees"), "docs"]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *words, str(tmp_path / "site")],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    pages = list((tmp_path / "site").rglob("*.html"))
    assert [page.name for page in pages if FETCHED.search(page.read_text("utf-8"))] == []
    measures = (tmp_path / "site/reference/measures.html").read_text(encoding="utf-8")
    assert [name for name in ("on_time", "wait_h", "infections") if name not in measures] == []


def test_every_page_is_in_the_index(root: Path) -> None:
    index = (root / "docs/index.md").read_text(encoding="utf-8")
    pages = {page.stem for page in (root / "docs").glob("*.md")} - {"index"}
    assert {page for page in pages if f"\n{page}\n" not in index} == set()


@pytest.mark.slow
def test_the_tutorial_runs_as_it_stands(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (root / "docs/tutorial.md").read_text(encoding="utf-8")
    shutil.copytree(root / "scenarios", tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    ((name, content),) = re.findall(r"^```yaml\n# ([\w-]+\.yaml)\n(.*?)^```", text, re.M | re.S)
    Path("scenarios", name).write_text(content, encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    told: dict[str, object] = {}
    exec(code, told)
    more = sim.load(Path("scenarios", name))
    assert more.workforce == told["more"].workforce  # type: ignore[attr-defined]
    assert told["answer"].replications == 2  # type: ignore[attr-defined]
