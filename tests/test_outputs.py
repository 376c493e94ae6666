"""What the pages show is what the commands print: they exist, and are run for `make docs`."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer

from sim.cli import app
from tests.outputs import commands, renewed

PAGES = sorted((Path(__file__).resolve().parents[1] / "docs").glob("*.md"))
INDENTED = re.compile(r"^    (gridresponse .*(?:\n {8,}\S.*)*)", re.M)


def shown(text: str) -> list[str]:
    """List every command of a page: those shown, and those whose output is."""
    return [*(" ".join(found.split()) for found in INDENTED.findall(text)), *commands(text)]


def options(verb: str) -> set[str]:
    """Give the options that a command knows."""
    group = typer.main.get_command(app)
    command = group.commands[verb]  # type: ignore[attr-defined]
    return {name for parameter in command.params for name in parameter.opts} | {"--help"}


CASES = [
    pytest.param(command, id=f"{page.name}: {command[:50]}")
    for page in PAGES
    for command in shown(page.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("command", CASES)
def test_every_command_in_the_pages_exists_with_its_options(command: str) -> None:
    program, verb, *words = shlex.split(command)
    assert program == "gridresponse"
    used = {word.partition("=")[0] for word in words if word.startswith("-") and len(word) > 1}
    assert used - options(verb) == set()


def test_the_page_of_experiments_shows_five_outputs_or_more() -> None:
    (page,) = [page for page in PAGES if page.name == "experiments.md"]
    assert len(commands(page.read_text(encoding="utf-8"))) >= 5


def test_an_output_is_put_in_place_of_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    page = (
        "```yaml\n# own.yaml\nname: own\n```\n\n"
        "<!-- output of: gridresponse run own.yaml | first 2 -->\n```\nold\n```\n\n"
        "<!-- output of: gridresponse measures | with b -->\n```\nold\n```\n"
        "```\nleft alone\n```\n"
    )
    asked: list[list[str]] = []

    def run(words: list[str], folder: Path) -> str:
        asked.append(words)
        assert (folder / "scenarios/own.yaml").read_text() == "name: own\n"
        return "a\nb\nc\n"

    new = renewed(page, tmp_path, run)
    assert asked[0] == ["gridresponse", "run", "scenarios/own.yaml"]
    assert asked[1] == ["gridresponse", "measures"]
    assert "-->\n```\na\nb\n```" in new
    assert "| with b -->\n```\nb\n```" in new
    assert new.endswith("```\nleft alone\n```\n")
