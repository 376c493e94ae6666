"""Write the outputs shown in pages of docs/ anew: run each command, put in what it prints.

    python -m tests.outputs docs/experiments.md

A block of output has a comment before it that names its command. Commands run one after the
other in an empty folder with a copy of scenarios/, into which the page's own scenarios go::

    <!-- output of: gridresponse staff few-workers.yaml --quiet -->

`| first 2` behind the command keeps its first lines, `| with cost_total or deaths` those with
one of these words.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 98
_SCENARIO = re.compile(r"^```yaml\n# ([\w-]+\.yaml)\n(.*?)^```", re.M | re.S)
_OUTPUT = re.compile(r"^(<!-- output of: (.+?) -->\n)```\n(.*?)^```$", re.M | re.S)

Run = Callable[[list[str], Path], str]


def commands(text: str) -> list[str]:
    """List the commands of a page whose outputs it shows, in order, without what is kept."""
    return [match[2].partition(" | ")[0] for match in _OUTPUT.finditer(text)]


def renewed(text: str, folder: Path, run: Run) -> str:
    """Return a page with every output made again by commands run in a folder."""
    own = dict(_SCENARIO.findall(text))
    for name, content in own.items():
        (folder / "scenarios" / name).write_text(content, encoding="utf-8")

    def made(match: re.Match[str]) -> str:
        command, _, kept = match[2].partition(" | ")
        words = [f"scenarios/{w}" if w in own else w for w in shlex.split(command)]
        said = _kept(run(words, folder), kept)
        return f"{match[1]}```\n{said}```"

    return _OUTPUT.sub(made, text)


def run_here(words: list[str], folder: Path) -> str:
    """Run `gridresponse` from this source and give what it prints; a failure ends all."""
    if words[0] != "gridresponse":
        raise SystemExit(f"only gridresponse is run, found {words[0]}")
    done = subprocess.run(
        [sys.executable, "-m", "sim", *words[1:]], cwd=folder, capture_output=True, text=True,
        check=False, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    if done.returncode not in (0, 1):
        raise SystemExit(f"{shlex.join(words)}: exit {done.returncode}: {done.stderr}")
    return done.stdout


def _kept(said: str, kept: str) -> str:
    """Keep the lines asked for, each wrapped as the page is."""
    lines = said.strip("\n").splitlines()
    verb, _, what = kept.partition(" ")
    if verb == "first":
        lines = lines[: int(what)]
    elif verb == "with":
        wanted = what.split(" or ")
        lines = [line for line in lines if any(word in line for word in wanted)]
    wrapped = (textwrap.fill(line, WIDTH, break_on_hyphens=False) for line in lines)
    return "".join(f"{line}\n" for line in wrapped)


def main(pages: list[str]) -> None:
    """Renew pages in place."""
    for page in map(Path, pages):
        text = page.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory(prefix="gridresponse-docs-") as place:
            shutil.copytree(ROOT / "scenarios", Path(place) / "scenarios")
            page.write_text(renewed(text, Path(place), run_here), encoding="utf-8")
        sys.stdout.write(f"{page}: {len(commands(text))} outputs\n")


if __name__ == "__main__":
    main(sys.argv[1:])
